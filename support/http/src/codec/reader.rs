//! A pull parser over one JSON text.

use super::{Codec, Fail, Shape, Union};
use std::borrow::Cow;

/// How deep values may nest: deeper text is refused rather than risking the stack.
const MAX_DEPTH: u16 = 128;

/// How many missing members are remembered by name.
const MAX_NOTED: usize = 16;

/// Reads JSON values one after the other from a text.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u16,
    strict: bool,
    missing: Vec<String>,
}

/// The kind of the next value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, strict: false, missing: Vec::new() }
    }

    /// Makes required members that are missing or `null` an error.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Required members that were not there, as `Type.member`; at most sixteen are remembered.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Reads the next value as a new `T`.
    ///
    /// # Errors
    /// As [`Codec::decode`].
    pub fn value<T: Codec + Default>(&mut self) -> Result<T, Fail> {
        let mut value = T::default();
        value.decode(self)?;
        Ok(value)
    }

    /// Checks that nothing but white space is left.
    ///
    /// # Errors
    /// When something is.
    pub fn end(&mut self) -> Result<(), Fail> {
        self.space();
        if self.at == self.text.len() { Ok(()) } else { Err(self.fail("the end of the text")) }
    }

    /// The error that something else was expected here.
    #[cold]
    pub fn fail(&self, expected: impl Into<String>) -> Fail {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut shown: String = rest.chars().take(40).collect();
        if shown.is_empty() {
            shown.push_str("the end of the text");
        } else if let Some(end) =
            rest.starts_with('"').then(|| end_of_string(rest)).flatten().filter(|end| *end <= 60)
        {
            shown = rest[..end].to_owned();
        } else if let Some(end) = shown.find([',', '}', ']', '\n']).filter(|end| *end > 0) {
            shown.truncate(end);
        } else if shown.len() < rest.len() {
            shown.push('…');
        }
        Fail::new(expected, shown, self.at)
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Where the reader is, to come back to after a failed attempt.
    pub(crate) fn mark(&self) -> (usize, u16, usize) {
        (self.at, self.depth, self.missing.len())
    }

    pub(crate) fn restore(&mut self, mark: &(usize, u16, usize)) {
        (self.at, self.depth) = (mark.0, mark.1);
        self.missing.truncate(mark.2);
    }

    /// Reads `""` if it is next.
    pub(super) fn empty_string(&mut self) -> bool {
        self.space();
        let found = self.bytes()[self.at..].starts_with(b"\"\"");
        self.at += if found { 2 } else { 0 };
        found
    }

    #[inline]
    fn space(&mut self) {
        let bytes = self.bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// The kind of the next value, judged by its first character.
    ///
    /// # Errors
    /// When there is no value.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, Fail> {
        self.space();
        match self.bytes().get(self.at) {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(self.fail("a JSON value")),
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), Fail> {
        if self.bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.fail(word))
    }

    /// Reads `null` if it is next.
    ///
    /// # Errors
    /// When there is no value.
    #[inline]
    pub fn null(&mut self) -> Result<bool, Fail> {
        if self.kind()? == Kind::Null {
            self.word("null")?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// When the next value is something else.
    pub fn bool(&mut self) -> Result<bool, Fail> {
        self.space();
        match self.bytes().get(self.at) {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.fail("a boolean")),
        }
    }

    /// Reads a number and returns it as written.
    ///
    /// # Errors
    /// When the next value is something else.
    pub fn number(&mut self) -> Result<&'a str, Fail> {
        self.space();
        let bytes = self.bytes();
        let start = self.at;
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let whole = digits(at.min(bytes.len()));
        if whole == 0 || (whole > 1 && bytes[at] == b'0') {
            return Err(self.fail("a number"));
        }
        at += whole;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            if fraction == 0 {
                return Err(self.fail("a number"));
            }
            at += 1 + fraction;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits((at + 1 + sign).min(bytes.len()));
            if exponent == 0 {
                return Err(self.fail("a number"));
            }
            at += 1 + sign + exponent;
        }
        self.at = at;
        Ok(&self.text[start..at])
    }

    /// Reads a string; borrowed from the text where nothing in it is escaped.
    ///
    /// # Errors
    /// When the next value is something else, or the string is not well-formed.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>, Fail> {
        self.space();
        let bytes = self.bytes();
        if bytes.get(self.at) != Some(&b'"') {
            return Err(self.fail("a string"));
        }
        let start = self.at + 1;
        let end = plain_run(bytes, start);
        if bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.escaped_string(start, end).map(Cow::Owned)
    }

    #[cold]
    fn escaped_string(&mut self, mut from: usize, mut end: usize) -> Result<String, Fail> {
        let bytes = self.bytes();
        let mut text = String::new();
        loop {
            text.push_str(&self.text[from..end]);
            match bytes.get(end) {
                Some(b'"') => {
                    self.at = end + 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at = end + 1;
                    text.push(self.escape()?);
                }
                _ => {
                    self.at = end.min(self.text.len());
                    return Err(self.fail("the end of a string"));
                }
            }
            from = self.at;
            end = plain_run(bytes, from);
        }
    }

    fn escape(&mut self) -> Result<char, Fail> {
        let byte = self.bytes().get(self.at).copied();
        let plain = match byte {
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.fail("an escape character")),
        };
        self.at += 1;
        Ok(plain)
    }

    /// A lone surrogate becomes U+FFFD: JSON can say it, Rust strings cannot hold it.
    fn unicode_escape(&mut self) -> Result<char, Fail> {
        let high = self.hex()?;
        if (0xD800..0xDC00).contains(&high) && self.bytes()[self.at..].starts_with(b"\\u") {
            let mark = self.at;
            self.at += 2;
            let low = self.hex()?;
            if (0xDC00..0xE000).contains(&low) {
                let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = mark;
        }
        Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, Fail> {
        let digits = self.bytes().get(self.at..self.at + 4).unwrap_or_default();
        let mut code = 0;
        for &digit in digits {
            let value = char::from(digit).to_digit(16).ok_or_else(|| self.fail("four hexadecimal digits"))?;
            code = code * 16 + value;
        }
        if digits.len() < 4 {
            return Err(self.fail("four hexadecimal digits"));
        }
        self.at += 4;
        Ok(code)
    }

    fn enter(&mut self) -> Result<(), Fail> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            Err(self.fail(format!("at most {MAX_DEPTH} levels of nesting")))
        } else {
            Ok(())
        }
    }

    /// Enters an array; then call [`Reader::next_item`] until it says there is none.
    ///
    /// # Errors
    /// When the next value is something else.
    pub fn begin_array(&mut self) -> Result<(), Fail> {
        self.space();
        if self.bytes().get(self.at) == Some(&b'[') { self.enter() } else { Err(self.fail("an array")) }
    }

    /// Whether another item follows; `first` for the first call in an array.
    ///
    /// # Errors
    /// When items are not separated by commas.
    #[inline]
    pub fn next_item(&mut self, first: bool) -> Result<bool, Fail> {
        self.next(first, b']', "`,` or `]`")
    }

    #[inline]
    fn next(&mut self, first: bool, close: u8, expected: &'static str) -> Result<bool, Fail> {
        self.space();
        match self.bytes().get(self.at) {
            Some(&byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.fail(expected)),
        }
    }

    /// Enters an object; then call [`Reader::next_key`] until it says there is none.
    ///
    /// # Errors
    /// When the next value is something else.
    pub fn begin_object(&mut self) -> Result<(), Fail> {
        self.space();
        if self.bytes().get(self.at) == Some(&b'{') { self.enter() } else { Err(self.fail("an object")) }
    }

    /// The next member's name, read up to its value; `first` for the first call in an object.
    ///
    /// # Errors
    /// When members are not well-formed.
    #[inline]
    pub fn next_key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Fail> {
        if !self.next(first, b'}', "`,` or `}`")? {
            return Ok(None);
        }
        let key = self.string()?;
        self.space();
        if self.bytes().get(self.at) != Some(&b':') {
            return Err(self.fail("`:`"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Passes over the next value and returns its text.
    ///
    /// # Errors
    /// When it is not well-formed.
    pub fn skip(&mut self) -> Result<&'a str, Fail> {
        self.space();
        let start = self.at;
        let depth = self.depth;
        // Arrays and objects that are open, innermost in the lowest bit; set for objects.
        let mut open: u128 = 0;
        let mut first;
        loop {
            match self.kind()? {
                Kind::Null => self.word("null")?,
                Kind::Bool => drop(self.bool()?),
                Kind::Number => drop(self.number()?),
                Kind::String => self.skip_string()?,
                Kind::Array => {
                    self.enter()?;
                    open <<= 1;
                    if self.next_item(true)? {
                        continue;
                    }
                    open >>= 1;
                }
                Kind::Object => {
                    self.enter()?;
                    open = open << 1 | 1;
                    if self.skip_key(true)? {
                        continue;
                    }
                    open >>= 1;
                }
            }
            first = false;
            loop {
                if self.depth == depth {
                    return Ok(&self.text[start..self.at]);
                }
                let more = if open & 1 == 1 { self.skip_key(first)? } else { self.next_item(first)? };
                if more {
                    break;
                }
                open >>= 1;
            }
        }
    }

    fn skip_key(&mut self, first: bool) -> Result<bool, Fail> {
        self.next_key(first).map(|key| key.is_some())
    }

    fn skip_string(&mut self) -> Result<(), Fail> {
        self.string().map(drop)
    }

    /// Reads an object into a record, member by member.
    ///
    /// # Errors
    /// As [`Codec::decode`]; in strict mode also when a required member is missing.
    pub fn record(&mut self, shape: &'static Shape, target: &mut dyn Codec) -> Result<(), Fail> {
        self.begin_object()?;
        let mut seen = Seen::default();
        let mut expected = 0;
        let mut first = true;
        while let Some(key) = self.next_key(first)? {
            first = false;
            let Some(index) = shape.find(&key, expected) else {
                self.skip().map_err(|fail| fail.in_member(&key))?;
                continue;
            };
            expected = index + 1;
            let Some(member) = target.get_mut(index) else {
                self.skip()?;
                continue;
            };
            if self.kind()? == Kind::Null && !member.accepts_null() {
                self.null()?;
                continue;
            }
            member.decode(self).map_err(|fail| fail.in_member(shape.fields[index].name))?;
            seen.insert(index);
        }
        for (index, field) in shape.fields.iter().enumerate() {
            if field.required && !seen.contains(index) {
                self.note_missing(shape, field.name)?;
            }
        }
        Ok(())
    }

    #[cold]
    fn note_missing(&mut self, shape: &'static Shape, name: &'static str) -> Result<(), Fail> {
        if self.strict {
            return Err(Fail::new(
                format!("the member `{name}` of {}", shape.name),
                "an object without it",
                self.at,
            ));
        }
        if self.missing.len() < MAX_NOTED {
            self.missing.push(format!("{}.{name}", shape.name));
        }
        Ok(())
    }

    /// Reads a value into the variant of a union that it belongs to. `read` takes the variant's index, or `None` when
    /// it belongs to none.
    ///
    /// # Errors
    /// When the value is not well-formed, or names its variant and then does not fit it.
    pub fn union(
        &mut self,
        union: &'static Union,
        read: &mut dyn FnMut(&mut Self, Option<usize>) -> Result<(), Fail>,
    ) -> Result<(), Fail> {
        super::union::decode(self, union, read)
    }
}

/// Which members of a record have been read.
#[derive(Default)]
struct Seen {
    low: u128,
    high: Vec<usize>,
}

impl Seen {
    fn insert(&mut self, index: usize) {
        if index < 128 {
            self.low |= 1 << index;
        } else {
            self.high.push(index);
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 128 { self.low >> index & 1 == 1 } else { self.high.contains(&index) }
    }
}

/// The index after the closing quote of the string that `text` starts with.
fn end_of_string(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = plain_run(bytes, 1);
    while bytes.get(at) == Some(&b'\\') {
        at = plain_run(bytes, (at + 2).min(bytes.len()));
    }
    (bytes.get(at) == Some(&b'"')).then_some(at + 1)
}

/// The index of the first quote, backslash or control character from `at` on, eight bytes at a time.
#[inline]
fn plain_run(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    while let Some(chunk) = bytes.get(at..at + 8) {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        let word = u64::from_le_bytes(eight);
        let quotes = zero_bytes(word ^ (ONES * u64::from(b'"')));
        let backslashes = zero_bytes(word ^ (ONES * u64::from(b'\\')));
        let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = quotes | backslashes | controls;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}
