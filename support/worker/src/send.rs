//! `Send` where there is one thread.

use core::fmt;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::{Context, Poll};

/// A value or a future of a Worker where a library asks for `Send` and `Sync`: a handler of axum, a layer of tower, an
/// error in `anyhow`.
///
/// JavaScript values belong to one thread, so the types that hold them are not `Send`; a Worker has no other thread, and
/// there the wrapper costs nothing. Where there are threads (a test on the machine that builds) it remembers the one
/// that made it.
///
/// # Panics
/// When another thread than the one that made it uses or drops the value.
pub struct SendWrapper<T> {
    value: ManuallyDrop<T>,
    owner: Owner,
}

// SAFETY: the value is used and dropped only by the thread that made it: `Owner` checks it where there are others.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Wraps a value or a future.
    pub fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), owner: Owner::here() }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.owner.check();
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this` is never dropped, so the value is taken once.
        unsafe { ManuallyDrop::take(&mut this.value) }
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.owner.check();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.owner.check();
        &mut self.value
    }
}

impl<T> Drop for SendWrapper<T> {
    fn drop(&mut self) {
        self.owner.check();
        // SAFETY: the value is not used again.
        unsafe { ManuallyDrop::drop(&mut self.value) }
    }
}

impl<F: Future> Future for SendWrapper<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.owner.check();
        // SAFETY: the value is pinned with the wrapper: nothing moves it, and it is dropped in place.
        unsafe { self.map_unchecked_mut(|this| &mut *this.value) }.poll(context)
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        Self::new((**self).clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for SendWrapper<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<T> for SendWrapper<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// The thread that may use a value; where there is one thread, nothing.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
struct Owner;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
impl Owner {
    fn here() -> Self {
        Self
    }

    fn check(&self) {}
}

/// The thread that may use a value.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
struct Owner(std::thread::ThreadId);

#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
impl Owner {
    fn here() -> Self {
        Self(std::thread::current().id())
    }

    fn check(&self) {
        assert!(
            self.0 == std::thread::current().id(),
            "a value in a `SendWrapper` was used by another thread than the one that made it"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::SendWrapper;
    use std::rc::Rc;

    #[test]
    fn the_thread_that_made_it_uses_it() {
        let wrapped = SendWrapper::new(Rc::new(1));
        assert_eq!(**wrapped, 1);
        assert_eq!(*wrapped.clone().into_inner(), 1);
        let Ok(rc) = Rc::try_unwrap(wrapped.into_inner()) else { panic!("the clone was dropped") };
        assert_eq!(rc, 1);
    }

    #[test]
    fn another_thread_is_refused() {
        let wrapped = SendWrapper::new(Rc::new(1));
        let used = std::thread::spawn(move || {
            let wrapped = std::mem::ManuallyDrop::new(wrapped);
            **wrapped == Rc::new(1)
        });
        assert!(used.join().is_err());
    }
}
