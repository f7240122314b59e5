//! Collections: what is made, listed, read, changed and deleted under one path.

use super::{OpId, ResourceId, TypeId};
use std::collections::BTreeMap;

/// Identity of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CollectionId(pub u32);

/// A collection of items, or a setting that is there once.
#[derive(Clone, Debug)]
pub struct Collection {
    /// The resource it belongs to: that of the operations on one item.
    pub resource: ResourceId,
    /// The path template of the whole collection, or of the setting.
    pub path: String,
    /// What can be done with it.
    pub kind: CollectionKind,
    /// What it belongs to.
    pub scope: Owner,
    /// Its operations.
    pub operations: BTreeMap<Verb, OpId>,
    /// Whether a creation takes and gives lists.
    pub batch: bool,
    /// The path parameter that says which item; empty for a setting.
    pub parameter: String,
    /// The type of an item, where it is one of this crate.
    pub item: Option<TypeId>,
    /// The item's member that says which one it is; empty where there is none.
    pub id: String,
    /// The item's member that people call it by; empty where there is none.
    pub name: String,
    /// Members that lead from an answer to the item, joined by dots.
    pub within: String,
    /// Members that only the API sets. Here and below, members of members are joined by dots.
    pub read_only: Vec<String>,
    /// Members that are never given back.
    pub write_only: Vec<String>,
    /// Members that cannot be changed later.
    pub create_only: Vec<String>,
    /// Members that must not be shown.
    pub secret: Vec<String>,
}

/// What can be done with a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionKind {
    /// Items come and go, or change.
    Collection,
    /// It is there once.
    Setting,
    /// Items can be read.
    ReadOnly,
}

/// What a collection belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nothing that the path begins with.
    None,
    /// An account.
    Account,
    /// A zone.
    Zone,
    /// An account or a zone.
    Either,
    /// The user whose credentials are sent.
    User,
    /// An organization.
    Organization,
    /// A tenant.
    Tenant,
}

impl Owner {
    /// What a path template belongs to by its first segments.
    pub fn of(path: &str) -> Self {
        let mut segments = path.trim_start_matches('/').split('/');
        let mut next = || segments.next().unwrap_or_default();
        let (first, second, third) = (next(), next(), next());
        let below = second.starts_with('{') && !third.is_empty();
        match first {
            "accounts" if below => Self::Account,
            "zones" if below => Self::Zone,
            "organizations" if below => Self::Organization,
            "tenants" if below => Self::Tenant,
            "user" | "memberships" | "certificates" => Self::User,
            _ => Self::None,
        }
    }
}

/// What an operation does with a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Adds an item.
    Create,
    /// Lists the items.
    List,
    /// Reads one.
    Get,
    /// Replaces one that is there.
    Update,
    /// Changes what is given of one.
    Edit,
    /// Removes one; of a setting, what was set.
    Delete,
    /// Adds or replaces one.
    Put,
}

/// What the document itself says of a collection (`x-cfs-collection` of the path of an item).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CollectionHint {
    /// See [`Collection::id`].
    pub id: Option<String>,
    /// See [`Collection::name`].
    pub name: Option<String>,
    /// See [`Collection::within`].
    pub within: Option<String>,
    /// The dotted name of the operation that creates; empty where none does.
    pub create: Option<String>,
    /// The dotted name of the operation that lists; empty where none does.
    pub list: Option<String>,
}

impl Verb {
    /// The verb in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::List => "list",
            Self::Get => "get",
            Self::Update => "update",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Put => "put",
        }
    }

    /// Whether it changes something.
    pub fn writes(self) -> bool {
        !matches!(self, Self::List | Self::Get)
    }
}
