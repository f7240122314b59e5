//! What a handler gets beside event and environment.

use crate::{Error, FromJs, Result, ToJs};
use std::future::IntoFuture;
use wasm_bindgen::JsValue;

/// The context of one invocation.
#[derive(Clone, Debug)]
pub struct Context(cfs_runtime_core::ExecutionContext);

impl Context {
    /// Keeps the invocation alive until `work` is done: a future of a `Result` or of nothing. A call builder can be passed
    /// as it is.
    pub fn wait_until<F>(&self, work: F)
    where
        F: IntoFuture<Output: Finished>,
        F::IntoFuture: 'static,
    {
        let work = work.into_future();
        let promise = crate::promise(async move { work.await.finished() });
        drop(self.0.sys().wait_until(&promise));
    }

    /// Lets the request go to the origin if the handler throws.
    pub fn pass_through_on_exception(&self) -> Result<()> {
        self.0.pass_through_on_exception()
    }
}

/// How work that nobody waits for ends: with nothing, or with a `Result` whose error the runtime reports.
pub trait Finished {
    /// Whether it ended well.
    ///
    /// # Errors
    /// The error that it ended with.
    fn finished(self) -> Result<()>;
}

impl Finished for () {
    fn finished(self) -> Result<()> {
        Ok(())
    }
}

impl<T, E: Into<Error>> Finished for std::result::Result<T, E> {
    fn finished(self) -> Result<()> {
        self.map(drop).map_err(Into::into)
    }
}

impl std::ops::Deref for Context {
    type Target = cfs_runtime_core::ExecutionContext;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromJs for Context {
    fn from_js(value: JsValue) -> Result<Self> {
        FromJs::from_js(value).map(Self)
    }
}

impl ToJs for Context {
    fn to_js(&self) -> Result<JsValue> {
        self.0.to_js()
    }
}
