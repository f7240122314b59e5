//! Longer names, for when all that a type could be called is taken.

use super::candidates::{Candidate, Proposals};
use crate::ir::{Api, Enum, Hint, Origin, Role, TypeId, TypeKind};
use crate::pass::difference;
use codegen::names::{self, words};

/// With what it is, with a member, and with what tells it from others beside it.
pub(super) fn fallbacks(api: &Api, id: TypeId, candidates: &[Candidate], proposals: &mut Proposals) {
    let ty = &api[id];
    let spelled =
        |candidate: Option<&Candidate>| candidate.map(|candidate| words(&candidate.name)).unwrap_or_default();
    let (first, base) = (spelled(candidates.first()), spelled(candidates.last()));
    let role = match (&ty.kind, ty.role) {
        (TypeKind::Enum(_), _) => "kind",
        (TypeKind::Union(_), _) => "variant",
        (_, Role::Request) => "input",
        (_, Role::Response) => "info",
        (_, Role::Both) => "data",
    };
    for words in [&first, &base] {
        proposals.add(10, words.iter().cloned().chain([role.to_owned()]));
    }
    let members: Vec<&str> = match &ty.kind {
        TypeKind::Record(record) => record.fields.iter().map(|field| field.wire.as_str()).collect(),
        TypeKind::Enum(Enum { values, .. }) => values.iter().map(|v| v.wire.as_str()).collect(),
        TypeKind::Union(union) => {
            union.variants.iter().filter_map(|v| v.labels.first()).map(String::as_str).collect()
        }
        TypeKind::Form(form) => form.parts.iter().map(|part| part.wire.as_str()).collect(),
        TypeKind::Outcome(_) => Vec::new(),
    };
    for words in [&first, &base] {
        for member in &members {
            let with = ["with".to_owned()].into_iter().chain(names::words(member));
            proposals.add(5, words.iter().cloned().chain(with));
        }
    }
    for (parent, words) in from_siblings(api, id) {
        let with = ["with".to_owned()].into_iter().chain(words.iter().flat_map(|word| names::words(word)));
        proposals.add(4, names::words(&api[parent].name).into_iter().chain(with));
    }
}

/// What tells a type from the other variants of the unions that it is a variant of.
fn from_siblings(api: &Api, id: TypeId) -> impl Iterator<Item = (TypeId, Vec<String>)> {
    let unions = api[id].origins.iter().filter_map(|origin| match origin {
        Origin::Below(parent, Hint::Variant(_)) => match &api[*parent].kind {
            TypeKind::Union(union) => Some((*parent, union)),
            _ => None,
        },
        _ => None,
    });
    unions.flat_map(move |(parent, union)| {
        let others = union.variants.iter().filter_map(|variant| variant.sig.type_id());
        difference::from_others(api, id, others).into_iter().map(move |words| (parent, words))
    })
}
