//! Corrections of a document, in the form of the OpenAPI Overlay Specification 1.0.
//!
//! An overlay is a list of actions. Each names values by a `JSONPath` and either removes them or merges an
//! update into them: objects member by member, recursively; an array in the update is appended to the array in the
//! document, item by item; anything else takes the place of what was there; an array that is named itself gets the
//! update as one item more. An item that an array has already is not appended again. What a merge would turn from an
//! object, an array or a scalar into another of these is an error: an action before it removes what is there.
//!
//! [`apply()`] keeps the places: what an overlay brought is shown in the overlay, and [`Assembly::changes`] says which
//! action it was. A correction that is needed no longer must not stay: an action that matches nothing, or that changes
//! nothing, is an error.
//!
//! Two extensions are read. `x-evidence` says how it is known that the document is wrong, and is asked for where
//! [`Rules::evidence`] says so. `x-new: true` promises that everything the action brings is new; it is an error once
//! the document has it itself.

mod apply;
mod path;
mod read;

#[cfg(test)]
mod tests;

pub use apply::{Parsed, apply, correct, parsed};
pub use path::{Path, PathError};

#[cfg(doc)]
use crate::assembly::Assembly;

/// What is asked of overlays.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Whether every action must say how its correction is known to be right (`x-evidence`).
    pub evidence: bool,
    /// Whether an action that matches or changes nothing is an error, or only a warning: for documents that are being
    /// tried.
    pub stale: Stale,
}

/// What becomes of an action that matches or changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Nothing is made.
    Refuse,
    /// It is left out with a warning.
    Warn,
}

impl Rules {
    /// For corrections that are kept with a pinned document.
    pub const KEPT: Self = Self { evidence: true, stale: Stale::Refuse };
    /// For what a user brings.
    pub const GIVEN: Self = Self { evidence: false, stale: Stale::Refuse };
}
