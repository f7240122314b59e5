//! Whole numbers as JavaScript's numbers: those that declarations call `number`, which take no bigint.

use super::scalar::EXACT;
use crate::{Error, Result, ToJs};
use wasm_bindgen::JsValue;

/// A whole number that goes as a number: one that a number does not hold exactly is an error, where
/// [`ToJs`] of the integer itself would make it a bigint.
#[derive(Clone, Copy, Debug)]
pub struct Whole<T>(pub T);

/// An integer that may be beyond what a number holds exactly.
pub trait Integer: Copy {
    /// What an error says was expected.
    const EXPECTED: &'static str;

    /// The number, if it is exactly this.
    fn exact(self) -> Option<f64>;

    /// The integer, if the number is one that is exact.
    fn of(number: f64) -> Option<Self>;
}

/// Reads the property of that name.
///
/// # Errors
/// When the number is no whole one, or beyond what a number holds exactly.
pub fn whole<T: Integer>(name: &str, number: f64) -> Result<T> {
    T::of(number).ok_or_else(|| Error::decode(T::EXPECTED, &JsValue::from_f64(number)).in_field(name))
}

/// Reads the property of that name, which may be missing.
///
/// # Errors
/// As [`whole`].
pub fn whole_option<T: Integer>(name: &str, number: Option<f64>) -> Result<Option<T>> {
    number.map(|number| whole(name, number)).transpose()
}

macro_rules! integers {
    ($($ty:ident $least:expr;)*) => {$(
        impl Integer for $ty {
            const EXPECTED: &'static str = concat!("a whole number (", stringify!($ty), ")");

            fn exact(self) -> Option<f64> {
                let number = self as f64;
                ($least..=EXACT).contains(&number).then_some(number)
            }

            fn of(number: f64) -> Option<Self> {
                let whole = number.fract() == 0.0 && ($least..=EXACT).contains(&number);
                whole.then_some(number as $ty)
            }
        }
    )*};
}

integers! {
    u64 0.0;
    i64 -EXACT;
}

impl<T: Integer> Whole<T> {
    /// The number, for the argument or property of that name.
    ///
    /// # Errors
    /// When a number does not hold it exactly.
    pub fn number(self, name: &str) -> Result<f64> {
        self.0.exact().ok_or_else(|| inexact().in_field(name))
    }
}

impl<T: Integer> Whole<Option<T>> {
    /// The number, if there is one.
    ///
    /// # Errors
    /// When a number does not hold it exactly.
    pub fn optional(self, name: &str) -> Result<Option<f64>> {
        self.0.map(|value| Whole(value).number(name)).transpose()
    }
}

impl<T: Integer> ToJs for Whole<&T> {
    fn to_js(&self) -> Result<JsValue> {
        self.0.exact().map(JsValue::from_f64).ok_or_else(inexact)
    }
}

impl<T: Integer> ToJs for Whole<&Option<T>> {
    fn to_js(&self) -> Result<JsValue> {
        self.0.as_ref().map_or(Ok(JsValue::UNDEFINED), |value| ToJs::to_js(&Whole(value)))
    }

    fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

#[cold]
#[inline(never)]
fn inexact() -> Error {
    Error::encode("a whole number beyond 2^53, which JavaScript's numbers do not hold exactly")
}
