//! Values that are passed over.

use super::mark::Mark;
use super::{Fail, Kind, Reader};

impl<'a> Reader<'a> {
    /// Passes over a value that may be anything.
    ///
    /// # Errors
    /// When it is not well-formed.
    pub(crate) fn any(&mut self) -> Result<&'a str, Fail> {
        self.loose += 1;
        self.skip()
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
        if !self.next_member(first)? {
            return Ok(false);
        }
        self.space();
        if self.bytes().get(self.at) != Some(&b'"') {
            return Err(self.fail("a string"));
        }
        self.skip_string()?;
        self.colon()?;
        Ok(true)
    }

    /// Passes over the next value without checking what is in it: to look ahead, where it is read afterwards.
    ///
    /// # Errors
    /// When it has no end.
    pub(super) fn look_past(&mut self) -> Result<(), Fail> {
        self.space();
        match self.bytes().get(self.at) {
            Some(b'"') => self.skip_string(),
            Some(b'{' | b'[') => self.look_past_container(),
            _ => {
                let rest = &self.bytes()[self.at..];
                let length =
                    rest.iter().take_while(|byte| !matches!(byte, b',' | b']' | b'}' | ..=b' ')).count();
                self.at += length;
                if length == 0 { Err(self.fail("a JSON value")) } else { Ok(()) }
            }
        }
    }

    /// Goes back to a mark before an item and passes over it; one that is nested too deep is not checked.
    ///
    /// # Errors
    /// When it is not well-formed.
    #[cold]
    pub(crate) fn skip_item(&mut self, mark: &Mark) -> Result<&'a str, Fail> {
        self.skip_from(mark).or_else(|fail| {
            if !self.is_too_deep() {
                return Err(fail);
            }
            self.restore(mark);
            self.space();
            let start = self.at;
            self.look_past()?;
            Ok(&self.text[start..self.at])
        })
    }

    fn look_past_container(&mut self) -> Result<(), Fail> {
        let mut depth = 0usize;
        while let Some(byte) = self.bytes().get(self.at) {
            match byte {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
        Err(self.fail("the end of a value"))
    }
}
