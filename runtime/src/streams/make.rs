//! A `ReadableStream` from a Rust stream.

use crate::core::{ReadableStream, ReadableStreamDefaultController, UnderlyingSource};
use crate::{FromJs, Result, ToJs};
use futures_core::Stream;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// A `ReadableStream` of what a Rust stream gives, pulled only as fast as it is read.
///
/// # Errors
/// When the runtime refuses to make the stream.
pub fn readable<S>(stream: S) -> Result<ReadableStream>
where
    S: Stream<Item = Result<Vec<u8>>> + Unpin + 'static,
{
    let stream = Rc::new(RefCell::new(stream));
    let source =
        UnderlyingSource::<JsValue>::new().pull(move |controller: ReadableStreamDefaultController| {
            let controller = JsValue::from(controller);
            let stream = Rc::clone(&stream);
            async move {
                let next =
                    std::future::poll_fn(|context| Pin::new(&mut *stream.borrow_mut()).poll_next(context))
                        .await;
                match next {
                    Some(Ok(chunk)) => {
                        call(&controller, "enqueue", &Uint8Array::from(chunk.as_slice()).into())
                    }
                    Some(Err(error)) => call(&controller, "error", &error.into()),
                    None => call(&controller, "close", &JsValue::UNDEFINED),
                }
            }
        });
    FromJs::from_js(make_readable(&source.to_js())?)
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
