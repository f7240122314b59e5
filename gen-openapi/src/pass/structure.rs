//! Which types have one structure: names of members, presence, what they mention, recursively. Documentation does not count.
//!
//! Found by partition refinement: each round hashes a type together with the classes of what it mentions, until no class
//! splits any more. That ends on recursive types too.

use crate::ir::{Api, Enum, EnumKind, PartKind, Sig, Type, TypeKind};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The class of every type of some services, by service and type: in one class are those of one structure, whichever service
/// they are of. `meaning` is what else must be the same.
pub(super) fn classes(apis: &[&Api], meaning: &dyn Fn(&Api, &Type) -> String) -> Vec<Vec<u64>> {
    let first = apis.iter().map(|api| {
        let class = |ty: &Type| {
            hash(|h| {
                own(ty, h);
                meaning(api, ty).hash(h);
            })
        };
        api.types.iter().map(class).collect()
    });
    let mut classes: Vec<Vec<u64>> = first.collect();
    let mut count = distinct(apis, &classes);
    loop {
        let next = apis.iter().zip(&classes).map(|(api, own)| {
            let class = |(ty, class): (&Type, &u64)| {
                hash(|h| {
                    class.hash(h);
                    ty.each_sig(&mut |sig| mention(sig, own, h));
                })
            };
            api.types.iter().zip(own).map(class).collect()
        });
        classes = next.collect();
        let now = distinct(apis, &classes);
        if now == count {
            return classes;
        }
        count = now;
    }
}

fn hash(fill: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    fill(&mut hasher);
    hasher.finish()
}

/// How many classes the types that are emitted have.
fn distinct(apis: &[&Api], classes: &[Vec<u64>]) -> usize {
    let of = |(api, classes): (&&Api, &Vec<u64>)| -> Vec<u64> {
        api.live_ids().iter().map(|id| classes[id.0 as usize]).collect()
    };
    let mut seen: Vec<u64> = apis.iter().zip(classes).flat_map(of).collect();
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
