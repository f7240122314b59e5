//! JSON values: as little of them as a model needs, since nothing may be depended on.

mod literal;
mod parse;
mod write;

pub use parse::ParseError;

use std::collections::BTreeMap;

/// A JSON value. Made by [`json!`](crate::json!), [`Json::parse`], or of what Rust has for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A text.
    String(String),
    /// Values in order.
    Array(Vec<Json>),
    /// Members in the order in which they were declared.
    Object(Object),
}

/// The members of an object, in the order in which they were declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Json)>);

impl Object {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Sets a member; the one before, if there was one.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Json>) -> Option<Json> {
        let name = name.into();
        let value = value.into();
        if let Some((_, old)) = self.0.iter_mut().find(|(key, _)| *key == name) {
            return Some(std::mem::replace(old, value));
        }
        self.0.push((name, value));
        None
    }

    /// Its members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether it has no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object that a member is; it becomes one if it is none yet.
    pub(crate) fn object(&mut self, name: &str) -> &mut Object {
        let value = self.slot(name);
        if !matches!(value, Json::Object(_)) {
            *value = Json::Object(Object::new());
        }
        match value {
            Json::Object(object) => object,
            _ => unreachable!("it was made an object"),
        }
    }

    /// The list that a member is; it becomes one if it is none yet.
    pub(crate) fn array(&mut self, name: &str) -> &mut Vec<Json> {
        let value = self.slot(name);
        if !matches!(value, Json::Array(_)) {
            *value = Json::Array(Vec::new());
        }
        match value {
            Json::Array(items) => items,
            _ => unreachable!("it was made a list"),
        }
    }

    fn slot(&mut self, name: &str) -> &mut Json {
        let index = self.0.iter().position(|(key, _)| key == name).unwrap_or_else(|| {
            self.0.push((name.to_owned(), Json::Null));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }
}

impl Json {
    /// The member of that name, where this is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(object) => object.get(name),
            _ => None,
        }
    }

    /// An object of one member.
    pub(crate) fn of(name: &str, value: impl Into<Json>) -> Self {
        let mut object = Object::new();
        object.insert(name, value);
        Self::Object(object)
    }

    /// This object with another member; a value that is no object becomes one.
    pub(crate) fn with(self, name: &str, value: impl Into<Json>) -> Self {
        let mut object = match self {
            Self::Object(object) => object,
            _ => Object::new(),
        };
        object.insert(name, value);
        Self::Object(object)
    }
}

impl<K: Into<String>, T: Into<Json>> FromIterator<(K, T)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(members: I) -> Self {
        let mut object = Self::new();
        for (name, value) in members {
            object.insert(name, value);
        }
        object
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<&Json> for Json {
    fn from(value: &Json) -> Self {
        value.clone()
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&String> for Json {
    fn from(value: &String) -> Self {
        Self::String(value.clone())
    }
}

/// A number that JSON cannot say becomes `null`.
impl From<f64> for Json {
    fn from(value: f64) -> Self {
        if value.is_finite() { Self::Number(value.to_string()) } else { Self::Null }
    }
}

impl From<f32> for Json {
    fn from(value: f32) -> Self {
        if value.is_finite() { Self::Number(value.to_string()) } else { Self::Null }
    }
}

macro_rules! integers {
    ($($kind:ty)*) => {$(
        impl From<$kind> for Json {
            fn from(value: $kind) -> Self {
                Self::Number(value.to_string())
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(values: Vec<T>) -> Self {
        Self::list(values)
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(values: [T; N]) -> Self {
        Self::list(values)
    }
}

impl<K: Into<String>, T: Into<Json>> From<BTreeMap<K, T>> for Json {
    fn from(members: BTreeMap<K, T>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<T: Clone + Into<Json>, const N: usize> From<&[T; N]> for Json {
    fn from(values: &[T; N]) -> Self {
        Self::list(values.iter().cloned())
    }
}

impl<T: Clone + Into<Json>> From<&[T]> for Json {
    fn from(values: &[T]) -> Self {
        Self::list(values.iter().cloned())
    }
}

impl Json {
    /// A list of values.
    pub(crate) fn list<T: Into<Json>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}
