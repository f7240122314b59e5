//! Arrays and tuples.

use super::Level;
use crate::{Error, FromJs, Result, ToJs};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        T::list_from_js(value)
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(&self) -> Result<JsValue> {
        T::list_to_js(self)
    }
}

impl<T: ToJs> ToJs for [T] {
    fn to_js(&self) -> Result<JsValue> {
        T::list_to_js(self)
    }
}

impl<T: ToJs, const N: usize> ToJs for [T; N] {
    fn to_js(&self) -> Result<JsValue> {
        T::list_to_js(self)
    }
}

/// Reads an array item by item.
pub(super) fn read<T: FromJs>(value: &JsValue) -> Result<Vec<T>> {
    let array = array_of(value)?;
    let _level = Level::enter()?;
    let mut list = Vec::with_capacity(array.length() as usize);
    for index in 0..array.length() {
        list.push(T::from_js(array.get(index)).map_err(|error| error.in_item(index as usize))?);
    }
    Ok(list)
}

/// Writes an array item by item.
pub(super) fn write<T: ToJs>(items: &[T]) -> Result<JsValue> {
    let array = Array::new();
    for (index, item) in items.iter().enumerate() {
        array.push(&item.to_js().map_err(|error| error.in_item(index))?);
    }
    Ok(array.into())
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
    ///
    /// # Errors
    /// When a value has no JavaScript form.
    fn array(&self) -> Result<Array>;
}

fn given(array: &Array, value: &(impl ToJs + ?Sized)) -> Result<()> {
    let value = value.to_js().map_err(|error| error.in_item(array.length() as usize))?;
    array.push(&if value.is_undefined() { JsValue::NULL } else { value });
    Ok(())
}

impl Arguments for () {
    fn array(&self) -> Result<Array> {
        Ok(Array::new())
    }
}

impl<T: ToJs> Arguments for [T] {
    fn array(&self) -> Result<Array> {
        let array = Array::new();
        self.iter().try_for_each(|value| given(&array, value))?;
        Ok(array)
    }
}

impl<T: Arguments + ?Sized> Arguments for &T {
    fn array(&self) -> Result<Array> {
        (**self).array()
    }
}

impl<T: ToJs> Arguments for Vec<T> {
    fn array(&self) -> Result<Array> {
        self.as_slice().array()
    }
}

impl<T: ToJs, const N: usize> Arguments for [T; N] {
    fn array(&self) -> Result<Array> {
        self.as_slice().array()
    }
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),*;)*) => {$(
        impl<$($name: FromJs),*> FromJs for ($($name,)*) {
            fn from_js(value: JsValue) -> Result<Self> {
                let array = array_of(&value)?;
                let _level = Level::enter()?;
                Ok(($($name::from_js(array.get($index)).map_err(|error| error.in_item($index))?,)*))
            }
        }

        impl<$($name: ToJs),*> Arguments for ($($name,)*) {
            fn array(&self) -> Result<Array> {
                let array = Array::new();
                $(given(&array, &self.$index)?;)*
                Ok(array)
            }
        }

        impl<$($name: ToJs),*> ToJs for ($($name,)*) {
            fn to_js(&self) -> Result<JsValue> {
                let array = Array::new();
                $(array.push(&self.$index.to_js().map_err(|error| error.in_item($index))?);)*
                Ok(array.into())
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
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
    13: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12;
    14: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13;
    15: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14;
    16: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15;
}
