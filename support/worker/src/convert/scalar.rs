//! Strings, numbers, booleans, unit, and the standard library's own JavaScript objects.

use crate::{Error, FromJs, Result, ToJs};
use wasm_bindgen::{JsCast, JsValue};

impl FromJs for JsValue {
    const OPTIONAL: bool = true;

    fn from_js(value: JsValue) -> Result<Self> {
        Ok(value)
    }

    fn absent() -> Option<Self> {
        Some(JsValue::UNDEFINED)
    }
}

impl ToJs for JsValue {
    fn to_js(&self) -> Result<JsValue> {
        Ok(self.clone())
    }

    fn is_absent(&self) -> bool {
        self.is_undefined()
    }
}

impl FromJs for () {
    const OPTIONAL: bool = true;

    fn from_js(_: JsValue) -> Result<Self> {
        Ok(())
    }

    fn absent() -> Option<Self> {
        Some(())
    }
}

impl ToJs for () {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::UNDEFINED)
    }
}

impl FromJs for String {
    fn from_js(value: JsValue) -> Result<Self> {
        value.as_string().ok_or_else(|| Error::decode("a string", &value))
    }
}

impl ToJs for String {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_str(self))
    }
}

impl ToJs for str {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_str(self))
    }
}

impl FromJs for bool {
    fn from_js(value: JsValue) -> Result<Self> {
        // SQLite has no booleans: D1 and Durable Object SQL give 0 and 1.
        value
            .as_bool()
            .or_else(|| match value.as_f64() {
                Some(0.0) => Some(false),
                Some(1.0) => Some(true),
                _ => None,
            })
            .ok_or_else(|| Error::decode("a boolean", &value))
    }
}

impl ToJs for bool {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_bool(*self))
    }
}

impl FromJs for f64 {
    fn from_js(value: JsValue) -> Result<Self> {
        value.as_f64().ok_or_else(|| Error::decode("a number", &value))
    }
}

impl ToJs for f64 {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_f64(*self))
    }
}

impl FromJs for f32 {
    fn from_js(value: JsValue) -> Result<Self> {
        f64::from_js(value).map(|number| number as f32)
    }
}

impl ToJs for f32 {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_f64(*self as f64))
    }
}

/// The largest whole number below which every whole number is exact in JavaScript.
pub(super) const EXACT: f64 = 9_007_199_254_740_991.0;

pub(super) fn whole(value: &JsValue, least: f64, most: f64, expected: &str) -> Result<f64> {
    let number = match value.as_f64() {
        None if value.is_bigint() => i64::try_from(value.clone()).ok().map(|number| number as f64),
        number => number,
    };
    number
        .filter(|number| number.fract() == 0.0 && *number >= least && *number <= most)
        .ok_or_else(|| Error::decode(expected, value))
}

macro_rules! integers {
    ($($ty:ident $least:expr, $most:expr;)*) => {$(
        impl FromJs for $ty {
            fn from_js(value: JsValue) -> Result<Self> {
                whole(&value, $least, $most, concat!("a whole number (", stringify!($ty), ")"))
                    .map(|number| number as $ty)
            }
        }

        impl ToJs for $ty {
            fn to_js(&self) -> Result<JsValue> {
                Ok(JsValue::from_f64(*self as f64))
            }
        }
    )*};
}

integers! {
    u16 0.0, f64::from(u16::MAX);
    u32 0.0, f64::from(u32::MAX);
    usize 0.0, f64::from(u32::MAX);
    i8 f64::from(i8::MIN), f64::from(i8::MAX);
    i16 f64::from(i16::MIN), f64::from(i16::MAX);
    i32 f64::from(i32::MIN), f64::from(i32::MAX);
}

// Beyond what a number holds exactly they are bigints: stored and sent as they are where JavaScript's own values are
// (storage, RPC), refused where they are not (JSON, SQL).
macro_rules! long_integers {
    ($($ty:ident $least:expr;)*) => {$(
        impl FromJs for $ty {
            fn from_js(value: JsValue) -> Result<Self> {
                const EXPECTED: &str = concat!("a whole number (", stringify!($ty), ")");
                if value.is_bigint() {
                    return $ty::try_from(value).map_err(|value| Error::decode(EXPECTED, &value));
                }
                whole(&value, $least, EXACT, EXPECTED).map(|number| number as $ty)
            }
        }

        impl ToJs for $ty {
            fn to_js(&self) -> Result<JsValue> {
                let number = *self as f64;
                Ok(if ($least..=EXACT).contains(&number) { JsValue::from_f64(number) } else { JsValue::from(*self) })
            }
        }
    )*};
}

long_integers! {
    u64 0.0;
    i64 -EXACT;
}

macro_rules! objects {
    ($($ty:ident $name:literal $test:expr;)*) => {$(
        impl FromJs for js_sys::$ty {
            fn from_js(value: JsValue) -> Result<Self> {
                let test: fn(&JsValue) -> bool = $test;
                if test(&value) { Ok(value.unchecked_into()) } else { Err(Error::decode($name, &value)) }
            }
        }

        impl ToJs for js_sys::$ty {
            fn to_js(&self) -> Result<JsValue> {
                Ok(self.into())
            }
        }
    )*};
}

fn is<T: JsCast>(value: &JsValue) -> bool {
    value.has_type::<T>()
}

objects! {
    Object "an object" |value| value.is_object() || value.is_function();
    Array "an array" |value| js_sys::Array::is_array(value);
    Map "a Map" is::<js_sys::Map>;
    Set "a Set" is::<js_sys::Set>;
    Function "a function" JsValue::is_function;
    Promise "a promise" is::<js_sys::Promise>;
    Date "a date" is::<js_sys::Date>;
    RegExp "a regular expression" is::<js_sys::RegExp>;
    Error "an error" is::<js_sys::Error>;
    BigInt "a bigint" JsValue::is_bigint;
    Symbol "a symbol" JsValue::is_symbol;
    ArrayBuffer "an ArrayBuffer" is::<js_sys::ArrayBuffer>;
    SharedArrayBuffer "a SharedArrayBuffer" is::<js_sys::SharedArrayBuffer>;
    DataView "a DataView" is::<js_sys::DataView>;
    Int8Array "an Int8Array" is::<js_sys::Int8Array>;
    Uint8Array "a Uint8Array" is::<js_sys::Uint8Array>;
    Uint8ClampedArray "a Uint8ClampedArray" is::<js_sys::Uint8ClampedArray>;
    Int16Array "an Int16Array" is::<js_sys::Int16Array>;
    Uint16Array "a Uint16Array" is::<js_sys::Uint16Array>;
    Int32Array "an Int32Array" is::<js_sys::Int32Array>;
    Uint32Array "a Uint32Array" is::<js_sys::Uint32Array>;
    Float32Array "a Float32Array" is::<js_sys::Float32Array>;
    Float64Array "a Float64Array" is::<js_sys::Float64Array>;
    BigInt64Array "a BigInt64Array" is::<js_sys::BigInt64Array>;
    BigUint64Array "a BigUint64Array" is::<js_sys::BigUint64Array>;
}
