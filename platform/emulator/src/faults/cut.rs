//! A body that ends in its middle, or never.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Half of a body, then the end of the connection, or nothing at all. What it says of its length is the whole.
pub(crate) struct Cut {
    half: Option<Bytes>,
    whole: u64,
    half_open: bool,
}

impl Cut {
    /// Cuts a body; `half_open` says whether the connection stays.
    pub(crate) fn new(body: &Bytes, half_open: bool) -> Self {
        Self { half: Some(body.slice(..body.len() / 2)), whole: body.len() as u64, half_open }
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
            // Nobody is to wake it: the reader goes when it has waited enough.
            None if self.half_open => return Poll::Pending,
            None => Err(io::Error::other("a fault that was asked for")),
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole)
    }
}
