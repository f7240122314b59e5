//! JSON with comments and commas at ends, as wrangler reads it.

use super::{DEEPEST, Data, Member, Node, Object, Source};
use crate::Finding;

/// Where it went wrong, and how.
type Failure = (usize, String);

/// Reads a text that is one value.
pub(super) fn parse(source: &Source<'_>, findings: &mut Vec<Finding>) -> Result<Node, Failure> {
    let mut parser = Parser { source, bytes: source.text.as_bytes(), at: 0, depth: 0, findings };
    if source.text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    parser.space()?;
    let node = parser.node()?;
    parser.space()?;
    match parser.peek() {
        Some(_) => Err(parser.unexpected("the end of the file")),
        None => Ok(node),
    }
}

struct Parser<'a, 'b> {
    source: &'b Source<'a>,
    bytes: &'b [u8],
    at: usize,
    depth: usize,
    findings: &'b mut Vec<Finding>,
}

impl Parser<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn unexpected(&self, wanted: &str) -> Failure {
        let found = match self.source.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(found) => format!("`{}`", found.escape_default()),
            None => "the end of the file".to_owned(),
        };
        (self.at, format!("expected {wanted}, found {found}"))
    }

    /// Skips spaces and comments.
    fn space(&mut self) -> Result<(), Failure> {
        loop {
            let rest = &self.bytes[self.at..];
            if rest.first().is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            } else if rest.starts_with(b"//") {
                self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            } else if rest.starts_with(b"/*") {
                let end = rest.windows(2).skip(2).position(|pair| pair == b"*/");
                self.at += end.ok_or_else(|| (self.at, "this comment has no end".to_owned()))? + 4;
            } else {
                return Ok(());
            }
        }
    }

    fn node(&mut self) -> Result<Node, Failure> {
        let at = self.at;
        let data = match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                if self.depth == DEEPEST {
                    return Err((at, format!("more than {DEEPEST} levels")));
                }
                self.depth += 1;
                self.at += 1;
                let data = if open == b'{' { self.object()? } else { self.array()? };
                self.depth -= 1;
                data
            }
            Some(b'"') => Data::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { data, at })
    }

    fn object(&mut self) -> Result<Data, Failure> {
        let mut members = Object::new();
        loop {
            self.space()?;
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Data::Object(members));
            }
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a name in quotation marks or `}`"));
            }
            let at = self.at;
            let name = self.string()?;
            self.space()?;
            if self.peek() != Some(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.at += 1;
            self.space()?;
            let node = self.node()?;
            if members.contains_key(&name) {
                let place = Some(self.source.place(at));
                self.findings.push(Finding::warning(
                    place,
                    format!("`{name}` stands here twice; the last one counts"),
                ));
            }
            members.insert(name, Member { at, node });
            self.comma(b'}')?;
        }
    }

    fn array(&mut self) -> Result<Data, Failure> {
        let mut items = Vec::new();
        loop {
            self.space()?;
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Data::Array(items));
            }
            items.push(self.node()?);
            self.comma(b']')?;
        }
    }

    /// After a value: a comma, or what closes, which is left where it is.
    fn comma(&mut self, close: u8) -> Result<(), Failure> {
        self.space()?;
        match self.peek() {
            Some(b',') => self.at += 1,
            Some(found) if found == close => {}
            _ => return Err(self.unexpected(&format!("`,` or `{}`", char::from(close)))),
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Failure> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(b'\n') | None => return Err((start, "this string has no end on its line".to_owned())),
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        let text = self.source.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(text).map_err(|_| (start, format!("{text} is no string of JSON")))
    }

    fn number(&mut self) -> Result<Data, Failure> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            self.at += 1;
        }
        let text = self.source.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(text).map(Data::Number).map_err(|_| (start, format!("`{text}` is no number")))
    }

    fn word(&mut self) -> Result<Data, Failure> {
        for (word, data) in [("true", Data::Bool(true)), ("false", Data::Bool(false)), ("null", Data::Null)] {
            if self.bytes[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(data);
            }
        }
        Err(self.unexpected("a value"))
    }
}
