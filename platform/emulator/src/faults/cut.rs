//! A body that ends in its middle, or never.

use crate::server::Told;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Half of a body, then the end of the connection, or nothing at all. What it says of its length is the whole.
pub(crate) struct Cut {
    body: Told,
    /// How many bytes are still sent.
    left: u64,
    whole: u64,
    half_open: bool,
}

impl Cut {
    /// Cuts a body; `half_open` says whether the connection stays.
    pub(crate) fn new(body: Told, half_open: bool) -> Self {
        let whole = body.size();
        Self { body, left: whole / 2, whole, half_open }
    }
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            if self.half_open {
                // Nobody is to wake it: the reader goes when it has waited enough.
                return Poll::Pending;
            }
            return Poll::Ready(Some(Err(io::Error::other("a fault that was asked for"))));
        }
        let frame = Pin::new(&mut self.body).poll_frame(context);
        frame.map(|frame| {
            frame.map(|frame| {
                frame.map(|frame| {
                    let mut bytes = frame.into_data().unwrap_or_default();
                    bytes.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
                    self.left -= bytes.len() as u64;
                    Frame::data(bytes)
                })
            })
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole)
    }
}
