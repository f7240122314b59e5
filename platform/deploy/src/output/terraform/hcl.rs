//! HCL, as much of it as is written.

use serde_json::Value;
use std::fmt::{self, Display, Formatter, Write};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hcl {
    /// `null`, a truth value or a number.
    Plain(String),
    Text(String),
    /// Text that is evaluated: a name with its members, a call.
    Expression(String),
    List(Vec<Hcl>),
    Object(Vec<(String, Hcl)>),
}

impl Hcl {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn on(value: bool) -> Self {
        Self::Plain(value.to_string())
    }

    pub(super) fn number(value: u64) -> Self {
        Self::Plain(value.to_string())
    }

    pub(super) fn object<const N: usize>(members: [(&str, Hcl); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A value as it is, without looking for references.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Plain("null".to_owned()),
            Value::Bool(value) => Self::on(*value),
            Value::Number(value) => Self::Plain(value.to_string()),
            Value::String(text) => Self::text(text),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(name, value)| (name.clone(), Self::of(value))).collect())
            }
        }
    }
}

/// A block: `resource "cloudflare_queue" "mail" { … }`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    pub(super) members: Vec<(String, Hcl)>,
    pub(super) blocks: Vec<Block>,
    /// Lines that stand before it.
    pub(super) comments: Vec<String>,
}

impl Block {
    pub(super) fn new<const N: usize>(kind: &str, labels: [&str; N]) -> Self {
        Self { kind: kind.to_owned(), labels: labels.map(str::to_owned).to_vec(), ..Self::default() }
    }

    pub(super) fn resource(kind: &str, label: &str) -> Self {
        Self::new("resource", [kind, label])
    }

    pub(super) fn set(&mut self, name: &str, value: Hcl) {
        self.members.push((name.to_owned(), value));
    }

    pub(super) fn with(mut self, name: &str, value: Hcl) -> Self {
        self.set(name, value);
        self
    }

    /// What other blocks call it: `cloudflare_queue.mail`.
    pub(super) fn address(&self) -> String {
        self.labels.join(".")
    }

    fn write(&self, f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
        for line in self.comments.iter().flat_map(|comment| comment.lines()) {
            writeln!(f, "{:depth$}# {line}", "", depth = depth * 2)?;
        }
        write!(f, "{:depth$}{}", "", self.kind, depth = depth * 2)?;
        for label in &self.labels {
            f.write_char(' ')?;
            text(f, label)?;
        }
        if self.members.is_empty() && self.blocks.is_empty() {
            return f.write_str(" {}\n");
        }
        f.write_str(" {\n")?;
        members(f, &self.members, depth + 1)?;
        for (index, block) in self.blocks.iter().enumerate() {
            if index > 0 || !self.members.is_empty() {
                f.write_char('\n')?;
            }
            block.write(f, depth + 1)?;
        }
        writeln!(f, "{:depth$}}}", "", depth = depth * 2)
    }
}

impl Display for Block {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

/// Members, with the equals signs of those beside each other in one column, as `terraform fmt` has them.
fn members(f: &mut Formatter<'_>, all: &[(String, Hcl)], depth: usize) -> fmt::Result {
    let is_short = |value: &Hcl| match value {
        Hcl::Object(members) => members.is_empty(),
        Hcl::List(items) => !items.iter().any(|item| matches!(item, Hcl::Object(_))),
        Hcl::Expression(text) => !text.contains('\n'),
        _ => true,
    };
    let mut rest = all;
    while !rest.is_empty() {
        let beside = rest.iter().take_while(|(_, value)| is_short(value)).count();
        // A value of several lines ends a group, and is part of it.
        let (group, after) = rest.split_at((beside + 1).min(rest.len()));
        let width = group.iter().take(beside.max(1)).map(|(name, _)| key(name).len()).max().unwrap_or(0);
        for (name, value) in group {
            let pad = if is_short(value) { width } else { 0 };
            write!(f, "{:indent$}{:pad$} = ", "", key(name), indent = depth * 2)?;
            expression(f, value, depth)?;
            f.write_char('\n')?;
        }
        rest = after;
    }
    Ok(())
}

fn key(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        return name.to_owned();
    }
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = text(&mut out, name);
    out
}

fn expression(f: &mut Formatter<'_>, value: &Hcl, depth: usize) -> fmt::Result {
    match value {
        Hcl::Plain(plain) => f.write_str(plain),
        Hcl::Text(value) => text(f, value),
        Hcl::Expression(value) => f.write_str(&value.replace('\n', &format!("\n{}", " ".repeat(depth * 2)))),
        Hcl::List(items) => list(f, items, depth),
        Hcl::Object(all) if all.is_empty() => f.write_str("{}"),
        Hcl::Object(all) => {
            f.write_str("{\n")?;
            members(f, all, depth + 1)?;
            write!(f, "{:depth$}}}", "", depth = depth * 2)
        }
    }
}

fn list(f: &mut Formatter<'_>, items: &[Hcl], depth: usize) -> fmt::Result {
    let objects = items.iter().any(|item| matches!(item, Hcl::Object(_)));
    f.write_char('[')?;
    for (index, item) in items.iter().enumerate() {
        if objects {
            write!(f, "\n{:indent$}", "", indent = (depth + 1) * 2)?;
        }
        expression(f, item, depth + usize::from(objects))?;
        if objects || index + 1 < items.len() {
            f.write_str(if objects { "," } else { ", " })?;
        }
    }
    if objects {
        write!(f, "\n{:depth$}", "", depth = depth * 2)?;
    }
    f.write_char(']')
}

/// A text in quotes, in which nothing is evaluated.
fn text(f: &mut impl Write, value: &str) -> fmt::Result {
    f.write_char('"')?;
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '$' | '%' if chars.peek() == Some(&'{') => {
                f.write_char(c)?;
                f.write_char(c)?;
            }
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// A text as it stands in an expression.
pub(super) fn quoted(value: &str) -> String {
    let mut out = String::new();
    let _ = text(&mut out, value);
    out
}

/// A name as blocks and attributes have it: `maxAgeSeconds` is `max_age_seconds`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && small {
                out.push('_');
            }
            small = !c.is_ascii_uppercase();
            out.push(c.to_ascii_lowercase());
        } else {
            small = false;
            out.push('_');
        }
    }
    if out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { out } else { format!("_{out}") }
}

#[cfg(test)]
mod tests {
    use super::{quoted, snake};

    #[test]
    fn nothing_in_a_text_is_evaluated() {
        assert_eq!(quoted("${a} %{b} $c $${d} \"\\\n"), r#""$${a} %%{b} $c $$${d} \"\\\n""#);
    }

    #[test]
    fn names() {
        assert_eq!(
            ["minTLS", "exposeHeaders", "shop-api", "3d"].map(snake),
            ["min_tls", "expose_headers", "shop_api", "_3d"]
        );
    }
}
