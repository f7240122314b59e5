//! Public names that stay: what earlier runs called things.
//!
//! The ledger is a readable list of a crate's public API. A type's block begins with its name; `<` lines say where it
//! was found, in terms that survive a new version of the document; indented lines list its members with their wire
//! names. Names that the ledger has are used before any are made.

mod read;

use std::collections::BTreeMap;

/// A parsed ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Type names by key.
    types: BTreeMap<String, String>,
    /// Type names by what is left of a key when its path is written otherwise; see [`loosened`].
    loose: BTreeMap<String, String>,
    /// Member names by type or request and wire name.
    members: BTreeMap<(Members, String), BTreeMap<String, String>>,
}

/// What the members of a block are: an entry of one kind says nothing of another, as a type may become something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Members {
    /// Parameters of a request.
    Parameters,
    /// Fields of a struct, parts of a form.
    Fields,
    /// Variants of a union.
    Variants,
    /// Values of an enum.
    Values,
}

impl Members {
    /// What a block of the ledger has, by the word it begins with.
    fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "request" => Self::Parameters,
            "struct" | "form" => Self::Fields,
            "union" => Self::Variants,
            "enum" => Self::Values,
            _ => return None,
        })
    }
}

impl Ledger {
    /// The name of the type that has one of these keys.
    pub fn type_name<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Option<&str> {
        keys.into_iter().find_map(|key| self.types.get(key)).map(String::as_str)
    }

    /// The name of the type that has one of these keys, were their paths written as they were.
    pub fn loose_type_name<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Option<&str> {
        keys.into_iter().find_map(|key| self.loose.get(&loosened(key))).map(String::as_str)
    }

    /// The name of a member.
    pub fn member(&self, kind: Members, owner: &str, wire: &str) -> Option<&str> {
        self.members.get(&(kind, owner.to_owned()))?.get(wire).map(String::as_str)
    }
}

/// A key without the names of its path's parameters, and with one form of a path that is for accounts or zones:
/// `GET /accounts/{id}/rulesets result` and `GET /{accounts_or_zones}/{id}/rulesets result` are the same.
fn loosened(key: &str) -> String {
    let mut parts: Vec<&str> = key.split(' ').collect();
    let Some(path) = parts.get(1).filter(|path| path.starts_with('/')) else { return key.to_owned() };
    let path = path.trim_start_matches('/').split('/');
    let mut path: Vec<&str> = path.map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
    if let [scope @ ("accounts" | "zones"), "{}", _, ..] = path.as_mut_slice() {
        *scope = "{}";
    }
    let path = path.join("/");
    parts[1] = &path;
    parts.join(" ")
}

/// What tells a variant from another of its label: what it holds.
pub(crate) fn variant_key(label: &str, payload: &str) -> String {
    format!("{label} -> {payload}")
}
