//! A block: the details of one service, unpacked when the first of them is asked for.

use super::bytes::Cursor;
use super::collection::About;
use super::detail::Cell;
use super::types::Sig;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// That the catalogue's file is damaged, or of another format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the catalogue is damaged, or of a format that this version does not read")
    }
}

impl std::error::Error for Damaged {}

impl From<Damaged> for crate::Error {
    fn from(damaged: Damaged) -> Self {
        Self::request(damaged.to_string())
    }
}

/// The details of one service.
#[derive(Debug)]
pub(crate) struct Block {
    raw: Vec<u8>,
    /// The number of its first type among all.
    pub(crate) first_type: u32,
    records: Vec<Place>,
    texts: Vec<Range<u32>>,
    types: usize,
    operations: usize,
    pub(super) type_cells: Box<[OnceLock<super::types::Type>]>,
    pub(super) operation_cells: Box<[Cell]>,
    pub(super) collection_cells: Box<[OnceLock<About>]>,
}

/// Where a record is, and the first text that it is the first to have.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u32,
    end: u32,
    text: u32,
}

impl Block {
    pub(super) fn open(raw: Vec<u8>, first_type: u32) -> Option<Self> {
        let mut cursor = Cursor { bytes: &raw };
        let counts: [usize; 4] = std::array::from_fn(|_| cursor.count());
        let [texts, types, operations, collections] = counts;
        let (mut start, mut text) = (0usize, 0usize);
        let mut places = Vec::with_capacity(types + operations + collections);
        for _ in 0..types + operations + collections {
            let (length, fresh) = (cursor.count(), cursor.number());
            places.push((start, start.checked_add(length)?, text));
            (start, text) = (start.checked_add(length)?, text.checked_add(fresh)?);
        }
        let base = raw.len() - cursor.bytes.len();
        let records = places.into_iter().map(|(start, end, text)| {
            let number = |number: usize| u32::try_from(number).ok();
            Some(Place { start: number(base + start)?, end: number(base + end)?, text: number(text)? })
        });
        let records: Vec<Place> = records.collect::<Option<_>>()?;
        let mut from = base.checked_add(start)?;
        let mut ranges = Vec::with_capacity(texts);
        std::str::from_utf8(raw.get(from..)?).ok()?;
        for (at, _) in raw.iter().enumerate().skip(from).filter(|(_, byte)| **byte == 0) {
            ranges.push(u32::try_from(from).ok()?..u32::try_from(at).ok()?);
            from = at + 1;
        }
        if ranges.len() != texts {
            return None;
        }
        Some(Self {
            first_type,
            records,
            texts: ranges,
            types,
            operations,
            type_cells: cells(types, OnceLock::new),
            operation_cells: cells(operations, Cell::default),
            collection_cells: cells(collections, OnceLock::new),
            raw,
        })
    }

    fn text(&self, at: usize) -> &str {
        let Some(range) = self.texts.get(at) else { return "" };
        let bytes = self.raw.get(range.start as usize..range.end as usize).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub(super) fn type_record(&'static self, at: usize) -> Option<Reading> {
        self.record((at < self.types).then_some(at)?, self.first_type + at as u32)
    }

    pub(super) fn operation_record(&'static self, at: usize) -> Option<Reading> {
        self.record(self.types + (at < self.operations).then_some(at)?, self.first_type)
    }

    pub(super) fn collection_record(&'static self, at: usize) -> Option<Reading> {
        self.record(self.types + self.operations + at, self.first_type)
    }

    fn record(&'static self, at: usize, last: u32) -> Option<Reading> {
        let place = self.records.get(at)?;
        let bytes = self.raw.get(place.start as usize..place.end as usize)?;
        Some(Reading { cursor: Cursor { bytes }, block: self, fresh: place.text as usize, last })
    }
}

fn cells<T>(count: usize, make: fn() -> T) -> Box<[T]> {
    (0..count).map(|_| make()).collect()
}

/// A record that is being read.
pub(super) struct Reading {
    pub(super) cursor: Cursor<'static>,
    block: &'static Block,
    fresh: usize,
    /// The type that was mentioned last.
    last: u32,
}

/// Lists and maps nest no deeper: what says so is damaged.
const MAX_DEPTH: usize = 32;

impl Reading {
    pub(super) fn byte(&mut self) -> u8 {
        self.cursor.byte()
    }

    pub(super) fn number(&mut self) -> usize {
        self.cursor.number()
    }

    pub(super) fn text(&mut self) -> &'static str {
        match self.number() {
            0 => {
                self.fresh += 1;
                self.block.text(self.fresh - 1)
            }
            1 => "",
            at => self.block.text(at - 2),
        }
    }

    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.cursor.count();
        (0..count).map(|_| read(self)).collect()
    }

    pub(super) fn texts(&mut self) -> Vec<&'static str> {
        self.list(Self::text)
    }

    /// A type by its number among all.
    pub(super) fn mention(&mut self) -> u32 {
        let apart = self.number() as u64;
        let apart = (apart >> 1).cast_signed() ^ -(apart & 1).cast_signed();
        self.last = u32::try_from(i64::from(self.last) + apart).unwrap_or_default();
        self.last
    }

    pub(super) fn sig(&mut self) -> Sig {
        self.sig_at(0)
    }

    fn sig_at(&mut self, depth: usize) -> Sig {
        let code = self.byte();
        let mut inner =
            || if depth < MAX_DEPTH { Box::new(self.sig_at(depth + 1)) } else { Box::new(Sig::Json) };
        match code {
            16 => Sig::List(inner()),
            17 => Sig::Map(inner()),
            18 => Sig::Maybe(inner()),
            19 => Sig::Type(self.mention()),
            code => Sig::scalar(code),
        }
    }
}
