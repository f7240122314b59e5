//! JSON values in the order in which they came.

use cfs_http::Json;
use cfs_http::codec::{Fail, Kind, Reader};
use std::fmt::{self, Write as _};

/// A JSON value: members keep their order, numbers their digits.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Reads a JSON text.
    pub(crate) fn parse(text: &str) -> Result<Self, Fail> {
        let mut reader = Reader::new(text);
        let value = Self::read(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fail> {
        Ok(match reader.kind()? {
            Kind::Null => {
                reader.null()?;
                Self::Null
            }
            Kind::Bool => Self::Bool(reader.bool()?),
            Kind::Number => Self::Number(reader.number()?.to_owned()),
            Kind::String => Self::Text(reader.value::<String>()?),
            Kind::Array => {
                let mut items = Vec::new();
                reader.begin_array()?;
                while reader.next_item(items.is_empty())? {
                    items.push(Self::read(reader)?);
                }
                Self::List(items)
            }
            Kind::Object => {
                let mut members = Vec::new();
                reader.begin_object()?;
                while let Some(name) = reader.next_key(members.is_empty())? {
                    members.push((name.into_owned(), Self::read(reader)?));
                }
                Self::Object(members)
            }
        })
    }

    /// A value that came over the wire, which is JSON.
    pub(crate) fn of(json: &Json) -> Self {
        // What nests deeper than is read is kept as its text.
        Self::parse(json.as_text()).unwrap_or_else(|_| Self::Text(json.as_text().to_owned()))
    }

    /// The same for the wire.
    pub(crate) fn to_wire(&self) -> Json {
        Json::parse(&self.to_string()).unwrap_or_default()
    }

    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object of texts.
    pub(crate) fn record<const N: usize>(members: [(&str, Value); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The member of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// What members lead to, joined by dots. Of lists, that of every item; a number names one of them.
    pub(crate) fn at(&self, path: &str) -> Option<Self> {
        // A member's own name may have dots.
        if let Some(value) = self.get(path) {
            return Some(value.clone());
        }
        let (name, rest) = match path.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let below = |value: &Self| rest.map_or_else(|| Some(value.clone()), |rest| value.at(rest));
        match self {
            Self::Object(_) => below(self.get(name)?),
            Self::List(items) => match name.parse::<usize>() {
                Ok(number) => below(items.get(number)?),
                Err(_) => {
                    let found: Vec<Self> = items.iter().filter_map(|item| item.at(path)).collect();
                    (!found.is_empty()).then_some(Self::List(found))
                }
            },
            _ => None,
        }
    }

    /// Puts a value where a path leads, making what is not there.
    pub(crate) fn put(&mut self, path: &[Step], value: Self) {
        let Some((step, rest)) = path.split_first() else {
            *self = value;
            return;
        };
        match step {
            Step::Member(name) => {
                if !matches!(self, Self::Object(_)) {
                    *self = Self::Object(Vec::new());
                }
                let Self::Object(members) = self else { return };
                let at = members.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                    members.push((name.clone(), Self::Null));
                    members.len() - 1
                });
                members[at].1.put(rest, value);
            }
            Step::Item(number) => {
                if !matches!(self, Self::List(_)) {
                    *self = Self::List(Vec::new());
                }
                let Self::List(items) = self else { return };
                let at = number.unwrap_or(items.len());
                while items.len() <= at {
                    items.push(Self::Null);
                }
                items[at].put(rest, value);
            }
        }
    }

    /// A scalar as people read it; `null` is nothing, lists and objects are JSON.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// Whether it has no parts.
    pub(crate) fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Object(_))
    }

    /// JSON over several lines, every line but the first indented by so much.
    pub(crate) fn pretty(&self, indent: usize) -> String {
        let mut out = String::new();
        self.write_pretty(&mut out, indent);
        out
    }

    fn write_pretty(&self, out: &mut String, indent: usize) {
        let line = |out: &mut String, indent: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
        };
        match self {
            Self::List(items) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    out.push(if at == 0 { '[' } else { ',' });
                    line(out, indent + 2);
                    item.write_pretty(out, indent + 2);
                }
                line(out, indent);
                out.push(']');
            }
            Self::Object(members) if !members.is_empty() => {
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push(if at == 0 { '{' } else { ',' });
                    line(out, indent + 2);
                    quoted(out, name);
                    out.push_str(": ");
                    value.write_pretty(out, indent + 2);
                }
                line(out, indent);
                out.push('}');
            }
            other => {
                let _ = write!(out, "{other}");
            }
        }
    }
}

/// A step of a path into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// To a member.
    Member(String),
    /// To an item; to a new one at the end without a number.
    Item(Option<usize>),
}

/// A path such as `limits.rows` or `origins[0].address`; `[]` adds an item. `\.` is a dot of a name.
pub(crate) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut out = Vec::new();
    let mut name = String::new();
    let mut characters = path.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => name.push(characters.next()?),
            '.' => {
                if !name.is_empty() {
                    out.push(Step::Member(std::mem::take(&mut name)));
                }
                // A name follows.
                characters.peek()?;
            }
            '[' => {
                if !name.is_empty() {
                    out.push(Step::Member(std::mem::take(&mut name)));
                }
                let inside: String = characters.by_ref().take_while(|character| *character != ']').collect();
                let number = if inside.is_empty() { None } else { Some(inside.parse().ok()?) };
                out.push(Step::Item(number));
            }
            other => name.push(other),
        }
    }
    if !name.is_empty() {
        out.push(Step::Member(name));
    }
    (!out.is_empty()).then_some(out)
}

fn quoted(out: &mut String, text: &str) {
    let json = serde_json::to_string(text).unwrap_or_default();
    out.push_str(&json);
}

/// JSON in one line.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(digits) => f.write_str(digits),
            Self::Text(text) => {
                let mut out = String::with_capacity(text.len() + 2);
                quoted(&mut out, text);
                f.write_str(&out)
            }
            Self::List(items) => {
                f.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { "," })?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (at, (name, value)) in members.iter().enumerate() {
                    let mut key = String::with_capacity(name.len() + 2);
                    quoted(&mut key, name);
                    write!(f, "{}{key}:{value}", if at == 0 { "" } else { "," })?;
                }
                f.write_char('}')
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_order_and_digits() {
        let text = r#"{"b":1.50,"a":[1e3,null,true],"c d":{"\u00e9":"x\"y"}}"#;
        let value = Value::parse(text).expect("JSON");
        assert_eq!(value.to_string(), r#"{"b":1.50,"a":[1e3,null,true],"c d":{"é":"x\"y"}}"#);
        assert_eq!(Value::parse(&value.pretty(0)).expect("JSON"), value);
        assert_eq!(value.at("c d.é"), Some(Value::text("x\"y")));
        assert_eq!(value.at("a.1"), Some(Value::Null));
        assert_eq!(value.at("a.b"), None);
    }

    #[test]
    fn paths_make_what_is_not_there() {
        let mut value = Value::Null;
        for (path, to) in [("a.b", "1"), ("list[0].x", "2"), ("list[].x", "3"), (r"a.c\.d", "4")] {
            value.put(&steps(path).expect("a path"), Value::Number(to.to_owned()));
        }
        assert_eq!(value.to_string(), r#"{"a":{"b":1,"c.d":4},"list":[{"x":2},{"x":3}]}"#);
        assert_eq!(steps("a."), None);
        assert_eq!(steps(""), None);
    }
}
