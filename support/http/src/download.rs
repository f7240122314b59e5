//! Answers that are read as a stream.

use crate::Error;
use crate::answer::Answer;
use crate::body::ByteStream;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// An answer's content as a stream of bytes, with its status and headers. Memory holds one piece at a time.
pub struct Download {
    pub(crate) answer: Answer,
    stream: ByteStream,
    length: Option<u64>,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("answer", &self.answer).field("length", &self.length).finish_non_exhaustive()
    }
}

impl Download {
    pub(crate) fn new(answer: Answer, stream: ByteStream, length: Option<u64>) -> Self {
        Self { answer, stream, length }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The `cf-ray` header, to be named to support.
    pub fn ray_id(&self) -> Option<&str> {
        self.answer.ray_id()
    }

    /// The length in bytes, where the server says it.
    pub fn length(&self) -> Option<u64> {
        self.length
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(context)
    }
}
