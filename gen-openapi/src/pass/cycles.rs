//! What is behind a pointer: a struct that contains itself, and structs in enums, so that an enum is as small as its
//! scalars.
//!
//! Lists and maps are pointers already; besides payloads, only members that hold a struct directly can make a type
//! infinitely large.

use crate::ir::{Api, Sig, Success, TypeId, TypeKind};

pub(super) fn run(api: &mut Api) {
    let ids = api.own_ids();
    for id in ids {
        let direct: Vec<TypeId> = direct(api, id).collect();
        let recursive: Vec<TypeId> = direct.into_iter().filter(|target| reaches(api, *target, id)).collect();
        if let TypeKind::Record(record) = &mut api[id].kind {
            for field in &mut record.fields {
                if let Sig::Type(target) = field.sig
                    && recursive.contains(&target)
                {
                    field.sig = Sig::Boxed(target);
                }
            }
        }
    }
    payloads(api);
}

fn payloads(api: &mut Api) {
    let large: Vec<bool> =
        api.types.iter().map(|ty| matches!(ty.kind, TypeKind::Record(_) | TypeKind::Union(_))).collect();
    let is_large = |sig: &Sig| matches!(sig, Sig::Type(id) | Sig::Boxed(id) if large[id.0 as usize]);
    for ty in api.types.iter_mut().filter(|ty| ty.live && ty.from.is_none()) {
        match &mut ty.kind {
            TypeKind::Union(union) => {
                union.variants.iter_mut().for_each(|variant| variant.boxed = is_large(&variant.sig));
            }
            TypeKind::Outcome(cases) => cases.iter_mut().for_each(|case| {
                case.boxed = match &case.success {
                    Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) => is_large(sig),
                    _ => false,
                };
            }),
            _ => {}
        }
    }
}

/// The types a record holds directly.
fn direct(api: &Api, id: TypeId) -> impl Iterator<Item = TypeId> {
    let fields = match &api[id].kind {
        TypeKind::Record(record) => record.fields.as_slice(),
        _ => &[],
    };
    fields.iter().filter_map(|field| match field.sig {
        Sig::Type(target) => Some(target),
        _ => None,
    })
}

fn reaches(api: &Api, from: TypeId, to: TypeId) -> bool {
    let mut open = vec![from];
    let mut seen: Vec<TypeId> = Vec::new();
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if !seen.contains(&id) {
            seen.push(id);
            open.extend(direct(api, id));
        }
    }
    false
}
