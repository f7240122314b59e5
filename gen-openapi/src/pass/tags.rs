//! Unions without a discriminator that have one all the same: a member that every variant has, with values of its own.

use crate::ir::{Api, Sig, TypeId, TypeKind};
use std::collections::BTreeSet;

/// Members that mostly mean it, first.
const LIKELY: [&str; 6] = ["type", "kind", "action", "mode", "service_type", "source"];

pub(super) fn run(api: &mut Api) {
    for id in api.live_ids() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        if union.tag.is_some() || union.variants.len() < 2 {
            continue;
        }
        let payloads: Vec<Option<TypeId>> = union
            .variants
            .iter()
            .map(|variant| match variant.sig {
                Sig::Type(id) | Sig::Boxed(id) => Some(id),
                _ => None,
            })
            .collect();
        let Some((wire, values)) = common_constant(api, &payloads) else { continue };
        if let TypeKind::Union(union) = &mut api[id].kind {
            union.tag = Some(wire);
            for (variant, tags) in union.variants.iter_mut().zip(values) {
                variant.tags = tags;
            }
        }
    }
}

/// The member whose values differ between all variants, and those values.
fn common_constant(api: &Api, payloads: &[Option<TypeId>]) -> Option<(String, Vec<Vec<String>>)> {
    let fields = |id: &Option<TypeId>| match id.map(|id| &api[id].kind) {
        Some(TypeKind::Record(record)) => Some(record.fields.as_slice()),
        _ => None,
    };
    let first = fields(payloads.first()?)?;
    let mut wires: Vec<&str> =
        first.iter().filter(|f| f.constant.is_some()).map(|f| f.wire.as_str()).collect();
    wires.sort_by_key(|wire| LIKELY.iter().position(|likely| likely == wire).unwrap_or(LIKELY.len()));
    wires.into_iter().find_map(|wire| {
        let values = payloads.iter().map(|payload| {
            let field = fields(payload)?.iter().find(|field| field.wire == wire)?;
            field.constant.clone()
        });
        let values: Vec<Vec<String>> = values.collect::<Option<_>>()?;
        let mut seen = BTreeSet::new();
        let disjoint = values.iter().flatten().all(|value| seen.insert(value.clone()));
        disjoint.then(|| (wire.to_owned(), values))
    })
}
