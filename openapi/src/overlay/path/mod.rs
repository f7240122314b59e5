//! `JSONPath` (RFC 9535): which values of a document are meant.
//!
//! Read are names, indices, slices, wildcards, descendants and filters with comparisons, existence tests and logic.
//! The function extensions of the RFC (`length()`, `match()` …) are not.

mod filter;
mod parse;
mod select;

#[cfg(test)]
mod tests;

pub use parse::PathError;

use crate::assembly::View;
use codegen::doc::Pointer;
use filter::Filter;

/// A query: `$.paths['/zones'].get.parameters[?@.name == 'page']`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    segments: Vec<Segment>,
}

/// One step from values to values in them.
#[derive(Clone, Debug, PartialEq)]
struct Segment {
    /// Whether it takes from all values inside as well, at any depth.
    descendants: bool,
    selectors: Vec<Selector>,
}

/// What a step takes of a value.
#[derive(Clone, Debug, PartialEq)]
enum Selector {
    Name(String),
    /// Negative ones count from the end.
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Wildcard,
    Filter(Filter),
}

impl Path {
    /// Reads a query.
    ///
    /// # Errors
    /// When it is none; the error has the place in the text.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        parse::parse(text)
    }

    /// The values that a query selects in a document, each once, in the order in which they are met.
    pub fn select(&self, root: View<'_>) -> Vec<Pointer> {
        select::select(self, root)
    }
}
