//! Equal types become one.
//!
//! Types are equal when their structure is (names of members, presence, what they mention, recursively) and they mean
//! the same: the last word of what they are called in the document agrees. So forty copies of `result_info` are one
//! type, while a header and a tag that both have a name and a value stay two. Documentation does not count.
//!
//! Structure is compared by partition refinement: each round hashes a type together with the classes of what it
//! mentions, until no class splits any more. That ends on recursive types too.

use super::link;
use crate::ir::{Api, Enum, EnumKind, Hint, Origin, PartKind, Root, Sig, Type, TypeId, TypeKind};
use codegen::names::{singular, words};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) fn run(api: &mut Api) {
    let ids = api.live_ids();
    let mut classes: Vec<u64> = vec![0; api.types.len()];
    let leaves: Vec<String> = api.types.iter().map(|ty| leaf(api, ty)).collect();
    for id in &ids {
        classes[id.0 as usize] = hash(|h| {
            own(&api[*id], h);
            leaves[id.0 as usize].hash(h);
        });
    }
    let mut count = distinct(&ids, &classes);
    loop {
        let next: Vec<u64> = (0..api.types.len())
            .map(|index| {
                hash(|h| {
                    classes[index].hash(h);
                    api.types[index].each_sig(&mut |sig| mention(sig, &classes, h));
                })
            })
            .collect();
        classes = next;
        let now = distinct(&ids, &classes);
        if now == count {
            break;
        }
        count = now;
    }
    merge(api, &ids, &classes);
    link::sweep(api);
}

fn hash(fill: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    fill(&mut hasher);
    hasher.finish()
}

fn distinct(ids: &[TypeId], classes: &[u64]) -> usize {
    let mut seen: Vec<u64> = ids.iter().map(|id| classes[id.0 as usize]).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// A type's structure without what it mentions.
fn own(ty: &Type, h: &mut DefaultHasher) {
    match &ty.kind {
        TypeKind::Record(record) => {
            (0, record.rest.is_some()).hash(h);
            for field in &record.fields {
                (&field.wire, field.presence, field.secret, field.deprecated, &field.limits).hash(h);
            }
        }
        TypeKind::Union(union) => {
            1.hash(h);
            union.tag.hash(h);
            for variant in &union.variants {
                (&variant.tags, variant.labels.first()).hash(h);
            }
        }
        TypeKind::Enum(Enum { kind, values }) => {
            (2, *kind == EnumKind::Integer).hash(h);
            values.iter().for_each(|value| value.wire.hash(h));
        }
        TypeKind::Form(form) => {
            3.hash(h);
            for part in &form.parts {
                (&part.wire, part.required, std::mem::discriminant(&part.kind)).hash(h);
                matches!(part.kind, PartKind::Json(_)).hash(h);
            }
        }
        TypeKind::Outcome(cases) => {
            4.hash(h);
            for case in cases {
                (&case.name, &case.status, &case.content_type, std::mem::discriminant(&case.success)).hash(h);
            }
        }
    }
}

/// A mention, with the class of the type it mentions.
fn mention(sig: &Sig, classes: &[u64], h: &mut DefaultHasher) {
    match sig {
        Sig::Type(id) | Sig::Boxed(id) => ("type", classes[id.0 as usize]).hash(h),
        Sig::List(inner) => {
            "list".hash(h);
            mention(inner, classes, h);
        }
        Sig::Map(inner) => {
            "map".hash(h);
            mention(inner, classes, h);
        }
        Sig::Maybe(inner) => {
            "maybe".hash(h);
            mention(inner, classes, h);
        }
        other => other.hash(h),
    }
}

/// The last word of what a type is called where it was found.
fn leaf(api: &Api, ty: &Type) -> String {
    let last = |text: &str| words(text).last().map(|word| singular(word)).unwrap_or_default();
    match &ty.origins[0] {
        Origin::Component(name) => last(&super::names::component_words(name).join(" ")),
        Origin::Below(_, Hint::Member(name) | Hint::Element(name) | Hint::Variant(name)) => last(name),
        Origin::Operation(id, root) => match root {
            Root::Param(name) => last(name),
            Root::Item => "item".to_owned(),
            Root::Result => format!("{} result", api[*id].method),
            Root::Body => format!("{} body", last(&api[api[*id].resource].path.join(" "))),
            Root::Event => "event".to_owned(),
            Root::Outcome => "outcome".to_owned(),
            Root::Case(label) => label.clone(),
        },
    }
}

/// Keeps the first type of every class, with the origins of all.
fn merge(api: &mut Api, ids: &[TypeId], classes: &[u64]) {
    let mut kept: IndexMap<u64, TypeId> = IndexMap::new();
    let mut target: Vec<TypeId> = (0..api.types.len() as u32).map(TypeId).collect();
    for id in ids {
        let first = *kept.entry(classes[id.0 as usize]).or_insert(*id);
        if first == *id {
            continue;
        }
        target[id.0 as usize] = first;
        let (origins, role, docs) = {
            let ty = &mut api[*id];
            ty.live = false;
            (std::mem::take(&mut ty.origins), ty.role, std::mem::take(&mut ty.docs))
        };
        let ty = &mut api[first];
        ty.role = ty.role.and(role);
        if ty.docs.is_empty() {
            ty.docs = docs;
        }
        for origin in origins {
            if !ty.origins.contains(&origin) {
                ty.origins.push(origin);
            }
        }
    }
    let map = |id: TypeId| target[id.0 as usize];
    for ty in &mut api.types {
        ty.each_sig_mut(&mut |sig| sig.map_types(&map));
        for origin in &mut ty.origins {
            if let Origin::Below(parent, _) = origin {
                *parent = map(*parent);
            }
        }
        let mut seen = BTreeSet::new();
        ty.origins.retain(|origin| seen.insert(origin.clone()));
    }
    for operation in &mut api.operations {
        operation.each_sig_mut(&mut |sig| sig.map_types(&map));
    }
}
