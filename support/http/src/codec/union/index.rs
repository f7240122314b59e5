//! Which members speak for which variants of a union: made once, when its first value is read.

use super::Variant;
use super::table::Table;
use crate::codec::{Kind, Reader};
use std::borrow::Cow;
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
    /// The variants that an object without members may be.
    pub(super) of_nothing: Vec<u16>,
    /// What each variant is before anything is known of a value.
    pub(super) start: Vec<Start>,
    /// The variants, the smallest first.
    pub(super) by_size: Vec<u16>,
    /// By the bit of a kind's number: the variants that take it, where nothing tells them apart.
    alike: [Vec<u16>; KINDS],
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
    /// Whether it takes objects.
    pub(super) is_object: bool,
}

/// What a member says: 1 against a variant that does not know it, 0 for one that does, -1 for one that requires it.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Of most variants.
    pub(super) most: i32,
    /// Of the others, how much more than of most.
    pub(super) others: Vec<(u16, i32)>,
    /// Variants that an object which begins with it may be, the smallest first, where nothing but the members has to be asked.
    pub(super) first: Vec<u16>,
    /// Whether those are all that know it.
    pub(super) complete: bool,
    /// What its values are limited to, and in which variants; none where that is so in all of them alike.
    pub(super) limits: Vec<Limit>,
    /// Whether all variants that know it have the same values, of which there are several: then another value is a new one, and
    /// speaks against none of them.
    pub(super) level: bool,
}

/// Values that a member is limited to in some variants.
#[derive(Debug)]
pub(super) struct Limit {
    pub(super) values: Vec<Cow<'static, str>>,
    pub(super) variants: Vec<u16>,
}

/// What a member says against a variant that does not know it.
pub(super) const UNKNOWN: i32 = 1;

/// As many variants are tried after the first member; of more, only the smallest.
const TRIED: usize = 4;

impl Evidence {
    fn new(name: &str, tag: &str, variants: &'static [Variant]) -> Self {
        let says = |variant: &Variant| {
            let shape = variant.shape.get();
            shape.find(name, usize::MAX).map_or(UNKNOWN, |at| -i32::from(shape.fields[at].is_required()))
        };
        let all: Vec<i32> = variants.iter().map(says).collect();
        let most = (-1..=UNKNOWN)
            .max_by_key(|value| all.iter().filter(|said| *said == value).count())
            .unwrap_or(UNKNOWN);
        let mut limits: Vec<Limit> = Vec::new();
        for (at, variant) in variants.iter().enumerate() {
            let (at, values) = (number(at), variant.limits(name, tag));
            match limits.iter_mut().find(|limit| limit.values == values) {
                Some(limit) => limit.variants.push(at),
                None if values.is_empty() => {}
                None => limits.push(Limit { values, variants: vec![at] }),
            }
        }
        let known = all.iter().filter(|said| **said != UNKNOWN).count();
        let level = matches!(&limits[..], [only] if only.values.len() > 1 && only.variants.len() == known);
        if level && known == variants.len() {
            limits.clear();
        }
        let others = all.iter().enumerate().filter(|said| *said.1 != most);
        let others = others.map(|(at, said)| (number(at), *said - most)).collect();
        Self { most, others, limits, level, ..Self::default() }
    }

    /// Whether its values tell nothing of the variants that know it.
    fn is_plain(&self) -> bool {
        self.limits.is_empty() || self.level
    }

    fn knows(&self, variant: u16) -> bool {
        let other = self.others.iter().find(|(other, _)| *other == variant);
        self.most + other.map_or(0, |other| other.1) != UNKNOWN
    }
}

impl Variant {
    /// The values that a member has in this variant, where they are limited: those that are listed here, or the one that
    /// the record says. What the tag says need not be said again.
    fn limits(&self, name: &str, tag: &str) -> Vec<Cow<'static, str>> {
        if let Some((_, values)) = self.constants.iter().find(|limited| limited.0 == name) {
            return values.iter().map(|value| Cow::Borrowed(*value)).collect();
        }
        let shape = self.shape.get();
        let field = shape.find(name, usize::MAX).map(|at| &shape.fields[at]);
        let constant = field.map_or("", |field| field.constant);
        if constant.is_empty() || name == tag {
            return Vec::new();
        }
        vec![Reader::new(constant).string().unwrap_or(Cow::Borrowed(constant))]
    }
}

