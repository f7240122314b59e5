//! `Record`, `Map` and `Set`, as Rust values that keep JavaScript's order.

use crate::{Error, FromJs, Result, ToJs};
use wasm_bindgen::{JsCast, JsValue};

/// An object used as a dictionary: `Record<string, T>` or an index signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<T>(pub Vec<(String, T)>);

/// A JavaScript `Map`.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<K, V>(pub Vec<(K, V)>);

/// A JavaScript `Set`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set<T>(pub Vec<T>);

impl<T> Default for Record<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Record<T> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Sets a key, in place if it is there.
    pub fn insert(&mut self, key: impl Into<String>, value: T) {
        let key = key.into();
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some((_, there)) => *there = value,
            None => self.0.push((key, value)),
        }
    }

    /// Keys and values in order.
    pub fn iter(&self) -> core::slice::Iter<'_, (String, T)> {
        self.0.iter()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a Record<T> {
    type Item = &'a (String, T);
    type IntoIter = core::slice::Iter<'a, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Record<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(items: I) -> Self {
        let mut record = Self(Vec::new());
        for (key, value) in items {
            record.insert(key, value);
        }
        record
    }
}

impl<K: Into<String>, T, const N: usize> From<[(K, T); N]> for Record<T> {
    fn from(items: [(K, T); N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: FromJs> FromJs for Record<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        if !value.is_object() {
            return Err(Error::decode("an object", &value));
        }
        let keys = js_sys::Object::keys(value.unchecked_ref::<js_sys::Object>());
        let _level = crate::convert::Level::enter()?;
        let mut record = Self(Vec::with_capacity(keys.length() as usize));
        for key in keys.iter() {
            let Some(name) = key.as_string() else { continue };
            let found = crate::object::get(&value, &name)?;
            record.0.push((name.clone(), T::from_js(found).map_err(|error| error.in_field(&name))?));
        }
        Ok(record)
    }
}

impl<T: ToJs> ToJs for Record<T> {
    fn to_js(&self) -> Result<JsValue> {
        let object = JsValue::from(js_sys::Object::new());
        for (key, value) in &self.0 {
            let value = value.to_js().map_err(|error| error.in_field(key))?;
            crate::object::set(&object, key, &value)?;
        }
        Ok(object)
    }
}

impl<K: PartialEq, V> Map<K, V> {
    /// The value of a key.
    pub fn get<Q: PartialEq<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        self.0.iter().find(|(there, _)| key == there).map(|(_, value)| value)
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: FromJs, V: FromJs> FromJs for Map<K, V> {
    fn from_js(value: JsValue) -> Result<Self> {
        let Some(map) = value.dyn_ref::<js_sys::Map>() else { return Err(Error::decode("a Map", &value)) };
        let entries: Vec<(K, V)> = FromJs::from_js(js_sys::Array::from(map).into())?;
        Ok(Self(entries))
    }
}

impl<K: ToJs, V: ToJs> ToJs for Map<K, V> {
    fn to_js(&self) -> Result<JsValue> {
        let map = js_sys::Map::new();
        for (key, value) in &self.0 {
            map.set(&key.to_js()?, &value.to_js()?);
        }
        Ok(map.into())
    }
}

impl<T: FromJs> FromJs for Set<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        if !value.is_instance_of::<js_sys::Set>() {
            return Err(Error::decode("a Set", &value));
        }
        FromJs::from_js(js_sys::Array::from(&value).into()).map(Self)
    }
}

impl<T: ToJs> ToJs for Set<T> {
    fn to_js(&self) -> Result<JsValue> {
        let set = js_sys::Set::new(&JsValue::UNDEFINED);
        for value in &self.0 {
            set.add(&value.to_js()?);
        }
        Ok(set.into())
    }
}
