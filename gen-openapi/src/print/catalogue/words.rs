//! Records of a block: numbers in few bytes, and texts that are written once.

use crate::ir::{Bound, Count, Facts, Known, Literal, Sig, TypeId};
use codegen::diag::Diagnostic;
use indexmap::IndexSet;
use std::collections::BTreeMap;

/// The texts of a block, in the order in which records first have them.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: IndexSet<String>,
}

impl Words {
    /// The texts, each ended by a zero.
    pub(super) fn finish(&self) -> Result<Vec<u8>, Diagnostic> {
        if let Some(text) = self.all.iter().find(|text| text.contains('\0')) {
            let what = format!("the catalogue cannot hold a text with a zero: {text:?}");
            return Err(Diagnostic::error("catalogue::zero", what));
        }
        Ok(self.all.iter().flat_map(|text| text.bytes().chain([0])).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// One record while it is written.
pub(super) struct Record<'a> {
    pub(super) bytes: Vec<u8>,
    /// How many of its texts no record before it has.
    pub(super) fresh: usize,
    words: &'a mut Words,
    numbers: &'a BTreeMap<TypeId, u32>,
    /// The type that was mentioned last: others are told by how far they are from it.
    last: u32,
}

/// Refers to the record's next new text.
const NEXT: usize = 0;
/// Refers to the empty text.
const EMPTY: usize = 1;
/// The first number that refers to a text by its place.
const FIRST: usize = 2;

impl<'a> Record<'a> {
    /// A record; `own` is its number if it is a type.
    pub(super) fn new(words: &'a mut Words, numbers: &'a BTreeMap<TypeId, u32>, own: u32) -> Self {
        Self { bytes: Vec::new(), fresh: 0, words, numbers, last: own }
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn number(&mut self, number: usize) {
        varint(&mut self.bytes, number);
    }

    pub(super) fn status(&mut self, status: u16) {
        self.bytes.extend(status.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return self.number(EMPTY);
        }
        match self.words.all.get_index_of(text) {
            Some(at) => self.number(at + FIRST),
            None => {
                self.words.all.insert(text.to_owned());
                self.fresh += 1;
                self.number(NEXT);
            }
        }
    }

    pub(super) fn texts<S: AsRef<str>>(&mut self, texts: &[S]) {
        self.number(texts.len());
        texts.iter().for_each(|text| self.text(text.as_ref()));
    }

    /// A type by its number.
    pub(super) fn mention(&mut self, id: TypeId) {
        let number = self.numbers.get(&id).copied().unwrap_or_default();
        let apart = i64::from(number) - i64::from(self.last);
        self.last = number;
        self.number(((apart << 1) ^ (apart >> 63)) as usize);
    }

    pub(super) fn sig(&mut self, sig: &Sig) {
        let mut around = |code: u8, inner: &Sig| {
            self.byte(code);
            self.sig(inner);
        };
        match sig {
            Sig::List(inner) => around(16, inner),
            Sig::Map(inner) => around(17, inner),
            Sig::Maybe(inner) => around(18, inner),
            // Where a type is boxed changes nothing of what is sent.
            Sig::Type(id) | Sig::Boxed(id) => {
                self.byte(19);
                self.mention(*id);
            }
            scalar => self.byte(code(scalar)),
        }
    }

    pub(super) fn facts(&mut self, facts: &Facts) {
        let Facts { default, example, least, most, length, items, members, format } = facts;
        let counts = [length, items, members].map(|Count { least, most }| [least, most]);
        let exclusive = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.exclusive);
        let there = [default.is_some(), example.is_some(), least.is_some(), exclusive(least)]
            .into_iter()
            .chain([most.is_some(), exclusive(most)])
            .chain(counts.iter().flatten().map(|count| count.is_some()))
            .chain([format.is_some()]);
        self.number(there.enumerate().map(|(bit, there)| usize::from(there) << bit).sum());
        default.iter().chain(example).for_each(|value| self.text(&literal(value)));
        least.iter().chain(most).for_each(|bound| self.text(&bound.value));
        for count in counts.iter().flatten().filter_map(|count| **count) {
            self.number(usize::try_from(count).unwrap_or(usize::MAX));
        }
        format.iter().for_each(|format| self.text(format));
    }
}

fn literal(value: &Literal) -> String {
    value.to_json()
}

fn code(sig: &Sig) -> u8 {
    match sig {
        Sig::Unit => 0,
        Sig::Bool => 1,
        Sig::Int("i32") => 2,
        Sig::Int("u32") => 4,
        Sig::Int("u64") => 5,
        Sig::Int(_) => 3,
        Sig::Float => 6,
        Sig::Str => 7,
        Sig::Known(Known::Timestamp) => 8,
        Sig::Known(Known::Date) => 9,
        Sig::Known(Known::Uuid) => 10,
        Sig::Known(Known::Uri) => 11,
        Sig::Known(Known::Ipv4) => 12,
        Sig::Known(Known::Ipv6) => 13,
        Sig::Known(Known::Base64) => 14,
        _ => 15,
    }
}

/// A number, seven bits a byte.
pub(super) fn varint(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7F {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
