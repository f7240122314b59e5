//! `Serialize` and `Deserialize` for types with a JSON form, for programs that embed them in their own.
//!
//! Both go by way of the JSON form, so that they cost a type next to nothing; to read and write JSON itself,
//! [`codec::from_str`](crate::codec::from_str) and [`codec::to_string`](crate::codec::to_string) are faster.

pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Json;
use crate::codec::{Codec, Reader, to_string};
use ::serde::{de, ser};
use serde_json::Value;

/// Serializes a value with a JSON form.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Codec, serializer: S) -> Result<S::Ok, S::Error> {
    let value: Value = serde_json::from_str(&to_string(value)).map_err(ser::Error::custom)?;
    value.serialize(serializer)
}

/// Deserializes into a value with a JSON form.
///
/// # Errors
/// Those of the deserializer, and when the value is of another form.
pub fn deserialize<'de, D: Deserializer<'de>>(
    target: &mut dyn Codec,
    deserializer: D,
) -> Result<(), D::Error> {
    let text = Value::deserialize(deserializer)?.to_string();
    target.decode(&mut Reader::new(&text)).map_err(de::Error::custom)
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Self::default();
        deserialize(&mut value, deserializer)?;
        Ok(value)
    }
}
