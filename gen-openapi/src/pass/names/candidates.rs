//! What a type could be called.

use super::MAX_LENGTH;
use super::fallbacks::fallbacks;
use super::words::{component_words, is_generic, without_echoes, without_namespace};
use crate::ir::{
    Api, Hint, OpId, Origin, Output, ResourceId, Role, Root, Success, Type, TypeId, TypeKind, Variant,
};
use codegen::names::{self, singular_last, words};
use std::collections::{BTreeMap, BTreeSet};

/// A proposed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The name.
    pub(super) name: String,
    /// How well it fits: of two claims to one name the stronger wins.
    pub(super) strength: u32,
}

/// What proposals need to know of the whole.
pub(super) struct Context {
    /// Whether component names begin with a name space.
    spaced: bool,
    /// What bodies that are only sent are called after.
    bodies: BTreeSet<String>,
    /// Unions of the kinds of one thing, and what that is called.
    kinds: BTreeMap<TypeId, Vec<String>>,
}

/// Proposals as they are collected.
pub(super) struct Proposals {
    list: Vec<(u32, Vec<String>)>,
}

impl Proposals {
    pub(super) fn add(&mut self, strength: u32, words: impl IntoIterator<Item = String>) {
        let mut words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        without_echoes(&mut words);
        if !words.is_empty() {
            self.list.push((strength, words));
        }
    }
}

impl Proposals {
    /// A kind of a thing: `AiBinding`. What is received as well as sent has the plain name.
    fn add_kind(&mut self, label: Vec<String>, thing: &[String], role: Role) {
        let plain = [label, thing.to_vec()].concat();
        if role == Role::Request {
            self.add(92, plain.iter().cloned());
            self.add(90, plain.into_iter().chain(["input".to_owned()]));
        } else {
            self.add(94, plain);
        }
    }
}

impl Context {
    pub(super) fn new(api: &Api) -> Self {
        let mut bodies = BTreeSet::new();
        for (_, ty) in api.live().filter(|(_, ty)| ty.role == Role::Request) {
            for op in sent_by(&ty.origins) {
                let names = qualified(api, api[op].resource).into_iter();
                let method = words(&api[op].method);
                bodies.extend(names.map(|base| names::upper_camel(&[base, method.clone()].concat())));
            }
        }
        let mut this = Self { spaced: api.spaced, bodies, kinds: BTreeMap::new() };
        let kinds = api.live().filter_map(|(id, ty)| Some((id, this.thing(api, ty)?)));
        this.kinds = kinds.collect();
        this
    }

    /// What the variants of a union are kinds of, where most of their components say so: `binding_kind_ai`.
    fn thing(&self, api: &Api, ty: &Type) -> Option<Vec<String>> {
        let TypeKind::Union(union) = &ty.kind else { return None };
        let said = |variant: &Variant| {
            let label = words(variant.labels.first()?);
            let origins = api[variant.sig.type_id()?].origins.iter();
            let mut components = origins.filter_map(|origin| match origin {
                Origin::Component(name) => Some(self.short(name)),
                _ => None,
            });
            components.find_map(|component| kind_of(&component, &label))
        };
        let all: Vec<Vec<String>> = union.variants.iter().filter_map(said).collect();
        let thing = all.first()?;
        let agree = all.iter().filter(|said| *said == thing).count();
        (agree > 2 && agree * 2 > union.variants.len()).then(|| thing.clone())
    }

    /// The words of a component's name, as short as its document allows.
    fn short(&self, name: &str) -> Vec<String> {
        if self.spaced { without_namespace(name) } else { component_words(name) }
    }

    /// A type's proposals, best first; every one short enough to use.
    pub(super) fn candidates(&self, api: &Api, id: TypeId) -> Vec<Candidate> {
        let ty = &api[id];
        let mut proposals = Proposals { list: Vec::new() };
        let entities = distinct_entities(api, &ty.origins);
        let is_form = matches!(ty.kind, TypeKind::Form(_));
        for origin in &ty.origins {
            match origin {
                Origin::Component(name) => self.component(name, ty, &mut proposals),
                Origin::Operation(op, _) if is_form => form(api, *op, &mut proposals),
                Origin::Operation(op, root) => {
                    operation(api, *op, root, ty, entities, &mut proposals);
                }
                Origin::Below(parent, hint) => {
                    if let (Hint::Variant(label), Some(thing)) = (hint, self.kinds.get(parent)) {
                        proposals.add_kind(words(label), thing, ty.role);
                    }
                    below(api, *parent, hint, ty, &mut proposals);
                }
            }
        }
        let mut found = finish(proposals);
        // What is received is no body, whatever its component is called.
        if ty.role != Role::Request && found.iter().any(|candidate| !self.is_of_a_body(&candidate.name)) {
            found.retain(|candidate| !self.is_of_a_body(&candidate.name));
        }
        found
    }

    /// Whether a name is that of a body, or ends in one: `ShopStoreCreate`.
    fn is_of_a_body(&self, name: &str) -> bool {
        let words = words(name);
        (0..words.len()).any(|start| self.bodies.contains(&names::upper_camel(&words[start..])))
    }

