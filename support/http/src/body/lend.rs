//! Lending a body that can be sent once: it comes back if nothing of it was taken.

use super::{Body, ByteStream, Repr};
use crate::Error;
use bytes::Bytes;
use futures_core::Stream;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

#[cfg(not(target_arch = "wasm32"))]
type Slot = Arc<Mutex<Option<ByteStream>>>;
#[cfg(target_arch = "wasm32")]
type Slot = std::rc::Rc<Mutex<Option<ByteStream>>>;

/// Where a lent body comes back to.
pub(crate) struct Lender {
    slot: Slot,
    length: Option<u64>,
}

/// A lent body: given back when it is dropped before anything was taken.
struct Lent {
    slot: Slot,
    stream: Option<ByteStream>,
    is_taken: bool,
}

impl Body {
    /// The body to send, and where to get it back from for another attempt.
    pub(crate) fn lend(self) -> (Self, Lender) {
        let length = self.length;
        let slot = Slot::default();
        let Repr::Stream(stream) = self.repr else { return (self, Lender { slot, length }) };
        let lent = Lent { slot: slot.clone(), stream: Some(stream), is_taken: false };
        (Self { repr: Repr::Stream(Box::pin(lent)), length }, Lender { slot, length })
    }
}

impl Lender {
    /// The body, if it came back.
    pub(crate) fn returned(self) -> Option<Body> {
        let stream = self.slot.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(Body { repr: Repr::Stream(stream), length: self.length })
    }
}

impl Stream for Lent {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.is_taken = true;
        match &mut self.stream {
            Some(stream) => stream.as_mut().poll_next(context),
            None => Poll::Ready(None),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.is_taken {
            *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = self.stream.take();
        }
    }
}
