//! Promises and futures.

use crate::{Error, FromJs, Result, ToJs};
use core::future::Future;
use core::pin::Pin;
use js_sys::Promise;
use wasm_bindgen::JsValue;

/// A future that owns what it needs; Workers are single-threaded, so it need not be `Send`.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Awaits what a promise-returning extern gave: a synchronous throw, a rejection and a bad value are all errors.
pub async fn resolve<T: FromJs>(call: Result<Promise>) -> Result<T> {
    T::from_js(settle(call?).await?)
}

async fn settle(promise: Promise) -> Result<JsValue> {
    promise.await.map_err(Error::from)
}

/// A promise of what a future gives.
pub fn promise<T: ToJs>(future: impl Future<Output = Result<T>> + 'static) -> Promise {
    js_sys::futures::future_to_promise(async move {
        match future.await {
            Ok(value) => Ok(value.to_js()),
            Err(error) => Err(error.into()),
        }
    })
}

/// Runs a future that nothing waits for. Inside a Worker it lives as long as the request: prefer `wait_until`.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    js_sys::futures::spawn_local(future);
}
