//! What every operation is answered with.

use crate::collection;
use crate::products;
use cfs_catalogue::{Operation, catalogue};
use std::fmt;

/// How an operation is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// By what is kept.
    Stateful,
    /// By a product's own rules.
    Special,
    /// By a value of the right type, which says so.
    MadeUp,
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stateful => "stateful",
            Self::Special => "special",
            Self::MadeUp => "made-up",
        })
    }
}

/// How an operation is answered.
pub fn of(operation: Operation) -> Coverage {
    let is_named = products::SPECIAL.binary_search(&operation.name().as_str()).is_ok();
    if is_named || products::is_of_models(operation) {
        Coverage::Special
    } else if collection::is_stateful(operation) {
        Coverage::Stateful
    } else {
        Coverage::MadeUp
    }
}

/// All operations, a line each: how it is answered, and its name.
pub fn table() -> String {
    catalogue().operations().map(|operation| format!("{} {}\n", of(operation), operation.name())).collect()
}

/// The names of the operations that a product answers by its own rules, in order; models are not named one by one.
pub fn special() -> &'static [&'static str] {
    products::SPECIAL
}
