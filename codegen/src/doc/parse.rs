//! Text to [`Doc`]: one pass, no backtracking, bounded depth.

use super::{Doc, MAX_DEPTH, Member, Node, NodeId, Value};
use std::borrow::Cow;

/// Why a text is not a JSON document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// The byte at which reading stopped.
    pub offset: usize,
    /// What was expected there.
    pub message: String,
}

pub(super) fn parse(text: &str) -> Result<Doc<'_>, ParseError> {
    if u32::try_from(text.len()).is_err() {
        return Err(ParseError {
            offset: 0,
            message: "documents of 4 GiB and more are not supported".into(),
        });
    }
    let text_start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: text_start,
        depth: 0,
        members: Vec::new(),
        items: Vec::new(),
        duplicates: Vec::new(),
    };
    parser.space();
    let root = parser.value()?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.error("expected the end of the document"));
    }
    Ok(Doc { root, duplicates: parser.duplicates })
}

struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    depth: usize,
    /// Members and items of what is not yet read to its end, of the outermost first: how many they are is known then.
    members: Vec<Member<'s>>,
    items: Vec<Node<'s>>,
    duplicates: Vec<NodeId>,
}

impl<'s> Parser<'s> {
    fn error(&self, message: impl Into<String>) -> ParseError {
        let mut offset = self.at.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        ParseError { offset, message: message.into() }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Node<'s>, ParseError> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(_) => return Err(self.error("expected a JSON value")),
            None => return Err(self.error("the document ends where a value is expected")),
        };
        Ok(Node { start: start as u32, end: self.at as u32, value })
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Value<'s>, ParseError>,
    ) -> Result<Value<'s>, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn word(&mut self, word: &str, value: Value<'s>) -> Result<Value<'s>, ParseError> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.error(format!("expected `{word}`")))
        }
    }

    fn object(&mut self) -> Result<Value<'s>, ParseError> {
        self.at += 1;
        let outer = self.members.len();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Vec::new()));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.error("expected a member name in double quotes"));
            }
            let key = self.string()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.error("expected `:` after a member name"));
            }
            self.at += 1;
            self.space();
            let mut node = self.value()?;
            if key == "$ref" {
                decode(&mut node);
            }
            self.members.push(Member { key, node });
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.error("expected `,` or `}`")),
            }
        }
        self.at += 1;
        let mut members: Vec<_> = self.members.drain(outer..).collect();
        if !members.is_sorted_by(|a, b| a.key < b.key) {
            members.sort_by(|a, b| a.key.cmp(&b.key));
            self.drop_repeated(&mut members);
        }
        Ok(Value::Object(members))
    }

    /// Of members with one key the last is kept: that is what readers without a check do.
    fn drop_repeated(&mut self, members: &mut Vec<Member<'s>>) {
        members.dedup_by(|next, kept| {
            let repeated = next.key == kept.key;
            if repeated {
                self.duplicates.push(kept.node.id());
                std::mem::swap(next, kept);
            }
            repeated
        });
    }

    fn array(&mut self) -> Result<Value<'s>, ParseError> {
        self.at += 1;
        let outer = self.items.len();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(Vec::new()));
        }
        loop {
            self.space();
            let item = self.value()?;
            self.items.push(item);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.error("expected `,` or `]`")),
            }
        }
        self.at += 1;
        Ok(Value::Array(self.items.drain(outer..).collect()))
    }

    fn number(&mut self) -> Result<&'s str, ParseError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(self.error("a number may not start with 0"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Result<&'s str, ParseError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.error("expected a digit")) } else { Ok(&self.text[start..self.at]) }
    }

    fn string(&mut self) -> Result<Cow<'s, str>, ParseError> {
        self.at += 1;
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut from = start;
        loop {
            let Some(found) = memchr::memchr2(b'"', b'\\', &self.bytes[self.at..]) else {
                self.at = start - 1;
                return Err(self.error("the document ends inside this string"));
            };
            let stop = self.at + found;
            if let Some(bad) = self.bytes[self.at..stop].iter().position(|&b| b < 0x20) {
                self.at += bad;
                return Err(self.error("control characters in a string must be escaped"));
            }
            self.at = stop + 1;
            if self.bytes[stop] == b'"' {
                let tail = &self.text[from..stop];
                return Ok(match owned {
                    None => Cow::Borrowed(tail),
                    Some(mut text) => {
                        text.push_str(tail);
                        Cow::Owned(text)
                    }
                });
            }
            let text = owned.get_or_insert_default();
            text.push_str(&self.text[from..stop]);
            let unescaped = self.escape()?;
            text.push(unescaped);
            from = self.at;
        }
    }

    /// The character behind a backslash that has just been read. A lone surrogate becomes U+FFFD: JSON
    /// allows it, Rust strings do not.
    fn escape(&mut self) -> Result<char, ParseError> {
        let Some(byte) = self.peek() else {
            return Err(self.error("the document ends inside a string"));
        };
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex()?;
                if (0xD800..0xDC00).contains(&high) && self.bytes[self.at..].starts_with(b"\\u") {
                    let mark = self.at;
                    self.at += 2;
                    let low = self.hex()?;
                    if (0xDC00..0xE000).contains(&low) {
                        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                        return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    self.at = mark;
                }
                char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                self.at -= 1;
                return Err(self.error("unknown escape in a string"));
            }
        })
    }

    fn hex(&mut self) -> Result<u32, ParseError> {
        let digits = self.bytes.get(self.at..self.at + 4).and_then(|b| std::str::from_utf8(b).ok());
        let code = digits
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|d| u32::from_str_radix(d, 16).ok())
            .ok_or_else(|| self.error("expected four hexadecimal digits"))?;
        self.at += 4;
        Ok(code)
    }
}

/// References are parts of addresses, whose characters may be written as `%5B`.
fn decode(reference: &mut Node<'_>) {
    if let Value::String(text) = &mut reference.value
        && text.starts_with('#')
        && text.contains('%')
    {
        *text = Cow::Owned(super::pointer::percent_decode(text).into_owned());
    }
}
