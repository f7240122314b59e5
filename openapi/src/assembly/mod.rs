//! A document put together from several, in which every value knows where it stands in its own.
//!
//! An [`Assembly`] begins as one document. A stage changes it: [`Assembly::edit`] takes the parsed text, the stage
//! sets, appends and removes [`Value`]s, taken whole from any document or made new, and [`Edit::finish`] gives the next
//! assembly. Stages follow each other; each sees a document like any other.
//!
//! ```
//! use codegen::doc::{Pointer, Source};
//! use openapi::assembly::{Assembly, Reason};
//!
//! let first = Assembly::new(Source::json("first.json", r#"{"paths": {"/a": {}}}"#));
//! let other = Source::json("other.json", "\n {\"paths\": {\"/b\": {\"get\": {}}}}");
//! let added = other.parse()?;
//!
//! let doc = first.source().parse()?;
//! let mut edit = first.edit(&doc);
//! let input = edit.input(&other, &added);
//! edit.because(Reason::new(other.location(&added, added.root().id()), "what other.json has besides"));
//! let paths = Pointer::root().join("paths");
//! for member in added.resolve(&paths).into_iter().flat_map(|paths| paths.members()) {
//!     edit.set(&paths, &member.key, input.value(&member.node));
//! }
//! let both = edit.finish();
//!
//! // Diagnostics about the whole show the part that the value was taken from.
//! let doc = both.source().parse()?;
//! let get = doc.resolve(&Pointer::parse("/paths/~1b/get").ok_or("a pointer")?).ok_or("a value")?;
//! assert_eq!(both.source().location(&doc, get.id()).to_string(), "other.json:2:27 at /paths/~1b/get");
//! // And what was changed, and why.
//! assert_eq!(both.changes().count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Text that no stage touches is copied byte by byte, so a stage costs little more than parsing the document.

mod edit;
mod value;
mod view;
mod write;

#[cfg(test)]
mod tests;

pub use edit::Edit;
pub use value::{Input, Value};
pub use view::View;

use codegen::diag::{Diagnostic, Location};
use codegen::doc::{Doc, NodeId, Source};
use std::ops::Range;

/// A document that was put together from others. See the [module page](self).
#[derive(Clone, Debug)]
pub struct Assembly {
    source: Source,
    reasons: Vec<Reason>,
    /// In the order of the text.
    marks: Vec<Mark>,
    warnings: Vec<Diagnostic>,
}

/// Why something was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// Where it is asked for.
    pub location: Location,
    /// What for, in a few words; may be empty.
    pub text: String,
}

impl Reason {
    /// A reason.
    pub fn new(location: Location, text: impl Into<String>) -> Self {
        Self { location, text: text.into() }
    }
}

/// How a value came to be other than in the first document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was not there.
    Added,
    /// It took the place of another.
    Replaced,
    /// A member or item of it was removed: the member's name, or the item's former place.
    Lost(String),
}

/// A change of one value.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The value, in the assembled text.
    pub at: NodeId,
    /// How it was changed.
    pub kind: &'a Kind,
    /// Why.
    pub reason: &'a Reason,
}

/// A change as it is kept: the reason by its number.
#[derive(Clone, Debug)]
struct Mark {
    at: u32,
    kind: Kind,
    reason: usize,
}

impl Assembly {
    /// One document as it is.
    pub fn new(source: Source) -> Self {
        Self { source, reasons: Vec::new(), marks: Vec::new(), warnings: Vec::new() }
    }

    /// The assembled text. Its locations are those of the documents that the values were taken from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The assembled text alone.
    pub fn into_source(self) -> Source {
        self.source
    }

    /// Begins a change. `doc` is [`Assembly::source`], parsed.
    pub fn edit<'d>(&'d self, doc: &'d Doc<'d>) -> Edit<'d> {
        Edit::new(self, doc)
    }

    /// Everything that was changed since the first document, in the order of the text.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.marks.iter().map(|mark| self.change(mark))
    }

    /// What was changed in a stretch of the text, such as a value's [`span`](codegen::doc::Node::span).
    pub fn changes_within(&self, span: Range<usize>) -> impl Iterator<Item = Change<'_>> {
        let place = |offset: usize| self.marks.partition_point(|mark| (mark.at as usize) < offset);
        let marks = place(span.start)..place(span.end).max(place(span.start));
        self.marks[marks].iter().map(|mark| self.change(mark))
    }

    fn change<'a>(&'a self, mark: &'a Mark) -> Change<'a> {
        Change { at: NodeId(mark.at), kind: &mark.kind, reason: &self.reasons[mark.reason] }
    }

    /// Warnings of the stages: about text that did not come into the assembly (repeated keys of objects that were
    /// changed), and what a stage had to say itself.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}
