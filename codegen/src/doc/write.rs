//! JSON text in canonical form, from parsed nodes and from rewritten ones.

use super::{Node, Value};
use std::borrow::Cow;

/// A value to be written: parsed nodes as they are, with rewritten parts between them.
#[derive(Clone, Debug)]
pub enum Draft<'d> {
    /// A parsed value, unchanged.
    Node(&'d Node<'d>),
    /// `true` or `false`
    Bool(bool),
    /// A number, as it shall be written.
    Number(Cow<'d, str>),
    /// A string.
    String(Cow<'d, str>),
    /// An array.
    Array(Vec<Draft<'d>>),
    /// An object; sorted by key when it is written.
    Object(Vec<(Cow<'d, str>, Draft<'d>)>),
}

impl<'d> Draft<'d> {
    /// A string value.
    pub fn string(text: impl Into<Cow<'d, str>>) -> Self {
        Self::String(text.into())
    }

    /// Writes the value as JSON indented by one space a level: members sorted, items and numbers as they stand.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Self::Node(node) => write_node(node, depth, out),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => write_string(text, out),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, depth + 1, out);
                    item.write(depth + 1, out);
                }
                close(items.is_empty(), depth, ']', out);
            }
            Self::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                out.push('{');
                for (index, (key, value)) in sorted.into_iter().enumerate() {
                    write_key(index, key, depth, out);
                    value.write(depth + 1, out);
                }
                close(members.is_empty(), depth, '}', out);
            }
        }
    }
}

impl Node<'_> {
    /// Writes this value as [`Draft::to_json`] does, without a final newline.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_node(self, 0, &mut out);
        out
    }
}

fn write_node(node: &Node<'_>, depth: usize, out: &mut String) {
    match node.value() {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, depth + 1, out);
                write_node(item, depth + 1, out);
            }
            close(items.is_empty(), depth, ']', out);
        }
        Value::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                write_key(index, &member.key, depth, out);
                write_node(&member.node, depth + 1, out);
            }
            close(members.is_empty(), depth, '}', out);
        }
    }
}

fn write_key(index: usize, key: &str, depth: usize, out: &mut String) {
    separate(index, depth + 1, out);
    write_string(key, out);
    out.push_str(": ");
}

fn separate(index: usize, depth: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
    new_line(depth, out);
}

fn close(empty: bool, depth: usize, bracket: char, out: &mut String) {
    if !empty {
        new_line(depth, out);
    }
    out.push(bracket);
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth));
}

/// Writes a JSON string literal: quotes, backslashes and control characters escaped, everything else as it is.
pub fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[from..at]);
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => out.push_str(&format!("\\u{byte:04x}")),
        }
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out.push('"');
}