    /// Longer names for when all proposals are taken.
    pub(super) fn fallbacks(&self, api: &Api, id: TypeId, candidates: &[Candidate]) -> Vec<Candidate> {
        let mut proposals = Proposals { list: Vec::new() };
        fallbacks(api, id, candidates, &mut proposals);
        finish(proposals)
    }

    fn component(&self, name: &str, ty: &Type, proposals: &mut Proposals) {
        let of_one = |words: Vec<String>| if is_of_one(ty) { singular_last(&words) } else { words };
        let short = of_one(self.short(name));
        let sent = ty.role == Role::Request;
        // A body is called after what it is for; `type` says less than where it is used.
        let for_bodies = if sent && sent_by(&ty.origins).next().is_some() { 25 } else { 5 };
        let penalty = if sent { for_bodies } else { 0 } + if is_generic(&short) { 67 } else { 0 };
        proposals.add(85u32.saturating_sub(penalty), short.clone());
        if sent {
            proposals.add(60 - penalty.min(55), short.iter().cloned().chain(["input".to_owned()]));
        }
        let long = of_one(component_words(name));
        proposals.add(50 - penalty.min(40), long.clone());
        if sent {
            proposals.add(45 - penalty.min(40), long.into_iter().chain(["input".to_owned()]));
        }
    }
}

/// What a component is a kind of, where its name says both: `binding_kind_ai` is a binding.
fn kind_of(component: &[String], label: &[String]) -> Option<Vec<String>> {
    let thing = component.strip_suffix(label)?.strip_suffix(&["kind".to_owned()])?;
    (!thing.is_empty() && !label.is_empty()).then(|| thing.to_vec())
}

/// Whether each value is one of several: then it is called in the singular, also where the document says what there are.
fn is_of_one(ty: &Type) -> bool {
    matches!(ty.kind, TypeKind::Enum(_) | TypeKind::Union(_))
}

/// The operations that send a type as their body.
pub(super) fn sent_by(origins: &[Origin]) -> impl Iterator<Item = OpId> {
    origins.iter().filter_map(|origin| match origin {
        Origin::Operation(op, Root::Body) => Some(*op),
        _ => None,
    })
}

/// The operation that a body is called after: the one that makes the thing before those that change it, and of several alike
/// the nearest to the service.
fn leading(api: &Api, origins: &[Origin]) -> Option<OpId> {
    sent_by(origins).min_by_key(|op| {
        let operation = &api[*op];
        let rank = ["create", "update", "edit"].iter().position(|method| *method == operation.method);
        (rank.unwrap_or(usize::MAX), api[operation.resource].path.len(), &operation.path)
    })
}

/// What a resource is about, in words: its last name in the singular, unless there is only one of it.
fn entity(api: &Api, resource: ResourceId) -> Vec<String> {
    let resource = &api[resource];
    let last = resource.path.last().map(|name| words(name)).unwrap_or_default();
    let many = resource.operations.iter().any(|op| {
        let op = &api[*op];
        matches!(op.method.as_str(), "list" | "create") || (op.path.ends_with('}') && op.method == "get")
    });
    if many { singular_last(&last) } else { last }
}

/// The entity with more and more of the resources above it before it.
pub(super) fn qualified(api: &Api, resource: ResourceId) -> Vec<Vec<String>> {
    let mut all = vec![entity(api, resource)];
    let mut at = api[resource].parent;
    // The service is in the crate's name already.
    while let Some(above) = at.filter(|above| api[*above].parent.is_some()) {
        let mut longer = entity(api, above);
        longer.extend(all[all.len() - 1].iter().cloned());
        all.push(longer);
        at = api[above].parent;
    }
    all
}

/// How many different things a type is the result of reading.
fn distinct_entities(api: &Api, origins: &[Origin]) -> usize {
    let mut found: Vec<Vec<String>> = Vec::new();
    for origin in origins {
        if let Origin::Operation(op, Root::Result) = origin {
            let entity = entity(api, api[*op].resource);
            if !found.contains(&entity) {
                found.push(entity);
            }
        }
    }
    found.len()
}

