//! A thread of its own for the child process, so that those who wait for it do not stop what it waits for.

use std::io;
use std::sync::mpsc;
use std::thread;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// The thread. It ends when this is dropped.
pub(super) struct Keeper {
    handle: Handle,
    _stop: oneshot::Sender<()>,
}

impl Keeper {
    /// Starts it.
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new()
            .name("cfs-workers".to_owned())
            .spawn(move || runtime.block_on(async { drop(stopped.await) }))?;
        Ok(Self { handle, _stop: stop })
    }

    /// Does something there and waits for it.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, String> {
        let (sender, receiver) = mpsc::channel();
        self.handle.spawn(async move { drop(sender.send(work.await)) });
        receiver.recv().map_err(|_| "what starts Workers has failed".to_owned())
    }

    /// Does something there.
    pub(super) async fn run_async<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        self.handle.spawn(work).await.ok()
    }
}
