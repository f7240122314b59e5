//! Waiting for calls without an async runtime of one's own.
//!
//! ```no_run
//! use cfs_http::blocking::{Wait, WaitEach};
//! # fn f(request: cfs_http::Pending<u32>, items: cfs_http::Items<String>) -> Result<(), cfs_http::Error> {
//! let database = request.wait()?;
//! for item in items.wait_each() {
//!     println!("{}", item?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Must not be used within an async runtime: waiting there would keep it from working, and panics.

use futures_core::Stream;
use std::pin::Pin;
use std::sync::OnceLock;
use tokio::runtime::Runtime;

use crate::Error;

/// The runtime on which connections live, whether or not anyone is waiting just now.
fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("cfs-http")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())
    });
    started.as_ref().map_err(|why| Error::request(format!("no background thread could be started: {why}")))
}

/// Waiting for a request, or any other future of a result.
pub trait Wait<T> {
    /// Waits.
    ///
    /// # Errors
    /// Those of the request.
    fn wait(self) -> Result<T, Error>;
}

impl<T, F: IntoFuture<Output = Result<T, Error>>> Wait<T> for F {
    fn wait(self) -> Result<T, Error> {
        let runtime = runtime()?;
        let _guard = runtime.enter();
        runtime.block_on(self.into_future())
    }
}

/// Going through a stream.
pub trait WaitEach<T> {
    /// The items, each waited for when it is asked for.
    fn wait_each(self) -> BlockingIter<Self>
    where
        Self: Sized;
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> WaitEach<T> for S {
    fn wait_each(self) -> BlockingIter<Self> {
        BlockingIter(self)
    }
}

/// A stream's items, each waited for when it is asked for.
#[derive(Debug)]
pub struct BlockingIter<S>(S);

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for BlockingIter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(error) => return Some(Err(error)),
        };
        runtime.block_on(std::future::poll_fn(|context| Pin::new(&mut self.0).poll_next(context)))
    }
}
