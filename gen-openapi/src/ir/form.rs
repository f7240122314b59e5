//! Multipart forms.

use super::call::{Constructor, Take, Wrap};
use super::{Facts, Sig};

/// A multipart form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Its parts, by wire name.
    pub parts: Vec<FormPart>,
    /// What makes a value; decided by the take pass.
    pub constructor: Constructor,
}

/// One part of a form.
#[derive(Clone, Debug)]
pub struct FormPart {
    /// Its name in the form; empty for files that bring their own names.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// What it holds.
    pub kind: PartKind,
    /// Whether it must be there.
    pub required: bool,
    /// What stands around its type.
    pub wrap: Wrap,
    /// How its setter, or the constructor, takes it.
    pub take: Take,
    /// Its documentation: as the document has it; Markdown after the texts pass.
    pub docs: String,
    /// Its default, example, bounds and format.
    pub facts: Facts,
}

impl FormPart {
    /// Whether it has one possible value.
    pub fn is_constant(&self) -> bool {
        matches!(self.kind, PartKind::Constant(_))
    }
}

/// What a part of a form holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Text.
    Text(Sig),
    /// JSON.
    Json(Sig),
    /// One file.
    File,
    /// Any number of files under the part's name.
    Files,
    /// Any number of files, each under its own name.
    NamedFiles,
    /// This text, always. Decided by the carry pass.
    Constant(String),
}
