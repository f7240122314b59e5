//! Which members speak for which variants of a union: made once, when its first value is read.

use super::Variant;
use super::table::Table;
use crate::codec::Kind;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// Which members speak for which variants.
#[doc(hidden)]
#[derive(Debug)]
pub struct Index {
    members: Table<Evidence>,
    /// The variants that the tag's values mean.
    tags: Table<Meant>,
    /// Whether a variant that several like it stand beside was read as anything: that decides nothing, and is not tried again.
    pub(super) loose: AtomicBool,
    /// Whether every variant has a value of the tag.
    pub(super) all_tagged: bool,
    /// What each variant is before anything is known of a value.
    pub(super) start: Vec<Start>,
    /// By the bit of a kind's number: the one variant that takes it, if nothing else has to be asked of a value.
    only: [Option<u16>; KINDS],
}

/// How many kinds of value variants take.
const KINDS: usize = 5;

/// What a variant is before anything is known of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// How many members it requires.
    pub(super) required: i32,
    /// How many members it has.
    pub(super) members: u32,
    /// Whether it is a record.
    pub(super) is_record: bool,
}

/// What a member says: 1 against a variant that does not know it, 0 for one that does, -1 for one that requires it.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Of most variants.
    pub(super) most: i32,
    /// Of the others.
    pub(super) others: Vec<(u16, i32)>,
    /// The variant that an object which begins with it may be, and the only one if nothing else speaks against that: the one
    /// that knows it, or the smallest of those that do where no variant has constants.
    pub(super) first: Option<u16>,
    /// Whether no other variant knows it.
    pub(super) sole: bool,
    /// Variants in which its values are limited.
    pub(super) constant: Vec<u16>,
}

/// What a member says against a variant that does not know it.
pub(super) const UNKNOWN: i32 = 1;

impl Evidence {
    fn new(name: &str, variants: &'static [Variant]) -> Self {
        let says = |variant: &Variant| {
            let shape = (variant.shape)();
            shape.find(name, usize::MAX).map_or(UNKNOWN, |at| -i32::from(shape.fields[at].required))
        };
        let all: Vec<i32> = variants.iter().map(says).collect();
        let most = (-1..=UNKNOWN)
            .max_by_key(|value| all.iter().filter(|said| *said == value).count())
            .unwrap_or(UNKNOWN);
        let id = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let with = |test: &dyn Fn(usize) -> bool| {
            (0..variants.len()).filter(|at| test(*at)).map(id).collect::<Vec<u16>>()
        };
        let known = with(&|at| all[at] != UNKNOWN);
        let plain = variants.iter().all(|variant| variant.constants.is_empty());
        let members = |at: &u16| (variants[usize::from(*at)].shape)().fields.len();
        let first = match known.as_slice() {
            [only] => Some(*only),
            several if plain => several.iter().copied().min_by_key(members),
            _ => None,
        };
        Self {
            most,
            others: all
                .iter()
                .enumerate()
                .filter(|said| *said.1 != most)
                .map(|(at, said)| (id(at), *said))
                .collect(),
            first,
            sole: known.len() == 1,
            constant: with(&|at| variants[at].constants.iter().any(|constant| constant.0 == name)),
        }
    }
}

impl Index {
    pub(super) fn new(variants: &'static [Variant]) -> Self {
        let mut names: Vec<&'static str> = Vec::new();
        for variant in variants {
            let own = (variant.shape)().fields.iter().map(|field| field.name);
            names.extend(own.chain(variant.constants.iter().map(|constant| constant.0)));
        }
        names.sort_unstable();
        names.dedup();
        let start = variants.iter().map(|variant| {
            let shape = (variant.shape)();
            Start {
                required: shape.fields.iter().map(|field| i32::from(field.required)).sum(),
                members: u32::try_from(shape.fields.len()).unwrap_or(u32::MAX),
                is_record: !shape.name.is_empty(),
            }
        });
        let start: Vec<Start> = start.collect();
        let only = std::array::from_fn(|bit| only(variants, &start, 1 << bit));
        let members = names.into_iter().map(|name| (name, Evidence::new(name, variants))).collect();
        let all_tagged = variants.iter().all(|variant| !variant.tags.is_empty());
        let (members, tags) = (Table::new(members), Table::new(tags(variants)));
        Self { members, tags, loose: AtomicBool::new(false), all_tagged, start, only }
    }

    /// The one variant that takes values of this kind whatever they hold.
    #[inline]
    pub(super) fn only(&self, kind: Kind) -> Option<usize> {
        let bit = Variant::bit(kind).checked_ilog2()?;
        self.only.get(bit as usize).copied().flatten().map(usize::from)
    }

    /// What a member says; `None` where no variant knows it.
    #[inline]
    pub(super) fn of(&self, name: &str) -> Option<&Evidence> {
        self.members.get(name)
    }

    /// What a value of the tag means; `None` where it means no variant.
    #[inline]
    pub(super) fn tag(&self, value: &str) -> Option<Meant> {
        self.tags.get(value).copied()
    }
}

/// What a value of the tag means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    One(u16),
    Several,
}

fn tags(variants: &[Variant]) -> Vec<(&'static str, Meant)> {
    let mut meant: BTreeMap<&'static str, Meant> = BTreeMap::new();
    for (at, variant) in variants.iter().enumerate() {
        let one = u16::try_from(at).map_or(Meant::Several, Meant::One);
        for tag in variant.tags {
            meant
                .entry(tag)
                .and_modify(|meant| *meant = if *meant == one { one } else { Meant::Several })
                .or_insert(one);
        }
    }
    meant.into_iter().collect()
}

/// The one variant that takes this kind, if it is no record: that is one by what it holds.
fn only(variants: &[Variant], start: &[Start], bit: u8) -> Option<u16> {
    let mut takers = variants.iter().enumerate().filter(|(_, variant)| variant.kinds & bit != 0);
    let (Some((at, variant)), None) = (takers.next(), takers.next()) else { return None };
    let is_plain = bit != Variant::OBJECT || !start[at].is_record && variant.constants.is_empty();
    u16::try_from(at).ok().filter(|_| is_plain)
}
