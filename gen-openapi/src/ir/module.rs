//! Modules and their files.

use super::{ResourceId, TypeId};

/// The public module of a resource: its accessor, requests and types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The resource.
    pub resource: ResourceId,
    /// The types in its own file, in the document's order.
    pub types: Vec<TypeId>,
    /// Further files, by name.
    pub parts: Vec<Part>,
}

/// A file of a module that would be too long by itself. Nobody sees it from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is called, without ending.
    pub name: String,
    /// Its types, in the document's order.
    pub types: Vec<TypeId>,
}
