//! What can go wrong with a call.

mod api;
mod decode;
mod read;
mod transport;

pub use api::{ApiError, ApiMessage, ErrorSource};
pub use decode::{DecodeError, DecodeReason};
pub(crate) use read::{api_error, decode_error, details, malformed};
pub use transport::{TransportError, TransportErrorKind};

use std::fmt;

/// Why a call has no result.
///
/// | variant | what happened | what helps |
/// |---|---|---|
/// | [`Api`](Self::Api) | the API answered, with an error | look at its codes and [`ApiError::hint`] |
/// | [`Decode`](Self::Decode) | the API answered with success, but not in the form its documents promise | the raw answer: [`DecodeError::body`] |
/// | [`Transport`](Self::Transport) | no complete answer came | try again later; [`TransportError::kind`] says what was under way |
/// | [`Request`](Self::Request) | the call could not be made, nothing was sent | correct the arguments |
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The API answered with an error.
    Api(Box<ApiError>),
    /// The answer could not be read as the type it should have.
    Decode(Box<DecodeError>),
    /// No complete answer came.
    Transport(Box<TransportError>),
    /// The call could not be made: why. Nothing was sent.
    Request(String),
}

impl Error {
    /// The call could not be made.
    #[cold]
    pub(crate) fn request(why: impl Into<String>) -> Self {
        Self::Request(why.into())
    }

    /// Reading or writing a body failed.
    #[cfg(not(target_arch = "wasm32"))]
    #[cold]
    pub(crate) fn body(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        TransportError::new(TransportErrorKind::Body, source).into()
    }

    /// The HTTP status, if an answer came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// The `cf-ray` header, to be named to support, if an answer came.
    pub fn ray_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.ray_id(),
            Self::Decode(error) => error.ray_id.as_deref(),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// Whether the API says that what was asked for does not exist (status 404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Whether a time limit passed: [`timeout`](crate::Call::timeout) or [`deadline`](crate::Call::deadline).
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind == TransportErrorKind::Timeout)
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Request(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(_) | Self::Request(_) => None,
            Self::Decode(error) => error.source(),
            Self::Transport(error) => error.source(),
        }
    }
}
