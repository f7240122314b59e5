//! Promises and futures.

use crate::settling::Settling;
use crate::{Error, FromJs, Result, ToJs};
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};
use js_sys::Promise;
use wasm_bindgen::JsValue;

/// What a call into the runtime gives: a future of `Result<T>`. The call itself was made already.
#[must_use = "what the call gives, or why it failed, is lost"]
pub struct Pending<T> {
    made: Made,
    value: PhantomData<fn() -> T>,
}

enum Made {
    Failed(Option<Error>),
    Waiting(Settling),
}

/// Awaits what a promise-returning extern gave: a synchronous throw, a rejection and a bad value are all errors.
pub fn resolve<T: FromJs>(call: Result<Promise>) -> Pending<T> {
    let made = match call {
        Ok(promise) => Made::Waiting(promise.into()),
        Err(error) => Made::Failed(Some(error)),
    };
    Pending { made, value: PhantomData }
}

/// Makes a call and awaits what it gives; an argument that could not be converted is the call's error.
pub fn call<T: FromJs>(call: impl FnOnce() -> Result<Promise>) -> Pending<T> {
    resolve(call())
}

impl<T: FromJs> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.made.poll(context).map(|settled| T::from_js(settled?))
    }
}

impl Made {
    #[inline(never)]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<JsValue>> {
        match self {
            Self::Waiting(promise) => Pin::new(promise).poll(context).map_err(Error::from),
            Self::Failed(error) => error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error))),
        }
    }
}

impl<T> core::fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Pending")
    }
}

/// A promise of what a future gives. The future is polled in the context of the request that asks for the promise.
pub fn promise<T: ToJs>(future: impl Future<Output = Result<T>> + 'static) -> Promise {
    crate::task::start(Box::pin(async move {
        future.await.and_then(|value| value.to_js()).map_err(JsValue::from)
    }))
}
