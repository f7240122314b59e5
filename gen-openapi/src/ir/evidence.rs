//! What tells the variants of a union apart.

use super::TypeId;

/// What speaks for a variant, besides the values of the union's tag that mean it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The kinds of JSON it can be.
    pub kinds: Vec<Kind>,
    /// Of a list: the kinds that its items can be.
    pub items: Option<Vec<Kind>>,
    /// Of a list: whether nothing is known of what its items hold.
    pub untyped: bool,
    /// Of a record: the members that are limited to few values, and those.
    pub limits: Vec<(String, Vec<String>)>,
    /// Of an enum: its values.
    pub values: Option<Vec<String>>,
    /// The record itself, for its members.
    pub shape: Option<TypeId>,
}

/// A kind of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` and `false`
    Bool,
    /// Numbers.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}
