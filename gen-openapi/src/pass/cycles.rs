//! A struct that contains itself does so behind a pointer.
//!
//! Lists and maps are pointers already, and so are the payloads of unions; only members that hold a struct directly can
//! make a type infinitely large.

use crate::ir::{Api, Sig, TypeId, TypeKind};

pub(super) fn run(api: &mut Api) {
    let ids = api.live_ids();
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
