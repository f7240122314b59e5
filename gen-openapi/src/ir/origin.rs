//! Where types were found.

use super::{OpId, TypeId};

/// Where a type was found: what it may be called follows from this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A named schema of the document.
    Component(String),
    /// Directly in an operation.
    Operation(OpId, Root),
    /// Below another type.
    Below(TypeId, Hint),
}

/// What a type is to its operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The result.
    Result,
    /// An item of the list.
    Item,
    /// The request body.
    Body,
    /// A parameter, by name.
    Param(String),
    /// An event of the stream.
    Event,
    /// All successes.
    Outcome,
    /// One success, by its label.
    Case(String),
}

/// What a type is to the type around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// A member, by name.
    Member(String),
    /// The items of a list member, or the values of a map member, by the member's name.
    Element(String),
    /// A variant, by label.
    Variant(String),
}
