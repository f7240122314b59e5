//! A value of every variant of every union.

use super::value::{Maker, Members};
use super::{Outside, VariantCase};
use crate::ir::TypeKind;
use codegen::doc::Draft;

/// Collects the variants of a crate's unions.
pub(super) fn collect(outside: Outside<'_>, found: &mut Vec<VariantCase>) {
    let api = outside.api;
    for (id, ty) in api.live() {
        let TypeKind::Union(union) = &ty.kind else { continue };
        for variant in &union.variants {
            for members in [Members::All, Members::Required] {
                let value = Maker { api, members }.variant(union, variant, 0);
                let nothing = matches!(&value, Draft::Object(members) if members.is_empty());
                let json = value.to_json();
                let whole = members == Members::All;
                if !whole && (nothing || found.last().is_some_and(|last: &VariantCase| last.json == json)) {
                    // Nothing is told by an empty object, and the same need not be said twice.
                    continue;
                }
                found.push(VariantCase {
                    union: ty.name.clone(),
                    variant: variant.name.clone(),
                    whole,
                    json,
                    ty: outside.named(id),
                });
            }
        }
    }
}
