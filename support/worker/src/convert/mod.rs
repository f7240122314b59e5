//! Conversions between JavaScript values and Rust ones.

mod bytes;
mod depth;
pub mod kind;
mod list;
mod maps;
mod params;
mod scalar;
mod sql;
mod whole;

pub use depth::Level;
pub use list::Arguments;
pub use params::Params;
pub use sql::sql_values;
pub use whole::{Integer, Whole, whole, whole_option};

use crate::Result;
use wasm_bindgen::JsValue;

/// Reads a value from JavaScript.
pub trait FromJs: Sized {
    /// What a binding of this type is called where a Worker declares it: the name of a handle's type; empty for values.
    #[doc(hidden)]
    const BINDING: &'static str = "";

    /// Whether [`FromJs::absent`] gives a value.
    #[doc(hidden)]
    const OPTIONAL: bool = false;

    /// Reads `value`, or says what it is instead.
    fn from_js(value: JsValue) -> Result<Self>;

    /// The value of a property that is not there. Only types that know an empty value give one.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }

    /// Reads many at once: bytes are no array of numbers.
    #[doc(hidden)]
    fn list_from_js(value: JsValue) -> Result<Vec<Self>> {
        list::read(&value)
    }

    /// Methods that no other type of binding has, between spaces; empty where nothing tells.
    #[doc(hidden)]
    fn marks() -> &'static str {
        ""
    }
}

/// Makes a JavaScript value.
pub trait ToJs {
    /// The value.
    ///
    /// # Errors
    /// When the value has no JavaScript form, or would lose something in it.
    fn to_js(&self) -> Result<JsValue>;

    /// Makes one value of many: bytes are no array of numbers.
    #[doc(hidden)]
    fn list_to_js(items: &[Self]) -> Result<JsValue>
    where
        Self: Sized,
    {
        list::write(items)
    }

    /// Whether the value is left out as a property: `None`.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: ToJs + ?Sized> ToJs for &T {
    fn to_js(&self) -> Result<JsValue> {
        (**self).to_js()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: FromJs> FromJs for Box<T> {
    const BINDING: &'static str = T::BINDING;

    fn from_js(value: JsValue) -> Result<Self> {
        T::from_js(value).map(Self::new)
    }
}

impl<T: ToJs> ToJs for Box<T> {
    fn to_js(&self) -> Result<JsValue> {
        (**self).to_js()
    }
}

/// `null` and `undefined` read as `None`; `None` writes `undefined`, and no property at all in an object.
impl<T: FromJs> FromJs for Option<T> {
    const BINDING: &'static str = T::BINDING;
    const OPTIONAL: bool = true;

    fn from_js(value: JsValue) -> Result<Self> {
        if value.is_null() || value.is_undefined() { Ok(None) } else { T::from_js(value).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn marks() -> &'static str {
        T::marks()
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> Result<JsValue> {
        self.as_ref().map_or(Ok(JsValue::UNDEFINED), ToJs::to_js)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}
