//! What travels: bytes, streams of bytes, forms.

use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;

use crate::{Error, Json};

/// A stream of bytes; `Send` natively, local on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;
/// A stream of bytes; `Send` natively, local on wasm32.
#[cfg(target_arch = "wasm32")]
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>>>>;

/// A request's body.
#[derive(Default)]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// Bytes in memory: can be sent again.
    Bytes(Bytes),
    /// A stream, of known length or not: can be sent once.
    Stream(ByteStream, Option<u64>),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream(_, length) => write!(f, "Stream({length:?})"),
        }
    }
}

macro_rules! from_bytes {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Body {
            fn from(bytes: $ty) -> Self {
                Self::Bytes(Bytes::from(bytes))
            }
        }
    )*};
}

from_bytes!(Bytes, Vec<u8>, String, &'static [u8], &'static str);

impl Body {
    /// A body that is streamed; `length` in bytes where it is known.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream(stream: impl Stream<Item = Result<Bytes, Error>> + Send + 'static, length: Option<u64>) -> Self {
        Self::Stream(Box::pin(stream), length)
    }

    /// A body that is streamed; `length` in bytes where it is known.
    #[cfg(target_arch = "wasm32")]
    pub fn stream(stream: impl Stream<Item = Result<Bytes, Error>> + 'static, length: Option<u64>) -> Self {
        Self::Stream(Box::pin(stream), length)
    }
}

/// A file to be sent as a part of a form.
#[derive(Debug, Default)]
pub struct File {
    /// The part's file name.
    pub name: Option<String>,
    /// The part's content type; `application/octet-stream` without.
    pub content_type: Option<String>,
    /// Its content.
    pub content: Body,
}

impl File {
    /// A file from its content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// Sets the file name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the content type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl<T: Into<Body>> From<T> for File {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

/// A `multipart/form-data` body.
#[derive(Debug, Default)]
pub struct Form {
    pub(crate) parts: Vec<(String, File)>,
}

impl Form {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text part.
    #[must_use]
    pub fn text(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        let part = File { content: value.to_string().into(), content_type: Some(String::new()), name: None };
        self.parts.push((name.into(), part));
        self
    }

    /// Adds a JSON part.
    #[must_use]
    pub fn json(mut self, name: impl Into<String>, value: &Json) -> Self {
        let part = File { content: value.to_string().into(), content_type: Some("application/json".into()), name: None };
        self.parts.push((name.into(), part));
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, file: impl Into<File>) -> Self {
        self.parts.push((name.into(), file.into()));
        self
    }
}

/// A type that is sent as a form.
pub trait IntoForm {
    /// The form.
    fn into_form(self) -> Form;
}

impl IntoForm for Form {
    fn into_form(self) -> Form {
        self
    }
}
