//! A promise as a future: one callback for both of its ends, where `js_sys::JsFuture` makes one for each.

use core::cell::RefCell;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/promise.js")]
extern "C" {
    fn watch(promise: &Promise, settled: &Callback);
}

type Callback = Closure<dyn FnMut(bool, JsValue)>;

/// What a promise gives: its value, or the reason why there is none.
pub struct Settling(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    settled: Option<Result<JsValue, JsValue>>,
    waker: Option<Waker>,
    /// It keeps the state and is kept by it until it is called.
    callback: Option<Callback>,
}

impl From<Promise> for Settling {
    #[inline(never)]
    fn from(promise: Promise) -> Self {
        let state = Rc::<RefCell<State>>::default();
        let told = Rc::clone(&state);
        let callback =
            Callback::wrap_assert_unwind_safe(Box::new(move |kept, value| tell(&told, kept, value)));
        watch(&promise, &callback);
        state.borrow_mut().callback = Some(callback);
        Self(state)
    }
}

fn tell(state: &RefCell<State>, kept: bool, value: JsValue) {
    let mut state = state.borrow_mut();
    state.settled = Some(if kept { Ok(value) } else { Err(value) });
    let (waker, callback) = (state.waker.take(), state.callback.take());
    drop(state);
    drop(callback);
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Future for Settling {
    type Output = Result<JsValue, JsValue>;

    #[inline(never)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.borrow_mut();
        if let Some(settled) = state.settled.take() {
            return Poll::Ready(settled);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl fmt::Debug for Settling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Settling")
    }
}
