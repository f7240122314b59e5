//! Files as trees whose every value knows where it stands.

mod de;
mod json;
mod print;
mod toml;

pub(crate) use de::from_node;
pub(crate) use print::{item, to_jsonc, to_toml};
pub(crate) use toml::value_of;

use crate::Finding;
use crate::model::Place;
use indexmap::IndexMap;
use serde_json::{Map, Number, Value};

/// Deeper than this, nothing is read.
const DEEPEST: usize = 64;

/// Members that tell what an object is: they stand first where it is written.
const FIRST: [&str; 10] =
    ["binding", "kind", "name", "type", "$ref", "queue", "class_name", "pattern", "tag", "enabled"];

/// A value of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) data: Data,
    /// The first byte of it.
    pub(crate) at: usize,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Node>),
    Object(Object),
}

/// Members in the order of the file.
pub(crate) type Object = IndexMap<String, Member>;

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    /// The first byte of its name.
    pub(crate) at: usize,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn new(data: Data) -> Self {
        Self { data, at: 0 }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Data::String(text.into()))
    }

    /// A value without a place.
    pub(crate) fn of(value: &Value) -> Self {
        Self::new(match value {
            Value::Null => Data::Null,
            Value::Bool(value) => Data::Bool(*value),
            Value::Number(value) => Data::Number(value.clone()),
            Value::String(value) => Data::String(value.clone()),
            Value::Array(items) => Data::Array(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.clone(), Self::of(value).into()));
                let mut members: Object = members.collect();
                members.sort_by_cached_key(|name, _| {
                    FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len())
                });
                Data::Object(members)
            }
        })
    }

    /// The value without its places.
    pub(crate) fn value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(*value),
            Data::Number(value) => Value::Number(value.clone()),
            Data::String(value) => Value::String(value.clone()),
            Data::Array(items) => Value::Array(items.iter().map(Self::value).collect()),
            Data::Object(members) => Value::Object(values(members)),
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        match &self.data {
            Data::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        Some(&self.as_object()?.get(name)?.node)
    }

    /// What it is, in a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Number(_) => "a number",
            Data::String(_) => "a string",
            Data::Array(_) => "a list",
            Data::Object(_) => "a table",
        }
    }
}

impl From<Node> for Member {
    fn from(node: Node) -> Self {
        Self { at: node.at, node }
    }
}

/// The values of members without their places.
pub(crate) fn values(members: &Object) -> Map<String, Value> {
    members.iter().map(|(name, member)| (name.clone(), member.node.value())).collect()
}

/// A text that was read, which tells places.
pub(crate) struct Source<'a> {
    file: &'a str,
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, lines }
    }

    /// Where a byte stands.
    pub(crate) fn place(&self, at: usize) -> Place {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines[line - 1];
        let before = self.text.as_bytes().get(start..at).unwrap_or_default();
        // Bytes that go on with a character are no column of their own.
        let column = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place { file: self.file.to_owned(), line: count(line), column: count(column) }
    }

    /// Reads it as TOML or as JSON with comments.
    pub(crate) fn parse(&self, toml: bool, findings: &mut Vec<Finding>) -> Option<Node> {
        let read = if toml { toml::parse(self) } else { json::parse(self, findings) };
        match read {
            Ok(node) => Some(node),
            Err((at, message)) => {
                findings.push(Finding::error(Some(self.place(at)), message));
                None
            }
        }
    }
}
