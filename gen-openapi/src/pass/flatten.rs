//! A union in a union is one union.
//!
//! Between two unions nothing tells variants apart but what tells their own variants apart: an outer union would take
//! the first inner one, which then knows nothing of the value. So the inner variants take the inner union's place.

use crate::ir::{Api, Note, Origin, Sig, TypeId, TypeKind, Union, Variant};

/// More unions in one another than that are not looked into.
const MAX_DEPTH: usize = 64;

pub(super) fn run(api: &mut Api) {
    for id in api.live_ids() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        if !union.variants.iter().any(|variant| inner(api, variant).is_some()) {
            continue;
        }
        let mut flat = Union { tag: union.tag.clone(), ..Union::default() };
        let mut tags: Vec<Option<String>> = Vec::new();
        let union = union.clone();
        let mut absorbed: Vec<TypeId> = Vec::new();
        let whole = collect(api, id, &union, &mut flat, &mut tags, &mut absorbed, 0);
        if !whole {
            let message = format!("unions nest more than {MAX_DEPTH} deep here; what is deeper is left out");
            let node = api[id].node;
            api.notes.push(Note { code: "openapi::union-depth", node, message });
        }
        // One member must name every variant, or none does.
        let agreed = tags.windows(2).all(|pair| pair[0] == pair[1]);
        flat.tag = if agreed { tags.into_iter().next().flatten() } else { None };
        if flat.tag.is_none() {
            flat.variants.iter_mut().for_each(|variant| variant.tags.clear());
        }
        for variant in &flat.variants {
            if let Sig::Type(moved) | Sig::Boxed(moved) = variant.sig {
                adopt(api, moved, &absorbed, id);
            }
        }
        api[id].kind = TypeKind::Union(flat);
    }
}

/// A type that was found in an inner union is found in the outer one now: names and the ledger go by that.
fn adopt(api: &mut Api, moved: TypeId, absorbed: &[TypeId], outer: TypeId) {
    for at in 0..api[moved].origins.len() {
        if let Origin::Below(parent, hint) = &api[moved].origins[at]
            && absorbed.contains(parent)
        {
            let origin = Origin::Below(outer, hint.clone());
            if !api[moved].origins.contains(&origin) {
                api[moved].origins.push(origin);
            }
        }
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

/// Whether all of it was looked into.
fn collect(
    api: &Api,
    outer: TypeId,
    union: &Union,
    flat: &mut Union,
    tags: &mut Vec<Option<String>>,
    absorbed: &mut Vec<TypeId>,
    depth: usize,
) -> bool {
    let mut whole = true;
    for variant in &union.variants {
        match inner(api, variant) {
            // A union that contains itself, or stands in several places, adds nothing the second time.
            Some((id, _)) if id == outer || absorbed.contains(&id) => {}
            Some(_) if depth > MAX_DEPTH => whole = false,
            Some((id, nested)) => {
                absorbed.push(id);
                whole &= collect(api, outer, nested, flat, tags, absorbed, depth + 1);
            }
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
    whole
}
