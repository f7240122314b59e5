//! Values of types from trees: a mistake is told with the place of the innermost value that it is about.

use super::{Data, Node, Object, Source};
use crate::Finding;
use crate::finding::nearest;
use serde::de::value::StringDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::fmt;

/// Reads a value of a type. Members that the type does not have are warned of.
pub(crate) fn from_node<T: DeserializeOwned>(
    node: &Node,
    source: &Source<'_>,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    let context = Context { source, findings: RefCell::new(Vec::new()) };
    let read = T::deserialize(Reader { node, context: &context });
    findings.append(&mut context.findings.into_inner());
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            let at = error.at.unwrap_or(node.at);
            findings.push(Finding::error(Some(source.place(at)), error.message));
            None
        }
    }
}

struct Context<'a> {
    source: &'a Source<'a>,
    findings: RefCell<Vec<Finding>>,
}

#[derive(Debug)]
struct Failure {
    at: Option<usize>,
    message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { at: None, message: message.to_string() }
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    context: &'a Context<'a>,
}

impl<'a> Reader<'a> {
    /// Gives a result's mistake the place of this value, unless a deeper one has given it its own.
    fn here<T>(self, result: Result<T, Failure>) -> Result<T, Failure> {
        result.map_err(|error| Failure { at: error.at.or(Some(self.node.at)), ..error })
    }

    fn members(self, members: &'a Object) -> Members<'a> {
        Members { rest: members.iter(), value: None, context: self.context }
    }

    fn unknown_members(self, known: &[&'static str]) {
        let Some(members) = self.node.as_object() else { return };
        for (name, member) in members {
            if !known.contains(&name.as_str()) && name != "$schema" {
                let place = Some(self.context.source.place(member.at));
                let finding = Finding::warning(place, format!("`{name}` is no member that is known here"));
                let finding = finding.help_if(nearest(name, known.iter().copied()));
                self.context.findings.borrow_mut().push(finding);
            }
        }
    }
}

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.here(match &self.node.data {
            Data::Null => visitor.visit_unit(),
            Data::Bool(value) => visitor.visit_bool(*value),
            Data::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Data::String(text) => visitor.visit_str(text),
            Data::Array(items) => visitor.visit_seq(Items { rest: items.iter(), context: self.context }),
            Data::Object(members) => visitor.visit_map(self.members(members)),
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.node.data {
            Data::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.unknown_members(known);
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let variant = |name: &str, value| Variant { name: name.to_owned(), value, context: self.context };
        self.here(match &self.node.data {
            Data::String(name) => visitor.visit_enum(variant(name, None)),
            Data::Object(members) if members.len() == 1 => {
                let (name, member) = members.first().expect("one member");
                visitor.visit_enum(variant(name, Some(&member.node)))
            }
            _ => Err(de::Error::custom(format!("expected one of {}", variants.join(", ")))),
        })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'a> {
    rest: std::slice::Iter<'a, Node>,
    context: &'a Context<'a>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        self.rest.next().map(|node| seed.deserialize(Reader { node, context: self.context })).transpose()
    }
}

struct Members<'a> {
    rest: indexmap::map::Iter<'a, String, super::Member>,
    value: Option<&'a Node>,
    context: &'a Context<'a>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        let Some((name, member)) = self.rest.next() else { return Ok(None) };
        self.value = Some(&member.node);
        seed.deserialize(name.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let node = self.value.take().ok_or_else(|| de::Error::custom("a value before its name"))?;
        seed.deserialize(Reader { node, context: self.context })
    }
}

struct Variant<'a> {
    name: String,
    value: Option<&'a Node>,
    context: &'a Context<'a>,
}

impl<'de> de::EnumAccess<'de> for Variant<'de> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Failure> {
        let name: StringDeserializer<Failure> = self.name.clone().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> Variant<'de> {
    fn reader(&self) -> Result<Reader<'de>, Failure> {
        let node = self.value.ok_or_else(|| de::Error::custom(format!("`{}` takes a value", self.name)))?;
        Ok(Reader { node, context: self.context })
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'de> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        match self.value {
            None => Ok(()),
            Some(node) => {
                Err(Failure { at: Some(node.at), message: format!("`{}` takes no value", self.name) })
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Failure> {
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Failure> {
        de::Deserializer::deserialize_any(self.reader()?, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let reader = self.reader()?;
        reader.unknown_members(known);
        de::Deserializer::deserialize_any(reader, visitor)
    }
}
