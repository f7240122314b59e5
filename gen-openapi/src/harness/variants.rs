//! A value of every variant of every union.

use super::value::{Maker, Members};
use super::{VariantCase, rust};
use crate::ir::{Api, Sig, TypeKind};
use codegen::doc::Draft;

/// Collects the variants of a crate's unions.
pub(super) fn collect(api: &Api, crate_path: &str, found: &mut Vec<VariantCase>) {
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
                    ty: rust::path(api, &Sig::Type(id), crate_path),
                });
            }
        }
    }
}
