//! A `ReadableStream` from a Rust stream.

use crate::core::{ReadableStream, ReadableStreamDefaultController, UnderlyingSource};
use crate::{Error, FromJs, Result, ToJs};
use futures_core::Stream;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// A `ReadableStream` of what a Rust stream gives, pulled only as fast as it is read. When its reader cancels, or what it
/// answers goes away, the Rust stream is dropped.
///
/// # Errors
/// When the runtime refuses to make the stream.
pub fn readable<S>(stream: S) -> Result<ReadableStream>
where
    S: Stream<Item = Result<Vec<u8>>> + Unpin + 'static,
{
    let feed = Rc::new(RefCell::new(Feed { stream: Some(stream), waiting: None }));
    let cancelled = Rc::clone(&feed);
    let source = UnderlyingSource::<JsValue>::new()
        .pull(move |controller: ReadableStreamDefaultController| {
            let controller = JsValue::from(controller);
            let feed = Rc::clone(&feed);
            async move {
                match std::future::poll_fn(|context| feed.borrow_mut().poll(context)).await {
                    Next::Chunk(chunk) => {
                        call(&controller, "enqueue", &Uint8Array::from(chunk.as_slice()).into())
                    }
                    Next::Failed(error) => call(&controller, "error", &error.into()),
                    Next::End => call(&controller, "close", &JsValue::UNDEFINED),
                    Next::Cancelled => Ok(()),
                }
            }
        })
        .cancel(move |_: JsValue| {
            let waiting = cancelled.borrow_mut().cancel();
            if let Some(waiting) = waiting {
                waiting.wake();
            }
            async { Ok(()) }
        });
    FromJs::from_js(make_readable(&source.to_js()?)?)
}

/// A stream, and who waits for its next chunk.
struct Feed<S> {
    /// `None` once the reader cancelled, or the stream ended.
    stream: Option<S>,
    waiting: Option<Waker>,
}

enum Next {
    Chunk(Vec<u8>),
    Failed(Error),
    End,
    Cancelled,
}

impl<S: Stream<Item = Result<Vec<u8>>> + Unpin> Feed<S> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        let Some(stream) = &mut self.stream else { return Poll::Ready(Next::Cancelled) };
        self.waiting = Some(context.waker().clone());
        let next = ready!(Pin::new(stream).poll_next(context));
        self.waiting = None;
        Poll::Ready(match next {
            Some(Ok(chunk)) => Next::Chunk(chunk),
            other => {
                self.stream = None;
                other.map_or(Next::End, |failed| failed.map_or_else(Next::Failed, Next::Chunk))
            }
        })
    }

    /// Drops the stream; who waited for it.
    fn cancel(&mut self) -> Option<Waker> {
        self.stream = None;
        self.waiting.take()
    }
}

fn call(controller: &JsValue, name: &str, argument: &JsValue) -> Result<()> {
    let method: js_sys::Function = js_sys::Reflect::get(controller, &name.into())?.unchecked_into();
    method.call1(controller, argument)?;
    Ok(())
}

// A high-water mark of 0: nothing is pulled before somebody reads.
#[wasm_bindgen(
    inline_js = "export function make_readable(source) { return new ReadableStream(source, { highWaterMark: 0 }); }"
)]
extern "C" {
    #[wasm_bindgen(catch)]
    fn make_readable(source: &JsValue) -> std::result::Result<JsValue, JsValue>;
}
