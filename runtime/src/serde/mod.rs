//! Values through serde, for types that have its derives already. They cost several times the bytes of
//! `#[derive(FromJs, ToJs)]`.
//!
//! Values are written as `serde_json` would: maps are objects, `None` is `null`. Bytes are a `Uint8Array`, and whole
//! numbers that a JavaScript number does not hold exactly are bigints. Reading takes 0 and 1 for booleans, as SQLite has
//! none.

mod read;
mod write;

use crate::{Error, FromJs, Result, ToJs};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use wasm_bindgen::JsValue;

/// A value that serde reads and writes: `env.cache.get(key).json::<Serde<User>>()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Serde<T>(pub T);

impl<T: DeserializeOwned> FromJs for Serde<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        T::deserialize(read::Reader(value)).map(Self).map_err(Failure::into_error)
    }
}

impl<T: Serialize> ToJs for Serde<T> {
    fn to_js(&self) -> Result<JsValue> {
        self.0.serialize(write::Writer).map_err(Failure::into_error)
    }
}

/// Why a value could not be read or written, and where in it.
#[derive(Debug)]
struct Failure {
    path: Vec<Step>,
    what: What,
}

/// A step on the way to a value, innermost first in a path.
#[derive(Debug)]
enum Step {
    Field(String),
    Item(usize),
}

#[derive(Debug)]
enum What {
    /// In our words.
    Error(Error),
    /// In the words of the type.
    Message(String),
}

impl Failure {
    fn in_field(mut self, name: &str) -> Self {
        self.path.push(Step::Field(name.to_owned()));
        self
    }

    fn in_item(mut self, index: usize) -> Self {
        self.path.push(Step::Item(index));
        self
    }

    fn into_error(self) -> Error {
        // A message has no path of its own: an error about a value lends it one.
        let error = match self.what {
            What::Error(error) => error,
            What::Message(message) => Error::encode(message),
        };
        self.path.into_iter().fold(error, |error, step| match step {
            Step::Field(name) => error.in_field(&name),
            Step::Item(index) => error.in_item(index),
        })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { path: Vec::new(), what: What::Error(error) }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.what {
            What::Error(error) => error.fmt(f),
            What::Message(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Failure {}

impl serde::ser::Error for Failure {
    fn custom<T: Display>(message: T) -> Self {
        Self { path: Vec::new(), what: What::Message(message.to_string()) }
    }
}

impl serde::de::Error for Failure {
    fn custom<T: Display>(message: T) -> Self {
        serde::ser::Error::custom(message)
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Error::decode_words(&expected.to_string(), &found.to_string()).into()
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Error::decode_words(&expected.to_string(), &found.to_string()).into()
    }

    fn missing_field(field: &'static str) -> Self {
        Self::from(Error::decode_words("a value", "nothing")).in_field(field)
    }
}
