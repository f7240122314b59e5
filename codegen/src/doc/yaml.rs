//! YAML to JSON text. Keys become strings, as OpenAPI's status codes (`200:`) need; numbers of any size stay as they are.

use super::{Pointer, unescape, write_string};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::cell::Cell;
use std::fmt;

/// Converts a YAML text, merge keys (`<<`) applied.
///
/// # Errors
/// When the text is not YAML or says what JSON cannot.
pub(super) fn to_json(text: &str) -> Result<String, serde_yaml::Error> {
    let tree: Tree = serde_yaml::from_str(text)?;
    let mut out = String::with_capacity(text.len());
    tree.write(&mut out);
    Ok(out)
}

/// A YAML value that has a JSON form.
enum Tree {
    /// JSON text of a scalar that is no string.
    Scalar(String),
    String(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    fn write(&self, out: &mut String) {
        match self {
            Self::Scalar(text) => out.push_str(text),
            Self::String(text) => write_string(text, out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Map(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// The text of a mapping's key.
    fn into_key(self) -> Option<String> {
        match self {
            Self::Scalar(text) | Self::String(text) => Some(text),
            Self::List(_) | Self::Map(_) => None,
        }
    }
}

/// Adds what `<<` brings in: members that the mapping does not have itself.
fn merge(members: &mut Vec<(String, Tree)>, from: Tree) {
    match from {
        Tree::Map(others) => {
            for (key, value) in others {
                if !members.iter().any(|(known, _)| *known == key) {
                    members.push((key, value));
                }
            }
        }
        Tree::List(maps) => maps.into_iter().for_each(|map| merge(members, map)),
        Tree::Scalar(_) | Tree::String(_) => {}
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

macro_rules! scalars {
    ($($name:ident: $ty:ty),*) => {$(
        fn $name<E>(self, value: $ty) -> Result<Tree, E> {
            Ok(Tree::Scalar(value.to_string()))
        }
    )*};
}

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128);

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        if value.is_finite() {
            Ok(Tree::Scalar(value.to_string()))
        } else {
            Err(E::custom(format!("the number {value} has no JSON form")))
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::String(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Scalar("null".to_owned()))
    }

    fn visit_none<E: Error>(self) -> Result<Tree, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut members: Vec<(String, Tree)> = Vec::new();
        let mut merged = Vec::new();
        while let Some((key, value)) = entries.next_entry::<Tree, Tree>()? {
            let key = key
                .into_key()
                .ok_or_else(|| A::Error::custom("a mapping key is itself a list or a mapping"))?;
            if key == "<<" {
                merged.push(value);
            } else {
                members.push((key, value));
            }
        }
        merged.into_iter().for_each(|from| merge(&mut members, from));
        Ok(Tree::Map(members))
    }

    /// A tagged value is read without its tag.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Tree, A::Error> {
        let (_, value) = data.variant::<String>()?;
        value.newtype_variant()
    }
}

/// One-based line and column (in characters) at which the value under a pointer begins. `None` where it is not written
/// there, such as one that a merge key brings in.
pub(super) fn place(text: &str, pointer: &Pointer) -> Option<(usize, usize)> {
    let tokens: Vec<String> = pointer.tokens().map(|token| unescape(token).into_owned()).collect();
    let reached = Cell::new(false);
    let find = Find { tokens: &tokens, reached: &reached };
    // The parser tells places in errors alone: reading fails at the value that is looked for.
    let error = find.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    let place = error.location().filter(|_| reached.get())?;
    Some((place.line(), place.column()))
}

/// Reads down to the value under some tokens, and fails there.
#[derive(Clone, Copy)]
struct Find<'f> {
    tokens: &'f [String],
    reached: &'f Cell<bool>,
}

impl Find<'_> {
    fn arrive<E: Error>(self) -> Result<(), E> {
        if self.tokens.is_empty() {
            self.reached.set(true);
            return Err(E::custom("found"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! found_at {
    ($($name:ident: $ty:ty),*) => {$(
        fn $name<E: Error>(self, _: $ty) -> Result<(), E> {
            self.arrive()
        }
    )*};
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    found_at!(
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64,
        visit_str: &str
    );

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.arrive()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.arrive()?;
        let (wanted, rest) = (self.tokens[0].parse::<usize>(), &self.tokens[1..]);
        for index in 0.. {
            let more = if Ok(index) == wanted {
                items.next_element_seed(Find { tokens: rest, ..self })?.is_some()
            } else {
                items.next_element::<IgnoredAny>()?.is_some()
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.arrive()?;
        while let Some(key) = entries.next_key::<Tree>()? {
            if key.into_key().as_ref() == Some(&self.tokens[0]) {
                entries.next_value_seed(Find { tokens: &self.tokens[1..], ..self })?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<(), A::Error> {
        let (_, value) = data.variant::<String>()?;
        value.newtype_variant_seed(self)
    }
}
