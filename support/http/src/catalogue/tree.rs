//! Resources and operations by name, in place.

use super::block::{Block, Damaged};
use super::bytes::{u8_at, u16_at, u32_at};
use super::check::near::{close, distance};
use super::collection::{Collection, Scope, Verb};
use super::detail::Detail;
use super::{Catalogue, section};
use std::cmp::Ordering;
use std::fmt;

/// A node of the tree of names: `d1.database`.
#[derive(Clone, Copy)]
pub struct Resource {
    catalogue: &'static Catalogue,
    at: usize,
}

/// An operation: what is known of it without unpacking anything.
#[derive(Clone, Copy)]
pub struct Operation {
    pub(super) catalogue: &'static Catalogue,
    pub(super) at: usize,
}

/// What comes back from an operation, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Nothing of interest.
    Nothing,
    /// What stands in the envelope's `result`.
    Result,
    /// JSON without an envelope.
    Body,
    /// A list in pages.
    Page,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// JSON values, one a line.
    Lines,
    /// JSON, or the events of a stream.
    Events,
    /// One of several successes.
    Outcome,
    /// A WebSocket.
    Socket,
}

impl Resource {
    pub(super) fn root(catalogue: &'static Catalogue) -> Self {
        Self { catalogue, at: 0 }
    }

    pub(super) fn new(catalogue: &'static Catalogue, at: usize) -> Self {
        Self { catalogue, at }
    }

    fn number(self, column: usize) -> usize {
        usize::from(u16_at(self.catalogue.row(section::RESOURCES, self.at), column * 2))
    }

    /// The last word of its name.
    pub fn word(self) -> &'static str {
        self.catalogue.text(self.number(0))
    }

    /// Its name: `d1.database`.
    pub fn name(self) -> String {
        let mut words = Vec::new();
        let mut at = Some(self);
        // No name has more words: what says so is damaged.
        while let Some(resource) = at.filter(|_| words.len() < 16) {
            words.push(resource.word());
            at = resource.parent();
        }
        words.reverse();
        words.join(".")
    }

    /// The resource above; none for a service.
    pub fn parent(self) -> Option<Self> {
        let parent = self.number(1);
        (parent > 0 && self.at > 0).then_some(Self { at: parent, ..self })
    }

    /// The resources below.
    pub fn children(self) -> impl Iterator<Item = Self> {
        (self.number(2)..self.number(2) + self.number(3)).map(move |at| Self { at, ..self })
    }

    /// Its operations.
    pub fn operations(self) -> impl Iterator<Item = Operation> {
        (self.number(4)..self.number(4) + self.number(5)).map(move |at| Operation::new(self.catalogue, at))
    }

    /// The collection that it is.
    pub fn collection(self) -> Option<Collection> {
        Some(Collection::new(self.catalogue, self.number(7).checked_sub(1)?))
    }
}

impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource({})", self.name())
    }
}

impl Operation {
    pub(super) fn new(catalogue: &'static Catalogue, at: usize) -> Self {
        Self { catalogue, at }
    }

    fn row(self) -> &'static [u8] {
        self.catalogue.row(section::OPERATIONS, self.at)
    }

    /// The last word of its name.
    pub fn word(self) -> &'static str {
        self.catalogue.text(usize::from(u16_at(self.row(), 2)))
    }

    /// Its name: `d1.database.list`.
    pub fn name(self) -> String {
        [self.resource().name().as_str(), self.word()].join(".")
    }

    /// The resource that it belongs to.
    pub fn resource(self) -> Resource {
        Resource::new(self.catalogue, usize::from(u16_at(self.row(), 0)))
    }

    /// What it does, in a line.
    pub fn summary(self) -> &'static str {
        self.catalogue.text(usize::from(u16_at(self.row(), 4)))
    }

    /// The HTTP method.
    pub fn method(self) -> &'static str {
        METHODS[usize::from(u8_at(self.row(), 8) & 7)]
    }

    /// What comes back.
    pub fn gives(self) -> Gives {
        match u8_at(self.row(), 8) >> 3 {
            1 => Gives::Result,
            2 => Gives::Body,
            3 => Gives::Page,
            4 => Gives::Text,
            5 => Gives::Bytes,
            6 => Gives::Lines,
            7 => Gives::Events,
            8 => Gives::Outcome,
            9 => Gives::Socket,
            _ => Gives::Nothing,
        }
    }

    /// Whether it should not be used any more.
    pub fn is_deprecated(self) -> bool {
        u8_at(self.row(), 9) & 1 == 1
    }

    /// Why not to use it any more; none where one may.
    pub fn deprecated(self) -> Option<&'static str> {
        let catalogue = self.catalogue;
        let row = |at: usize| catalogue.row(section::DEPRECATIONS, at);
        let of = |at: usize| usize::from(u16_at(row(at), 0));
        let at = partition(catalogue.count(section::DEPRECATIONS), |at| of(at) < self.at);
        let found = self.is_deprecated() && of(at) == self.at;
        found.then(|| catalogue.text(usize::from(u16_at(row(at), 2))))
    }

    /// Whether it takes a body, and then whether one must be given.
    pub fn takes_body(self) -> Option<bool> {
        [None, Some(false), Some(true), Some(true)][usize::from(u8_at(self.row(), 9) >> 1 & 3)]
    }

    /// Whether it takes a token of its own rather than the client's credentials.
    pub fn takes_token(self) -> bool {
        u8_at(self.row(), 9) >> 3 & 1 == 1
    }

    /// Whether what it gives has members that must not be shown.
    pub fn gives_secret(self) -> bool {
        u8_at(self.row(), 9) >> 4 & 1 == 1
    }

    /// What it does with its collection.
    pub fn verb(self) -> Option<Verb> {
        Verb::of(u8_at(self.row(), 10) & 15)
    }

    /// What it is about, by its path.
    pub fn scope(self) -> Scope {
        Scope::of(u8_at(self.row(), 10) >> 4)
    }

    /// The collection that it is one of the operations of.
    pub fn collection(self) -> Option<Collection> {
        let at = usize::from(u16_at(self.row(), 12));
        Some(Collection::new(self.catalogue, at.checked_sub(1)?))
    }

    /// A number that is another when what it takes or gives is, however deep.
    pub fn shape(self) -> u32 {
        u32_at(self.row(), 14)
    }

    /// Everything else. The first time that something of a service is asked for, its block is unpacked.
    ///
    /// # Errors
    /// When the catalogue is damaged.
    pub fn detail(self) -> Result<Detail, Damaged> {
        let (block, number) = self.place()?;
        Detail::new(self, block, number)
    }

    pub(super) fn place(self) -> Result<(&'static Block, usize), Damaged> {
        let resource = self.resource();
        let block = resource.number(6);
        let first = usize::from(u16_at(self.catalogue.row(section::BLOCKS, block), 18));
        Ok((self.catalogue.block(block)?, self.at.checked_sub(first).ok_or(Damaged)?))
    }
}

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && std::ptr::eq(self.catalogue, other.catalogue)
    }
}

