//! Collections: what is made, listed, read, changed and deleted under one path.

use super::block::{Block, Damaged, Reading};
use super::bytes::{u8_at, u16_at};
use super::tree::{Operation, Resource};
use super::types::{Schema, Sig};
use super::{Catalogue, section};
use std::fmt;

/// A collection of items, or a setting that is there once.
#[derive(Clone, Copy)]
pub struct Collection {
    catalogue: &'static Catalogue,
    at: usize,
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

/// What a path belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
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

/// What an operation does with a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Adds an item.
    Create = 1,
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

/// Which members of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Those that only the API sets.
    ReadOnly,
    /// Those that are never given back.
    WriteOnly,
    /// Those that cannot be changed later.
    CreateOnly,
    /// Those that must not be shown.
    Secret,
}

/// Members of an item, those of members joined by dots.
pub type Members = &'static [&'static str];

/// What the block says of a collection.
#[derive(Debug)]
pub(crate) struct About {
    path: &'static str,
    parameter: &'static str,
    item: Option<Sig>,
    id: &'static str,
    name: &'static str,
    within: &'static str,
    members: [Vec<&'static str>; 4],
}

impl About {
    fn read(mut reading: Reading) -> Self {
        let (path, parameter) = (reading.text(), reading.text());
        let item = (reading.byte() == 1).then(|| Sig::Type(reading.mention()));
        let [id, name, within] = std::array::from_fn(|_| reading.text());
        Self { path, parameter, item, id, name, within, members: std::array::from_fn(|_| reading.texts()) }
    }
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Create, Self::List, Self::Get, Self::Update, Self::Edit, Self::Delete, Self::Put];

    pub(super) fn of(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| *verb as u8 == code)
    }
}

impl Scope {
    pub(super) fn of(code: u8) -> Self {
        match code {
            1 => Self::Account,
            2 => Self::Zone,
            3 => Self::Either,
            4 => Self::User,
            5 => Self::Organization,
            6 => Self::Tenant,
            _ => Self::None,
        }
    }
}

impl Collection {
    pub(super) fn new(catalogue: &'static Catalogue, at: usize) -> Self {
        Self { catalogue, at }
    }

    fn row(self) -> &'static [u8] {
        self.catalogue.row(section::COLLECTIONS, self.at)
    }

    /// The resource that it is.
    pub fn resource(self) -> Resource {
        Resource::new(self.catalogue, usize::from(u16_at(self.row(), 0)))
    }

    /// What can be done with it.
    pub fn kind(self) -> CollectionKind {
        match u8_at(self.row(), 2) & 15 {
            1 => CollectionKind::Setting,
            2 => CollectionKind::ReadOnly,
            _ => CollectionKind::Collection,
        }
    }

    /// Whether a creation takes and gives lists.
    pub fn is_batch(self) -> bool {
        u8_at(self.row(), 2) >> 4 & 1 == 1
    }

    /// What it belongs to.
    pub fn scope(self) -> Scope {
        Scope::of(u8_at(self.row(), 3))
    }

    /// The operation that does something with it.
    pub fn operation(self, verb: Verb) -> Option<Operation> {
        let at = usize::from(u16_at(self.row(), 2 + usize::from(verb as u8) * 2));
        Some(Operation::new(self.catalogue, at.checked_sub(1)?))
    }

    fn about(self) -> Result<&'static About, Damaged> {
        let block: &'static Block = self.catalogue.block(usize::from(u16_at(self.row(), 18)))?;
        let number = usize::from(u16_at(self.row(), 20));
        let cell = block.collection_cells.get(number).ok_or(Damaged)?;
        if let Some(about) = cell.get() {
            return Ok(about);
        }
        let about = block.collection_record(number).map(About::read).ok_or(Damaged)?;
        Ok(cell.get_or_init(|| about))
    }

    /// The path template of the whole, or of the setting.
    ///
    /// # Errors
    /// When the catalogue is damaged; so it is below.
    pub fn path(self) -> Result<&'static str, Damaged> {
        Ok(self.about()?.path)
    }

    /// The path parameter that says which item; empty for a setting.
    pub fn parameter(self) -> Result<&'static str, Damaged> {
        Ok(self.about()?.parameter)
    }

    /// The item's member that says which one it is, of a record in it joined by dots; empty where there is none.
    pub fn id(self) -> Result<&'static str, Damaged> {
        Ok(self.about()?.id)
    }

    /// The item's member that people call it by; empty where there is none.
    pub fn name(self) -> Result<&'static str, Damaged> {
        Ok(self.about()?.name)
    }

    /// Members that lead from an answer to the item, joined by dots.
    pub fn within(self) -> Result<&'static str, Damaged> {
        Ok(self.about()?.within)
    }

    /// The type of an item, where it has members.
    pub fn item(self) -> Result<Option<Schema>, Damaged> {
        Ok(self.about()?.item.as_ref().map(|sig| Schema::new(self.catalogue, sig)))
    }

    /// Members with which something may or may not be done.
    pub fn members(self, access: Access) -> Result<Members, Damaged> {
        let at = match access {
            Access::ReadOnly => 0,
            Access::WriteOnly => 1,
            Access::CreateOnly => 2,
            Access::Secret => 3,
        };
        Ok(&self.about()?.members[at])
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collection({})", self.resource().name())
    }
}
