//! Two schemas of one thing, side by side: what meets what. Nothing is decided here: a schema that many refer to meets many.

use super::schema::{Kind, Schemas};
use codegen::doc::{Node, NodeId};
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;

/// Whether a value is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Read,
    Write,
}

/// An object's schema of the document, with what it meets.
#[derive(Debug)]
pub(super) struct Meeting<'d> {
    /// Where the object is mentioned.
    pub(super) mention: &'d Node<'d>,
    /// The objects on the other side: several where one object of the document is a union in the SDK.
    pub(super) others: Vec<&'d Node<'d>>,
    pub(super) side: Side,
}

/// A schema that is one thing here and another there.
#[derive(Debug)]
pub(super) struct Contradiction<'d> {
    pub(super) base: &'d Node<'d>,
    pub(super) other: &'d Node<'d>,
    pub(super) what: String,
}

/// A union of the document and an alternative that it lacks.
#[derive(Debug)]
pub(super) struct Variant<'d> {
    /// The schema that has the list.
    pub(super) holder: &'d Node<'d>,
    pub(super) other: &'d Node<'d>,
    pub(super) side: Side,
    /// What tells the alternatives apart, and this one's value.
    pub(super) tag: (&'d str, &'d str),
}

/// Everything that was met.
#[derive(Default)]
pub(super) struct Walk<'d> {
    /// By the object's own place, behind all references.
    pub(super) objects: BTreeMap<NodeId, (&'d Node<'d>, Vec<Meeting<'d>>)>,
    /// By the schema that has the list.
    pub(super) enums: BTreeMap<NodeId, (&'d Node<'d>, Vec<&'d Node<'d>>)>,
    pub(super) variants: Vec<Variant<'d>>,
    pub(super) contradictions: Vec<Contradiction<'d>>,
    /// Envelopes without a result, and the result.
    pub(super) results: Vec<(&'d Node<'d>, &'d Node<'d>)>,
    /// What documentation says of what is added.
    note: String,
    seen: IndexSet<(NodeId, NodeId, Side), FxBuildHasher>,
    /// How much two objects look like one another.
    scores: IndexMap<(NodeId, NodeId), Option<f64>, FxBuildHasher>,
}

/// From here on two objects are taken to be one.
const LIKE: f64 = 0.5;

/// The two documents.
pub(super) struct Pair<'d> {
    pub(super) base: Schemas<'d>,
    pub(super) sdk: Schemas<'d>,
}

impl<'d> Walk<'d> {
    /// `note` is what documentation says of what is added.
    pub(super) fn new(note: String) -> Self {
        Self { note, ..Self::default() }
    }

    /// Compares a schema of the document with one of the SDK.
    pub(super) fn meet(&mut self, pair: &Pair<'d>, base: &'d Node<'d>, other: &'d Node<'d>, side: Side) {
        if self.is_from_sdk(pair, base) || !self.seen.insert((base.id(), other.id(), side)) {
            return;
        }
        let theirs = pair.sdk.variants(other);
        if !theirs.is_empty() {
            return self.union(pair, base, &theirs, side);
        }
        let variants = pair.base.variants(base);
        if !variants.is_empty() {
            return self.choose(pair, base, &variants, other, side);
        }
        self.plain(pair, base, &[other], side);
    }

