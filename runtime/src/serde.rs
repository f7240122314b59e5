//! Values through serde, for types that have its derives already. They cost about ten times the bytes of
//! `#[derive(FromJs, ToJs)]`.

use crate::{Error, FromJs, Result, ToJs};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// A value that serde reads and writes: `env.cache.get_json::<Serde<User>>(key)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Serde<T>(pub T);

impl<T: DeserializeOwned> FromJs for Serde<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        serde_wasm_bindgen::from_value(value).map(Self).map_err(|error| Error::new(error.to_string()))
    }
}

impl<T: Serialize> ToJs for Serde<T> {
    fn to_js(&self) -> JsValue {
        // Maps as objects, as JSON has them.
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        self.0.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
    }
}
