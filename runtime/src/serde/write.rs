//! Rust values to JavaScript's, by serde.

use super::Failure;
use crate::{Error, Object, ToJs};
use js_sys::{Array, Uint8Array};
use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use wasm_bindgen::JsValue;

type Written<T = JsValue> = Result<T, Failure>;

#[derive(Clone, Copy)]
pub(super) struct Writer;

macro_rules! scalars {
    ($($method:ident $ty:ty;)*) => {$(
        fn $method(self, value: $ty) -> Written {
            Ok(value.to_js()?)
        }
    )*};
}

impl Serializer for Writer {
    type Ok = JsValue;
    type Error = Failure;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    scalars! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_f32 f32;
        serialize_f64 f64;
        serialize_str &str;
    }

    fn serialize_i128(self, value: i128) -> Written {
        i64::try_from(value).map_or_else(|_| Ok(value.into()), |short| self.serialize_i64(short))
    }

    fn serialize_u128(self, value: u128) -> Written {
        u64::try_from(value).map_or_else(|_| Ok(value.into()), |short| self.serialize_u64(short))
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(Uint8Array::from(value).into())
    }

    fn serialize_none(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let value = value.serialize(self).map_err(|failure| failure.in_field(variant))?;
        tagged(Some(variant), value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Written<List> {
        Ok(List { array: Array::new(), variant: None })
    }

    fn serialize_tuple(self, length: usize) -> Written<List> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Written<List> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<List> {
        Ok(List { array: Array::new(), variant: Some(variant) })
    }

    fn serialize_map(self, _: Option<usize>) -> Written<Fields> {
        Ok(Fields { object: Object::new(), key: None, variant: None })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Written<Fields> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Fields> {
        Ok(Fields { object: Object::new(), key: None, variant: Some(variant) })
    }
}

/// `{ variant: value }`, or the value.
fn tagged(variant: Option<&'static str>, value: JsValue) -> Written {
    let Some(variant) = variant else { return Ok(value) };
    let object = Object::new();
    object.set(variant, &value)?;
    Ok(object.into_js())
}

/// An array being written.
pub(super) struct List {
    array: Array,
    variant: Option<&'static str>,
}

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        let index = self.array.length() as usize;
        self.array.push(&value.serialize(Writer).map_err(|failure| failure.in_item(index))?);
        Ok(())
    }
}

macro_rules! lists {
    ($($kind:ident $method:ident;)*) => {$(
        impl $kind for List {
            type Ok = JsValue;
            type Error = Failure;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
                self.push(value)
            }

            fn end(self) -> Written {
                tagged(self.variant, self.array.into())
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// An object being written.
pub(super) struct Fields {
    object: Object,
    key: Option<String>,
    variant: Option<&'static str>,
}

impl Fields {
    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Written<()> {
        let value = value.serialize(Writer).map_err(|failure| failure.in_field(name))?;
        Ok(self.object.set(name, &value)?)
    }
}

impl SerializeMap for Fields {
    type Ok = JsValue;
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written<()> {
        self.key = Some(key.serialize(Key)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        let key = self.key.take().unwrap_or_default();
        self.put(&key, value)
    }

    fn end(self) -> Written {
        tagged(self.variant, self.object.into_js())
    }
}

macro_rules! structs {
    ($($kind:ident)*) => {$(
        impl $kind for Fields {
            type Ok = JsValue;
            type Error = Failure;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written<()> {
                self.put(name, value)
            }

            fn end(self) -> Written {
                tagged(self.variant, self.object.into_js())
            }
        }
    )*};
}

structs! { SerializeStruct SerializeStructVariant }

/// The key of a map as the name of a property: text, numbers and booleans have one, as in JSON.
struct Key;

macro_rules! keys {
    ($($method:ident $ty:ty;)*) => {$(
        fn $method(self, value: $ty) -> Written<String> {
            Ok(value.to_string())
        }
    )*};
}

macro_rules! no_keys {
    ($($method:ident($($argument:ty),*) $(<$param:ident>)? -> $given:ty;)*) => {$(
        fn $method $(<$param: Serialize + ?Sized>)? (self $(, _: $argument)*) -> Written<$given> {
            Err(Error::encode("the keys of a map are names of properties: text, numbers or booleans").into())
        }
    )*};
}

impl Serializer for Key {
    type Ok = String;
    type Error = Failure;
    type SerializeSeq = Impossible<String, Failure>;
    type SerializeTuple = Impossible<String, Failure>;
    type SerializeTupleStruct = Impossible<String, Failure>;
    type SerializeTupleVariant = Impossible<String, Failure>;
    type SerializeMap = Impossible<String, Failure>;
    type SerializeStruct = Impossible<String, Failure>;
    type SerializeStructVariant = Impossible<String, Failure>;

    keys! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_char char;
        serialize_str &str;
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written<String> {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written<String> {
        value.serialize(self)
    }

    no_keys! {
        serialize_f32(f32) -> String;
        serialize_f64(f64) -> String;
        serialize_bytes(&[u8]) -> String;
        serialize_none() -> String;
        serialize_some(&T) <T> -> String;
        serialize_unit() -> String;
        serialize_unit_struct(&'static str) -> String;
        serialize_newtype_variant(&'static str, u32, &'static str, &T) <T> -> String;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}
