//! The input texts, for places in diagnostics.

use crate::ir::ts::Span;
use codegen::diag::{Diagnostic, Location};
use codegen::doc::text_location;

/// The input files of one run; the first is the stable variant, any other experimental.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.files.push((name.into(), text.into()));
    }

    /// How many files there are.
    pub fn len(&self) -> u32 {
        self.files.len() as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file's text.
    pub fn text(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |(_, text)| text)
    }

    /// A file's name.
    pub fn name(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |(name, _)| name)
    }

    /// A place in a file.
    pub fn place(&self, file: u32, start: usize, end: usize) -> Location {
        text_location(self.name(file), self.text(file), start, end)
    }

    /// The place of a span.
    pub fn at(&self, span: Span) -> Location {
        self.place(span.file, span.start as usize, span.end as usize)
    }

    /// A warning at a span.
    pub fn warning(&self, code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::warning(code, message).at(self.at(span))
    }
}