    /// Whether a schema was added by an earlier merge: it has all that the SDK has.
    pub(super) fn is_from_sdk(&self, pair: &Pair<'d>, base: &'d Node<'d>) -> bool {
        let says = |node: &Node<'_>| {
            node.get("description").and_then(Node::as_str).is_some_and(|text| text.ends_with(&self.note))
        };
        let named = |node: &'d Node<'d>| {
            node.get("$ref").and_then(Node::as_str).is_some_and(|to| to.contains("/sdk-"))
        };
        says(base) || pair.base.parts(base).iter().copied().any(named)
    }

    /// A union of the SDK.
    fn union(&mut self, pair: &Pair<'d>, base: &'d Node<'d>, theirs: &[&'d Node<'d>], side: Side) {
        let variants = pair.base.variants(base);
        if !variants.is_empty() {
            for other in theirs {
                self.choose(pair, base, &variants, other, side);
            }
            return;
        }
        let kind = pair.base.kind(base);
        let fitting: Vec<&Node<'_>> =
            theirs.iter().copied().filter(|other| pair.sdk.kind(other) == kind).collect();
        if fitting.is_empty() {
            if let (true, Some(first)) = (kind != Kind::Any, theirs.first()) {
                self.contradict(
                    base,
                    first,
                    format!("{} here, a union without that in the SDK", kind.name()),
                );
            }
            return;
        }
        self.plain(pair, base, &fitting, side);
    }

    /// No union on this side; `others` are of one kind.
    fn plain(&mut self, pair: &Pair<'d>, base: &'d Node<'d>, others: &[&'d Node<'d>], side: Side) {
        let Some(first) = others.first() else { return };
        let (here, there) = (pair.base.kind(base), pair.sdk.kind(first));
        if here == Kind::Any || there == Kind::Any {
            return;
        }
        if here != there {
            self.contradict(base, first, format!("{} here, {} in the SDK", here.name(), there.name()));
            return;
        }
        match here {
            Kind::Object => self.object(pair, base, others, side),
            Kind::Array => {
                if let Some(items) = pair.base.keyword(base, "items") {
                    for other in others.iter().filter_map(|other| pair.sdk.keyword(other, "items")) {
                        self.meet(pair, items, other, side);
                    }
                }
            }
            _ => {
                let (holder, listed) = (pair.base.holder(base, "enum"), pair.sdk.keyword(first, "enum"));
                if let (Some(holder), Some(_)) = (holder, listed) {
                    let lists = others.iter().filter_map(|other| pair.sdk.keyword(other, "enum"));
                    self.enums.entry(holder.id()).or_insert((holder, Vec::new())).1.extend(lists);
                }
            }
        }
    }

    fn object(&mut self, pair: &Pair<'d>, base: &'d Node<'d>, others: &[&'d Node<'d>], side: Side) {
        let members = pair.base.members(base);
        if members.is_empty() {
            // Free form, or a map.
            let values = pair.base.keyword(base, "additionalProperties").filter(|values| values.is_object());
            for other in others.iter().filter_map(|other| pair.sdk.keyword(other, "additionalProperties")) {
                if let (Some(values), true) = (values, other.is_object()) {
                    self.meet(pair, values, other, side);
                }
            }
            return;
        }
        let others: Vec<&Node<'_>> =
            others.iter().copied().filter(|other| !pair.sdk.members(other).is_empty()).collect();
        for other in &others {
            for (name, schema) in pair.sdk.members(other).iter() {
                if let Some(own) = members.get(name) {
                    self.meet(pair, own, schema, side);
                }
            }
        }
        if !others.is_empty() {
            let target = pair.base.target(base);
            let meeting = Meeting { mention: base, others, side };
            self.objects.entry(target.id()).or_insert((target, Vec::new())).1.push(meeting);
        }
    }

    /// The alternative of the document that one of the SDK is.
    fn choose(
        &mut self,
        pair: &Pair<'d>,
        base: &'d Node<'d>,
        variants: &[&'d Node<'d>],
        other: &'d Node<'d>,
        side: Side,
    ) {
        let kind = pair.sdk.kind(other);
        let same: Vec<&Node<'_>> =
            variants.iter().copied().filter(|variant| pair.base.kind(variant) == kind).collect();
        if kind != Kind::Object {
            match same.as_slice() {
                [only] => self.plain(pair, only, &[other], side),
                _ if kind == Kind::Any || !same.is_empty() => {}
                _ if variants.iter().any(|variant| pair.base.kind(variant) == Kind::Any) => {}
                _ => self.contradict(
                    base,
                    other,
                    format!("a union without {} here, with it in the SDK", kind.name()),
                ),
            }
            return;
        }
        if same.iter().any(|variant| pair.base.members(variant).is_empty()) {
            // Free form: it takes any object.
            return;
        }
        let mut score = |variant: &'d Node<'d>| {
            let key = (pair.base.identity(variant), pair.sdk.identity(other));
            *self.scores.entry(key).or_insert_with(|| score(pair, variant, other, 0))
        };
        let mut scored: Vec<(f64, &Node<'_>)> =
            same.iter().filter_map(|variant| Some((score(variant)?, *variant))).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        match scored.as_slice() {
            [(best, _), (next, _), ..] if *best >= LIKE && best - next < f64::EPSILON => {
                self.contradict(base, other, "an alternative like several of these".to_owned());
            }
            [(best, variant), ..] if *best >= LIKE && self.is_from_sdk(pair, variant) => {}
            [(best, variant), ..] if *best >= LIKE => self.plain(pair, variant, &[other], side),
            _ => self.lacking(pair, base, &same, other, side),
        }
    }

    /// An alternative that is none of the document's: one that it lacks, if something tells it from these.
    fn lacking(
        &mut self,
        pair: &Pair<'d>,
        base: &'d Node<'d>,
        own: &[&'d Node<'d>],
        other: &'d Node<'d>,
        side: Side,
    ) {
        let lists = |part: &&'d Node<'d>| part.get("oneOf").or_else(|| part.get("anyOf")).is_some();
        let holder = pair.base.parts(base).iter().copied().find(lists);
        match (tag(pair, own, other), holder) {
            (Some(tag), Some(holder)) => self.variants.push(Variant { holder, other, side, tag }),
            _ => self.contradict(base, other, "an alternative that nothing tells from these".to_owned()),
        }
    }

    fn contradict(&mut self, base: &'d Node<'d>, other: &'d Node<'d>, what: String) {
        self.contradictions.push(Contradiction { base, other, what });
    }
}

