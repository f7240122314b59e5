//! JSON values one after the other, from a file of any size: the items of an array, or values with blanks or line ends in
//! between.

use crate::failure::Failure;
use crate::output::Value;
use std::io::{BufRead, BufReader};

/// A file or stdin.
pub(super) type Input = Box<dyn BufRead + Send>;

/// What a file has, `-` for stdin, with its length where it has one.
pub(super) fn open(file: &str) -> Result<(Items<Input>, Option<u64>), Failure> {
    if file == "-" {
        return Ok((Items::new(Box::new(BufReader::new(std::io::stdin())), "stdin".to_owned()), None));
    }
    let opened = std::fs::File::open(file);
    let opened = opened.map_err(|error| Failure::usage(format!("{file}: {error}")))?;
    let length = opened.metadata().ok().map(|about| about.len());
    Ok((Items::new(Box::new(BufReader::new(opened)), file.to_owned()), length))
}

/// Reads one value at a time.
pub(super) struct Items<R> {
    from: R,
    name: String,
    started: bool,
    array: bool,
    /// How many values were read.
    pub(super) read: usize,
}

impl<R: BufRead> Items<R> {
    pub(super) fn new(from: R, name: String) -> Self {
        Self { from, name, started: false, array: false, read: 0 }
    }

    /// That the item that is read next, or was read last, is not as it should be.
    fn wrong(&self, what: &str) -> Failure {
        Failure::usage(format!("{}: item {}: {what}", self.name, self.read + 1))
            .hint("a JSON array, or one JSON value a line")
    }

    /// That the item that was read last is not as it should be.
    pub(super) fn wrong_one(&self, what: &str) -> Failure {
        Failure::usage(format!("{}: item {}: {what}", self.name, self.read))
    }

    /// The next byte that is not read yet.
    fn peek(&mut self) -> Result<Option<u8>, Failure> {
        let name = &self.name;
        let told = |error: std::io::Error| Failure::failed(format!("{name}: {error}"));
        Ok(self.from.fill_buf().map_err(told)?.first().copied())
    }

    /// The text of the next value and the value.
    pub(super) fn next(&mut self) -> Result<Option<(String, Value)>, Failure> {
        loop {
            match self.peek()? {
                Some(b'[') if !self.started => (self.started, self.array) = (true, true),
                Some(byte) if byte.is_ascii_whitespace() => {}
                Some(b',' | b']') if self.array => {}
                Some(_) => break,
                None => return Ok(None),
            }
            self.from.consume(1);
        }
        self.started = true;
        let bytes = self.value()?;
        let text = String::from_utf8(bytes).map_err(|_| self.wrong("it is not UTF-8"))?;
        let value = Value::parse(&text).map_err(|error| self.wrong(&format!("{error}")))?;
        self.read += 1;
        Ok(Some((text, value)))
    }

    /// The bytes up to where the value ends.
    fn value(&mut self) -> Result<Vec<u8>, Failure> {
        let (mut bytes, mut depth, mut quoted, mut escaped) = (Vec::new(), 0_usize, false, false);
        while let Some(byte) = self.peek()? {
            let ends =
                !quoted && depth == 0 && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}'));
            if ends {
                break;
            }
            self.from.consume(1);
            bytes.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 && !quoted && matches!(byte, b'}' | b']' | b'"') {
                break;
            }
        }
        if bytes.is_empty() {
            return Err(self.wrong("expected a JSON value"));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::Items;

    fn all(text: &str) -> Result<Vec<String>, String> {
        let mut items = Items::new(text.as_bytes(), "it".to_owned());
        let mut found = Vec::new();
        while let Some((text, _)) = items.next().map_err(|failure| failure.to_string())? {
            found.push(text);
        }
        Ok(found)
    }

    #[test]
    fn arrays_and_lines_are_read_one_by_one() {
        let one = r#"{"key":"a\"]}","value":"[\\"}"#;
        for text in [format!("[{one}, \"b\"\n]"), format!("{one}\n\"b\"\n"), format!(" {one} \"b\"")] {
            assert_eq!(all(&text), Ok(vec![one.to_owned(), "\"b\"".to_owned()]), "{text}");
        }
        assert_eq!(all(" [ ] "), Ok(Vec::new()));
        assert!(all("[1, }").is_err_and(|error| error.contains("item 2")));
        assert!(all("{\"key\":").is_err_and(|error| error.contains("item 1")));
    }
}
