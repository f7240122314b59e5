//! Answers that are not what they should be.

use crate::codec::Fail;
use bytes::Bytes;
use std::fmt;

/// An answer that is not what it should be.
///
/// Prints as `GET /accounts/…: result[3].created_at: expected an RFC 3339 date-time, found "yesterday"`.
#[derive(Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// What is wrong with it.
    pub reason: DecodeReason,
    /// The HTTP status.
    pub status: u16,
    /// The `cf-ray` header, to be named to support.
    pub ray_id: Option<String>,
    /// The HTTP method and path that were called.
    pub request: String,
    /// The body as it was sent.
    pub body: Bytes,
    /// The text around the place of the failure, at most 120 characters.
    pub snippet: String,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeReason {
    /// A value is not of the kind it should be: its path, what was expected and what was found.
    Mismatch(Fail),
    /// The text ends in the middle of a value.
    Truncated(Fail),
    /// There is no text.
    Empty,
    /// It is an HTML page, such as a proxy's: its title.
    Html(String),
    /// It is not UTF-8: the position of the first wrong byte.
    NotUtf8(usize),
    /// It is larger than [`max_body`](crate::ClientBuilder::max_body): that limit in bytes.
    TooLarge(usize),
    /// Its compression is unknown or broken: why.
    Compression(String),
    /// The operation promises something else, such as another status: what is wrong.
    Unexpected(String),
}

impl DecodeError {
    /// The path of the value that is wrong, such as `result[3].created_at`; empty where the whole answer is.
    pub fn path(&self) -> String {
        match &self.reason {
            DecodeReason::Mismatch(fail) | DecodeReason::Truncated(fail) => fail.path(),
            _ => String::new(),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("reason", &self.reason)
            .field("status", &self.status)
            .field("ray_id", &self.ray_id)
            .field("request", &self.request)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DecodeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch(fail) => fail.fmt(f),
            Self::Truncated(fail) => write!(f, "the answer ends early, at byte {}: {fail}", fail.offset()),
            Self::Empty => f.write_str("the answer has no body"),
            Self::Html(title) if title.is_empty() => f.write_str("the answer is an HTML page"),
            Self::Html(title) => write!(f, "the answer is an HTML page, \"{title}\""),
            Self::NotUtf8(at) => write!(f, "the answer is not UTF-8, from byte {at} on"),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Self::Compression(why) => write!(f, "the answer cannot be decompressed: {why}"),
            Self::Unexpected(what) => f.write_str(what),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.request, self.reason)
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            DecodeReason::Mismatch(fail) | DecodeReason::Truncated(fail) => Some(fail),
            _ => None,
        }
    }
}
