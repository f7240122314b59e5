//! Arrays and tuples.

use crate::{Error, FromJs, Result, ToJs};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        let array = array_of(&value)?;
        let mut list = Vec::with_capacity(array.length() as usize);
        for index in 0..array.length() {
            list.push(T::from_js(array.get(index)).map_err(|error| error.in_item(index as usize))?);
        }
        Ok(list)
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(&self) -> JsValue {
        self.as_slice().to_js()
    }
}

impl<T: ToJs> ToJs for [T] {
    fn to_js(&self) -> JsValue {
        let array = Array::new();
        for item in self {
            array.push(&item.to_js());
        }
        array.into()
    }
}

impl<T: ToJs, const N: usize> ToJs for [T; N] {
    fn to_js(&self) -> JsValue {
        self.as_slice().to_js()
    }
}

/// The value as an array; typed arrays and other iterables are copied into one.
fn array_of(value: &JsValue) -> Result<Array> {
    if Array::is_array(value) {
        return Ok(value.clone().unchecked_into());
    }
    if value.is_object() && js_sys::try_iter(value).ok().flatten().is_some() {
        return Ok(Array::from(value));
    }
    Err(Error::decode("an array", value))
}

/// Values for a function that takes any number: a tuple, a slice or an array of what converts. `None` is `null`.
pub trait Arguments {
    /// The values in one array.
    fn array(&self) -> Array;
}

fn given(value: &(impl ToJs + ?Sized)) -> JsValue {
    let value = value.to_js();
    if value.is_undefined() { JsValue::NULL } else { value }
}

impl Arguments for () {
    fn array(&self) -> Array {
        Array::new()
    }
}

impl<T: ToJs> Arguments for [T] {
    fn array(&self) -> Array {
        self.iter().map(given).collect()
    }
}

impl<T: Arguments + ?Sized> Arguments for &T {
    fn array(&self) -> Array {
        (**self).array()
    }
}

impl<T: ToJs> Arguments for Vec<T> {
    fn array(&self) -> Array {
        self.as_slice().array()
    }
}

impl<T: ToJs, const N: usize> Arguments for [T; N] {
    fn array(&self) -> Array {
        self.as_slice().array()
    }
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),*;)*) => {$(
        impl<$($name: FromJs),*> FromJs for ($($name,)*) {
            fn from_js(value: JsValue) -> Result<Self> {
                let array = array_of(&value)?;
                Ok(($($name::from_js(array.get($index)).map_err(|error| error.in_item($index))?,)*))
            }
        }

        impl<$($name: ToJs),*> Arguments for ($($name,)*) {
            fn array(&self) -> Array {
                let array = Array::new();
                $(array.push(&given(&self.$index));)*
                array
            }
        }

        impl<$($name: ToJs),*> ToJs for ($($name,)*) {
            fn to_js(&self) -> JsValue {
                let array = Array::new();
                $(array.push(&self.$index.to_js());)*
                array.into()
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
