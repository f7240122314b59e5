//! A pull parser over one JSON text.

use super::note::Remark;
use super::{Codec, Fail, Note, ReadVariant, Union};
use std::borrow::Cow;

/// How deep values may nest: deeper text is refused rather than risking the stack.
const MAX_DEPTH: u16 = 128;

/// Reads JSON values one after the other from a text.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: u16,
    pub(super) strict: bool,
    /// Whether a value of another kind is refused where it could be converted: so variants are chosen.
    pub(super) exact: bool,
    /// What speaks against the type that is being tried: members that it does not know, or that are missing.
    pub(super) against: u32,
    /// As much may speak against it; what is tried fails at more.
    pub(super) limit: u32,
    /// Values that were read as any value, or as members of any name.
    pub(super) loose: u32,
    pub(super) remarks: Vec<Remark>,
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
        Self {
            text,
            at: 0,
            depth: 0,
            strict: false,
            exact: false,
            against: 0,
            limit: u32::MAX,
            loose: 0,
            remarks: Vec::new(),
        }
    }

    /// Makes members that are missing, do not fit or have another than their only value an error, where they would be noted.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// What was passed over so far: required members that are missing, members that do not fit their type, and values
    /// other than the only one that there should be.
    pub fn notes(&self) -> Vec<Note> {
        self.remarks.iter().map(|remark| remark.note(self.text)).collect()
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
        self.fail_with(expected, || self.shown(), self.at)
    }

    /// The error that something else was expected than what was found at this byte. While variants are tried nobody asks
    /// for the words.
    #[cold]
    pub(super) fn fail_with(
        &self,
        expected: impl Into<String>,
        found: impl FnOnce() -> String,
        at: usize,
    ) -> Fail {
        if self.exact { Fail::untold() } else { Fail::new(expected, found(), at) }
    }

    /// The start of what is next.
    pub(super) fn shown(&self) -> String {
        const MOST: usize = 40;
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return "the end of the text".to_owned();
        }
        let value = crate::secret::first_value(rest);
        let whole = crate::secret::shown(value);
        let mut shown: String = whole.chars().take(MOST).collect();
        if shown.len() < whole.len() {
            shown.push('…');
        }
        shown
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Whether what is next, after no space, is an empty string.
    #[inline]
    pub(crate) fn holds_no_text(&self) -> bool {
        self.bytes()[self.at..].starts_with(b"\"\"")
    }

    /// Notes that a value is read as any value, or as members of any name.
    #[cfg(feature = "catalogue")]
    pub(crate) fn loosen(&mut self) {
        self.loose += 1;
    }

    /// Whether the object that is next has no members.
    #[inline]
    pub(super) fn holds_nothing(&self) -> bool {
        self.bytes()[self.at + 1..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'}')
    }

    #[inline]
    pub(super) fn space(&mut self) {
        // Servers mostly send no white space at all.
        if self.bytes().get(self.at).is_some_and(|byte| *byte <= b' ') {
            self.pass_space();
        }
    }

    #[cold]
    fn pass_space(&mut self) {
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

    pub(super) fn word(&mut self, word: &'static str) -> Result<(), Fail> {
        if self.bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.fail(word))
    }

    /// Reads `null` if it is next.
    ///
    /// # Errors
    /// When the next value only begins like it.
    #[inline]
    pub fn null(&mut self) -> Result<bool, Fail> {
        self.space();
        if self.bytes().get(self.at) == Some(&b'n') { self.word("null").map(|()| true) } else { Ok(false) }
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
            _ => self.bool_in_text(),
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

    /// Whether reading failed because values are nested too deep.
    pub(super) fn is_too_deep(&self) -> bool {
        self.depth > MAX_DEPTH
    }

    pub(super) fn enter(&mut self) -> Result<(), Fail> {
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
        if self.next_member(first)? { self.key().map(Some) } else { Ok(None) }
    }

    /// Whether another member follows.
    #[inline]
    pub(super) fn next_member(&mut self, first: bool) -> Result<bool, Fail> {
        self.next(first, b'}', "`,` or `}`")
    }

    /// A member's name, read up to its value.
    #[inline]
    pub(super) fn key(&mut self) -> Result<Cow<'a, str>, Fail> {
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    /// Reads a member's name up to its value if it is this one, which has nothing to escape.
    #[inline]
    pub(super) fn key_is(&mut self, name: &str) -> bool {
        let (start, end) = (self.at + 1, self.at + 1 + name.len());
        let bytes = self.bytes();
        // All names end in a quote: the cheap comparison comes first.
        let is = bytes.get(end..end + 2) == Some(&b"\":"[..])
            && bytes[self.at] == b'"'
            && bytes[start..end] == *name.as_bytes();
        self.at = if is { end + 2 } else { self.at };
        is
    }

    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), Fail> {
        self.space();
        if self.bytes().get(self.at) != Some(&b':') {
            return Err(self.fail("`:`"));
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a value into the variant of a union that it belongs to. `read` takes the variant's index, or `None` when
    /// it belongs to none.
    ///
    /// # Errors
    /// When the value is not well-formed; in strict mode also when it names its variant and then does not fit it.
    pub fn union(&mut self, union: &'static Union, read: &mut ReadVariant<'_, 'a>) -> Result<(), Fail> {
        super::union::decode(self, union, read)
    }
}
