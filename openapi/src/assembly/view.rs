//! A document in the middle of an edit, as readers see it.

use super::value::{Body, Value};
use codegen::doc::{Node, Pointer, Value as Json, unescape};

/// A value of the document as it is at the moment.
#[derive(Clone, Copy, Debug)]
pub struct View<'v>(Inner<'v>);

#[derive(Clone, Copy, Debug)]
enum Inner<'v> {
    Node(&'v Node<'v>),
    Value(&'v Value<'v>),
}

/// What a value is.
enum Shape<'v> {
    Literal(&'v str),
    String(&'v str),
    List,
    Map,
}

impl<'v> From<&'v Node<'_>> for View<'v> {
    fn from(node: &'v Node<'_>) -> Self {
        Self(Inner::Node(node))
    }
}

impl<'v> From<&'v Value<'_>> for View<'v> {
    fn from(value: &'v Value<'_>) -> Self {
        match value.body {
            Body::Whole(at) => Self(Inner::Node(at.node)),
            _ => Self(Inner::Value(value)),
        }
    }
}

impl<'v> View<'v> {
    fn shape(self) -> Shape<'v> {
        match self.0 {
            Inner::Node(node) => match node.value() {
                Json::Null => Shape::Literal("null"),
                Json::Bool(true) => Shape::Literal("true"),
                Json::Bool(false) => Shape::Literal("false"),
                Json::Number(text) => Shape::Literal(text),
                Json::String(text) => Shape::String(text),
                Json::Array(_) => Shape::List,
                Json::Object(_) => Shape::Map,
            },
            Inner::Value(value) => match &value.body {
                Body::Whole(at) => Self(Inner::Node(at.node)).shape(),
                Body::Literal(text) => Shape::Literal(text),
                Body::String(text) => Shape::String(text),
                Body::List(_) => Shape::List,
                Body::Map(_) => Shape::Map,
            },
        }
    }

    /// The name of this value's JSON kind, for messages.
    pub fn kind(self) -> &'static str {
        match self.shape() {
            Shape::Literal("null") => "null",
            Shape::Literal("true" | "false") => "boolean",
            Shape::Literal(_) => "number",
            Shape::String(_) => "string",
            Shape::List => "array",
            Shape::Map => "object",
        }
    }

    /// Whether this is an object.
    pub fn is_object(self) -> bool {
        matches!(self.shape(), Shape::Map)
    }

    /// Whether this is an array.
    pub fn is_array(self) -> bool {
        matches!(self.shape(), Shape::List)
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'v str> {
        match self.shape() {
            Shape::String(text) => Some(text),
            _ => None,
        }
    }

    /// `null`, `true`, `false` or a number, as it is written.
    pub fn as_literal(self) -> Option<&'v str> {
        match self.shape() {
            Shape::Literal(text) => Some(text),
            _ => None,
        }
    }

    /// A number's text as written.
    pub fn as_number(self) -> Option<&'v str> {
        self.as_literal().filter(|text| !matches!(*text, "null" | "true" | "false"))
    }

    /// A member of an object by name; `None` for other kinds.
    pub fn get(self, key: &str) -> Option<View<'v>> {
        match self.0 {
            Inner::Node(node) => node.get(key).map(View::from),
            Inner::Value(value) => match &value.body {
                Body::Map(members) => members.get(key).map(View::from),
                _ => None,
            },
        }
    }

    /// An item of an array by place; `None` for other kinds.
    pub fn item(self, index: usize) -> Option<View<'v>> {
        match self.0 {
            Inner::Node(node) => node.items().get(index).map(View::from),
            Inner::Value(value) => match &value.body {
                Body::List(items) => items.get(index).map(View::from),
                _ => None,
            },
        }
    }

    /// A member of an object with its name, which lives as long as the document; `None` for other kinds.
    pub fn member(self, key: &str) -> Option<(&'v str, View<'v>)> {
        match self.0 {
            Inner::Node(node) => {
                let members = node.members();
                let at = members.binary_search_by(|member| member.key.as_ref().cmp(key)).ok()?;
                Some((members[at].key.as_ref(), View::from(&members[at].node)))
            }
            Inner::Value(value) => match &value.body {
                Body::Map(members) => {
                    members.get_key_value(key).map(|(key, value)| (key.as_ref(), View::from(value)))
                }
                _ => None,
            },
        }
    }

    /// How many items an array has; none for other kinds.
    pub fn length(self) -> usize {
        match self.0 {
            Inner::Node(node) => node.items().len(),
            Inner::Value(value) => match &value.body {
                Body::List(items) => items.len(),
                _ => 0,
            },
        }
    }

    /// A member by name or an item by decimal index.
    pub fn child(self, token: &str) -> Option<View<'v>> {
        if self.is_array() { self.item(token.parse().ok()?) } else { self.get(token) }
    }

    /// The value a pointer leads to from here.
    pub fn resolve(self, pointer: &Pointer) -> Option<View<'v>> {
        pointer.tokens().try_fold(self, |view, token| view.child(&unescape(token)))
    }

    /// The members of an object, by name; none for other kinds.
    pub fn members(self) -> Vec<(&'v str, View<'v>)> {
        match self.0 {
            Inner::Node(node) => {
                node.members().iter().map(|member| (member.key.as_ref(), View::from(&member.node))).collect()
            }
            Inner::Value(value) => match &value.body {
                Body::Map(members) => {
                    members.iter().map(|(key, value)| (key.as_ref(), View::from(value))).collect()
                }
                _ => Vec::new(),
            },
        }
    }

    /// The items of an array; none for other kinds.
    pub fn items(self) -> Vec<View<'v>> {
        match self.0 {
            Inner::Node(node) => node.items().iter().map(View::from).collect(),
            Inner::Value(value) => match &value.body {
                Body::List(items) => items.iter().map(View::from).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether two values mean the same JSON, wherever they stand. Numbers are compared as they are written.
    pub fn same(self, other: View<'_>) -> bool {
        match (self.shape(), other.shape()) {
            (Shape::Literal(a), Shape::Literal(b)) | (Shape::String(a), Shape::String(b)) => a == b,
            (Shape::List, Shape::List) => {
                let (a, b) = (self.items(), other.items());
                a.len() == b.len() && a.into_iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Shape::Map, Shape::Map) => {
                let (a, b) = (self.members(), other.members());
                a.len() == b.len() && a.into_iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.same(b.1))
            }
            _ => false,
        }
    }
}
