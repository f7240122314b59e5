//! Bodies as hyper has them.

use crate::Error;
use crate::body::{Body, ByteStream};
use crate::error::{TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A body on its way out. It must be exactly as long as was said.
pub(super) struct Outgoing {
    content: Content,
    left: Option<u64>,
    /// The last piece that fits: it goes out when it is known to be the last.
    held: Option<Bytes>,
}

enum Content {
    Bytes(Option<Bytes>),
    Stream(ByteStream),
}

impl Outgoing {
    pub(super) fn new(body: Body) -> Self {
        let left = body.length();
        let content = match body.as_bytes() {
            Some(bytes) => Content::Bytes(Some(bytes.clone())),
            None if body.is_empty() => Content::Bytes(None),
            None => Content::Stream(body.into_stream()),
        };
        Self { content, left, held: None }
    }
}

/// Why a body could not be sent.
#[derive(Debug)]
pub(super) enum Unsent {
    Length,
    Source(Error),
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("the body is not as long as was said"),
            Self::Source(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unsent {}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = Unsent;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Unsent>>> {
        let next = match &mut self.content {
            Content::Bytes(bytes) => return Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Content::Stream(stream) => ready!(stream.poll_next_unpin(context)),
        };
        match next {
            Some(Ok(chunk)) if chunk.is_empty() => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Ok(chunk)) => match self.left.map(|left| left.checked_sub(chunk.len() as u64)) {
                Some(None) => Poll::Ready(Some(Err(Unsent::Length))),
                Some(Some(0)) => {
                    self.left = Some(0);
                    self.held = Some(chunk);
                    self.poll_frame(context)
                }
                left => {
                    self.left = left.flatten();
                    Poll::Ready(Some(Ok(Frame::data(chunk))))
                }
            },
            Some(Err(error)) => Poll::Ready(Some(Err(Unsent::Source(error)))),
            None if self.left.is_some_and(|left| left > 0) => Poll::Ready(Some(Err(Unsent::Length))),
            None => Poll::Ready(self.held.take().map(|chunk| Ok(Frame::data(chunk)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.content, Content::Bytes(None))
    }

    fn size_hint(&self) -> SizeHint {
        let held = self.held.as_ref().map_or(0, |held| held.len() as u64);
        self.left.map_or_else(SizeHint::default, |left| SizeHint::with_exact(left + held))
    }
}

/// A body on its way in.
pub(super) fn incoming(incoming: Incoming) -> Body {
    let length = http_body::Body::size_hint(&incoming).exact();
    if http_body::Body::is_end_stream(&incoming) {
        return Body::default();
    }
    Body::stream(Arriving(incoming), length)
}

/// The pieces of a body on its way in.
struct Arriving(Incoming);

impl Stream for Arriving {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(http_body::Body::poll_frame(Pin::new(&mut self.0), context)) {
                Some(Ok(frame)) => {
                    // Trailers hold nothing that anyone asks for.
                    let Ok(data) = frame.into_data() else { continue };
                    return Poll::Ready(Some(Ok(data)));
                }
                Some(Err(error)) => {
                    let error = TransportError::new(TransportErrorKind::Body, error);
                    return Poll::Ready(Some(Err(error.into())));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}
