//! Answers that are read as a stream.

use crate::answer::Answer;
use crate::body::ByteStream;
use crate::client::Client;
use crate::codec::Codec;
use crate::error::{self, DecodeReason, Error};
use crate::failure;
use crate::lines::{Lines, Values};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::Fuse;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// An answer's content as a stream of bytes, with its status and headers. Memory holds one piece at a time.
pub struct Download {
    pub(crate) answer: Answer,
    stream: Fuse<ByteStream>,
    /// What came so far, while it may turn out to be a failed envelope.
    start: Option<BytesMut>,
    /// What ended the stream before that was known.
    failed: Option<Error>,
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
        let start = answer.may_be_envelope().then(BytesMut::new);
        Self { answer, stream: stream.fuse(), start, failed: None, length, client }
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
        let mut all: Vec<u8> = self.start.take().unwrap_or_default().into();
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
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

/// The content; one error, the API's own, where it is a failed envelope.
impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while let Some(start) = &mut this.start {
            match ready!(this.stream.poll_next_unpin(context)) {
                Some(Ok(chunk)) => {
                    start.extend_from_slice(&chunk);
                    if failure::may_become_envelope(start) {
                        continue;
                    }
                }
                Some(Err(error)) => this.failed = Some(error),
                None if std::str::from_utf8(start).is_ok_and(failure::is_failed_envelope) => {
                    this.answer.body = std::mem::take(start).freeze();
                    this.failed = Some(error::api_error(&this.answer));
                }
                None => {}
            }
            let start = std::mem::take(start).freeze();
            this.start = None;
            if !start.is_empty() {
                return Poll::Ready(Some(Ok(start)));
            }
        }
        if let Some(error) = this.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        this.stream.poll_next_unpin(context)
    }
}
