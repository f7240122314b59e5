//! Reads into buffers of a given size.

use crate::{Object, Result, resolve};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type Byob;
    #[wasm_bindgen(method, catch, js_name = "getReader")]
    fn get_reader(this: &Byob, options: &JsValue) -> std::result::Result<Byob, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Byob, view: &Uint8Array) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = "readAtLeast")]
    fn read_at_least(this: &Byob, least: f64, view: &Uint8Array) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = "releaseLock")]
    fn release_lock(this: &Byob) -> std::result::Result<(), JsValue>;
}

/// Reads a byte stream into buffers of the size that is asked for. Dropping it gives the stream back.
pub struct ByobReader {
    reader: Byob,
}

impl ByobReader {
    pub(super) fn new(stream: &JsValue) -> Result<Self> {
        let options = Object::new();
        options.set("mode", "byob")?;
        Ok(Self { reader: stream.unchecked_ref::<Byob>().get_reader(&options.into_js())? })
    }

    /// At most `size` bytes; `None` at the end.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn read(&mut self, size: u32) -> Result<Option<Vec<u8>>> {
        filled(self.reader.read(&Uint8Array::new_with_length(size))).await
    }

    /// At least `least` bytes and at most `size`, fewer only where the stream ends; `None` at the end.
    ///
    /// # Errors
    /// When the stream fails, or `least` is more than `size`.
    pub async fn read_at_least(&mut self, least: u32, size: u32) -> Result<Option<Vec<u8>>> {
        filled(self.reader.read_at_least(f64::from(least), &Uint8Array::new_with_length(size))).await
    }
}

impl std::fmt::Debug for ByobReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ByobReader")
    }
}

impl Drop for ByobReader {
    fn drop(&mut self) {
        drop(self.reader.release_lock());
    }
}

async fn filled(step: std::result::Result<Promise, JsValue>) -> Result<Option<Vec<u8>>> {
    let step: JsValue = resolve(step.map_err(crate::Error::from)).await?;
    let step = Object::read(step, "a step of a stream")?;
    let value = step.raw("value")?;
    let bytes = value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    // A last read may carry bytes and say that it was the last.
    let done: bool = step.field("done")?;
    Ok((!done || !bytes.is_empty()).then_some(bytes))
}
