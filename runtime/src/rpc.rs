//! Calls to other Workers and objects.
//!
//! A class of this crate's macros brings a trait with its methods (`RoomRpc`). For one that is written elsewhere,
//! describe it with [`macro@crate::rpc`], or call a method by its name: [`Stub::call_method`].

use crate::{Error, FromJs, Pending, Result, ToJs};
use cfs_worker::js_type;
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The stub type of an object of type `T`.
#[doc(hidden)]
#[cfg(feature = "durable-objects")]
pub type StubOf<T> = cfs_runtime_durable_objects::DurableObjectStub<T>;
/// The stub type of an object of type `T`.
#[doc(hidden)]
#[cfg(not(feature = "durable-objects"))]
pub type StubOf<T> = cfs_runtime_core::Fetcher<T>;

js_type! {
    /// An object or function that a call over RPC gave: its methods are remote. Free it with `dispose` when it is no
    /// longer needed, or the other side keeps it until the request ends.
    pub struct RpcStub;
}

impl RpcStub {
    /// Frees the object at the other side.
    ///
    /// # Errors
    /// When it cannot be freed, as it was already.
    pub fn dispose(self) -> Result<()> {
        Ok(dispose(self.as_ref())?)
    }
}

/// What has methods that are remote: a service binding, a Durable Object's stub, an object that a call gave.
pub trait Stub: AsRef<JsValue> {
    /// Calls a method by the name that it has in JavaScript. The arguments are a tuple, an array or a slice.
    ///
    /// ```ignore
    /// let sum: u32 = env.maths.call_method("add", (2, 3)).await?;
    /// ```
    fn call_method<T: FromJs>(&self, name: &str, arguments: impl RpcArguments) -> Pending<T> {
        let called = arguments.list().and_then(|list| Ok(call_stub(self.as_ref(), name, &list)?));
        crate::resolve(called)
    }
}

/// A stub of which no class of this crate's macros is known: the traits of [`macro@crate::rpc`] are for these.
pub trait Untyped: Stub {}

impl Untyped for cfs_runtime_core::Fetcher {}
#[cfg(feature = "durable-objects")]
impl Untyped for cfs_runtime_durable_objects::DurableObjectStub {}
impl Untyped for RpcStub {}

impl<T> Stub for cfs_runtime_core::Fetcher<T> {}
#[cfg(feature = "durable-objects")]
impl<T> Stub for cfs_runtime_durable_objects::DurableObjectStub<T> {}
impl Stub for RpcStub {}

/// The arguments of a call: a tuple of up to 16 values, `params![…]`, an array, a slice, a `Vec`, or `()`.
pub trait RpcArguments {
    /// The values in one array; `None` is `undefined`, for which the callee takes its default.
    ///
    /// # Errors
    /// When a value cannot be written.
    fn list(&self) -> Result<Array>;
}

impl RpcArguments for () {
    fn list(&self) -> Result<Array> {
        Ok(Array::new())
    }
}

impl<T: ToJs> RpcArguments for [T] {
    fn list(&self) -> Result<Array> {
        self.iter().map(ToJs::to_js).collect()
    }
}

impl<T: ToJs> RpcArguments for Vec<T> {
    fn list(&self) -> Result<Array> {
        self.as_slice().list()
    }
}

impl<T: ToJs, const N: usize> RpcArguments for [T; N] {
    fn list(&self) -> Result<Array> {
        self.as_slice().list()
    }
}

impl RpcArguments for crate::Params {
    fn list(&self) -> Result<Array> {
        self.to_js().and_then(Array::from_js)
    }
}

impl<T: RpcArguments + ?Sized> RpcArguments for &T {
    fn list(&self) -> Result<Array> {
        (**self).list()
    }
}

macro_rules! tuples {
    ($($($name:ident)*;)*) => {$(
        impl<$($name: ToJs),*> RpcArguments for ($($name,)*) {
            fn list(&self) -> Result<Array> {
                // A tuple is an array in JavaScript.
                self.to_js().and_then(Array::from_js)
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
    A B C D E F G H I J K L M;
    A B C D E F G H I J K L M N;
    A B C D E F G H I J K L M N O;
    A B C D E F G H I J K L M N O P;
}

// A stub's every property is remote, `apply` too: only a plain method call reaches the method.
#[wasm_bindgen(
    inline_js = "export async function call_stub(stub, name, list) { return await stub[name](...list); }
export function dispose(stub) { stub[Symbol.dispose]?.(); }"
)]
extern "C" {
    #[wasm_bindgen(catch)]
    fn call_stub(stub: &JsValue, name: &str, list: &Array) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(catch)]
    fn dispose(stub: &JsValue) -> core::result::Result<(), JsValue>;
}

/// Calls a method of a stub with arguments that were written already.
#[doc(hidden)]
pub fn rpc<T: FromJs, const N: usize>(
    stub: &JsValue,
    name: &str,
    arguments: [Result<JsValue>; N],
) -> Pending<T> {
    let list = arguments.into_iter().collect::<Result<Array>>();
    crate::resolve(list.and_then(|list| call_stub(stub, name, &list).map_err(Error::from)))
}