fn operation(api: &Api, op: OpId, root: &Root, ty: &Type, entities: usize, proposals: &mut Proposals) {
    let origins = &ty.origins;
    let operation = &api[op];
    let method = words(&operation.method);
    let tail = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let shared = origins
        .iter()
        .filter(|origin| matches!(origin, Origin::Operation(_, other) if same_root(root, other)))
        .count();
    for (distance, base) in qualified(api, operation.resource).into_iter().enumerate() {
        let far = distance as u32 * 3;
        let read = matches!(root, Root::Result | Root::Item);
        let base = if read && is_of_one(ty) { singular_last(&base) } else { base };
        let with = |more: Vec<String>| base.iter().cloned().chain(more);
        match root {
            Root::Result | Root::Item => {
                let listed = matches!(&operation.output, Output::One(Success::Page(_)));
                // A type that is read in several places is named after its component, if it has one.
                let weak = if entities > 1 { 30 } else { 0 };
                match operation.method.as_str() {
                    "get" | "read" | "retrieve" if !listed => proposals.add(95 - weak - far, base.clone()),
                    "list" | "get" => {
                        proposals.add(90 - weak - far, base.clone());
                        proposals.add(55 - far, with(tail(&["list", "item"])));
                    }
                    "create" | "update" | "edit" => {
                        proposals.add(88 - weak - far, base.clone());
                        proposals.add(38 - far, with([method.clone(), tail(&["result"])].concat()));
                    }
                    "delete" => {
                        if shared > 1 {
                            proposals.add(80 - far, tail(&["deleted"]));
                        }
                        proposals.add(38 - far, with(tail(&["deleted"])));
                    }
                    _ => proposals.add(70 - weak - far, with([method.clone(), tail(&["result"])].concat())),
                }
            }
            Root::Body => {
                let leads = ty.role == Role::Request && leading(api, origins) == Some(op);
                let depth = u32::try_from(api[operation.resource].path.len()).unwrap_or(u32::MAX);
                let strength = if leads { 92 - depth.saturating_sub(2).min(10) } else { 66 };
                proposals.add(strength - far, with(method.clone()));
            }
            Root::Param(name) => {
                let name = if is_of_one(ty) { singular_last(&words(name)) } else { words(name) };
                if shared > 2 || name.len() > 1 {
                    proposals.add(48 - far, name.clone());
                }
                proposals.add(46 - far, with(name.clone()));
                proposals.add(44 - far, with([method.clone(), name].concat()));
            }
            Root::Event => proposals.add(60 - far, with([method.clone(), tail(&["event"])].concat())),
            Root::Outcome => proposals.add(60 - far, with([method.clone(), tail(&["outcome"])].concat())),
            Root::Case(label) => proposals.add(60 - far, with([method.clone(), words(label)].concat())),
        }
    }
}

/// The form of an operation that takes JSON as well leaves the plain name to that.
fn form(api: &Api, op: OpId, proposals: &mut Proposals) {
    let operation = &api[op];
    let method = words(&operation.method);
    for (distance, base) in qualified(api, operation.resource).into_iter().enumerate() {
        let far = distance as u32 * 3;
        let own: Vec<String> = base.iter().chain(&method).cloned().collect();
        proposals.add(71 - far, own.clone());
        proposals.add(69 - far, own.into_iter().chain(["form".to_owned()]));
    }
}

/// Whether a word begins with a digit: it belongs to the word before it.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn same_root(a: &Root, b: &Root) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn below(api: &Api, parent: TypeId, hint: &Hint, ty: &Type, proposals: &mut Proposals) {
    let origins = &ty.origins;
    let above = words(&api[parent].name);
    let parents = origins.iter().filter(|origin| matches!(origin, Origin::Below(..))).count();
    match hint {
        Hint::Member(name) | Hint::Element(name) => {
            let mut own = words(name);
            if matches!(hint, Hint::Element(_)) || is_of_one(ty) {
                own = singular_last(&own);
            }
            let named = origins.iter().any(|origin| matches!(origin, Origin::Component(_)));
            if is_generic(&own) {
                proposals.add(12, own.clone());
            } else if parents > 2 || own.len() > 1 {
                proposals.add(if parents > 2 && !named { 58 } else { 42 }, own.clone());
            }
            // The end of the parent's name is what the member belongs to; all of it says where.
            for keep in [2, 3, 4, above.len()] {
                let tail = above.len().checked_sub(keep).map(|start| &above[start..]);
                if let Some(tail) = tail.filter(|tail| tail.first().is_none_or(|first| !is_number(first))) {
                    proposals.add(40 - keep.min(20) as u32, tail.iter().cloned().chain(own.clone()));
                }
            }
            proposals.add(20, above.iter().cloned().chain(own));
        }
        Hint::Variant(label) => {
            let own = words(label);
            let start = above.iter().rposition(|word| !is_number(word)).unwrap_or_default();
            proposals.add(41, own.iter().chain(&above[start..]).cloned());
            proposals.add(35, own.iter().cloned().chain(above.clone()));
            proposals.add(20, above.into_iter().chain(own));
        }
    }
}

/// Sorted by strength, spelled, cut to length, each once.
fn finish(mut proposals: Proposals) -> Vec<Candidate> {
    proposals.list.sort_by_key(|(strength, _)| u32::MAX - strength);
    let mut list: Vec<Candidate> = Vec::new();
    for (strength, words) in proposals.list {
        // Leading words say where, trailing ones what: when a name is too long, where goes first.
        let name = (0..words.len())
            .filter(|skip| *skip == 0 || !is_number(&words[*skip]))
            .map(|skip| names::avoid_type_keyword(names::upper_camel(&words[skip..])))
            .find(|name| name.len() <= MAX_LENGTH);
        if let Some(name) = name
            && !list.iter().any(|known| known.name == name)
        {
            list.push(Candidate { name, strength });
        }
    }
    list
}
