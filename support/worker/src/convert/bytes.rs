//! Bytes: `Vec<u8>` is a `Uint8Array`, and reads from whatever holds bytes. JSON, which has none, gets an array of numbers,
//! as serde writes it.

use crate::{Error, FromJs, Result, ToJs};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

// An array of its own would write an object with a property a byte. Copies that the runtime makes of the array (storage,
// RPC) are of its bytes only.
#[wasm_bindgen(inline_js = r#"const property = { value() { return Array.from(this); } };
export function in_json(bytes) { return Object.defineProperty(bytes, "toJSON", property); }"#)]
extern "C" {
    fn in_json(bytes: Uint8Array) -> JsValue;
}

impl FromJs for u8 {
    fn from_js(value: JsValue) -> Result<Self> {
        super::scalar::whole(&value, 0.0, f64::from(u8::MAX), "a whole number (u8)")
            .map(|number| number as u8)
    }

    fn list_from_js(value: JsValue) -> Result<Vec<Self>> {
        if let Some(array) = value.dyn_ref::<Uint8Array>() {
            return Ok(array.to_vec());
        }
        if value.has_type::<ArrayBuffer>() {
            return Ok(Uint8Array::new(&value).to_vec());
        }
        if value.is_object() && ArrayBuffer::is_view(&value) {
            return Ok(crate::ArrayBufferView::from(value).to_vec());
        }
        if js_sys::Array::is_array(&value) {
            return super::list::read(&value);
        }
        Err(Error::decode("bytes", &value))
    }
}

impl ToJs for u8 {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_f64(f64::from(*self)))
    }

    fn list_to_js(items: &[Self]) -> Result<JsValue> {
        Ok(in_json(Uint8Array::from(items)))
    }
}