impl Eq for Operation {}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({})", self.name())
    }
}

/// A name as the file has it: `zeroTrust` and `zero-trust` are `zero_trust`.
fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase()
            && out.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit())
        {
            out.push('_');
        }
        out.push(if character == '-' { '_' } else { character.to_ascii_lowercase() });
    }
    out
}

/// The row with a word, among rows in order of their words.
fn by_word(count: usize, word: &str, of: impl Fn(usize) -> &'static str) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        match of(middle).cmp(word) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

/// The first row that is not before, among rows in order.
fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

fn walk<'n>(catalogue: &'static Catalogue, words: impl Iterator<Item = &'n str>) -> Option<Resource> {
    let mut at = Resource::root(catalogue);
    for word in words {
        let (first, count) = (at.number(2), at.number(3));
        let child = |number: usize| Resource { at: first + number, ..at };
        at = child(by_word(count, word, |number| child(number).word())?);
    }
    Some(at)
}

pub(super) fn resource(catalogue: &'static Catalogue, name: &str) -> Option<Resource> {
    walk(catalogue, plain(name).split('.')).filter(|found| found.at > 0)
}

pub(super) fn operation(catalogue: &'static Catalogue, name: &str) -> Option<Operation> {
    let name = plain(name);
    let (path, word) = name.rsplit_once('.')?;
    let own = || {
        let resource = walk(catalogue, path.split('.'))?;
        let (first, count) = (resource.number(4), resource.number(5));
        let of = |number: usize| Operation::new(catalogue, first + number);
        Some(of(by_word(count, word, |number| of(number).word())?))
    };
    own().or_else(|| alias(catalogue, &name))
}

fn alias(catalogue: &'static Catalogue, name: &str) -> Option<Operation> {
    let row = |at: usize| catalogue.row(section::ALIASES, at);
    let of = |at: usize| catalogue.text(usize::from(u16_at(row(at), 0)));
    let at = by_word(catalogue.count(section::ALIASES), name, of)?;
    Some(Operation::new(catalogue, usize::from(u16_at(row(at), 2))))
}

pub(super) fn near(catalogue: &'static Catalogue, name: &str) -> Vec<Operation> {
    const MOST: usize = 5;
    let name = plain(name);
    let word = name.rsplit('.').next().unwrap_or_default();
    let apart = |operation: &Operation| {
        let own = operation.name();
        let whole = distance(&own, &name);
        // Somebody may know the method and not all that leads to it.
        let ends =
            own.ends_with(name.as_str()) || operation.word() == word && own.contains(name.split('.').next()?);
        (close(whole, &name) || ends).then_some((!close(whole, &name), whole))
    };
    let mut found: Vec<_> =
        catalogue.operations().filter_map(|operation| Some((apart(&operation)?, operation.at))).collect();
    found.sort_unstable();
    found.truncate(MOST);
    found.into_iter().map(|(_, at)| Operation::new(catalogue, at)).collect()
}

pub(super) fn search(catalogue: &'static Catalogue, words: &str) -> Vec<Operation> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let has_all = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let (mut named, mut told) = (Vec::new(), Vec::new());
    for operation in catalogue.operations() {
        let name = operation.name();
        if has_all(&name) {
            named.push(operation);
        } else if has_all(&format!("{name} {}", operation.summary().to_lowercase())) {
            told.push(operation);
        }
    }
    named.append(&mut told);
    named
}
