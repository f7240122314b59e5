//! Scalars of another kind than their type says, read where nothing has to be guessed.

use super::{Fail, Kind, Reader};
use std::borrow::Cow;

impl<'a> Reader<'a> {
    #[cold]
    pub(super) fn bool_in_text(&mut self) -> Result<bool, Fail> {
        let rest = &self.text[self.at..];
        let (word, value) = if rest.starts_with("\"true\"") { (6, true) } else { (7, false) };
        if self.exact || !(value || rest.starts_with("\"false\"")) {
            return Err(self.fail("a boolean"));
        }
        self.at += word;
        Ok(value)
    }

    /// Reads a string; a number or a boolean in its place is read as its text.
    ///
    /// # Errors
    /// When the next value is something else.
    #[inline]
    pub fn text(&mut self) -> Result<Cow<'a, str>, Fail> {
        self.space();
        if self.bytes().get(self.at) == Some(&b'"') { self.quoted() } else { self.text_of_scalar() }
    }

    #[cold]
    fn text_of_scalar(&mut self) -> Result<Cow<'a, str>, Fail> {
        match self.kind() {
            Ok(Kind::Number | Kind::Bool) if !self.exact => self.skip().map(Cow::Borrowed),
            _ => Err(self.fail("a string")),
        }
    }

    /// Reads a number, also one in a string, and returns it as written.
    ///
    /// # Errors
    /// When the next value is something else.
    #[inline]
    pub(super) fn number_or_text(&mut self) -> Result<Cow<'a, str>, Fail> {
        self.space();
        if self.bytes().get(self.at) == Some(&b'"') {
            self.number_in_text()
        } else {
            self.number().map(Cow::Borrowed)
        }
    }

    #[cold]
    fn number_in_text(&mut self) -> Result<Cow<'a, str>, Fail> {
        if self.exact {
            return Err(Fail::untold());
        }
        let start = self.at;
        let text = self.string()?;
        let trimmed = text.trim();
        let mut number = Reader::new(trimmed);
        if number.number().is_ok_and(|number| number.len() == trimmed.len()) {
            return Ok(Cow::Owned(trimmed.to_owned()));
        }
        self.at = start;
        Err(self.fail("a number"))
    }
}
