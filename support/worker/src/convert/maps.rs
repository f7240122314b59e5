//! The standard library's maps, sets and pointers: an object, an array, what is behind the pointer.

#![allow(clippy::disallowed_types)] // conversions of the types: nothing here depends on their order

use crate::{Error, FromJs, Object, Record, Result, ToJs, derive};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// The properties of an object; an array is none, though JavaScript would list its items.
fn entries<V: FromJs>(value: JsValue) -> Result<Vec<(String, V)>> {
    if js_sys::Array::is_array(&value) {
        return Err(Error::decode("an object", &value));
    }
    Ok(Record::from_js(value)?.0)
}

/// Writes an object, a property a key.
fn object<'m, V: ToJs + 'm>(entries: impl Iterator<Item = (&'m String, &'m V)>) -> Result<JsValue> {
    let object = Object::new();
    for (key, value) in entries {
        derive::set(&object, key, value)?;
    }
    Ok(object.into_js())
}

impl<V: FromJs, S: BuildHasher + Default> FromJs for HashMap<String, V, S> {
    fn from_js(value: JsValue) -> Result<Self> {
        Ok(entries(value)?.into_iter().collect())
    }
}

impl<V: ToJs, S: BuildHasher> ToJs for HashMap<String, V, S> {
    fn to_js(&self) -> Result<JsValue> {
        object(self.iter())
    }
}

impl<V: FromJs> FromJs for BTreeMap<String, V> {
    fn from_js(value: JsValue) -> Result<Self> {
        Ok(entries(value)?.into_iter().collect())
    }
}

impl<V: ToJs> ToJs for BTreeMap<String, V> {
    fn to_js(&self) -> Result<JsValue> {
        object(self.iter())
    }
}

impl<T: FromJs + Eq + Hash, S: BuildHasher + Default> FromJs for HashSet<T, S> {
    fn from_js(value: JsValue) -> Result<Self> {
        Ok(Vec::from_js(value)?.into_iter().collect())
    }
}

impl<T: FromJs + Ord> FromJs for BTreeSet<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        Ok(Vec::from_js(value)?.into_iter().collect())
    }
}

impl<T: FromJs> FromJs for VecDeque<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        Ok(Vec::from_js(value)?.into())
    }
}

macro_rules! written_as_lists {
    ($($ty:ty [$($parameters:tt)*];)*) => {$(
        impl<$($parameters)*> ToJs for $ty {
            fn to_js(&self) -> Result<JsValue> {
                self.iter().collect::<Vec<_>>().to_js()
            }
        }
    )*};
}

written_as_lists! {
    HashSet<T, S> [T: ToJs, S: BuildHasher];
    BTreeSet<T> [T: ToJs];
    VecDeque<T> [T: ToJs];
}

macro_rules! pointers {
    ($($pointer:ident)*) => {$(
        impl<T: FromJs> FromJs for $pointer<T> {
            const BINDING: &'static str = T::BINDING;
            const OPTIONAL: bool = T::OPTIONAL;

            fn from_js(value: JsValue) -> Result<Self> {
                T::from_js(value).map(Self::new)
            }

            fn absent() -> Option<Self> {
                T::absent().map(Self::new)
            }
        }

        impl<T: ToJs + ?Sized> ToJs for $pointer<T> {
            fn to_js(&self) -> Result<JsValue> {
                (**self).to_js()
            }

            fn is_absent(&self) -> bool {
                (**self).is_absent()
            }
        }
    )*};
}

pointers! { Rc Arc }

impl<T: ToOwned + ?Sized> FromJs for Cow<'_, T>
where
    T::Owned: FromJs,
{
    fn from_js(value: JsValue) -> Result<Self> {
        T::Owned::from_js(value).map(Cow::Owned)
    }
}

impl<T: ToOwned + ToJs + ?Sized> ToJs for Cow<'_, T> {
    fn to_js(&self) -> Result<JsValue> {
        (**self).to_js()
    }
}

impl FromJs for char {
    fn from_js(value: JsValue) -> Result<Self> {
        let text = value.as_string().unwrap_or_default();
        let mut all = text.chars();
        match (all.next(), all.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(Error::decode("one character", &value)),
        }
    }
}

impl ToJs for char {
    fn to_js(&self) -> Result<JsValue> {
        Ok(JsValue::from_str(self.encode_utf8(&mut [0; 4])))
    }
}
