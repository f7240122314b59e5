//! Writing a `WritableStream`.

use super::io;
use crate::core::WritableStream;
use crate::{Error, Result};
use cfs_worker::Settling;
use futures_io::AsyncWrite;
use futures_sink::Sink;
use js_sys::{Promise, Uint8Array};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type Writer;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Writer, chunk: &JsValue) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Writer) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn abort(this: &Writer, reason: &JsValue) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = "getWriter")]
    fn get_writer(this: &Writer) -> std::result::Result<Writer, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn ready(this: &Writer) -> Promise;
}

/// Writes a stream as Rust does.
pub trait IntoSink {
    /// Its writing end.
    ///
    /// # Errors
    /// When something else writes to the stream already.
    fn sink(&self) -> Result<ByteWriter>;
}

impl<W> IntoSink for WritableStream<W> {
    fn sink(&self) -> Result<ByteWriter> {
        let stream: &Writer = AsRef::<JsValue>::as_ref(self).unchecked_ref();
        Ok(ByteWriter { writer: stream.get_writer()?, room: None, written: None, closing: None })
    }
}

/// Writes to a `WritableStream`, waiting until it takes more. A `Sink` of chunks and an `AsyncWrite`.
pub struct ByteWriter {
    writer: Writer,
    /// Resolves when the stream takes more.
    room: Option<Settling>,
    /// The last write: when it is done, those before it are.
    written: Option<Settling>,
    closing: Option<Settling>,
}

impl ByteWriter {
    /// Writes one chunk; done when the stream has taken it.
    ///
    /// # Errors
    /// When the stream fails, or its reader cancelled it.
    pub async fn send(&mut self, chunk: &[u8]) -> Result<()> {
        std::future::poll_fn(|context| self.poll_room(context)).await?;
        self.start(chunk)?;
        std::future::poll_fn(|context| self.poll_written(context)).await
    }

    /// Ends the stream.
    ///
    /// # Errors
    /// When the stream fails before everything is written.
    pub async fn close(mut self) -> Result<()> {
        std::future::poll_fn(|context| self.poll_closed(context)).await
    }

    /// Ends the stream with an error, which its reader sees.
    ///
    /// # Errors
    /// When the stream has failed already.
    pub async fn abort(self, reason: &str) -> Result<()> {
        let reason = js_sys::Error::new(reason);
        Settling::from(self.writer.abort(&reason)?).await?;
        Ok(())
    }

    fn start(&mut self, chunk: &[u8]) -> Result<()> {
        self.written = Some(self.writer.write(&Uint8Array::from(chunk))?.into());
        Ok(())
    }

    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let writer = &self.writer;
        settled(self.room.get_or_insert_with(|| writer.ready().into()), context).map(|outcome| {
            self.room = None;
            outcome
        })
    }

    fn poll_written(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let Some(written) = &mut self.written else { return Poll::Ready(Ok(())) };
        let outcome = ready!(settled(written, context));
        self.written = None;
        Poll::Ready(outcome)
    }

    fn poll_closed(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        if self.closing.is_none() {
            self.closing = Some(self.writer.close()?.into());
        }
        self.closing.as_mut().map_or(Poll::Ready(Ok(())), |closing| settled(closing, context))
    }
}

fn settled(future: &mut Settling, context: &mut Context<'_>) -> Poll<Result<()>> {
    Pin::new(future).poll(context).map(|outcome| outcome.map(drop).map_err(Error::from))
}

impl std::fmt::Debug for ByteWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ByteWriter")
    }
}

impl Unpin for ByteWriter {}

impl Sink<Vec<u8>> for ByteWriter {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.poll_room(context)
    }

    fn start_send(mut self: Pin<&mut Self>, chunk: Vec<u8>) -> Result<()> {
        self.start(&chunk)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.poll_written(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.poll_closed(context)
    }
}

impl AsyncWrite for ByteWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        ready!(self.poll_room(context)).map_err(io)?;
        self.start(buffer).map_err(io)?;
        Poll::Ready(Ok(buffer.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.poll_written(context).map_err(io)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.poll_closed(context).map_err(io)
    }
}
