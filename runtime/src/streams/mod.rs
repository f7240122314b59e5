//! Streams: the runtime's as Rust's, and the other way.
//!
//! | JavaScript | Rust |
//! |---|---|
//! | `ReadableStream` | [`Chunks`], a `Stream` of byte chunks; [`ByteReader`], an `AsyncRead`; [`ByobReader`] for reads of a given size |
//! | `WritableStream` | [`ByteWriter`], a `Sink` of byte chunks and an `AsyncWrite` |
//! | `Socket` | `Duplex` (feature `socket`), an `AsyncRead` and `AsyncWrite` |
//! | a Rust `Stream` | `ReadableStream` by [`readable`] |

mod byob;
#[cfg(feature = "socket")]
mod duplex;
mod make;
mod read;
mod write;

pub use byob::ByobReader;
#[cfg(feature = "socket")]
pub use duplex::Duplex;
pub use make::readable;
pub use read::{ByteReader, Chunks, IntoChunks};
pub use write::{ByteWriter, IntoSink};

use crate::{Error, Result};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

/// A chunk's bytes; text is UTF-8.
fn bytes(chunk: &JsValue) -> Result<Vec<u8>> {
    if let Some(array) = chunk.dyn_ref::<Uint8Array>() {
        return Ok(array.to_vec());
    }
    if let Some(buffer) = chunk.dyn_ref::<js_sys::ArrayBuffer>() {
        return Ok(Uint8Array::new(buffer).to_vec());
    }
    if let Some(text) = chunk.as_string() {
        return Ok(text.into_bytes());
    }
    Err(Error::decode("bytes or text", chunk))
}

/// An error as the I/O traits have it.
fn io(error: Error) -> std::io::Error {
    std::io::Error::other(error.to_string())
}
