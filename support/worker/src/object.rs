//! Plain objects: reading fields with paths in errors, writing only what is there.

use crate::{Error, FromJs, Result, ToJs};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type Raw;

    #[wasm_bindgen(method, catch, structural, indexing_getter)]
    fn read(this: &Raw, key: &str) -> core::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, structural, indexing_setter)]
    fn write(this: &Raw, key: &str, value: &JsValue) -> core::result::Result<(), JsValue>;
}

/// A JavaScript object seen as fields.
#[derive(Clone, Debug)]
pub struct Object(JsValue);

impl Object {
    /// `{}`.
    pub fn new() -> Self {
        Self(js_sys::Object::new().into())
    }

    /// Sees a handle as fields.
    pub fn of(value: &impl AsRef<JsValue>) -> Self {
        Self(value.as_ref().clone())
    }

    /// Sets a property in place.
    pub fn write_field<T: ToJs + ?Sized>(&self, name: &str, value: &T) {
        set(&self.0, name, &value.to_js());
    }

    /// Sees `value` as fields; `expected` names the type in the error.
    pub fn read(value: JsValue, expected: &str) -> Result<Self> {
        if value.is_object() || value.is_function() {
            Ok(Self(value))
        } else {
            Err(Error::decode(expected, &value))
        }
    }

    /// The value of a property, `undefined` if there is none.
    pub fn raw(&self, name: &str) -> Result<JsValue> {
        get(&self.0, name)
    }

    /// Reads a property. `null` and `undefined` are an error unless the type has an empty value.
    pub fn field<T: FromJs>(&self, name: &str) -> Result<T> {
        let value = self.raw(name)?;
        if value.is_undefined()
            && let Some(absent) = T::absent()
        {
            return Ok(absent);
        }
        T::from_js(value).map_err(|error| error.in_field(name))
    }

    /// Sets a property, unless the value is `None`.
    pub fn set<T: ToJs + ?Sized>(&self, name: &str, value: &T) {
        if !value.is_absent() {
            set(&self.0, name, &value.to_js());
        }
    }

    /// Copies the properties of another object.
    #[must_use]
    pub fn merged(self, other: &JsValue) -> Self {
        if other.is_object() {
            let target: &js_sys::Object = self.0.unchecked_ref();
            js_sys::Object::assign(target, other.unchecked_ref());
        }
        self
    }

    /// The properties other than `known`.
    pub fn other<T: FromJs>(&self, known: &[&str]) -> Result<crate::Record<T>> {
        let keys = js_sys::Object::keys(self.0.unchecked_ref::<js_sys::Object>());
        let mut record = crate::Record(Vec::new());
        for key in keys.iter() {
            let Some(name) = key.as_string().filter(|name| !known.contains(&name.as_str())) else {
                continue;
            };
            record
                .0
                .push((name.clone(), T::from_js(self.raw(&name)?).map_err(|error| error.in_field(&name))?));
        }
        Ok(record)
    }

    /// The object.
    pub fn into_js(self) -> JsValue {
        self.0
    }
}

/// The options of a call: an object made with the first that is set.
#[derive(Debug, Default)]
pub struct Options(Option<Object>);

impl Options {
    /// None are set.
    pub const fn none() -> Self {
        Self(None)
    }

    /// All that `value` sets.
    pub fn of(value: &impl ToJs) -> Self {
        Self(Some(Object(value.to_js())))
    }

    /// Sets one, unless the value is `None`.
    pub fn set<T: ToJs + ?Sized>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.set_raw(name, &value.to_js());
        }
    }

    fn set_raw(&mut self, name: &str, value: &JsValue) {
        set(&self.0.get_or_insert_default().0, name, value);
    }

    /// The object, if one is set.
    pub fn js<T: JsCast>(&self) -> Option<&T> {
        self.0.as_ref().map(|object| object.0.unchecked_ref())
    }
}

/// The clone's options are its own.
impl Clone for Options {
    fn clone(&self) -> Self {
        Self(self.0.as_ref().map(|object| Object::new().merged(&object.0)))
    }
}

impl Default for Object {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads one property.
#[inline(never)]
pub(crate) fn get(object: &JsValue, name: &str) -> Result<JsValue> {
    let raw: &Raw = object.unchecked_ref();
    raw.read(name).map_err(Error::from)
}

/// Writes one property; a frozen object keeps what it has.
#[inline(never)]
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let raw: &Raw = object.unchecked_ref();
    drop(raw.write(name, value));
}
