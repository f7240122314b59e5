//! Plain objects: reading fields with paths in errors, writing only what is there.

use crate::convert::Level;
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

    /// Sets a property in place; a frozen object keeps what it has.
    pub fn write_field(&self, name: &str, value: &JsValue) {
        drop(set(&self.0, name, value));
    }

    /// Begins to read the fields of `value`; `expected` names the type in the error.
    pub fn read(value: JsValue, expected: &str) -> Result<Fields> {
        if value.is_object() || value.is_function() {
            Ok(Fields { object: Self(value), _level: Level::enter()? })
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
        let read = Level::enter().and_then(|_level| T::from_js(value));
        read.map_err(|error| error.in_field(name))
    }

    /// Sets a property, unless the value is `None`.
    pub fn set<T: ToJs + ?Sized>(&self, name: &str, value: &T) -> Result<()> {
        if value.is_absent() {
            return Ok(());
        }
        let value = value.to_js().map_err(|error| error.in_field(name))?;
        set(&self.0, name, &value).map_err(|error| error.in_field(name))
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

    /// The object.
    pub fn into_js(self) -> JsValue {
        self.0
    }
}

/// A copy of an object with one more property.
///
/// # Errors
/// When the value has no JavaScript form, or `value` is no object.
pub fn with(value: &JsValue, name: &str, property: &dyn ToJs) -> Result<JsValue> {
    if !value.is_object() {
        return Err(Error::encode(format!("no object, which could have the property \"{name}\"")));
    }
    let object = Object::new().merged(value);
    object.set(name, property)?;
    Ok(object.into_js())
}

/// The fields of an object that is being read, one level deeper than what it stands in.
#[derive(Debug)]
pub struct Fields {
    object: Object,
    _level: Level,
}

impl Fields {
    /// The value of a property, `undefined` if there is none.
    pub fn raw(&self, name: &str) -> Result<JsValue> {
        self.object.raw(name)
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

    /// The properties other than `known`.
    pub fn other<T: FromJs>(&self, known: &[&str]) -> Result<crate::Record<T>> {
        let keys = js_sys::Object::keys(self.object.0.unchecked_ref::<js_sys::Object>());
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
}

/// The options of a call: an object made with the first that is set. An option that could not be written is kept as the
/// call's error.
#[derive(Debug, Default)]
pub struct Options {
    object: Option<Object>,
    error: Option<Error>,
}

impl Options {
    /// None are set.
    pub const fn none() -> Self {
        Self { object: None, error: None }
    }

    /// All that `value` sets.
    pub fn of(value: &impl ToJs) -> Self {
        match value.to_js() {
            Ok(object) => Self { object: Some(Object(object)), error: None },
            Err(error) => Self { object: None, error: Some(error) },
        }
    }

    /// Sets one, unless the value is `None`.
    pub fn set<T: ToJs + ?Sized>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.put(name, value.to_js());
        }
    }

    fn put(&mut self, name: &str, value: Result<JsValue>) {
        let object = self.object.get_or_insert_default();
        let done = value.and_then(|value| set(&object.0, name, &value));
        if let Err(error) = done {
            self.error.get_or_insert(error.in_field(name));
        }
    }

    /// Refuses an option that belongs to another method, as it changes what the call gives.
    #[doc(hidden)]
    #[must_use]
    pub fn without(mut self, name: &str, method: &str) -> Self {
        let there = self
            .object
            .as_ref()
            .is_some_and(|object| get(&object.0, name).is_ok_and(|value| !value.is_undefined()));
        if there {
            let error = Error::encode(format!("the option changes what the call gives: use `{method}`"));
            self.error.get_or_insert(error.in_field(name));
        }
        self
    }

    /// The object, if an option is set.
    ///
    /// # Errors
    /// When an option could not be written.
    pub fn js<T: JsCast>(&self) -> Result<Option<&T>> {
        match &self.error {
            Some(error) => Err(error.clone()),
            None => Ok(self.object.as_ref().map(|object| object.0.unchecked_ref())),
        }
    }
}

/// The clone's options are its own.
impl Clone for Options {
    fn clone(&self) -> Self {
        let object = self.object.as_ref().map(|object| Object::new().merged(&object.0));
        Self { object, error: self.error.clone() }
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

/// Writes one property.
#[inline(never)]
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) -> Result<()> {
    let raw: &Raw = object.unchecked_ref();
    raw.write(name, value).map_err(Error::from)
}
