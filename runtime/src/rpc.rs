//! Calls to stubs by method name.

use crate::{Error, FromJs, Result};
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The stub type of an object of type `T`.
#[cfg(feature = "durable-objects")]
pub type Stub<T> = cfs_durable_objects::DurableObjectStub<T>;
/// The stub type of an object of type `T`.
#[cfg(not(feature = "durable-objects"))]
pub type Stub<T> = cfs_core::Fetcher<T>;

/// What a method gives when it goes well.
pub trait Outcome {
    /// The value.
    type Value;
}

impl<T, E> Outcome for core::result::Result<T, E> {
    type Value = T;
}

// A stub's every property is remote, `apply` too: only a plain method call reaches the method.
#[wasm_bindgen(
    inline_js = "export async function call_stub(stub, name, list) { return await stub[name](...list); }"
)]
extern "C" {
    #[wasm_bindgen(catch)]
    fn call_stub(stub: &JsValue, name: &str, list: &Array) -> core::result::Result<Promise, JsValue>;
}

/// Calls a method of a stub.
pub fn rpc<T: FromJs, const N: usize>(
    stub: &JsValue,
    name: &str,
    arguments: [Result<JsValue>; N],
) -> impl Future<Output = Result<T>> + use<T, N> {
    let list = arguments.into_iter().collect::<Result<Array>>();
    crate::resolve(list.and_then(|list| call_stub(stub, name, &list).map_err(Error::from)))
}
