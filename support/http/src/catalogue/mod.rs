//! Every operation of an API as data: what a program asks that knows the operation to call only when it runs.
//!
//! A generated crate holds one file and hands it to [`Catalogue::new`]. Names, paths and summaries are read in place; details are
//! unpacked, a service at a time, when the first of them is asked for. [`Operation::prepare`] checks arguments and body and makes
//! the same request that the typed method of the operation makes.

mod answer;
mod arguments;
mod block;
mod body;
mod bytes;
mod check;
mod collection;
mod detail;
mod facts;
mod paths;
mod refused;
mod request;
mod schema;
mod text;
mod tree;
mod types;
mod value;

pub use answer::Answer;
pub use arguments::{Argument, Arguments, Content, Part};
pub use block::Damaged;
pub use check::Check;
pub use collection::{Access, Collection, CollectionKind, Members, Scope, Verb};
pub use detail::{Answer as Described, Auth, Body, Detail, Form, Pages, Parameter, Place, Sending, Success};
pub use facts::{Bound, Count, Facts};
pub use paths::Found;
pub use refused::{Problem, Refused, What};
pub use request::{Preview, Request};
pub use tree::{Gives, Operation, Resource};
pub use types::{
    Enum, EnumKind, Field, Form as FormType, FormKind, FormPart, Format, Kind, Outcome, Record, Schema,
    Union, Variant,
};

use block::Block;
use bytes::{Section, u16_at, u32_at};
use std::sync::OnceLock;

/// Every operation of an API, in a file that is read in place.
pub struct Catalogue {
    bytes: &'static [u8],
    unpack: fn(&[u8], &mut [u8]) -> bool,
    /// A block a service, once it was needed.
    blocks: OnceLock<Box<[OnceLock<Option<Block>>]>>,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// The sections of the file.
pub(crate) mod section {
    use super::Section;

    pub(crate) const TEXTS: Section = Section { at: 0, row: 3 };
    pub(crate) const RESOURCES: Section = Section { at: 1, row: 16 };
    pub(crate) const OPERATIONS: Section = Section { at: 2, row: 18 };
    pub(crate) const PATHS: Section = Section { at: 3, row: 12 };
    pub(crate) const ENDS: Section = Section { at: 4, row: 4 };
    pub(crate) const ALIASES: Section = Section { at: 5, row: 4 };
    pub(crate) const DEPRECATIONS: Section = Section { at: 6, row: 4 };
    pub(crate) const COLLECTIONS: Section = Section { at: 7, row: 24 };
    pub(crate) const BLOCKS: Section = Section { at: 8, row: 20 };
    pub(crate) const DATA: Section = Section { at: 9, row: 0 };
}

/// The one format that there is.
const FORMAT: u16 = 1;

impl Catalogue {
    /// A catalogue in a file, and what fills a buffer from a deflate stream and says whether that was all of it. Nothing is read.
    pub const fn new(bytes: &'static [u8], unpack: fn(&[u8], &mut [u8]) -> bool) -> Self {
        Self { bytes, unpack, blocks: OnceLock::new() }
    }

    /// Whether the file is of the format that is read here. Of any other nothing is found.
    pub fn is_readable(&self) -> bool {
        self.bytes.starts_with(b"CFSC") && u16_at(self.bytes, 4) == FORMAT
    }

    /// A number that is another when anything in the catalogue is.
    pub fn fingerprint(&self) -> u64 {
        u64::from(u32_at(self.bytes, 8)) | u64::from(u32_at(self.bytes, 12)) << 32
    }

    /// The resources at the top: the services.
    pub fn services(&'static self) -> impl Iterator<Item = Resource> {
        Resource::root(self).children()
    }

    /// All operations, by service and resource.
    pub fn operations(&'static self) -> impl Iterator<Item = Operation> {
        (0..self.count(section::OPERATIONS)).map(move |at| Operation::new(self, at))
    }

    /// All collections, by path within a service.
    pub fn collections(&'static self) -> impl Iterator<Item = Collection> {
        (0..self.count(section::COLLECTIONS)).map(move |at| Collection::new(self, at))
    }

    /// The operation of a name such as `d1.database.list`. `-` is `_`, and words may begin with a capital.
    pub fn operation(&'static self, name: &str) -> Option<Operation> {
        tree::operation(self, name)
    }

    /// The resource of a name such as `d1.database`.
    pub fn resource(&'static self, name: &str) -> Option<Resource> {
        tree::resource(self, name)
    }

    /// The operation that a method and a path call: `/accounts/1/d1/database?page=2`, or its template.
    pub fn at<'p>(&'static self, method: &str, path: &'p str) -> Option<Found<'p>> {
        paths::find(self, method, path)
    }

    /// Operations whose names are like this one, the closest first.
    pub fn near(&'static self, name: &str) -> Vec<Operation> {
        tree::near(self, name)
    }

    /// Operations that have all these words in their names or summaries; those that have them in their names first.
    pub fn search(&'static self, words: &str) -> Vec<Operation> {
        tree::search(self, words)
    }

    pub(crate) fn count(&self, section: Section) -> usize {
        if self.is_readable() { section.count(self.bytes) } else { 0 }
    }

    /// A row of a section; empty where there is none.
    pub(crate) fn row(&self, section: Section, at: usize) -> &'static [u8] {
        if at < self.count(section) { section.row(self.bytes, at) } else { &[] }
    }

    /// A text of the index.
    pub(crate) fn text(&self, at: usize) -> &'static str {
        if at < self.count(section::TEXTS) { bytes::text(self.bytes, section::TEXTS, at) } else { "" }
    }

    pub(crate) fn block(&'static self, at: usize) -> Result<&'static Block, Damaged> {
        let count = self.count(section::BLOCKS);
        let blocks = self.blocks.get_or_init(|| (0..count).map(|_| OnceLock::new()).collect());
        let block = blocks.get(at).ok_or(Damaged)?;
        block.get_or_init(|| self.open(at)).as_ref().ok_or(Damaged)
    }

    fn open(&'static self, at: usize) -> Option<Block> {
        /// No block is larger: what says so is damaged.
        const MOST: usize = 16 << 20;
        let row = self.row(section::BLOCKS, at);
        let number = |at: usize| u32_at(row, at * 4) as usize;
        let start = section::DATA.offset(self.bytes).checked_add(number(0))?;
        let packed = self.bytes.get(start..start.checked_add(number(1))?)?;
        let mut raw = vec![0; Some(number(2)).filter(|raw| *raw <= MOST)?];
        (self.unpack)(packed, &mut raw).then_some(())?;
        Block::open(raw, number(3) as u32)
    }

    /// The block that has a type, and its number there.
    pub(crate) fn of_type(&'static self, id: u32) -> Option<(&'static Block, usize)> {
        let first = |at: usize| u32_at(self.row(section::BLOCKS, at), 12);
        let (mut low, mut high) = (0, self.count(section::BLOCKS));
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if first(middle) <= id { low = middle } else { high = middle }
        }
        let block = self.block(low).ok()?;
        Some((block, (id - block.first_type.min(id)) as usize))
    }
}
