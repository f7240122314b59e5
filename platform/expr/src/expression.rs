//! What a text becomes: the expression, how long it must hold, which names it uses where.

use crate::ast::Expr;
use crate::check::{Known, Unknown};
use crate::error::ParseError;
use crate::eval;
use crate::source::Source;
use crate::value::Value;
use jiff::SignedDuration;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// A parsed expression. Two are equal if they mean the same, however they are written.
#[derive(Clone, Debug)]
pub struct Expression {
    text: String,
    expr: Expr,
    hold: Option<SignedDuration>,
    uses: Vec<Use>,
}

impl Expression {
    pub(crate) fn new(text: &str, expr: Expr, hold: Option<SignedDuration>, uses: Vec<Use>) -> Self {
        Self { text: text.to_owned(), expr, hold, uses }
    }

    /// Reads a text.
    ///
    /// # Errors
    /// What was expected, where, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        crate::parse::parse(text)
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is evaluated.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// How long it must be true before an alert fires: `… for 5m`. Evaluating does not look at it.
    pub fn hold(&self) -> Option<SignedDuration> {
        self.hold
    }

    /// The names that are used, in order, with indexes left out: `request.headers.cf-ray`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.uses.iter().filter(|used| !used.function).map(|used| used.name.as_str())
    }

    /// Whether it is true for this source. What is absent, `null`, `false`, zero or empty is not true.
    pub fn matches(&self, source: &dyn Source) -> bool {
        self.value(source).is_true()
    }

    /// What it is for this source.
    pub fn value(&self, source: &dyn Source) -> Value {
        eval::value(&self.expr, source)
    }

    /// The names and functions that are not among the known ones. Names that may be an item's, as the last of
    /// `any(items, ttl > 60)`, are not looked at.
    pub fn check(&self, known: &Known) -> Vec<Unknown> {
        self.uses.iter().filter_map(|used| known.check(&self.text, used)).collect()
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr && self.hold == other.hold
    }
}

impl FromStr for Expression {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// The canonical text, which parses to an equal expression.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)?;
        match self.hold {
            Some(hold) => {
                f.write_str(" for ")?;
                crate::quantity::write_duration(f, hold)
            }
            None => Ok(()),
        }
    }
}

/// A name that is used.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) name: String,
    pub(crate) place: Range<usize>,
    pub(crate) function: bool,
    /// Whether it may be a member of an item: in `any(items, name == "a")`.
    pub(crate) of_item: bool,
}

impl Use {
    pub(crate) fn name(name: &str, place: Range<usize>) -> Self {
        Self { name: name.to_owned(), place, function: false, of_item: false }
    }

    pub(crate) fn function(name: &str, place: Range<usize>) -> Self {
        Self { name: name.to_owned(), place, function: true, of_item: false }
    }
}
