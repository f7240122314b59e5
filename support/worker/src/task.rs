//! What drives futures: a task is polled only in the context of the request that started it.
//!
//! The runtime ties what a request does to the request: a future that awaits its I/O may not be polled while another
//! request runs. Locks, cells and channels wake their waiters from whatever request lets go. So a waker polls nothing: it
//! resolves a promise that the task made in its own context, and the runtime runs what follows from it there.

#[cfg(panic = "unwind")]
use crate::Error;
use core::cell::{Cell, RefCell};
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use js_sys::{Function, Promise};
use std::sync::Arc;
use std::task::Wake;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/task.js")]
extern "C" {
    /// The JavaScript half of a task.
    type Half;

    #[wasm_bindgen(constructor)]
    fn new(run: &Closure<dyn FnMut()>) -> Half;
    #[wasm_bindgen(method, getter)]
    fn promise(this: &Half) -> Promise;
    /// A function that has the task run again in its own context, from wherever it is called.
    #[wasm_bindgen(method)]
    fn arm(this: &Half) -> Function;
    #[wasm_bindgen(method)]
    fn resolve(this: &Half, value: &JsValue);
    #[wasm_bindgen(method)]
    fn reject(this: &Half, reason: &JsValue);
    #[wasm_bindgen(method)]
    fn detach(this: &Half);
}

type Settled = core::result::Result<JsValue, JsValue>;
pub(crate) type Erased = Pin<Box<dyn Future<Output = Settled>>>;

/// What a half calls to have its task run.
type Run = Closure<dyn FnMut()>;

struct Task {
    /// `None` while it is polled, and once it is done.
    future: RefCell<Option<Erased>>,
    /// With the closure that it calls; `None` once the task is done.
    half: RefCell<Option<(Half, Run)>>,
    /// Runs it, while it waits to be woken.
    armed: RefCell<Option<Function>>,
    woken: Cell<bool>,
}

// SAFETY: an instance of a Worker has one thread; there is no other that a waker could be sent to.
unsafe impl Send for Task {}
// SAFETY: as above.
unsafe impl Sync for Task {}

/// Drives a future to its end; the promise of what it gives.
pub(crate) fn start(future: Erased) -> Promise {
    begin(future, Half::promise)
}

/// Runs a future that nothing waits for. Inside a Worker it lives as long as the request: prefer `wait_until`.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future = Box::pin(async move {
        future.await;
        Ok(JsValue::UNDEFINED)
    });
    begin(future, Half::detach);
}

fn begin<R>(future: Erased, take: impl FnOnce(&Half) -> R) -> R {
    let task = Arc::new(Task {
        future: RefCell::new(Some(future)),
        half: RefCell::new(None),
        armed: RefCell::new(None),
        woken: Cell::new(true),
    });
    let this = Arc::clone(&task);
    let run = Closure::<dyn FnMut()>::wrap_assert_unwind_safe(Box::new(move || Task::run(&this)));
    let half = Half::new(&run);
    let taken = take(&half);
    *task.half.borrow_mut() = Some((half, run));
    task.rest();
    taken
}

impl Task {
    fn run(this: &Arc<Self>) {
        this.woken.set(false);
        let Some(mut future) = this.future.borrow_mut().take() else { return };
        let waker = Waker::from(Arc::clone(this));
        match polled(&mut future, &mut Context::from_waker(&waker)) {
            Poll::Pending => {
                *this.future.borrow_mut() = Some(future);
                this.rest();
            }
            Poll::Ready(settled) => {
                drop(future);
                let half = this.half.borrow_mut().take();
                match (half, settled) {
                    (Some((half, _)), Ok(value)) => half.resolve(&value),
                    (Some((half, _)), Err(reason)) => half.reject(&reason),
                    (None, _) => {}
                }
            }
        }
    }

    /// Waits to be woken, in the context that runs now.
    fn rest(&self) {
        let half = self.half.borrow();
        let Some((half, _)) = half.as_ref() else { return };
        let armed = half.arm();
        if self.woken.get() {
            fire(&armed);
        } else {
            *self.armed.borrow_mut() = Some(armed);
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.woken.replace(true) {
            return;
        }
        let armed = self.armed.borrow_mut().take();
        if let Some(armed) = armed {
            fire(&armed);
        }
    }
}

/// Resolving a promise does not throw.
fn fire(armed: &Function) {
    drop(armed.call0(&JsValue::UNDEFINED));
}

/// One poll. In a build that unwinds, a panic is the task's error; that what it shared is still sound is what such a
/// build says.
#[cfg(panic = "unwind")]
fn polled(future: &mut Erased, context: &mut Context<'_>) -> Poll<Settled> {
    let poll = core::panic::AssertUnwindSafe(|| future.as_mut().poll(context));
    std::panic::catch_unwind(poll).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Poll::Ready(Err(Error::new(format!("panic: {text}")).into()))
    })
}

#[cfg(not(panic = "unwind"))]
fn polled(future: &mut Erased, context: &mut Context<'_>) -> Poll<Settled> {
    future.as_mut().poll(context)
}