/// A variant's number.
pub(super) fn number(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Says of each member which variants may be tried where an object begins with it.
fn find_first(members: &mut [(&'static str, Evidence)], by_size: &[u16]) {
    let told = |variant: &u16| members.iter().any(|(_, member)| member.knows(*variant) && !member.is_plain());
    let told: Vec<bool> = (0..by_size.len()).map(|at| told(&number(at))).collect();
    for (_, member) in members.iter_mut().filter(|(_, member)| member.is_plain()) {
        let mut known: Vec<u16> = by_size.iter().copied().filter(|variant| member.knows(*variant)).collect();
        member.complete = known.len() <= TRIED;
        if known.len() > 1 && known.iter().any(|variant| told[usize::from(*variant)]) {
            continue;
        }
        if !member.complete {
            known.truncate(1);
        }
        member.first = known;
    }
}

impl Index {
    pub(super) fn new(tag: &str, variants: &'static [Variant]) -> Self {
        let mut names: Vec<&'static str> = Vec::new();
        for variant in variants {
            let own = variant.shape.get().fields.iter().map(|field| field.name);
            names.extend(own.chain(variant.constants.iter().map(|constant| constant.0)));
        }
        names.sort_unstable();
        names.dedup();
        let start = variants.iter().map(|variant| {
            let shape = variant.shape.get();
            Start {
                required: shape.fields.iter().map(|field| i32::from(field.is_required())).sum(),
                members: u32::try_from(shape.fields.len()).unwrap_or(u32::MAX),
                is_record: !shape.name.is_empty(),
                is_object: variant.kinds & Variant::OBJECT != 0,
            }
        });
        let start: Vec<Start> = start.collect();
        let of_nothing = of_nothing(variants, &start);
        let alike = std::array::from_fn(|bit| alike(variants, &start, 1 << bit));
        let mut members: Vec<_> =
            names.into_iter().map(|name| (name, Evidence::new(name, tag, variants))).collect();
        let mut by_size: Vec<u16> = (0..start.len()).map(number).collect();
        by_size.sort_by_key(|variant| start[usize::from(*variant)].members);
        find_first(&mut members, &by_size);
        let all_tagged = variants.iter().all(|variant| !variant.tags.is_empty());
        let (members, tags) = (Table::new(members), Table::new(tags(variants)));
        Self { members, tags, loose: AtomicBool::new(false), all_tagged, of_nothing, start, by_size, alike }
    }

    /// The variants that take values of this kind, the smallest first, where nothing tells them apart but whether a value fits;
    /// none where something does.
    #[inline]
    pub(super) fn alike(&self, kind: Kind) -> &[u16] {
        let bit = Variant::bit(kind).checked_ilog2();
        bit.and_then(|bit| self.alike.get(bit as usize)).map_or(&[], Vec::as_slice)
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
        let one = Meant::One(number(at));
        for tag in variant.tags {
            meant
                .entry(tag)
                .and_modify(|meant| *meant = if *meant == one { one } else { Meant::Several })
                .or_insert(one);
        }
    }
    meant.into_iter().collect()
}

/// The variants that an object without members may be: the one record there is, if that needs none, or what is no record.
fn of_nothing(variants: &[Variant], start: &[Start]) -> Vec<u16> {
    let objects = (0..variants.len()).filter(|at| variants[*at].kinds & Variant::OBJECT != 0);
    let objects: Vec<usize> = objects.collect();
    match objects.as_slice() {
        [only] if start[*only].is_record && start[*only].required == 0 => vec![number(*only)],
        several => several.iter().copied().filter(|at| !start[*at].is_record).map(number).collect(),
    }
}

/// The variants that take this kind and are told apart by nothing: one, if it is no record (that is one by what it holds), or
/// lists of the same kinds of items, of which those that say nothing of them come last.
fn alike(variants: &[Variant], start: &[Start], bit: u8) -> Vec<u16> {
    let takes = |at: &usize| variants[*at].kinds & bit != 0;
    let mut takers: Vec<usize> = (0..variants.len()).filter(takes).collect();
    let alike = match takers.as_slice() {
        [only] => bit != Variant::OBJECT || !start[*only].is_record && variants[*only].constants.is_empty(),
        [first, ..] => {
            let items = |at: &usize| variants[*at].items == variants[*first].items;
            bit == Variant::ARRAY && takers.iter().all(items)
        }
        [] => false,
    };
    if !alike {
        return Vec::new();
    }
    takers.sort_by_key(|at| (variants[*at].untyped, start[*at].members));
    takers.into_iter().map(number).collect()
}
