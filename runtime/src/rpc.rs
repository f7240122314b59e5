//! Calls to stubs by method name.

use crate::{Error, FromJs, Result};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

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

/// Calls a method of a stub.
pub fn rpc<T: FromJs>(stub: &JsValue, name: &str, arguments: &[JsValue]) -> impl Future<Output = Result<T>> + use<T> {
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    let call = || -> core::result::Result<js_sys::Promise, JsValue> {
        let method: Function = Reflect::get(stub, &name.into())?.dyn_into()?;
        // An RPC call gives a thenable that is no `Promise`.
        Ok(js_sys::Promise::resolve(&method.apply(stub, &list)?))
    };
    let call = call().map_err(Error::from);
    crate::resolve(call)
}
