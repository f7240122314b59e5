//! The one expression language of cfs: `--where`, filters of tails, gates of rollouts, alerts.
//!
//! ```
//! use cfs_expr::{Expression, Value};
//! use std::collections::BTreeMap;
//!
//! let filter: Expression = r#"status >= 500 and path ~ "^/cart" and cpu > 10ms"#.parse()?;
//! let row = BTreeMap::from([
//!     ("status".to_owned(), Value::from(503)),
//!     ("path".to_owned(), Value::from("/cart/7")),
//!     ("cpu".to_owned(), Value::from(12)), // milliseconds
//! ]);
//! assert!(filter.matches(&row));
//!
//! let error = Expression::parse("status >> 500").unwrap_err();
//! assert_eq!(error.to_string(), "expected a name, a value or `(`, found `>`\n  status >> 500\n          ^");
//! # Ok::<(), cfs_expr::ParseError>(())
//! ```
//!
//! [`Expression::parse`] reads a text by [the one grammar], of which [`Expr`] is the tree; `Display` prints it in its
//! canonical form, which parses to an equal one. What names mean is a [`Source`]'s business: new names, series and
//! functions need no syntax. [`Expression::check`] compares the names with those that are known.
//!
//! Nothing panics, nothing is read from the machine, and an expression from elsewhere can do no harm: its length
//! ([`MAX_LENGTH`]), its depth ([`MAX_DEPTH`]) and its regular expressions ([`Pattern`]) are bounded, and so is
//! how many of its parts are evaluated: beyond a million, the rest is absent.
//!
//! [the one grammar]: https://github.com/cfs-rs/cfs/blob/main/docs/reference/expressions.md

mod ast;
mod check;
mod error;
mod eval;
mod expression;
#[cfg(feature = "serde_json")]
mod json;
mod parse;
mod pattern;
mod print;
mod quantity;
mod source;
mod value;

pub use ast::{Arithmetic, Comparison, Expr, LabelValue, Literal, Matcher, MatcherOp, Segment, Selector};
pub use check::{Known, Unknown};
pub use error::ParseError;
pub use expression::Expression;
pub use jiff;
pub use parse::{MAX_DEPTH, MAX_LENGTH};
pub use pattern::Pattern;
pub use quantity::Unit;
pub use source::{Argument, Sample, Series, SeriesKind, Source};
pub use value::Value;

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
