//! Values that can be put into an assembly: whole ones of a document, and new ones.

use super::Kind;
use codegen::doc::{Node, Value as Json};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A document that an edit takes values from; [`Edit::input`](super::Edit::input) gives one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input(pub(super) usize);

impl Input {
    /// A value of this document, with all that is in it.
    pub fn value<'d>(self, node: &'d Node<'d>) -> Value<'d> {
        Value { body: Body::Whole(At { input: self, node }), from: None, notes: Vec::new() }
    }
}

/// A JSON value on its way into an assembly.
#[derive(Clone, Debug)]
pub struct Value<'d> {
    pub(super) body: Body<'d>,
    /// Where a new value is shown to stand.
    pub(super) from: Option<At<'d>>,
    /// How it came to be other than it was, and the number of the reason.
    pub(super) notes: Vec<(Kind, usize)>,
}

/// What a value consists of.
#[derive(Clone, Debug)]
pub(super) enum Body<'d> {
    /// What stands there.
    Whole(At<'d>),
    /// `null`, `true`, `false` or a number, as it shall be written.
    Literal(Cow<'d, str>),
    String(Cow<'d, str>),
    List(Vec<Value<'d>>),
    Map(BTreeMap<Cow<'d, str>, Value<'d>>),
}

/// A place in an input.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'d> {
    pub(super) input: Input,
    pub(super) node: &'d Node<'d>,
}

impl<'d> Value<'d> {
    fn new(body: Body<'d>) -> Self {
        Self { body, from: None, notes: Vec::new() }
    }

    /// `null`
    pub fn null() -> Self {
        Self::new(Body::Literal("null".into()))
    }

    /// `true` or `false`
    pub fn bool(value: bool) -> Self {
        Self::new(Body::Literal(if value { "true" } else { "false" }.into()))
    }

    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Self::new(Body::Literal(value.to_string().into()))
    }

    /// A string.
    pub fn string(text: impl Into<Cow<'d, str>>) -> Self {
        Self::new(Body::String(text.into()))
    }

    /// An array.
    pub fn list(items: impl IntoIterator<Item = Value<'d>>) -> Self {
        Self::new(Body::List(items.into_iter().collect()))
    }

    /// An object; of members with one name the last counts.
    pub fn map<K: Into<Cow<'d, str>>>(members: impl IntoIterator<Item = (K, Value<'d>)>) -> Self {
        Self::new(Body::Map(members.into_iter().map(|(key, value)| (key.into(), value)).collect()))
    }

    /// Says where a new value is from: the place that diagnostics about it show.
    #[must_use]
    pub fn standing(mut self, input: Input, node: &'d Node<'d>) -> Self {
        self.from = Some(At { input, node });
        self
    }

    /// Where it stands in an input, if it does.
    pub(super) fn at(&self) -> Option<At<'d>> {
        match self.body {
            Body::Whole(at) => Some(at),
            _ => self.from,
        }
    }

    /// Breaks a whole object or array up into its members or items, so that these can be changed.
    pub(super) fn open(&mut self) {
        let Body::Whole(at) = self.body else { return };
        let value = |node: &'d Node<'d>| at.input.value(node);
        self.body = match at.node.value() {
            Json::Array(items) => Body::List(items.iter().map(value).collect()),
            Json::Object(members) => {
                Body::Map(members.iter().map(|m| (Cow::Borrowed(m.key.as_ref()), value(&m.node))).collect())
            }
            _ => return,
        };
        self.from = Some(at);
    }

    /// A member or item of a value that is open.
    pub(super) fn child_mut(&mut self, token: &str) -> Option<&mut Self> {
        match &mut self.body {
            Body::List(items) => items.get_mut(token.parse::<usize>().ok()?),
            Body::Map(members) => members.get_mut(token),
            _ => None,
        }
    }
}