/// What tells an alternative from others: the value of a member that has some in all of them, or else a member that it
/// must have and they do not know.
fn tag<'d>(pair: &Pair<'d>, own: &[&'d Node<'d>], other: &'d Node<'d>) -> Option<(&'d str, &'d str)> {
    let members = pair.sdk.members(other);
    let value = members.iter().find_map(|(name, schema)| {
        let &[text] = &*pair.sdk.texts(schema) else { return None };
        let apart = |variant: &&'d Node<'d>| {
            let known = pair.base.members(variant);
            let texts = known.get(name).map(|member| pair.base.texts(member)).unwrap_or_default();
            !texts.is_empty() && !texts.contains(&text)
        };
        (!own.is_empty() && own.iter().all(apart)).then_some((*name, text))
    });
    let must = pair.sdk.keyword(other, "required").map(Node::items).unwrap_or_default();
    value.or_else(|| {
        let new = |name: &&'d str| own.iter().all(|variant| !pair.base.members(variant).contains_key(name));
        must.iter().filter_map(Node::as_str).find(new).map(|name| (name, ""))
    })
}

/// How much two objects look like one another, from 0; `None` where a member that tells kinds apart says they do not.
fn score<'d>(pair: &Pair<'d>, base: &'d Node<'d>, other: &'d Node<'d>, depth: usize) -> Option<f64> {
    let (own, theirs) = (pair.base.members(base), pair.sdk.members(other));
    let mut score =
        if depth == 0 && pair.base.name(base).is_some_and(|name| pair.sdk.name(other) == Some(name)) {
            1.0
        } else {
            0.0
        };
    let mut common = 0.0;
    for (name, schema) in theirs.iter() {
        let Some(member) = own.get(name) else { continue };
        common += 1.0;
        let (here, there) = (pair.base.texts(member), pair.sdk.texts(schema));
        let constant = here.len() == 1 || there.len() == 1;
        if constant && !here.is_empty() && !there.is_empty() {
            if !here.iter().any(|text| there.contains(text)) {
                return None;
            }
            score += 1.0;
        } else if depth == 0
            && pair.base.kind(member) == Kind::Object
            && pair.sdk.kind(schema) == Kind::Object
        {
            score += self::score(pair, member, schema, 1).unwrap_or_default() / 2.0;
        }
    }
    let all = (own.len() + theirs.len()) as f64 - common;
    Some(score + if all > 0.0 { common / all } else { 1.0 })
}
