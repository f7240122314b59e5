//! Public names that stay: what earlier runs called things.
//!
//! The ledger is a readable list of a crate's public API. A type's block begins with its name; `<` lines say where it
//! was found, in terms that survive a new version of the document; indented lines list its members with their wire
//! names. Names that the ledger has are used before any are made.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A parsed ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Type names by key.
    types: BTreeMap<String, String>,
    /// Member names by type name and wire name.
    members: BTreeMap<String, BTreeMap<String, String>>,
}

impl Ledger {
    /// Reads a ledger. Lines it does not know are passed over.
    pub fn parse(text: &str) -> Self {
        let mut ledger = Self::default();
        let mut current = String::new();
        for line in text.lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            if let Some(key) = line.strip_prefix("  < ") {
                ledger.types.insert(key.to_owned(), current.clone());
            } else if let Some(member) = line.strip_prefix("  ") {
                if let Some((name, wire)) = member_line(member) {
                    ledger.members.entry(current.clone()).or_default().insert(wire, name);
                }
            } else if let Some((_, name)) = line.split_once(' ') {
                name.split(' ').next().unwrap_or_default().clone_into(&mut current);
            }
        }
        ledger
    }

    /// The name of the type that has one of these keys.
    pub fn type_name<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Option<&str> {
        keys.into_iter().find_map(|key| self.types.get(key)).map(String::as_str)
    }

    /// The name of a member.
    pub fn member(&self, owner: &str, wire: &str) -> Option<&str> {
        self.members.get(owner)?.get(wire).map(String::as_str)
    }
}

/// `name "wire" …`
fn member_line(line: &str) -> Option<(String, String)> {
    let (name, rest) = line.split_once(" \"")?;
    let mut wire = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some((name.to_owned(), wire)),
            '\\' => wire.push(match chars.next()? {
                'n' => '\n',
                other => other,
            }),
            c => wire.push(c),
        }
    }
    None
}

/// Writes a ledger block by block.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// A ledger of a crate.
    pub fn new(package: &str) -> Self {
        let text = format!(
            "# Public names of {package}. Regeneration keeps them: to rename something, change its line here.\n"
        );
        Self { text }
    }

    /// Starts a block.
    pub fn block(&mut self, kind: &str, name: &str, rest: &str) {
        let space = if rest.is_empty() { "" } else { " " };
        let _ = writeln!(self.text, "\n{kind} {name}{space}{rest}");
    }

    /// Says where a type was found.
    pub fn key(&mut self, key: &str) {
        let _ = writeln!(self.text, "  < {key}");
    }

    /// Lists a member.
    pub fn member(&mut self, name: &str, wire: &str, rest: &str) {
        let wire = wire.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let space = if rest.is_empty() { "" } else { " " };
        let _ = writeln!(self.text, "  {name} \"{wire}\"{space}{rest}");
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}
