//! Values as text.

use super::Json;
use std::fmt::{self, Display, Formatter, Write};

/// As text over several lines.
impl Display for Json {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        value(f, self, 0)
    }
}

fn value(f: &mut Formatter<'_>, json: &Json, depth: usize) -> fmt::Result {
    match json {
        Json::Null => f.write_str("null"),
        Json::Bool(value) => write!(f, "{value}"),
        Json::Number(text) => f.write_str(text),
        Json::String(text) => string(f, text),
        Json::Array(items) => list(f, '[', ']', depth, items.iter(), |f, item| value(f, item, depth + 1)),
        Json::Object(object) => list(f, '{', '}', depth, object.iter(), |f, (name, member)| {
            string(f, name)?;
            f.write_str(": ")?;
            value(f, member, depth + 1)
        }),
    }
}

fn list<T>(
    f: &mut Formatter<'_>,
    open: char,
    close: char,
    depth: usize,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    f.write_char(open)?;
    let mut empty = true;
    for item in items {
        f.write_str(if empty { "\n" } else { ",\n" })?;
        empty = false;
        indent(f, depth + 1)?;
        write(f, item)?;
    }
    if !empty {
        f.write_char('\n')?;
        indent(f, depth)?;
    }
    f.write_char(close)
}

fn indent(f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
    (0..depth).try_for_each(|_| f.write_str("  "))
}

fn string(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
