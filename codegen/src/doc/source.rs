//! A named input text and where its lines begin.

use super::{Doc, NodeId, ParseError};
use crate::diag::{Diagnostic, Location};

/// The notation a document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON: spans point into the text.
    Json,
    /// YAML, converted to JSON on entry: diagnostics carry pointers, not lines.
    Yaml,
}

/// An input document's name and JSON text.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    format: Format,
}

impl Source {
    /// Takes a document in JSON or YAML. Text that starts like JSON is read as JSON, whatever its file is called.
    ///
    /// # Errors
    /// When the bytes are not UTF-8, or are YAML that has no JSON equivalent.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        let name = name.into();
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Diagnostic::error("document::encoding", format!("`{name}` is not UTF-8 (byte {at})"))
                .help("save the document as UTF-8")
        })?;
        let first = text.trim_start_matches('\u{feff}').trim_start().bytes().next();
        if matches!(first, Some(b'{' | b'[')) {
            return Ok(Self { name, text, format: Format::Json });
        }
        let value = super::yaml::to_json(&text).map_err(|error| {
            let message = format!("`{name}` is neither JSON nor YAML: {error}");
            let diagnostic = Diagnostic::error("document::syntax", message);
            // What ends too early is shown where it ends, not on the empty line after it. The very beginning stands for
            // a place that is not known.
            let last = text.trim_end().len().saturating_sub(1);
            let place = error.location().map(|location| location.index().min(last)).filter(|at| *at > 0);
            match place {
                Some(at) => diagnostic.at(text_location(&name, &text, at, at + 1)),
                None => diagnostic,
            }
        })?;
        Ok(Self { name, text: value, format: Format::Yaml })
    }

    /// A JSON text that is known to be good, such as one a generator has just written.
    pub fn json(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), format: Format::Json }
    }

    /// The name used in diagnostics.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document as JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Parses the text.
    ///
    /// # Errors
    /// A diagnostic that shows the place where the text stops being JSON.
    pub fn parse(&self) -> Result<Doc<'_>, Diagnostic> {
        Doc::parse(&self.text).map_err(|ParseError { offset, message }| {
            Diagnostic::error("document::syntax", message).at(self.location_at(offset, offset + 1))
        })
    }

    /// Where a value of `doc` stands in this source.
    pub fn location(&self, doc: &Doc<'_>, id: NodeId) -> Location {
        let pointer = doc.pointer(id);
        let mut location = match doc.resolve(&pointer) {
            Some(node) => self.location_at(node.span().start, node.span().end),
            None => Location::default(),
        };
        location.pointer = Some(pointer);
        location
    }

    fn location_at(&self, start: usize, end: usize) -> Location {
        let mut location = Location { file: self.name.clone(), ..Location::default() };
        if self.format == Format::Json {
            let end = end.min(self.text.len());
            (location.line, location.column) = line_column(&self.text, start);
            location.excerpt = Some(excerpt(&self.text, start, end));
        }
        location
    }
}

/// The place of some bytes of a text that is no JSON or YAML document.
pub fn text_location(name: &str, text: &str, start: usize, end: usize) -> Location {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let (line, column) = line_column(text, start);
    let excerpt = Some(excerpt(text, start, end.clamp(start, text.len())));
    Location { file: name.to_owned(), line, column, excerpt, ..Location::default() }
}

/// One-based line and column (in characters) of a byte offset.
fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let column = text.get(line_start..before.len()).map_or(0, |t| t.chars().count()) + 1;
    (line, column)
}

/// The start of a value's text and its neighbourhood on the same line, short enough for a terminal.
fn excerpt(text: &str, start: usize, end: usize) -> crate::diag::Excerpt {
    const BEFORE: usize = 48;
    const LENGTH: usize = 64;
    let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..start]).map_or(0, |at| at + 1);
    let mut from = line_start.max(start.saturating_sub(BEFORE));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let line_end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    let mut to = line_end.min(start + LENGTH);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let shown = &text[from..to];
    let indent = shown.len() - shown.trim_start().len();
    let mark = start - from - indent.min(start - from);
    crate::diag::Excerpt {
        text: shown.trim_start().trim_end().to_owned(),
        mark: (mark, end.min(to).saturating_sub(start).max(1)),
    }
}
