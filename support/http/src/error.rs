//! What can go wrong with a call.

use crate::codec::Fail;
use std::fmt;

/// Why a call has no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The API answered with an error.
    Api(Box<ApiError>),
    /// The answer could not be read as the type it should have.
    Decode(Box<DecodeError>),
    /// No complete answer came.
    Transport(TransportError),
    /// The call could not be made; nothing was sent.
    Request(String),
}

/// An error that the API reported.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// What the API says is wrong.
    pub errors: Vec<ApiMessage>,
    /// Other messages of the answer.
    pub messages: Vec<ApiMessage>,
    /// The `cf-ray` header, to be named to support.
    pub ray_id: Option<String>,
    /// The HTTP method and path that were called.
    pub request: String,
    /// The body as it was sent.
    pub body: String,
    /// What may help, such as the permissions one of which the token needs.
    pub hint: Option<String>,
}

/// One error or message of an answer.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ApiMessage {
    /// The API's number for it.
    pub code: Option<i64>,
    /// What it is about.
    pub message: String,
    /// Where it is explained.
    pub documentation_url: Option<String>,
    /// What in the request it is about.
    pub source: Option<ErrorSource>,
}

crate::record!(ApiMessage {
    0 code opt "code",
    1 message req "message",
    2 documentation_url opt "documentation_url",
    3 source opt "source",
});

/// What in a request an error is about.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ErrorSource {
    /// A JSON pointer into the request's body.
    pub pointer: Option<String>,
}

crate::record!(ErrorSource { 0 pointer opt "pointer" });

/// An answer that is not what it should be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// Where in the answer, and what was expected there.
    pub fail: Fail,
    /// The HTTP status.
    pub status: u16,
    /// The body as it was sent.
    pub body: String,
    /// The HTTP method and path that were called.
    pub request: String,
}

/// No complete answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// What was under way.
    pub kind: TransportErrorKind,
    /// The transport's own error.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// What was under way when a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// Connecting, the TLS handshake included: nothing was sent.
    Connect,
    /// A time limit passed.
    Timeout,
    /// Sending the request or reading the answer.
    Body,
    /// Something else.
    Other,
}

impl ApiError {
    /// Whether the status is 404.
    pub fn is_not_found(&self) -> bool {
        self.status == 404
    }

    /// The codes of the errors.
    pub fn codes(&self) -> impl Iterator<Item = i64> {
        self.errors.iter().filter_map(|error| error.code)
    }

    /// The `cf-ray` header, to be named to support.
    pub fn ray_id(&self) -> Option<&str> {
        self.ray_id.as_deref()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: status {}", self.request, self.status)?;
        for error in &self.errors {
            write!(f, ": {error}")?;
        }
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ApiMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.code {
            Some(code) => write!(f, " (code {code})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.request, self.fail)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Body => "the connection failed while transferring",
            TransportErrorKind::Other => "the request failed",
        };
        write!(f, "{what}: {}", self.source)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Request(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for ApiError {}
impl std::error::Error for DecodeError {}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(error) => Some(error),
            Self::Decode(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::Request(_) => None,
        }
    }
}
