//! JSON in which every value knows the line of TypeScript that it is made of.

use codegen::doc::{Piece, Pieces, Source, write_string};
use std::borrow::Cow;

/// A byte of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    file: u32,
    start: u32,
}

impl At {
    pub(crate) fn new(file: usize, start: u32) -> Self {
        Self { file: file as u32, start }
    }
}

/// A value. Its texts are those of the program or of this module wherever they can be.
#[derive(Clone, Debug)]
pub(crate) struct Json<'p> {
    /// Where it is from; like the value around it, if nothing is said.
    at: Option<At>,
    pub(crate) body: Body<'p>,
}

/// The kinds of value.
#[derive(Clone, Debug)]
pub(crate) enum Body<'p> {
    Bool(bool),
    Number(&'p str),
    String(Cow<'p, str>),
    List(Vec<Json<'p>>),
    Map(Vec<(Cow<'p, str>, Json<'p>)>),
}

impl<'p> Json<'p> {
    pub(crate) fn bool(value: bool) -> Self {
        Self { at: None, body: Body::Bool(value) }
    }

    pub(crate) fn number(text: &'p str) -> Self {
        Self { at: None, body: Body::Number(text) }
    }

    pub(crate) fn string(text: impl Into<Cow<'p, str>>) -> Self {
        Self { at: None, body: Body::String(text.into()) }
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self { at: None, body: Body::List(items.into_iter().collect()) }
    }

    /// An object without members: a schema that says nothing.
    pub(crate) fn nothing() -> Self {
        Self { at: None, body: Body::Map(Vec::new()) }
    }

    pub(crate) fn map<K: Into<Cow<'p, str>>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self {
            at: None,
            body: Body::Map(members.into_iter().map(|(key, value)| (key.into(), value)).collect()),
        }
    }

    pub(crate) fn at(mut self, at: At) -> Self {
        self.at = Some(at);
        self
    }

    /// Adds a member to an object.
    #[must_use]
    pub(crate) fn with(mut self, key: &'p str, value: Self) -> Self {
        if let Body::Map(members) = &mut self.body {
            members.push((key.into(), value));
        }
        self
    }

    /// Whether it is an object with a member.
    pub(crate) fn has(&self, key: &str) -> bool {
        matches!(&self.body, Body::Map(members) if members.iter().any(|member| member.0 == key))
    }

    /// Whether it is an object without members: a schema that says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.body, Body::Map(members) if members.is_empty())
    }
}

/// The text of a document in the making, and where each value of it is from: members of its outermost objects are
/// written one by one, so that no more than one of them is held as a value.
#[derive(Debug, Default)]
pub(crate) struct Text {
    out: String,
    pieces: Vec<Piece>,
}

impl Text {
    /// Begins the document's object.
    pub(crate) fn begin() -> Self {
        let mut text = Self::default();
        text.piece(At::new(0, 0));
        text.out.push('{');
        text
    }

    /// Begins an object that is a member.
    pub(crate) fn open(&mut self, key: &str) {
        self.key(key);
        self.piece(At::new(0, 0));
        self.out.push('{');
    }

    /// Ends the object that was begun last.
    pub(crate) fn close(&mut self) {
        self.out.push('}');
    }

    /// Writes a member.
    pub(crate) fn member(&mut self, key: &str, value: &Json<'_>) {
        self.key(key);
        self.value(value, At::new(0, 0));
    }

    /// The text as a document of this name, made of these files.
    pub(crate) fn of(self, name: String, files: Vec<Source>) -> Source {
        Source::assembled(name, self.out, Pieces::new(files, self.pieces))
    }

    fn key(&mut self, key: &str) {
        self.separate();
        write_string(key, &mut self.out);
        self.out.push(':');
    }

    fn piece(&mut self, at: At) {
        let (start, At { file: input, start: offset }) = (self.out.len() as u32, at);
        if self.pieces.last().is_none_or(|last| (last.input, last.offset) != (input, offset)) {
            self.pieces.push(Piece { start, input, offset, made: true, moved: None });
        }
    }

    fn value(&mut self, value: &Json<'_>, around: At) {
        let at = value.at.unwrap_or(around);
        self.piece(at);
        match &value.body {
            Body::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Body::Number(text) => self.out.push_str(text),
            Body::String(text) => write_string(text, &mut self.out),
            Body::List(items) => {
                self.out.push('[');
                for item in items {
                    self.separate();
                    self.value(item, at);
                }
                self.out.push(']');
            }
            Body::Map(members) => {
                self.out.push('{');
                for (key, member) in members {
                    self.key(key);
                    self.value(member, at);
                }
                self.out.push('}');
            }
        }
    }

    /// Writes a comma, but before the first member or item.
    fn separate(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
    }
}
