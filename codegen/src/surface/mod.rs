//! The public surface of a crate, as its ledger states it: both generators keep names by it, and `cargo xtask diff` compares it.
//!
//! ```text
//! # Public names of PACKAGE. Regeneration keeps them: to rename something, change its line here.
//!
//! struct DatabaseCreate database
//!   < POST /accounts/{account_id}/d1/database body
//!   name "name" required String
//!   = "kind" "\"primary\""
//! ```
//!
//! [`Surface::parse`] knows how lines are written, and [`Display`](fmt::Display) writes them. Which blocks there are, and what
//! stands after a name, is the generator's: it says so to [`Surface::read`].

mod read;

pub use read::Check;

use crate::names::is_identifier;
use std::fmt;

/// How a ledger begins; the package's name and a full stop follow.
const HEADING: &str = "# Public names of ";

/// What a ledger states of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// The package; empty where the text does not say.
    pub package: String,
    /// What it shows, in order.
    pub blocks: Vec<Block>,
}

/// What a type, a request or a module shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The word it begins with: `struct`.
    pub kind: String,
    /// The name after it, with a module before it in some ledgers: `back::Key`.
    pub name: String,
    /// The parameters that follow the name at once: `<T>`, or nothing.
    pub params: String,
    /// The rest of the line.
    pub rest: String,
    /// The lines below, in order.
    pub entries: Vec<Entry>,
}

/// A line of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `< key`: where it was found, in terms that survive another version of the input.
    Key(String),
    /// `name "wire" rest`
    Member(Member),
    /// `-> name "media type" body`: a way to send a request.
    Way(Member),
    /// `<- type`: what a request gives.
    Output(String),
    /// `= "wire" "json"`: what has one value, which is sent always.
    Constant {
        /// Its name on the wire.
        wire: String,
        /// The value, as JSON writes it.
        json: String,
    },
    /// `= type`: what another name of a type stands for.
    Alias(String),
    /// `name: type`: the member that holds those without a name.
    Rest {
        /// The member's name.
        name: String,
        /// The type of what it holds.
        ty: String,
    },
}

/// A name, and what it is the name of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The name in Rust.
    pub name: String,
    /// What it is in the input: a wire name, a label, a signature.
    pub wire: String,
    /// What follows: mostly a type.
    pub rest: String,
}

impl Surface {
    /// Of a package, without a block.
    pub fn new(package: impl Into<String>) -> Self {
        Self { package: package.into(), blocks: Vec::new() }
    }
}

impl Block {
    /// Without parameters and entries.
    pub fn new(kind: &str, name: impl Into<String>, rest: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), name: name.into(), rest: rest.into(), ..Self::default() }
    }

    /// Adds where it was found.
    pub fn key(&mut self, key: impl Into<String>) {
        self.entries.push(Entry::Key(key.into()));
    }

    /// Adds a member.
    pub fn member(&mut self, name: impl Into<String>, wire: impl Into<String>, rest: impl Into<String>) {
        self.entries.push(Entry::Member(Member::new(name, wire, rest)));
    }

    /// Adds what has one value, as JSON writes it.
    pub fn constant(&mut self, wire: impl Into<String>, json: impl Into<String>) {
        self.entries.push(Entry::Constant { wire: wire.into(), json: json.into() });
    }
}

impl Member {
    /// A name, what it is the name of, and what follows.
    pub fn new(name: impl Into<String>, wire: impl Into<String>, rest: impl Into<String>) -> Self {
        Self { name: name.into(), wire: wire.into(), rest: rest.into() }
    }

    /// The name that it has in the layer below, where that is another (`sys get_value String`), and what follows.
    pub fn sys(&self) -> (Option<&str>, &str) {
        match self.rest.strip_prefix("sys ") {
            Some(rest) => {
                let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                (Some(name), rest)
            }
            None => (None, &self.rest),
        }
    }
}

/// The package whose ledger a text is; `None` for what is no ledger.
pub fn package(text: &str) -> Option<&str> {
    Some(text.strip_prefix(HEADING)?.lines().next()?.split(". ").next().unwrap_or_default())
}

/// Whether Rust could write a name.
///
/// # Errors
/// Where it could not, which the message says.
pub fn named(name: &str) -> Result<(), String> {
    if is_identifier(name) { Ok(()) } else { Err(format!("`{name}` is no name that Rust could write")) }
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let package = &self.package;
        writeln!(
            f,
            "{HEADING}{package}. Regeneration keeps them: to rename something, change its line here."
        )?;
        self.blocks.iter().try_for_each(|block| write!(f, "\n{block}"))
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}{}{}", self.kind, self.name, self.params, Spaced(&self.rest))?;
        self.entries.iter().try_for_each(|entry| writeln!(f, "  {entry}"))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "< {key}"),
            Self::Member(member) => write!(f, "{member}"),
            Self::Way(way) => write!(f, "-> {way}"),
            Self::Output(ty) => write!(f, "<- {ty}"),
            Self::Constant { wire, json } => write!(f, "= {} {}", Quoted(wire), Quoted(json)),
            Self::Alias(ty) => write!(f, "= {ty}"),
            Self::Rest { name, ty } => write!(f, "{name}: {ty}"),
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.name, Quoted(&self.wire), Spaced(&self.rest))
    }
}

/// What follows, after a space; nothing where nothing does.
struct Spaced<'t>(&'t str);

impl fmt::Display for Spaced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " {}", self.0) }
    }
}

/// A text in quotes, on one line.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
    }
}
