//! Public names that stay: what earlier runs called things.
//!
//! The ledger is a readable list of a crate's public API, a block a type. Below a block's name, `<` lines say where the
//! type was found: its declaration, or the members whose type it is. Further lines list its members, each with what it
//! is in JavaScript. Names that the ledger has are used before any are made.

mod held;
mod read;
mod text;

pub(crate) use held::Held;
pub(crate) use text::{key, text};

use std::collections::BTreeMap;

/// What stands for the name of what only the `sys` layer has.
pub(crate) const UNNAMED: &str = "_";

/// The ledgers of several crates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    crates: BTreeMap<String, Vec<Block>>,
}

/// What a type, or the functions of a module, are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// What it is: `handle`, `struct`, `union`, `enum`, `alias`, `module`.
    pub(crate) kind: String,
    /// The public module it lives in, if it is not at the crate's root.
    pub(crate) module: Option<String>,
    /// Its name; empty for a module.
    pub(crate) name: String,
    /// Where it was found.
    pub(crate) keys: Vec<String>,
    /// What its members are called.
    pub(crate) members: Vec<Member>,
}

/// What a member is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name; empty for what only the `sys` layer has.
    pub(crate) name: String,
    /// What it is: a property, a text, a type, a signature.
    pub(crate) key: String,
    /// Its name in the `sys` layer, if that is another.
    pub(crate) sys: Option<String>,
}
