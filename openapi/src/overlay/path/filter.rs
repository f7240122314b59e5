//! Filters: which of a value's members or items are taken.

use super::{Path, select};
use crate::assembly::View;
use std::cmp::Ordering;

/// A condition on a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    Any(Vec<Filter>),
    All(Vec<Filter>),
    Not(Box<Filter>),
    /// Whether a query selects anything.
    Exists(Query),
    Compare(Operand, Comparison, Operand),
}

/// A query inside a filter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    /// Whether it begins at the document (`$`) and not at the value that is tested (`@`).
    pub(super) absolute: bool,
    pub(super) path: Path,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// `null`, `true`, `false`.
    Literal(&'static str),
    Number(f64),
    String(String),
    /// A query that selects one value at most.
    Query(Query),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a side of a comparison is.
#[derive(Clone, Copy)]
enum Side<'v> {
    Nothing,
    Literal(&'v str),
    Number(f64),
    String(&'v str),
    Structure(View<'v>),
}

impl Filter {
    /// Whether a value of a document meets the condition.
    pub(super) fn accepts(&self, root: View<'_>, value: View<'_>) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.accepts(root, value)),
            Self::All(parts) => parts.iter().all(|part| part.accepts(root, value)),
            Self::Not(part) => !part.accepts(root, value),
            Self::Exists(query) => select::first(&query.path, query.base(root, value), root).is_some(),
            Self::Compare(left, how, right) => how.holds(left.side(root, value), right.side(root, value)),
        }
    }
}

impl Query {
    fn base<'v>(&self, root: View<'v>, value: View<'v>) -> View<'v> {
        if self.absolute { root } else { value }
    }
}

impl Operand {
    fn side<'v>(&'v self, root: View<'v>, value: View<'v>) -> Side<'v> {
        match self {
            Self::Literal(text) => Side::Literal(text),
            Self::Number(number) => Side::Number(*number),
            Self::String(text) => Side::String(text),
            Self::Query(query) => match select::first(&query.path, query.base(root, value), root) {
                Some(found) => Side::of(found),
                None => Side::Nothing,
            },
        }
    }
}

impl<'v> Side<'v> {
    fn of(value: View<'v>) -> Self {
        if let Some(text) = value.as_str() {
            return Self::String(text);
        }
        // What is too big for a number is no JSON number either that a filter could name.
        if let Some(number) = value.as_number().and_then(|text| text.parse().ok()) {
            return Self::Number(number);
        }
        value.as_literal().map_or(Self::Structure(value), Self::Literal)
    }

    fn equals(self, other: Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::Literal(a), Self::Literal(b)) | (Self::String(a), Self::String(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_eq),
            (Self::Structure(a), Self::Structure(b)) => a.same(b),
            _ => false,
        }
    }

    /// Only numbers and strings have an order.
    fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(&b),
            (Self::String(a), Self::String(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

impl Comparison {
    fn holds(self, left: Side<'_>, right: Side<'_>) -> bool {
        match self {
            Self::Equal => left.equals(right),
            Self::NotEqual => !left.equals(right),
            Self::Less => left.order(right) == Some(Ordering::Less),
            Self::Greater => left.order(right) == Some(Ordering::Greater),
            Self::LessOrEqual => left.equals(right) || left.order(right) == Some(Ordering::Less),
            Self::GreaterOrEqual => left.equals(right) || left.order(right) == Some(Ordering::Greater),
        }
    }
}
