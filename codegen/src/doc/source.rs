//! A named input text and where its lines begin.

use super::{Doc, NodeId, ParseError, Pieces, Pointer};
use crate::diag::{Diagnostic, Location};
use std::sync::{Arc, OnceLock};

/// How a document was written.
#[derive(Clone, Debug)]
enum Format {
    /// JSON: spans point into the text.
    Json,
    /// YAML, converted to JSON on entry: diagnostics carry pointers, not lines.
    Yaml,
    /// The same, kept as it was written: diagnostics have lines.
    WrittenYaml(Arc<str>),
    /// JSON that was put together from other documents: diagnostics point into these.
    Assembled(Arc<Pieces>),
}

/// An input document's name and JSON text. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<String>,
    format: Format,
    /// Where the lines of the text begin, once somebody asks.
    lines: Arc<OnceLock<Vec<u32>>>,
}

impl Source {
    /// Takes a document in JSON or YAML. Text that starts like JSON is read as JSON, whatever its file is called.
    ///
    /// # Errors
    /// When the bytes are not UTF-8, or are YAML that has no JSON equivalent.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        Self::read(name.into(), bytes, false)
    }

    /// Takes a document that somebody writes by hand: of YAML, too, diagnostics will show line and column, each of them
    /// at the cost of reading the text once more.
    ///
    /// # Errors
    /// As [`Source::new`].
    pub fn by_hand(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        Self::read(name.into(), bytes, true)
    }

    fn read(name: String, bytes: Vec<u8>, keep: bool) -> Result<Self, Diagnostic> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Diagnostic::error("document::encoding", format!("`{name}` is not UTF-8 (byte {at})"))
                .help("save the document as UTF-8")
        })?;
        let first = text.trim_start_matches('\u{feff}').trim_start().bytes().next();
        if matches!(first, Some(b'{' | b'[')) {
            return Ok(Self::json(name, text));
        }
        let value = super::yaml::to_json(text.trim_start_matches('\u{feff}')).map_err(|error| {
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
        let format = if keep { Format::WrittenYaml(text.into()) } else { Format::Yaml };
        Ok(Self { format, ..Self::json(name, value) })
    }

    /// A JSON text that is known to be good, such as one a generator has just written.
    pub fn json(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into().into(),
            text: Arc::new(text.into()),
            format: Format::Json,
            lines: Arc::default(),
        }
    }

    /// A JSON text that was put together from pieces of other documents.
    pub fn assembled(name: impl Into<String>, text: impl Into<String>, pieces: Pieces) -> Self {
        Self { format: Format::Assembled(Arc::new(pieces)), ..Self::json(name, text) }
    }

    /// What the text was put together from, if it was.
    pub fn pieces(&self) -> Option<&Pieces> {
        match &self.format {
            Format::Assembled(pieces) => Some(pieces),
            _ => None,
        }
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

    /// Where a value of `doc`, this source parsed, stands: in this source, or in the one that it was taken from.
    pub fn location(&self, doc: &Doc<'_>, id: NodeId) -> Location {
        let pointer = doc.pointer(id);
        let Some(node) = doc.resolve(&pointer) else {
            return Location { pointer: Some(pointer), ..Location::default() };
        };
        let span = node.span();
        let elsewhere = self.pieces().and_then(|pieces| pieces.location(node.id(), span.len(), &pointer));
        elsewhere.unwrap_or_else(|| self.location_of(span.start, span.end, pointer))
    }

    /// The warning about one of [`Doc::duplicates`].
    pub fn repeated_key(&self, doc: &Doc<'_>, id: NodeId) -> Diagnostic {
        let what = "this key appears again in its object; the last one counts";
        Diagnostic::warning("document::repeated-key", what).at(self.location(doc, id))
    }

    /// The place of the value that takes these bytes of the JSON text.
    pub(super) fn location_of(&self, start: usize, end: usize, pointer: Pointer) -> Location {
        let mut location = match &self.format {
            Format::WrittenYaml(text) => match super::yaml::place(text, &pointer) {
                Some((line, column)) => {
                    let start = offset(text, line, column);
                    text_location(&self.name, text, start, line_end(text, start))
                }
                None => self.location_at(start, end),
            },
            _ => self.location_at(start, end),
        };
        location.pointer = Some(pointer);
        location
    }

    /// One-based line and column (in characters) of a byte.
    fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let lines = self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect()
        });
        let line = lines.partition_point(|start| *start as usize <= offset);
        let before = self.text.get(lines[line - 1] as usize..offset);
        (line, before.map_or(0, |text| text.chars().count()) + 1)
    }

    fn location_at(&self, start: usize, end: usize) -> Location {
        let mut location = Location { file: self.name.to_string(), ..Location::default() };
        if matches!(self.format, Format::Json | Format::Assembled(_)) {
            let end = end.min(self.text.len());
            (location.line, location.column) = self.line_column(start);
            location.excerpt = Some(excerpt(&self.text, start, end));
        }
        location
    }
}

/// The byte at a one-based line and column (in characters).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut lines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let start = line.checked_sub(2).map_or(0, |before| lines.nth(before).unwrap_or(text.len()));
    let within = text[start..].char_indices().nth(column.saturating_sub(1));
    within.map_or(text.len(), |(at, _)| start + at)
}

fn line_end(text: &str, start: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at)
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
