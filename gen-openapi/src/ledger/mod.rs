//! Public names that stay: what earlier runs called things.
//!
//! The ledger is a readable list of a crate's public API. A type's block begins with its name and its module, and after `=` has its
//! path in the crate that it is taken from, if it is; `<` lines say where it was found, in terms that survive a new version of the
//! document; indented lines list its members with their wire names. A request's first line has resource and method, and the operation that they are; a resource's `<` line is what the
//! official SDKs call it. Names that the ledger has are used before any are made.

mod read;

use std::collections::BTreeMap;

/// A parsed ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Type names by key.
    types: BTreeMap<String, String>,
    /// Type names by what is left of a key when its path is written otherwise; see [`loosened`].
    loose: BTreeMap<String, String>,
    /// Paths of resources below the service, by the types in their modules.
    modules: BTreeMap<String, Vec<String>>,
    /// Member names by type or request and wire name.
    members: BTreeMap<(Members, String), BTreeMap<String, String>>,
    /// Operations by `METHOD path`.
    operations: BTreeMap<String, Placed>,
    /// Keys of operations by what is left of them when their path is written otherwise; see [`loosened`].
    loose_operations: BTreeMap<String, String>,
    /// Names of resources' types by path.
    resources: BTreeMap<Vec<String>, String>,
    /// Paths of resources by the SDKs' chain.
    paths: BTreeMap<Vec<String>, Vec<String>>,
}

/// Where an operation hangs, and what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// The request's type.
    pub request: String,
    /// The resource's path, from the service down.
    pub path: Vec<String>,
    /// The method, for the first way to send a body.
    pub method: String,
    /// What the method's name ends in for each content type.
    pub suffixes: BTreeMap<String, String>,
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

    /// The resource, below the service, whose module has a type. Where nothing is in a module there was no choice.
    pub fn module(&self, name: &str) -> Option<&[String]> {
        let chosen = self.modules.values().any(|path| !path.is_empty());
        self.modules.get(name).filter(|_| chosen).map(Vec::as_slice)
    }

    /// An operation, by HTTP method and path.
    pub fn operation(&self, method: &str, path: &str) -> Option<(&str, &Placed)> {
        let (key, placed) = self.operations.get_key_value(&format!("{method} {path}"))?;
        Some((key, placed))
    }

    /// An operation, were its path written as it was.
    pub fn loose_operation(&self, method: &str, path: &str) -> Option<(&str, &Placed)> {
        let key = self.loose_operations.get(&loosened(&format!("{method} {path}")))?;
        Some((key, self.operations.get(key)?))
    }

    /// The name of a resource's type.
    pub fn resource(&self, path: &[String]) -> Option<&str> {
        self.resources.get(path).map(String::as_str)
    }

    /// What the SDKs called the resource at a path.
    pub fn chain(&self, path: &[String]) -> Option<&[String]> {
        let (chain, _) = self.paths.iter().find(|(_, known)| *known == path)?;
        Some(chain)
    }

    /// Where the resource is that the SDKs call this, or those above it are as far as they are known.
    pub fn path(&self, chain: &[String]) -> Vec<String> {
        let known =
            (1..=chain.len()).rev().find_map(|length| Some((length, self.paths.get(&chain[..length])?)));
        match known {
            Some((length, path)) => [path.as_slice(), &chain[length..]].concat(),
            None => chain.to_vec(),
        }
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
