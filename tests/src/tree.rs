//! JSON as a tree that can be changed. Members keep their order and may repeat, so that it can be written in every way
//! that a parser must cope with.

use crate::damage::Random;
use codegen::doc::{Node, Value, write_string};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Tree>),
    /// An object.
    Map(Vec<(String, Tree)>),
}

impl From<&Node<'_>> for Tree {
    fn from(node: &Node<'_>) -> Self {
        match node.value() {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(text) => Self::Number((*text).to_owned()),
            Value::String(text) => Self::String(text.to_string()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(members) => Self::Map(
                members.iter().map(|member| (member.key.to_string(), Self::from(&member.node))).collect(),
            ),
        }
    }
}

impl Tree {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// An object with one member.
    pub fn one(key: &str, value: Self) -> Self {
        Self::Map(vec![(key.to_owned(), value)])
    }

    /// As JSON on one line.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
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

    /// A member of an object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A member of an object, made where there is none; this value becomes an object if it is another kind.
    pub fn entry(&mut self, key: &str) -> &mut Self {
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Vec::new());
        }
        let Self::Map(members) = self else { return self };
        let at = members.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            members.push((key.to_owned(), Self::Map(Vec::new())));
            members.len() - 1
        });
        &mut members[at].1
    }

    /// Puts the members of every object into another order.
    pub fn shuffle(&mut self, random: &mut Random) {
        match self {
            Self::List(items) => items.iter_mut().for_each(|item| item.shuffle(random)),
            Self::Map(members) => {
                for index in (1..members.len()).rev() {
                    members.swap(index, random.below(index + 1));
                }
                members.iter_mut().for_each(|(_, value)| value.shuffle(random));
            }
            _ => {}
        }
    }

    /// The number of values in it, itself included.
    pub fn size(&self) -> usize {
        1 + match self {
            Self::List(items) => items.iter().map(Self::size).sum(),
            Self::Map(members) => members.iter().map(|(_, value)| value.size()).sum(),
            _ => 0,
        }
    }

    /// The value at a position, counted as in [`Tree::size`]; itself at 0 and beyond the end.
    pub fn at(&mut self, position: usize) -> &mut Self {
        if position == 0 || position >= self.size() {
            return self;
        }
        let mut left = position - 1;
        let below: Vec<&mut Self> = match self {
            Self::List(items) => items.iter_mut().collect(),
            Self::Map(members) => members.iter_mut().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        };
        for value in below {
            let size = value.size();
            if left < size {
                return value.at(left);
            }
            left -= size;
        }
        unreachable!("positions below the size are inside")
    }
}
