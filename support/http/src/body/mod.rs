//! What travels: bytes, streams of bytes, forms.

mod form;
mod lend;
mod multipart;
mod source;

pub use form::{File, Form, IntoFiles, IntoForm};

use crate::Error;
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// A stream of bytes; `Send` natively, local on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;
/// A stream of bytes; `Send` natively, local on wasm32.
#[cfg(target_arch = "wasm32")]
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>>>>;

/// The content of a request, a form's part or an answer.
///
/// Bytes, [`Body::file`] and [`Body::replayable`] can be sent again when an attempt fails; [`Body::stream`] and
/// [`Body::reader`] can not, so that a call with such a body is tried again only if nothing of it was sent.
#[derive(Default)]
pub struct Body {
    repr: Repr,
    length: Option<u64>,
}

#[derive(Default)]
enum Repr {
    #[default]
    Empty,
    Bytes(Bytes),
    Stream(ByteStream),
    Source(Arc<dyn Source>),
}

/// Something that gives its content as often as it is asked.
pub(crate) trait Source: Send + Sync {
    fn open(&self) -> ByteStream;
}

impl Source for Bytes {
    fn open(&self) -> ByteStream {
        Body::from(self.clone()).into_stream()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.repr {
            Repr::Empty => "Empty",
            Repr::Bytes(_) => "Bytes",
            Repr::Stream(_) => "Stream",
            Repr::Source(_) => "Source",
        };
        f.debug_struct("Body").field("kind", &kind).field("length", &self.length).finish()
    }
}

macro_rules! from_bytes {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Body {
            fn from(bytes: $ty) -> Self {
                Self::bytes(Bytes::from(bytes))
            }
        }
    )*};
}

from_bytes!(Bytes, Vec<u8>, String, &'static [u8], &'static str);

impl Body {
    /// A body in memory.
    fn bytes(bytes: Bytes) -> Self {
        Self { length: Some(bytes.len() as u64), repr: Repr::Bytes(bytes) }
    }

    /// A body that can be sent once; `length` in bytes where it is known.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream(
        stream: impl Stream<Item = Result<Bytes, Error>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self { repr: Repr::Stream(Box::pin(stream)), length }
    }

    /// A body that can be sent once; `length` in bytes where it is known.
    #[cfg(target_arch = "wasm32")]
    pub fn stream(stream: impl Stream<Item = Result<Bytes, Error>> + 'static, length: Option<u64>) -> Self {
        Self { repr: Repr::Stream(Box::pin(stream)), length }
    }

    pub(crate) fn source(source: impl Source + 'static, length: Option<u64>) -> Self {
        Self { repr: Repr::Source(Arc::new(source)), length }
    }

    /// The length in bytes, where it is known before the end.
    pub fn length(&self) -> Option<u64> {
        if self.is_empty() { Some(0) } else { self.length }
    }

    /// Whether there is no body at all, which is not the same as one of no bytes.
    pub fn is_empty(&self) -> bool {
        matches!(self.repr, Repr::Empty)
    }

    /// The bytes, where they are in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.repr {
            Repr::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The same content once more; `None` if it can be sent once only.
    pub fn try_clone(&self) -> Option<Self> {
        let repr = match &self.repr {
            Repr::Empty => Repr::Empty,
            Repr::Bytes(bytes) => Repr::Bytes(bytes.clone()),
            Repr::Source(source) => Repr::Source(source.clone()),
            Repr::Stream(_) => return None,
        };
        Some(Self { repr, length: self.length })
    }

    /// What gives the content as often as it is needed; `None` if it can be sent once only.
    fn as_source(&self) -> Option<Arc<dyn Source>> {
        match &self.repr {
            Repr::Empty => Some(Arc::new(Bytes::new())),
            Repr::Bytes(bytes) => Some(Arc::new(bytes.clone())),
            Repr::Source(source) => Some(source.clone()),
            Repr::Stream(_) => None,
        }
    }

    /// The content as a stream.
    pub fn into_stream(self) -> ByteStream {
        match self.repr {
            Repr::Empty => Box::pin(futures_util::stream::empty()),
            Repr::Bytes(bytes) => Box::pin(futures_util::stream::once(std::future::ready(Ok(bytes)))),
            Repr::Stream(stream) => stream,
            Repr::Source(source) => source.open(),
        }
    }

    /// The whole content in memory; without limit.
    ///
    /// # Errors
    /// Those of the stream.
    pub async fn into_bytes(self) -> Result<Bytes, Error> {
        use futures_util::StreamExt;
        if let Repr::Bytes(bytes) = self.repr {
            return Ok(bytes);
        }
        let mut stream = self.into_stream();
        let mut all = Vec::new();
        while let Some(chunk) = stream.next().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.into())
    }
}
