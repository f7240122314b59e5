//! Streams: the runtime's as Rust's, and the other way.

use crate::core::{ReadableStream, WritableStream};
use crate::{Error, FromJs, Result, ToJs};
use futures_core::Stream;
use js_sys::futures::JsFuture;
use js_sys::{Promise, Uint8Array};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = "getReader")]
    fn get_reader(this: &Reader) -> std::result::Result<Reader, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Reader) -> std::result::Result<Promise, JsValue>;

    type Writer;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Writer, chunk: &JsValue) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Writer) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = "getWriter")]
    fn get_writer(this: &Writer) -> std::result::Result<Writer, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn ready(this: &Writer) -> Promise;
}

/// The chunks of a `ReadableStream`.
pub struct Chunks {
    reader: Reader,
    pending: Option<JsFuture>,
    done: bool,
}

/// Reads a stream as Rust does.
pub trait IntoChunks {
    /// Its chunks.
    fn chunks(&self) -> Result<Chunks>;
}

impl<R> IntoChunks for ReadableStream<R> {
    fn chunks(&self) -> Result<Chunks> {
        let stream: &Reader = AsRef::<JsValue>::as_ref(self).unchecked_ref();
        Ok(Chunks { reader: stream.get_reader()?, pending: None, done: false })
    }
}

impl Chunks {
    /// The next chunk.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Unpin for Chunks {}

impl Drop for Chunks {
    fn drop(&mut self) {
        if !self.done {
            drop(self.reader.cancel());
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
                Err(error) => return Poll::Ready(Some(Err(error.into()))),
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
                let chunk = step.raw("value")?;
                Poll::Ready(Some(bytes(&chunk)))
            }
        }
    }
}

fn bytes(chunk: &JsValue) -> Result<Vec<u8>> {
    if let Some(array) = chunk.dyn_ref::<Uint8Array>() {
        return Ok(array.to_vec());
    }
    if let Some(text) = chunk.as_string() {
        return Ok(text.into_bytes());
    }
    Err(Error::decode("bytes or text", chunk))
}

/// Writes to a `WritableStream`, waiting until it takes more.
pub struct Sink(Writer);

/// Writes a stream as Rust does.
pub trait IntoSink {
    /// Its writing end.
    fn sink(&self) -> Result<Sink>;
}

impl<W> IntoSink for WritableStream<W> {
    fn sink(&self) -> Result<Sink> {
        let stream: &Writer = AsRef::<JsValue>::as_ref(self).unchecked_ref();
        Ok(Sink(stream.get_writer()?))
    }
}

impl Sink {
    /// Writes one chunk.
    pub async fn send(&self, chunk: &[u8]) -> Result<()> {
        JsFuture::from(self.0.ready()).await?;
        let written = self.0.write(&Uint8Array::from(chunk))?;
        JsFuture::from(written).await?;
        Ok(())
    }

    /// Ends the stream.
    pub async fn close(self) -> Result<()> {
        JsFuture::from(self.0.close()?).await?;
        Ok(())
    }
}

/// A `ReadableStream` of what a Rust stream gives.
pub fn readable<S>(stream: S) -> Result<ReadableStream>
where
    S: Stream<Item = Result<Vec<u8>>> + Unpin + 'static,
{
    let stream = std::rc::Rc::new(std::cell::RefCell::new(stream));
    let pull = crate::core::UnderlyingSource::<JsValue>::new().pull(
        move |controller: crate::core::ReadableStreamDefaultController| {
            let controller = JsValue::from(controller);
            let stream = std::rc::Rc::clone(&stream);
            async move {
                let next =
                    std::future::poll_fn(|context| Pin::new(&mut *stream.borrow_mut()).poll_next(context))
                        .await;
                let call = |name: &str, argument: &JsValue| -> Result<()> {
                    let method: js_sys::Function =
                        js_sys::Reflect::get(&controller, &name.into())?.unchecked_into();
                    method.call1(&controller, argument)?;
                    Ok(())
                };
                match next {
                    Some(Ok(chunk)) => call("enqueue", &Uint8Array::from(chunk.as_slice())),
                    Some(Err(error)) => call("error", &error.into()),
                    None => call("close", &JsValue::UNDEFINED),
                }
            }
        },
    );
    FromJs::from_js(make_readable(&pull.to_js())?)
}

#[wasm_bindgen(
    inline_js = "export function make_readable(source) { return new ReadableStream(source, { highWaterMark: 0 }); }"
)]
extern "C" {
    #[wasm_bindgen(catch)]
    fn make_readable(source: &JsValue) -> std::result::Result<JsValue, JsValue>;
}
