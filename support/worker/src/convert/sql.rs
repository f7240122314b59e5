//! What the SQL of Durable Objects takes. It stores what it does not know as text, where D1 converts or refuses.

use crate::{Error, Result};
use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsValue;

/// Values on their way into SQL: booleans as 0 and 1, bytes as a BLOB; what SQL has no form for is an error.
///
/// # Errors
/// When a value is no number that is exact, no text, no boolean, no bytes and not nothing.
#[doc(hidden)]
pub fn sql_values(values: Array) -> Result<Array> {
    for index in 0..values.length() {
        let value = values.get(index);
        if let Some(truth) = value.as_bool() {
            values.set(index, JsValue::from_f64(f64::from(u8::from(truth))));
        } else if !storable(&value) {
            return Err(Error::encode(refused(&value)).in_item(index as usize));
        }
    }
    Ok(values)
}

fn storable(value: &JsValue) -> bool {
    value.is_null() || value.is_string() || value.as_f64().is_some() || bytes(value)
}

fn bytes(value: &JsValue) -> bool {
    value.is_object() && (ArrayBuffer::is_view(value) || wasm_bindgen::JsCast::has_type::<ArrayBuffer>(value))
}

#[cold]
fn refused(value: &JsValue) -> String {
    let what = crate::error::describe(value);
    if value.is_bigint() {
        format!("SQL numbers pass through JavaScript, which does not hold {what} exactly; bind it as text")
    } else {
        format!("SQL has no form for {what}; bind numbers, text, booleans, bytes or `None`")
    }
}
