//! Values from text.

use super::{Json, Object};
use std::fmt;

/// How deep values may lie in each other.
const DEPTH: usize = 128;

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    message: String,
    line: usize,
    column: usize,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {} of the JSON text", self.message, self.line, self.column)
    }
}

impl std::error::Error for ParseError {}

impl Json {
    /// The value of a JSON text: `Json::parse(include_str!("rules.json"))?`.
    ///
    /// # Errors
    /// When the text is no JSON, with line and column.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.error("nothing more was expected"));
        }
        Ok(value)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, message: impl Into<String>) -> ParseError {
        let before = &self.text[..self.at];
        let line = before.rsplit('\n').next().unwrap_or_default();
        ParseError {
            message: message.into(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Json, ParseError> {
        self.space();
        if depth > DEPTH {
            return Err(self.error("values lie too deep in each other"));
        }
        for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
        {
            if self.take(word) {
                return Ok(value);
            }
        }
        match self.rest().bytes().next() {
            Some(b'"') => self.string().map(Json::String),
            Some(b'[') => self.array(depth),
            Some(b'{') => self.object(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.error("a value was expected")),
            None => Err(self.error("a value was expected, but the text ends")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, ParseError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take("]") {
                return Ok(Json::Array(items));
            }
            if !self.take(",") {
                return Err(self.error("`,` or `]` was expected"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, ParseError> {
        self.at += 1;
        let mut object = Object::new();
        self.space();
        if self.take("}") {
            return Ok(Json::Object(object));
        }
        loop {
            self.space();
            if !self.rest().starts_with('"') {
                return Err(self.error("a name in quotation marks was expected"));
            }
            let name = self.string()?;
            self.space();
            if !self.take(":") {
                return Err(self.error("`:` was expected"));
            }
            let value = self.value(depth + 1)?;
            object.insert(name, value);
            self.space();
            if self.take("}") {
                return Ok(Json::Object(object));
            }
            if !self.take(",") {
                return Err(self.error("`,` or `}` was expected"));
            }
        }
    }

    fn number(&mut self) -> Result<Json, ParseError> {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let text = &rest[..end];
        if !is_number(text) {
            return Err(self.error(format!("`{text}` is no number")));
        }
        self.at += end;
        Ok(Json::Number(text.to_owned()))
    }

    fn string(&mut self) -> Result<String, ParseError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else {
                return Err(self.error("the text ends within quotation marks"));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(text),
                '\\' => text.push(self.escaped()?),
                c if u32::from(c) < 0x20 => {
                    self.at -= 1;
                    return Err(self.error("a control character within quotation marks"));
                }
                c => text.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, ParseError> {
        let c = self.rest().chars().next();
        self.at += c.map_or(0, char::len_utf8);
        Ok(match c {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return Err(self.error("no such character after `\\`")),
        })
    }

    fn unicode(&mut self) -> Result<char, ParseError> {
        let first = self.unit()?;
        let code = if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
            let second = self.unit()?;
            0x1_0000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.error("half of a character after `\\u`"))
    }

    fn unit(&mut self) -> Result<u32, ParseError> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error("four hexadecimal digits were expected"))?;
        self.at += 4;
        Ok(unit)
    }
}

/// Whether a text is a number in JSON's grammar.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
