//! `Serialize` and `Deserialize` for types with a JSON form, for programs that embed them in their own.
//!
//! Both go by way of the JSON form, so that they cost a type next to nothing; to read and write JSON itself,
//! [`codec::from_str`](crate::codec::from_str) and [`codec::to_string`](crate::codec::to_string) are faster.

pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Json;
use crate::codec::{Codec, Fail, Kind, Reader, Writer, to_string};
use ::serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use ::serde::ser::{self, SerializeMap, SerializeSeq};
use std::fmt;

/// Serializes a value with a JSON form.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Codec, serializer: S) -> Result<S::Ok, S::Error> {
    Text(&to_string(value)).serialize(serializer)
}

/// Deserializes into a value with a JSON form.
///
/// # Errors
/// Those of the deserializer, and when the value is of another form.
pub fn deserialize<'de, D: Deserializer<'de>>(
    target: &mut dyn Codec,
    deserializer: D,
) -> Result<(), D::Error> {
    let mut writer = Writer::default();
    Transcribe(&mut writer).deserialize(deserializer)?;
    target.decode(&mut Reader::new(&writer.finish())).map_err(de::Error::custom)
}

/// A JSON text that serializes as the value that it is.
struct Text<'t>(&'t str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = Reader::new(self.0);
        let wrong = |fail: Fail| ser::Error::custom(fail);
        match reader.kind().map_err(wrong)? {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool => serializer.serialize_bool(reader.bool().map_err(wrong)?),
            Kind::String => serializer.serialize_str(&reader.string().map_err(wrong)?),
            Kind::Number => {
                let number = reader.number().map_err(wrong)?;
                if let Ok(number) = number.parse::<u64>() {
                    serializer.serialize_u64(number)
                } else if let Ok(number) = number.parse::<i64>() {
                    serializer.serialize_i64(number)
                } else {
                    serializer.serialize_f64(number.parse().map_err(ser::Error::custom)?)
                }
            }
            Kind::Array => {
                let mut items = serializer.serialize_seq(None)?;
                let mut first = true;
                reader.begin_array().map_err(wrong)?;
                while reader.next_item(first).map_err(wrong)? {
                    first = false;
                    items.serialize_element(&Text(reader.skip().map_err(wrong)?))?;
                }
                items.end()
            }
            Kind::Object => {
                let mut members = serializer.serialize_map(None)?;
                let mut first = true;
                reader.begin_object().map_err(wrong)?;
                while let Some(key) = reader.next_key(first).map_err(wrong)? {
                    first = false;
                    members.serialize_entry(&*key, &Text(reader.skip().map_err(wrong)?))?;
                }
                members.end()
            }
        }
    }
}

/// Writes whatever is deserialized as JSON.
struct Transcribe<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Transcribe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! scalars {
    ($($method:ident($ty:ty) $write:expr;)*) => {$(
        fn $method<E>(self, value: $ty) -> Result<(), E> {
            let write: fn(&mut Writer, $ty) = $write;
            write(self.0, value);
            Ok(())
        }
    )*};
}

impl<'de> Visitor<'de> for Transcribe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with a JSON form")
    }

    scalars! {
        visit_bool(bool) Writer::bool;
        visit_i64(i64) |writer, value| value.encode(writer);
        visit_u64(u64) |writer, value| value.encode(writer);
        visit_f64(f64) |writer, value| value.encode(writer);
        visit_str(&str) Writer::string;
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.begin_array();
        // Whether there is another item is known only once it is read.
        loop {
            let mut item = Writer::default();
            if items.next_element_seed(Transcribe(&mut item))?.is_none() {
                break;
            }
            self.0.item();
            self.0.raw(&item.finish());
        }
        self.0.end_array();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.begin_object();
        while let Some(key) = members.next_key::<String>()? {
            self.0.key(&key);
            members.next_value_seed(Transcribe(self.0))?;
        }
        self.0.end_object();
        Ok(())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Text(self.as_text()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Self::default();
        deserialize(&mut value, deserializer)?;
        Ok(value)
    }
}
