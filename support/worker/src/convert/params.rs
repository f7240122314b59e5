//! Values of many types and any number.

use super::Arguments;
use crate::{Error, Result, ToJs};
use js_sys::Array;
use wasm_bindgen::JsValue;

/// Values for a function that takes any number, made by [`params!`](crate::params): as many as there are, each of its
/// own type.
#[derive(Clone, Debug)]
pub struct Params(Result<Vec<JsValue>>);

impl Params {
    /// What was written, or the first error.
    #[doc(hidden)]
    pub fn of<const N: usize>(values: [Result<JsValue>; N]) -> Self {
        let placed = values
            .into_iter()
            .enumerate()
            .map(|(index, value)| value.map_err(|error: Error| error.in_item(index)));
        Self(placed.collect())
    }
}

impl Arguments for Params {
    fn array(&self) -> Result<Array> {
        match &self.0 {
            Ok(values) => values.as_slice().array(),
            Err(error) => Err(error.clone()),
        }
    }
}

impl ToJs for Params {
    fn to_js(&self) -> Result<JsValue> {
        match &self.0 {
            Ok(values) => Ok(values.iter().collect::<Array>().into()),
            Err(error) => Err(error.clone()),
        }
    }
}

/// Values of any types and any number: `statement.bind(params![1, "two", None::<u32>])?`.
///
/// Tuples do the same for up to 16 values, arrays and slices for values of one type.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        $crate::Params::of([$($crate::ToJs::to_js(&$value)),*])
    };
}
