//! Typed functions: Rust closures handed to JavaScript, JavaScript functions called from Rust.

use crate::{Error, FromJs, Result, ToJs};
use core::future::Future;
use core::marker::PhantomData;
use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// A function that takes `A` (a tuple) and gives `R`.
pub struct Callback<A, R> {
    function: Function,
    types: PhantomData<fn(A) -> R>,
}

/// A function that takes `A` (a tuple) and gives a promise of `R`.
pub type AsyncCallback<A, R> = Callback<A, Promised<R>>;

/// Marks the result of an [`AsyncCallback`].
#[derive(Clone, Copy, Debug)]
pub struct Promised<R>(PhantomData<R>);

/// What can be passed where a [`Callback`] is asked for: one, or a closure of as many arguments.
pub trait IntoCallback<A, R> {
    /// The callback. A closure is freed when JavaScript no longer holds it.
    fn into_callback(self) -> Callback<A, R>;
}

/// What can be passed where an [`AsyncCallback`] is asked for: one, or a closure that gives a future.
pub trait IntoAsyncCallback<A, R> {
    /// The callback.
    fn into_async_callback(self) -> AsyncCallback<A, R>;
}

/// What a function can be called with: a tuple.
pub trait JsArgs {
    /// The arguments.
    ///
    /// # Errors
    /// When one has no JavaScript form.
    fn to_args(&self) -> Result<Array>;
}

/// What a closure may give where `R` is asked for: `R`, or a `Result` of it. An error is thrown to the caller of the
/// function: `transaction_sync` rolls back and hands it out again.
pub trait Gives<R> {
    /// The value or the error.
    fn given(self) -> Result<R>;
}

impl<R: ToJs> Gives<R> for R {
    fn given(self) -> Result<R> {
        Ok(self)
    }
}

impl<R: ToJs, E: Into<Error>> Gives<R> for Result<R, E> {
    fn given(self) -> Result<R> {
        self.map_err(Into::into)
    }
}

impl<A, R> Callback<A, R> {
    /// The JavaScript function.
    pub fn function(&self) -> &Function {
        &self.function
    }
}

impl<A: JsArgs, R: FromJs> Callback<A, R> {
    /// Calls it.
    pub fn call(&self, args: &A) -> Result<R> {
        R::from_js(self.function.apply(&JsValue::UNDEFINED, &args.to_args()?)?)
    }
}

impl<A: JsArgs, R: FromJs> Callback<A, Promised<R>> {
    /// Calls it and awaits what it gives.
    pub async fn call_async(&self, args: &A) -> Result<R> {
        let given = self.function.apply(&JsValue::UNDEFINED, &args.to_args()?)?;
        crate::resolve(Ok(js_sys::Promise::resolve(&given))).await
    }
}

impl<A, R> Clone for Callback<A, R> {
    fn clone(&self) -> Self {
        Self { function: self.function.clone(), types: PhantomData }
    }
}

impl<A, R> core::fmt::Debug for Callback<A, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Callback")
    }
}

impl<A, R> FromJs for Callback<A, R> {
    fn from_js(value: JsValue) -> Result<Self> {
        match value.dyn_into() {
            Ok(function) => Ok(Self { function, types: PhantomData }),
            Err(value) => Err(Error::decode("a function", &value)),
        }
    }
}

impl<A, R> ToJs for Callback<A, R> {
    fn to_js(&self) -> Result<JsValue> {
        Ok(self.function.clone().into())
    }
}

impl<A, R> IntoCallback<A, R> for Callback<A, R> {
    fn into_callback(self) -> Self {
        self
    }
}

impl<A, R> IntoAsyncCallback<A, R> for AsyncCallback<A, R> {
    fn into_async_callback(self) -> Self {
        self
    }
}

#[wasm_bindgen::prelude::wasm_bindgen(
    inline_js = "export function collect(f) { return (...args) => f(args); }"
)]
extern "C" {
    fn collect(function: &JsValue) -> Function;
}

/// Every callback is one Rust closure over the array of its arguments, so that no closure shape is compiled twice.
fn variadic(function: Box<dyn FnMut(Array) -> core::result::Result<JsValue, JsValue>>) -> Function {
    let closure: Closure<dyn FnMut(Array) -> core::result::Result<JsValue, JsValue>> =
        Closure::wrap_assert_unwind_safe(function);
    collect(&closure.into_js_value())
}

/// An argument that a function was called with.
fn item<T: FromJs>(args: &Array, index: u32) -> Result<T> {
    T::from_js(args.get(index)).map_err(|error| error.in_item(index as usize))
}

macro_rules! arities {
    ($($count:literal: $($name:ident $index:tt),*;)*) => {$(
        #[allow(unused_variables, clippy::unused_unit)]
        impl<$($name: ToJs),*> JsArgs for ($($name,)*) {
            fn to_args(&self) -> Result<Array> {
                let args = Array::new();
                $(args.push(&self.$index.to_js().map_err(|error| error.in_item($index))?);)*
                Ok(args)
            }
        }

        impl<Fun, $($name,)* Out, Ret> IntoCallback<($($name,)*), Ret> for Fun
        where
            Fun: FnMut($($name),*) -> Out + 'static,
            $($name: FromJs,)*
            Out: Gives<Ret>,
            Ret: ToJs,
        {
            #[allow(non_snake_case, unused_variables)]
            fn into_callback(mut self) -> Callback<($($name,)*), Ret> {
                let function = variadic(Box::new(move |args| {
                    $(let $name: $name = item(&args, $index)?;)*
                    Ok(self($($name),*).given()?.to_js()?)
                }));
                Callback { function, types: PhantomData }
            }
        }

        impl<Fun, Fut, $($name,)* Ret> IntoAsyncCallback<($($name,)*), Ret> for Fun
        where
            Fun: FnMut($($name),*) -> Fut + 'static,
            Fut: Future<Output = Result<Ret>> + 'static,
            $($name: FromJs,)*
            Ret: ToJs + 'static,
        {
            #[allow(non_snake_case, unused_variables)]
            fn into_async_callback(mut self) -> AsyncCallback<($($name,)*), Ret> {
                let function = variadic(Box::new(move |args| {
                    $(let $name: $name = item(&args, $index)?;)*
                    Ok(crate::promise(self($($name),*)).into())
                }));
                Callback { function, types: PhantomData }
            }
        }
    )*};
}

arities! {
    0: ;
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
}
