//! An answer as it came.

use crate::Error;
use crate::answer::Answer;
use crate::codec::Note;
use crate::kind::Decode;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::fmt;

/// An answer as it came, whatever its status; [`decode`](Self::decode) reads it as what the operation promises.
pub struct Response<T> {
    answer: Answer,
    decode: Decode<T>,
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.fmt(f)
    }
}

impl<T> Response<T> {
    pub(crate) fn new(answer: Answer, decode: Decode<T>) -> Self {
        Self { answer, decode }
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

    /// The body as it was sent, decompressed.
    pub fn bytes(&self) -> &Bytes {
        self.answer.bytes()
    }

    /// The body as text, bytes that are not UTF-8 replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.answer.bytes())
    }

    /// Reads the answer, exactly as awaiting the request does.
    ///
    /// # Errors
    /// When the answer is an error ([`Error::Api`]) or of another form ([`Error::Decode`]).
    pub fn decode(&self) -> Result<T, Error> {
        self.answer.forget();
        (self.decode)(&self.answer)
    }

    /// What is not as the document says and is read all the same: members that are missing, and those that do not fit
    /// their types, with what was sent. Empty where the answer is an error.
    pub fn notes(&self) -> Vec<Note> {
        // Reading is what finds them.
        match self.decode() {
            Ok(_) => self.answer.notes(),
            Err(_) => Vec::new(),
        }
    }
}
