//! Answers that are read as a stream.

use crate::answer::Answer;
use crate::body::ByteStream;
use crate::client::Client;
use crate::codec::Codec;
use crate::error::{self, DecodeReason, Error};
use crate::lines::{Lines, Values};
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// An answer's content as a stream of bytes, with its status and headers. Memory holds one piece at a time.
pub struct Download {
    pub(crate) answer: Answer,
    stream: ByteStream,
    length: Option<u64>,
    client: Client,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("answer", &self.answer)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Download {
    pub(crate) fn new(answer: Answer, stream: ByteStream, length: Option<u64>, client: Client) -> Self {
        Self { answer, stream, length, client }
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

    /// The content line by line, each without its end. Bytes that are not UTF-8 are an error.
    pub fn lines(self) -> Lines {
        Lines::new(self)
    }

    /// The content as one JSON value per line; empty lines are passed over.
    pub fn ndjson<T: Codec + Default>(self) -> Values<T> {
        Values::new(Lines::new(self))
    }

    /// The whole content in memory, at most [`max_body`](crate::ClientBuilder::max_body) bytes.
    ///
    /// # Errors
    /// Those of the stream; [`DecodeReason::TooLarge`] when there is more; [`Error::Api`] when it is a failed envelope.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        self.fill().await?;
        self.answer.content()
    }

    async fn fill(&mut self) -> Result<(), Error> {
        let most = self.most();
        let mut all = Vec::new();
        while let Some(chunk) = self.stream.next().await {
            all.extend_from_slice(&chunk?);
            if all.len() > most {
                self.answer.body = all.into();
                return Err(error::decode_error(&self.answer, DecodeReason::TooLarge(most)));
            }
        }
        self.answer.body = all.into();
        Ok(())
    }

    /// The error that the content is not what was asked for: the API's own, if that is what it holds.
    pub(crate) async fn into_unexpected(mut self, what: &str) -> Error {
        match self.fill().await {
            Err(error) => error,
            Ok(()) => self.answer.reported().err().unwrap_or_else(|| self.answer.unexpected(what)),
        }
    }

    pub(crate) fn most(&self) -> usize {
        self.client.inner.max_body
    }

    /// Tells the client's hook what was passed over since it was last told.
    pub(crate) fn tell(&self) {
        self.answer.tell(self.client.inner.on_note.as_deref());
        self.answer.forget();
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
