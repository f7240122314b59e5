//! Server-sent events.

use crate::call::Call;
use crate::codec::Codec;
use crate::Error;
use futures_core::Stream;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<E> {
    /// Its data.
    pub data: E,
}

/// Events as they come.
#[derive(Debug)]
pub struct Events<E> {
    _call: Call,
    _by: &'static str,
    event: PhantomData<fn() -> E>,
}

impl<E: Codec + Default> Events<E> {
    /// The events that a call is answered with.
    pub fn new(call: Call, by: &'static str) -> Self {
        Self { _call: call, _by: by, event: PhantomData }
    }
}

impl<E: Codec + Default> Stream for Events<E> {
    type Item = Result<E, Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
