//! Equal types become one.
//!
//! Types are equal when they have one structure and mean the same: the last word of what they are called in the document
//! agrees. So forty copies of `result_info` are one type, while a header and a tag that both have a name and a value stay
//! two. Documentation does not count.

use super::{link, structure};
use crate::ir::{Api, Hint, Origin, Root, Type, TypeId};
use codegen::names::{singular, words};
use indexmap::IndexMap;
use std::collections::BTreeSet;

pub(super) fn run(api: &mut Api) {
    let classes = structure::classes(&[api], &leaf).concat();
    let mut first: IndexMap<u64, TypeId> = IndexMap::new();
    let mut target: Vec<TypeId> = (0..api.types.len() as u32).map(TypeId).collect();
    for id in api.live_ids() {
        target[id.0 as usize] = *first.entry(classes[id.0 as usize]).or_insert(id);
    }
    merge(api, &target);
    link::sweep(api);
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

/// Puts types into the places of others, by their position: those take over where they were found.
pub(super) fn merge(api: &mut Api, target: &[TypeId]) {
    for id in api.live_ids() {
        let first = target[id.0 as usize];
        if first == id {
            continue;
        }
        let (origins, role, docs) = {
            let ty = &mut api[id];
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
