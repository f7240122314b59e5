//! A JSON document that remembers where everything stood.
//!
//! [`Doc::parse`] keeps, for every value, its byte span in the text it was read from, borrows strings
//! that need no unescaping, and sorts the members of every object. Sorting at the door makes everything
//! downstream independent of the input's key order. A value's start offset identifies it: no two values of one
//! document start at the same byte, so tables are keyed by [`Node::id`] and diagnostics turn ids back into
//! JSON pointers and line numbers only when they are printed.

mod parse;
mod pieces;
mod pointer;
mod source;
mod write;
mod yaml;

pub use parse::ParseError;
pub use pieces::{Moved, Piece, Pieces, Place};
pub use pointer::{Pointer, escape, unescape};
pub use source::{Source, text_location};
pub use write::{Draft, write_string};

use std::borrow::Cow;

/// How deep arrays and objects may nest before a document is refused.
pub const MAX_DEPTH: usize = 256;

/// A parsed document. See the module page.
#[derive(Debug)]
pub struct Doc<'s> {
    root: Node<'s>,
    duplicates: Vec<NodeId>,
}

/// Identity of a value inside its document: the byte at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// One JSON value with its place in the source.
#[derive(Clone, Debug)]
pub struct Node<'s> {
    start: u32,
    end: u32,
    value: Value<'s>,
}

/// The kinds of JSON value.
#[derive(Clone, Debug)]
pub enum Value<'s> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(&'s str),
    /// A string, unescaped.
    String(Cow<'s, str>),
    /// An array, in its order.
    Array(Vec<Node<'s>>),
    /// An object, sorted by key; of a repeated key the last value is kept.
    Object(Vec<Member<'s>>),
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member<'s> {
    /// The member's name, unescaped.
    pub key: Cow<'s, str>,
    /// The member's value.
    pub node: Node<'s>,
}

impl<'s> Doc<'s> {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// When the text is not one JSON value, nests deeper than [`MAX_DEPTH`], or is 4 GiB or more.
    pub fn parse(text: &'s str) -> Result<Self, ParseError> {
        parse::parse(text)
    }

    /// The outermost value.
    pub fn root(&self) -> &Node<'s> {
        &self.root
    }

    /// Values that were dropped because their key appears again in the same object.
    pub fn duplicates(&self) -> &[NodeId] {
        &self.duplicates
    }

    /// The value a pointer leads to.
    pub fn resolve(&self, pointer: &Pointer) -> Option<&Node<'s>> {
        pointer.tokens().try_fold(&self.root, |node, token| node.child(&unescape(token)))
    }

    /// The pointer that leads to a value. Ids that no value has lead to the smallest value around that byte.
    pub fn pointer(&self, id: NodeId) -> Pointer {
        let mut pointer = Pointer::root();
        let mut node = &self.root;
        while node.start != id.0 {
            let covers = |n: &Node<'_>| n.start <= id.0 && id.0 < n.end;
            match &node.value {
                Value::Array(items) => match items.iter().position(covers) {
                    Some(at) => (pointer.push_index(at), node = &items[at]).1,
                    None => break,
                },
                Value::Object(members) => match members.iter().find(|m| covers(&m.node)) {
                    Some(member) => (pointer.push(&member.key), node = &member.node).1,
                    None => break,
                },
                _ => break,
            }
        }
        pointer
    }
}

impl<'s> Node<'s> {
    /// This value's identity in its document.
    pub fn id(&self) -> NodeId {
        NodeId(self.start)
    }

    /// The bytes this value takes in the source.
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The value itself.
    pub fn value(&self) -> &Value<'s> {
        &self.value
    }

    /// A member of an object by name; `None` for other kinds.
    pub fn get(&self, key: &str) -> Option<&Node<'s>> {
        let members = self.members();
        let at = if members.len() <= 8 {
            members.iter().position(|m| m.key == key)?
        } else {
            members.binary_search_by(|m| m.key.as_ref().cmp(key)).ok()?
        };
        Some(&members[at].node)
    }

    /// A member by name or an item by decimal index.
    pub fn child(&self, token: &str) -> Option<&Node<'s>> {
        match &self.value {
            Value::Object(_) => self.get(token),
            Value::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The members of an object; none for other kinds.
    pub fn members(&self) -> &[Member<'s>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; none for other kinds.
    pub fn items(&self) -> &[Node<'s>] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number's text as written.
    pub fn as_number(&self) -> Option<&'s str> {
        match self.value {
            Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// Whether this is an array.
    pub fn is_array(&self) -> bool {
        matches!(self.value, Value::Array(_))
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The name of this value's JSON kind, for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// Whether two values mean the same JSON, wherever they stand.
    pub fn same(&self, other: &Node<'_>) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && a.node.same(&b.node))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
