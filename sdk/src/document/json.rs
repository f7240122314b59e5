//! JSON in which every value knows the line of TypeScript that it is made of.

use codegen::doc::{Piece, Pieces, Source, write_string};

/// A byte of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) file: usize,
    pub(crate) start: u32,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Json {
    /// Where it is from; like the value around it, if nothing is said.
    pub(crate) at: Option<At>,
    pub(crate) body: Body,
}

/// The kinds of value.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Bool(bool),
    Number(String),
    String(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    pub(crate) fn bool(value: bool) -> Self {
        Self { at: None, body: Body::Bool(value) }
    }

    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self { at: None, body: Body::Number(text.into()) }
    }

    pub(crate) fn string(text: impl Into<String>) -> Self {
        Self { at: None, body: Body::String(text.into()) }
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self { at: None, body: Body::List(items.into_iter().collect()) }
    }

    pub(crate) fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
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
    pub(crate) fn with(mut self, key: &str, value: Self) -> Self {
        if let Body::Map(members) = &mut self.body {
            members.push((key.to_owned(), value));
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

/// The text of a value as a document of this name, and where each value of it is from.
pub(crate) fn write(name: &str, root: &Json, files: Vec<Source>) -> Source {
    let mut writer = Writer { out: String::new(), pieces: Vec::new() };
    writer.value(root, At { file: 0, start: 0 });
    Source::assembled(name, writer.out, Pieces::new(files, writer.pieces))
}

struct Writer {
    out: String,
    pieces: Vec<Piece>,
}

impl Writer {
    fn value(&mut self, value: &Json, around: At) {
        let at = value.at.unwrap_or(around);
        self.pieces.push(Piece {
            start: self.out.len() as u32,
            input: at.file as u32,
            offset: at.start,
            moved: None,
        });
        match &value.body {
            Body::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Body::Number(text) => self.out.push_str(text),
            Body::String(text) => write_string(text, &mut self.out),
            Body::List(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index);
                    self.value(item, at);
                }
                self.out.push(']');
            }
            Body::Map(members) => {
                self.out.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    self.separate(index);
                    write_string(key, &mut self.out);
                    self.out.push(':');
                    self.value(member, at);
                }
                self.out.push('}');
            }
        }
    }

    fn separate(&mut self, index: usize) {
        self.out.push_str(if index > 0 { "," } else { "" });
    }
}
