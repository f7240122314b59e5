//! The public API of a crate, as its users can name it.

use std::collections::{BTreeMap, BTreeSet};

/// Everything that the users of a crate can name, by path from the crate's root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Api {
    /// Items by public path. An item with two paths stands here twice.
    pub(crate) items: BTreeMap<String, Item>,
    /// The packages that some of them are from.
    pub(crate) named: BTreeSet<String>,
    /// Cargo features and what they switch on.
    pub(crate) features: BTreeMap<String, Vec<String>>,
    /// The oldest compiler it promises to build with.
    pub(crate) rust_version: String,
}

/// One item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Item {
    /// What it is.
    pub(crate) kind: ItemKind,
    /// Its generic parameters.
    pub(crate) generics: String,
    /// Whether users can neither build nor match it exhaustively.
    pub(crate) non_exhaustive: bool,
    /// Whether some of its fields are private.
    pub(crate) private: bool,
    /// Traits that it implements, with what they are told.
    pub(crate) impls: BTreeSet<String>,
    /// Fields, variants and methods.
    pub(crate) members: BTreeMap<MemberKey, Member>,
    /// What decides what goes over the wire, by a word for it.
    pub(crate) wire: BTreeMap<&'static str, String>,
    /// Its documentation.
    pub(crate) docs: String,
    /// Whether it is deprecated.
    pub(crate) deprecated: bool,
}

/// The kinds of items that generated crates have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// A struct.
    #[default]
    Struct,
    /// An enum.
    Enum,
    /// An item of another crate under a name of this one: its path there.
    Reexport(String),
    /// Anything else, as it is written without its body.
    Other(String),
}

impl ItemKind {
    /// A word for it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Reexport(_) => "re-export",
            Self::Other(_) => "item",
        }
    }
}

/// What a member is, and its name.
pub(crate) type MemberKey = (MemberKind, String);

/// The kinds of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MemberKind {
    /// A public field.
    Field,
    /// A variant.
    Variant,
    /// A public method or associated function.
    Method,
    /// What awaiting a request gives.
    Answer,
}

impl MemberKind {
    /// A word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method => "method",
            Self::Answer => "answer",
        }
    }
}

/// A field, variant, method or answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// The type of a field, the payload of a variant, what a method returns.
    pub(crate) ty: String,
    /// A method's arguments: their types, `self` among them.
    pub(crate) arguments: Vec<String>,
    /// A method's arguments: their names.
    pub(crate) names: Vec<String>,
    /// What decides what goes over the wire.
    pub(crate) wire: String,
    /// Its documentation.
    pub(crate) docs: String,
    /// Whether it is deprecated.
    pub(crate) deprecated: bool,
}

impl Member {
    /// A member with a type.
    pub(crate) fn of(ty: impl Into<String>) -> Self {
        Self { ty: ty.into(), ..Self::default() }
    }

    /// The member as a line of Rust, without its name.
    pub(crate) fn text(&self, kind: MemberKind) -> String {
        if kind != MemberKind::Method {
            return self.ty.clone();
        }
        let output = if self.ty.is_empty() { String::new() } else { format!(" -> {}", self.ty) };
        format!("({}){output}", self.arguments.join(", "))
    }
}
