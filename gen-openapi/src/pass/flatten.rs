//! A union in a union is one union.
//!
//! Between two unions nothing tells variants apart but what tells their own variants apart: an outer union would take
//! the first inner one, which then knows nothing of the value. So the inner variants take the inner union's place.

use crate::ir::{Api, Sig, TypeId, TypeKind, Union, Variant};

/// Unions nest no deeper than that in one another.
const MAX_DEPTH: usize = 8;

pub(super) fn run(api: &mut Api) {
    for id in api.live_ids() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        if !union.variants.iter().any(|variant| inner(api, variant).is_some()) {
            continue;
        }
        let mut flat = Union { tag: union.tag.clone(), variants: Vec::new() };
        let mut tags: Vec<Option<String>> = Vec::new();
        let union = union.clone();
        collect(api, id, &union, &mut flat, &mut tags, 0);
        // One member must name every variant, or none does.
        let agreed = tags.windows(2).all(|pair| pair[0] == pair[1]);
        flat.tag = if agreed { tags.into_iter().next().flatten() } else { None };
        if flat.tag.is_none() {
            flat.variants.iter_mut().for_each(|variant| variant.tags.clear());
        }
        api[id].kind = TypeKind::Union(flat);
    }
}

fn inner<'a>(api: &'a Api, variant: &Variant) -> Option<(TypeId, &'a Union)> {
    match variant.sig {
        Sig::Type(id) => match &api[id].kind {
            TypeKind::Union(union) => Some((id, union)),
            _ => None,
        },
        _ => None,
    }
}

fn collect(
    api: &Api,
    outer: TypeId,
    union: &Union,
    flat: &mut Union,
    tags: &mut Vec<Option<String>>,
    depth: usize,
) {
    for variant in &union.variants {
        match inner(api, variant) {
            // A union that contains itself adds nothing.
            Some((id, _)) if id == outer || depth > MAX_DEPTH => {}
            Some((_, nested)) => collect(api, outer, nested, flat, tags, depth + 1),
            None => {
                tags.push(union.tag.clone().filter(|_| !variant.tags.is_empty()));
                match flat.variants.iter_mut().find(|known| known.sig == variant.sig) {
                    Some(known) => {
                        for tag in &variant.tags {
                            if !known.tags.contains(tag) {
                                known.tags.push(tag.clone());
                            }
                        }
                    }
                    None => flat.variants.push(variant.clone()),
                }
            }
        }
    }
}
