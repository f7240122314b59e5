//! Strings: plain runs eight bytes at a time, escapes one by one.

use super::{Fail, Reader};
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// Reads a string; borrowed from the text where nothing in it is escaped.
    ///
    /// # Errors
    /// When the next value is something else, or the string is not well-formed.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>, Fail> {
        self.space();
        if self.bytes().get(self.at) == Some(&b'"') { self.quoted() } else { Err(self.fail("a string")) }
    }

    /// Reads the string whose opening quote is next.
    #[inline]
    pub(super) fn quoted(&mut self) -> Result<Cow<'a, str>, Fail> {
        let bytes = self.bytes();
        let start = self.at + 1;
        let end = plain_run(bytes, start);
        if bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.escaped_string(start, end).map(Cow::Owned)
    }

    /// Passes over the string whose opening quote is next.
    #[inline]
    pub(super) fn skip_string(&mut self) -> Result<(), Fail> {
        let bytes = self.bytes();
        let mut end = plain_run(bytes, self.at + 1);
        while bytes.get(end) == Some(&b'\\') {
            self.at = end + 1;
            self.escape()?;
            end = plain_run(bytes, self.at);
        }
        if bytes.get(end) != Some(&b'"') {
            self.at = end.min(self.text.len());
            return Err(self.fail("the end of a string"));
        }
        self.at = end + 1;
        Ok(())
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
