//! What the tables of generated structs and unions have in common: written once here instead of in every type.

mod macros;
mod union;

pub use union::{Test, union};

use crate::{AsyncCallback, Callback, Object, Result, ToJs};
use wasm_bindgen::JsValue;

/// An object with these properties, those left out that are absent, and after them all of `rest`.
///
/// # Errors
/// When a value has no JavaScript form.
pub fn write(properties: &[(&str, &dyn ToJs)], rest: Option<&dyn ToJs>) -> Result<JsValue> {
    let mut object = Object::new();
    for (name, value) in properties {
        object.set(name, *value)?;
    }
    if let Some(rest) = rest {
        object = object.merged(&rest.to_js()?);
    }
    Ok(object.into_js())
}

/// A tuple of one.
pub type One<T> = (T,);

/// What a function takes and gives.
pub trait Call {
    /// The arguments, a tuple.
    type Args;
    /// The result.
    type Gives;
}

/// What a function takes, and gives once it is awaited.
pub trait AsyncCall {
    /// The arguments, a tuple.
    type Args;
    /// The result.
    type Gives;
}

impl<A, R> Call for Callback<A, R> {
    type Args = A;
    type Gives = R;
}

impl<A, R> AsyncCall for AsyncCallback<A, R> {
    type Args = A;
    type Gives = R;
}

/// A type that holds bytes.
pub trait OfBytes {
    /// The bytes, copied.
    fn of_bytes(bytes: &[u8]) -> Self;
}

impl OfBytes for js_sys::Uint8Array {
    fn of_bytes(bytes: &[u8]) -> Self {
        Self::from(bytes)
    }
}

impl OfBytes for js_sys::ArrayBuffer {
    fn of_bytes(bytes: &[u8]) -> Self {
        js_sys::Uint8Array::from(bytes).buffer()
    }
}

impl OfBytes for crate::ArrayBufferView {
    fn of_bytes(bytes: &[u8]) -> Self {
        Self::from(bytes)
    }
}
