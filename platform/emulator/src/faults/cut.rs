//! A body that ends in its middle.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Half of a body, then the end of the connection. What it says of its length is the whole.
pub(crate) struct Cut {
    half: Option<Bytes>,
    whole: u64,
}

impl Cut {
    pub(crate) fn new(body: &Bytes) -> Self {
        Self { half: Some(body.slice(..body.len() / 2)), whole: body.len() as u64 }
    }
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(match self.half.take().filter(|half| !half.is_empty()) {
            Some(half) => Ok(Frame::data(half)),
            None => Err(io::Error::other("a fault that was asked for")),
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole)
    }
}
