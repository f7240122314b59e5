//! Values as examples in documentation show them.

use super::{Known, OpId, TypeId};

/// A value that is made up, as an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// `()`
    Unit,
    /// `true`
    Bool,
    /// `1`
    Int,
    /// `1.0`
    Float,
    /// A text, borrowed.
    Text(String),
    /// A text, owned.
    Owned(String),
    /// A value of a known format.
    Known(Known),
    /// Any JSON.
    Json,
    /// An account or a zone.
    Scope,
    /// A form that the document does not describe.
    Form,
    /// What there is by default, whatever the type is.
    Default,
    /// A map without entries.
    Map,
    /// `Some`
    Some(Box<Shown>),
    /// An array of one item.
    Array(Box<Shown>),
    /// A `Vec` of one item.
    List(Box<Shown>),
    /// What a type's constructor makes.
    New(TypeId, Vec<Shown>),
    /// What a type has by default.
    DefaultOf(TypeId),
    /// A value of an enum, by position.
    Value(TypeId, usize),
    /// A variant of a union, by position, with its payload.
    Variant(TypeId, usize, Box<Shown>),
}

/// A table of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What stands above it, as Markdown; nothing where there is one table.
    pub heading: Option<String>,
    /// The operations.
    pub operations: Vec<OpId>,
}

impl Shown {
    /// Visits the value and what is in it.
    pub fn each(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Some(inner) | Self::Array(inner) | Self::List(inner) | Self::Variant(.., inner) => {
                inner.each(visit);
            }
            Self::New(_, arguments) => arguments.iter().for_each(|argument| argument.each(visit)),
            _ => {}
        }
    }
}
