//! Reading a `ReadableStream`.

use super::{ByobReader, bytes, io};
use crate::core::ReadableStream;
use crate::{Error, Result};
use cfs_worker::Settling;
use futures_core::Stream;
use futures_io::AsyncRead;
use js_sys::Promise;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    pub(super) type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = "getReader")]
    fn get_reader(this: &Reader) -> std::result::Result<Reader, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Reader) -> std::result::Result<Promise, JsValue>;
}

/// The chunks of a `ReadableStream`. Dropping it before the end cancels the stream.
pub struct Chunks {
    reader: Reader,
    pending: Option<Settling>,
    done: bool,
}

/// Reads a stream as Rust does.
pub trait IntoChunks {
    /// Its chunks, as a `Stream`.
    ///
    /// # Errors
    /// When something else reads the stream already.
    fn chunks(&self) -> Result<Chunks>;

    /// Its bytes, as an `AsyncRead`.
    ///
    /// # Errors
    /// When something else reads the stream already.
    fn bytes(&self) -> Result<ByteReader> {
        self.chunks().map(ByteReader::new)
    }

    /// Its bytes, read into buffers of a given size ("bring your own buffer").
    ///
    /// # Errors
    /// When the stream is no byte stream, or something else reads it already.
    fn byob(&self) -> Result<ByobReader>;
}

impl<R> IntoChunks for ReadableStream<R> {
    fn chunks(&self) -> Result<Chunks> {
        let stream: &Reader = AsRef::<JsValue>::as_ref(self).unchecked_ref();
        Ok(Chunks { reader: stream.get_reader()?, pending: None, done: false })
    }

    fn byob(&self) -> Result<ByobReader> {
        ByobReader::new(self.as_ref())
    }
}

impl Chunks {
    /// The next chunk.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl std::fmt::Debug for Chunks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chunks").field("done", &self.done).finish_non_exhaustive()
    }
}

impl Unpin for Chunks {}

impl Drop for Chunks {
    fn drop(&mut self) {
        if !self.done {
            // Nobody waits for the cancellation, and a stream that already failed rejects it: not an unhandled one.
            if let Ok(cancelled) = self.reader.cancel() {
                crate::spawn(async move { drop(Settling::from(cancelled).await) });
            }
        }
    }
}

impl Stream for Chunks {
    type Item = Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.done {
            return Poll::Ready(None);
        }
        if self.pending.is_none() {
            match self.reader.read() {
                Ok(step) => self.pending = Some(step.into()),
                Err(error) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
            }
        }
        let Some(pending) = self.pending.as_mut() else { return Poll::Ready(None) };
        let step = ready!(Pin::new(pending).poll(context));
        self.pending = None;
        match step {
            Err(error) => {
                self.done = true;
                Poll::Ready(Some(Err(Error::from(error))))
            }
            Ok(step) => {
                let step = crate::Object::read(step, "a step of a stream")?;
                if step.field("done")? {
                    self.done = true;
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(bytes(&step.raw("value")?)))
            }
        }
    }
}

/// The bytes of a `ReadableStream`, as an `AsyncRead`.
#[derive(Debug)]
pub struct ByteReader {
    chunks: Chunks,
    /// What of the last chunk is not read yet.
    rest: Vec<u8>,
    at: usize,
}

impl ByteReader {
    pub(super) fn new(chunks: Chunks) -> Self {
        Self { chunks, rest: Vec::new(), at: 0 }
    }

    /// Some bytes into `buffer`; how many, 0 at the end.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        std::future::poll_fn(|context| self.poll(context, buffer)).await
    }

    fn poll(&mut self, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        while self.at == self.rest.len() {
            match ready!(Pin::new(&mut self.chunks).poll_next(context)) {
                None => return Poll::Ready(Ok(0)),
                Some(chunk) => (self.rest, self.at) = (chunk?, 0),
            }
        }
        let count = buffer.len().min(self.rest.len() - self.at);
        buffer[..count].copy_from_slice(&self.rest[self.at..self.at + count]);
        self.at += count;
        Poll::Ready(Ok(count))
    }
}

impl AsyncRead for ByteReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<std::io::Result<usize>> {
        self.poll(context, buffer).map_err(io)
    }
}
