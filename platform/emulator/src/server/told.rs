//! Bodies of the emulator's own: what is in memory, then what is read from the state.

use crate::store::Reading;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A body.
#[derive(Debug)]
pub(crate) struct Told {
    first: Bytes,
    rest: Option<Box<Reading>>,
}

impl Told {
    pub(crate) fn new(first: Bytes, rest: Option<Box<Reading>>) -> Self {
        Self { first, rest }
    }

    /// How many bytes are left.
    pub(crate) fn size(&self) -> u64 {
        self.first.len() as u64 + self.rest.as_ref().map_or(0, |rest| rest.size())
    }
}

impl From<Bytes> for Told {
    fn from(first: Bytes) -> Self {
        Self::new(first, None)
    }
}

impl Body for Told {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.first)))));
        }
        match &mut self.rest {
            Some(rest) => Pin::new(&mut **rest).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.size() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.size())
    }
}
