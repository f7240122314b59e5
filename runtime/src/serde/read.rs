//! JavaScript values to Rust's, by serde.

use super::Failure;
use crate::{Error, FromJs, Object};
use cfs_worker::{Level, kind};
use js_sys::Array;
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

type Read<T> = Result<T, Failure>;

/// The largest whole number below which every whole number is exact in JavaScript.
const EXACT: f64 = 9_007_199_254_740_991.0;

pub(super) struct Reader(pub(super) JsValue);

impl<'de> Deserializer<'de> for Reader {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let value = &self.0;
        if kind::nothing(value) {
            return visitor.visit_unit();
        }
        if let Some(truth) = value.as_bool() {
            return visitor.visit_bool(truth);
        }
        if let Some(number) = value.as_f64() {
            return match number {
                _ if number.fract() != 0.0 || number.abs() > EXACT => visitor.visit_f64(number),
                _ if number < 0.0 => visitor.visit_i64(number as i64),
                _ => visitor.visit_u64(number as u64),
            };
        }
        if let Some(text) = value.as_string() {
            return visitor.visit_string(text);
        }
        if value.is_bigint() {
            return big(self.0, visitor);
        }
        if kind::array(value) {
            return list(self.0.unchecked_into(), visitor);
        }
        if kind::view(value) || value.has_type::<js_sys::ArrayBuffer>() {
            return visitor.visit_byte_buf(FromJs::from_js(self.0)?);
        }
        if value.is_object() {
            return fields(self.0, visitor);
        }
        Err(Error::decode("data", value).into())
    }

    /// SQLite has no booleans: D1 and Durable Object SQL give 0 and 1.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(bool::from_js(self.0)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if kind::nothing(&self.0) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    /// `Vec<u8>` asks for a sequence: bytes are one.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let bytes = kind::view(&self.0) || self.0.has_type::<js_sys::ArrayBuffer>();
        if bytes {
            let bytes: Vec<u8> = FromJs::from_js(self.0)?;
            return visitor.visit_seq(serde::de::value::SeqDeserializer::new(bytes.into_iter()));
        }
        if self.0.is_instance_of::<js_sys::Set>() {
            return list(Array::from(&self.0), visitor);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.0.is_string() {
            return self.deserialize_any(visitor);
        }
        visitor.visit_byte_buf(FromJs::from_js(self.0)?)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if let Some(text) = self.0.as_string() {
            return visitor.visit_enum(IntoDeserializer::<Failure>::into_deserializer(text));
        }
        if !self.0.is_object() {
            return Err(Error::decode("text, or an object of one property", &self.0).into());
        }
        let keys = js_sys::Object::keys(self.0.unchecked_ref::<js_sys::Object>());
        match (keys.length(), keys.get(0).as_string()) {
            (1, Some(name)) => {
                let value = Object::of(&self.0).raw(&name)?;
                visitor.visit_enum(Variant { name, value })
            }
            (count, _) => {
                let found = format!("an object of {count} properties");
                Err(Error::decode_words("an object of one property, the variant", &found).into())
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string unit map struct identifier
    }
}

fn big<'de, V: Visitor<'de>>(value: JsValue, visitor: V) -> Read<V::Value> {
    match i64::try_from(value.clone()) {
        Ok(number) => visitor.visit_i64(number),
        Err(_) => match u64::try_from(value) {
            Ok(number) => visitor.visit_u64(number),
            Err(value) => Err(Error::decode("a whole number of 64 bits", &value).into()),
        },
    }
}

fn list<'de, V: Visitor<'de>>(array: Array, visitor: V) -> Read<V::Value> {
    let _level = Level::enter()?;
    visitor.visit_seq(List { array, at: 0 })
}

fn fields<'de, V: Visitor<'de>>(value: JsValue, visitor: V) -> Read<V::Value> {
    let _level = Level::enter()?;
    let entries = match value.dyn_ref::<js_sys::Map>() {
        Some(map) => Array::from(map),
        None => js_sys::Object::entries(value.unchecked_ref::<js_sys::Object>()),
    };
    visitor.visit_map(Fields { entries, at: 0, value: JsValue::UNDEFINED, name: String::new() })
}

struct List {
    array: Array,
    at: u32,
}

impl<'de> SeqAccess<'de> for List {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.at == self.array.length() {
            return Ok(None);
        }
        let at = self.at;
        self.at += 1;
        let item = seed.deserialize(Reader(self.array.get(at)));
        item.map(Some).map_err(|failure| failure.in_item(at as usize))
    }

    fn size_hint(&self) -> Option<usize> {
        Some((self.array.length() - self.at) as usize)
    }
}

struct Fields {
    entries: Array,
    at: u32,
    value: JsValue,
    name: String,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        while self.at < self.entries.length() {
            let entry: Array = self.entries.get(self.at).unchecked_into();
            self.at += 1;
            let (key, value) = (entry.get(0), entry.get(1));
            // A property that holds nothing is none.
            if value.is_undefined() {
                continue;
            }
            self.value = value;
            self.name = key.as_string().unwrap_or_else(|| format!("{key:?}"));
            return seed.deserialize(Key(key)).map(Some).map_err(|failure| failure.in_field(&self.name));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        let value = std::mem::replace(&mut self.value, JsValue::UNDEFINED);
        seed.deserialize(Reader(value)).map_err(|failure| failure.in_field(&self.name))
    }
}

/// The name of a property; numbers and booleans are read from its text, as they are written.
struct Key(JsValue);

macro_rules! numbers {
    ($($method:ident $visit:ident $ty:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            match self.0.as_string() {
                Some(text) => match text.parse::<$ty>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(serde::de::Error::invalid_type(Unexpected::Str(&text), &visitor)),
                },
                None => Reader(self.0).deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        Reader(self.0).deserialize_any(visitor)
    }

    numbers! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        Reader(self.0).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

/// `{ name: value }`.
struct Variant {
    name: String,
    value: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Failure;
    type Variant = Content;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Read<(S::Value, Content)> {
        let variant = seed.deserialize(StringDeserializer::<Failure>::new(self.name.clone()))?;
        Ok((variant, Content { name: self.name, value: self.value }))
    }
}

/// What a variant holds.
struct Content {
    name: String,
    value: JsValue,
}

impl Content {
    fn read<T>(self, read: impl FnOnce(Reader) -> Read<T>) -> Read<T> {
        read(Reader(self.value)).map_err(|failure| failure.in_field(&self.name))
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Failure;

    fn unit_variant(self) -> Read<()> {
        self.read(serde::Deserialize::deserialize)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        self.read(|value| seed.deserialize(value))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.read(|value| value.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.read(|value| value.deserialize_any(visitor))
    }
}
