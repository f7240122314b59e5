//! Promises and futures.

use crate::{Error, FromJs, Result, ToJs};
use core::future::Future;
use core::marker::PhantomData;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::task::{Context, Poll};
use js_sys::Promise;
use js_sys::futures::JsFuture;
use wasm_bindgen::JsValue;

/// What a call into the runtime gives: a future of `Result<T>`. The call itself was made already.
#[must_use = "what the call gives, or why it failed, is lost"]
pub struct Pending<T> {
    settling: Settling,
    value: PhantomData<fn() -> T>,
}

enum Settling {
    Failed(Option<Error>),
    Waiting(JsFuture),
}

/// Awaits what a promise-returning extern gave: a synchronous throw, a rejection and a bad value are all errors.
pub fn resolve<T: FromJs>(call: Result<Promise>) -> Pending<T> {
    let settling = match call {
        Ok(promise) => Settling::Waiting(promise.into()),
        Err(error) => Settling::Failed(Some(error)),
    };
    Pending { settling, value: PhantomData }
}

impl<T: FromJs> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.settling.poll(context).map(|settled| T::from_js(settled?))
    }
}

impl Settling {
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

/// A promise of what a future gives.
pub fn promise<T: ToJs>(future: impl Future<Output = Result<T>> + 'static) -> Promise {
    start(Box::pin(async move { future.await.map(|value| value.to_js()).map_err(JsValue::from) }))
}

type Erased = Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

/// Once for all types of futures: what drives one is some kilobytes.
fn start(future: Erased) -> Promise {
    // A panic that unwinds rejects the promise; that what it shared is still sound is what an unwinding build says.
    js_sys::futures::future_to_promise(AssertUnwindSafe(future))
}

/// Runs a future that nothing waits for. Inside a Worker it lives as long as the request: prefer `wait_until`.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    js_sys::futures::spawn_local(AssertUnwindSafe(future));
}
