//! Which of a ledger's names belong to what a run has.

use super::{Block, Ledger, Member, key, text};
use crate::ir::rust::{Crates, Item, ItemKind, Method};
use std::collections::{BTreeMap, BTreeSet};

/// A ledger's names by item.
#[derive(Debug, Default)]
pub(crate) struct Held<'l> {
    blocks: Vec<Option<&'l Block>>,
    /// Functions and values, by crate and public module.
    modules: BTreeMap<(usize, Option<&'l str>), &'l Block>,
}

impl<'l> Held<'l> {
    /// Finds each item's block: the one that was found in the same places, and of several the one with the most members
    /// in common.
    pub(crate) fn of(ledger: &'l Ledger, crates: &Crates) -> Self {
        let mut held = Self { blocks: vec![None; crates.items.len()], modules: BTreeMap::new() };
        for (at, krate) in crates.crates.iter().enumerate() {
            let Some(blocks) = ledger.crates.get(&krate.name) else { continue };
            let (modules, types): (Vec<&Block>, Vec<&Block>) =
                blocks.iter().partition(|block| block.kind == "module");
            held.modules.extend(modules.into_iter().map(|block| ((at, block.module.as_deref()), block)));
            held.types(at, &types, &crates.items);
        }
        held
    }

    fn types(&mut self, krate: usize, blocks: &[&'l Block], items: &[Item]) {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, block) in blocks.iter().enumerate() {
            block.keys.iter().for_each(|key| places.entry(key).or_default().push(at));
        }
        let own = |item: &&Item| {
            item.home.krate == krate
                && !item.hidden
                && !matches!(item.kind, ItemKind::Function(_) | ItemKind::Value(_))
        };
        let wanted: Vec<usize> =
            items.iter().enumerate().filter(|(_, item)| own(item)).map(|(at, _)| at).collect();
        let mut scores: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (place, at) in wanted.iter().enumerate() {
            for key in &items[*at].keys {
                for block in places.get(key.as_str()).into_iter().flatten() {
                    *scores.entry((place, *block)).or_default() += 1;
                }
            }
        }
        let scores: BTreeMap<(usize, usize), usize> = scores
            .into_iter()
            .map(|((place, block), shared)| {
                let alike = alike(&members(&items[wanted[place]], items), &keys(blocks[block]));
                ((place, block), 1000 * alike + shared)
            })
            .collect();
        for (place, block) in pair(scores) {
            self.blocks[wanted[place]] = Some(blocks[block]);
        }
    }

    /// The name of the item with this index.
    pub(crate) fn name(&self, index: usize) -> Option<&'l str> {
        let block = self.blocks.get(index).copied().flatten()?;
        Some(&block.name)
    }

    /// All names of types, each with the crate and public module of its item.
    pub(crate) fn names<'s>(&'s self, items: &'s [Item]) -> impl Iterator<Item = (&'s Item, &'l str)> {
        items.iter().enumerate().filter_map(move |(index, item)| Some((item, self.name(index)?)))
    }

    /// The name of a member whose key is the same each time.
    pub(crate) fn member(&self, index: usize, key: &str) -> Option<&'l str> {
        let block = self.blocks.get(index).copied().flatten()?;
        block.members.iter().find(|member| member.key == key).map(|member| member.name.as_str())
    }

    /// What methods are called: a signature may have changed, so of those with one JavaScript name each gets the most
    /// similar.
    pub(crate) fn methods(&self, index: usize, methods: &[Method]) -> Vec<Option<&'l Member>> {
        match self.blocks.get(index).copied().flatten() {
            Some(block) => signatures(block, methods.iter().map(key).collect()),
            None => vec![None; methods.len()],
        }
    }

    /// What functions and values of a module are called.
    pub(crate) fn functions(
        &self,
        krate: usize,
        module: Option<&str>,
        keys: Vec<String>,
    ) -> Vec<Option<&'l Member>> {
        match self.modules.get(&(krate, module)) {
            Some(block) => signatures(block, keys),
            None => vec![None; keys.len()],
        }
    }
}

fn signatures(block: &Block, wanted: Vec<String>) -> Vec<Option<&Member>> {
    let mut scores = BTreeMap::new();
    for (place, signature) in wanted.iter().enumerate() {
        for (at, member) in block.members.iter().enumerate() {
            if called(signature) == called(&member.key) {
                let same = if *signature == member.key { 1_000_000 } else { 0 };
                scores.insert((place, at), same + alike(&words(signature), &words(&member.key)));
            }
        }
    }
    let mut held = vec![None; wanted.len()];
    for (place, at) in pair(scores) {
        held[place] = Some(&block.members[at]);
    }
    held
}

/// What a signature or property is of, and which of the two: `get(` or `readonly status:`.
fn called(signature: &str) -> &str {
    signature.find(['(', ':', '<', '?']).map_or(signature, |end| &signature[..=end])
}

fn words(signature: &str) -> BTreeSet<String> {
    let words = signature.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn keys(block: &Block) -> BTreeSet<String> {
    block.members.iter().map(|member| member.key.clone()).collect()
}

/// What a ledger would call an item's members by.
fn members(item: &Item, items: &[Item]) -> BTreeSet<String> {
    match &item.kind {
        ItemKind::Dict(dict) => dict.fields.iter().map(|field| field.js.clone()).collect(),
        ItemKind::Strings(texts) => texts.variants.iter().map(|(_, text)| text.clone()).collect(),
        ItemKind::Union(branches) => branches.iter().map(|branch| text(items, &branch.ty)).collect(),
        ItemKind::Handle(handle) => handle.methods.iter().map(key).collect(),
        _ => BTreeSet::new(),
    }
}

/// How much two sets have in common, in thousandths.
fn alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let both = one.intersection(other).count();
    let all = one.len() + other.len() - both;
    (1000 * both).checked_div(all).unwrap_or(1000)
}

/// Pairs of highest score, each side at most once; of equal ones the first.
fn pair(scores: BTreeMap<(usize, usize), usize>) -> Vec<(usize, usize)> {
    let mut scores: Vec<_> = scores.into_iter().collect();
    scores.sort_by_key(|(pair, score)| (std::cmp::Reverse(*score), *pair));
    let (mut one, mut other) = (BTreeSet::new(), BTreeSet::new());
    let free = |(place, at): &(usize, usize)| {
        if one.contains(place) || other.contains(at) {
            return false;
        }
        one.insert(*place) && other.insert(*at)
    };
    scores.into_iter().map(|(pair, _)| pair).filter(free).collect()
}
