//! Which members speak for which variants of a union: made once, when its first value is read.

use super::Variant;
use crate::codec::Kind;

/// Which members speak for which variants.
#[doc(hidden)]
#[derive(Debug)]
pub struct Index {
    /// Where to look for a member by its name's hash: one more than its place, 0 for nothing.
    slots: Vec<u16>,
    members: Vec<(&'static str, Evidence)>,
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
    /// The one variant that knows it, if only one does.
    pub(super) only: Option<u16>,
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
        Self {
            most,
            others: all
                .iter()
                .enumerate()
                .filter(|said| *said.1 != most)
                .map(|(at, said)| (id(at), *said))
                .collect(),
            only: <[u16; 1]>::try_from(known).ok().map(|[only]| only),
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
        let mut slots = vec![0u16; (names.len() * 2 + 1).next_power_of_two()];
        for (at, name) in names.iter().enumerate().take(usize::from(u16::MAX)) {
            let mut slot = hash(name) & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = u16::try_from(at + 1).unwrap_or_default();
        }
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
        Self { slots, members, start, only }
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
        let mut slot = hash(name) & (self.slots.len() - 1);
        loop {
            let (known, evidence) = &self.members[usize::from(self.slots[slot].checked_sub(1)?)];
            if *known == name {
                return Some(evidence);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

/// The one variant that takes this kind, if it is no record: that is one by what it holds.
fn only(variants: &[Variant], start: &[Start], bit: u8) -> Option<u16> {
    let mut takers = variants.iter().enumerate().filter(|(_, variant)| variant.kinds & bit != 0);
    let (Some((at, variant)), None) = (takers.next(), takers.next()) else { return None };
    let is_plain = bit != Variant::OBJECT || !start[at].is_record && variant.constants.is_empty();
    u16::try_from(at).ok().filter(|_| is_plain)
}

/// Members of one union differ in length, ends and middle, mostly.
#[inline]
fn hash(name: &str) -> usize {
    let bytes = name.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let length = bytes.len();
    length.wrapping_mul(7)
        ^ byte(0).wrapping_mul(31)
        ^ byte(length / 2).wrapping_mul(131)
        ^ byte(length.wrapping_sub(1)).wrapping_mul(17)
}
