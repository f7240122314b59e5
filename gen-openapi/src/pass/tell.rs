//! What tells the variants of a union apart when a value is read: the kinds of JSON that they can be, and what members and
//! values they have.

use crate::ir::{Api, Enum, EnumKind, Evidence, Kind, Sig, TypeKind};

/// Unions in unions are looked into as deep as that; what is deeper is taken for an object.
const MAX_DEPTH: usize = 4;

pub(super) fn run(api: &mut Api) {
    for id in api.own_ids() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        let tag = union.tag.as_deref();
        let found: Vec<Evidence> =
            union.variants.iter().map(|variant| evidence(api, tag, &variant.sig)).collect();
        if let TypeKind::Union(union) = &mut api[id].kind {
            for (variant, evidence) in union.variants.iter_mut().zip(found) {
                variant.evidence = evidence;
            }
        }
    }
}

fn evidence(api: &Api, tag: Option<&str>, sig: &Sig) -> Evidence {
    let mut found = Evidence { kinds: kinds(api, sig, 0), ..Evidence::default() };
    if let Sig::List(item) = sig {
        found.items = Some(kinds(api, item, 0));
        found.untyped = is_untyped(item);
    }
    let Sig::Type(id) = sig else { return found };
    match &api[*id].kind {
        TypeKind::Record(record) => {
            // What the tag or the record's own table says need not be said again.
            let others = record.fields.iter().filter(|field| Some(field.wire.as_str()) != tag);
            let limited = others.filter(|field| field.constant.is_none() && !field.limits.is_empty());
            found.limits = limited.map(|field| (field.wire.clone(), field.limits.clone())).collect();
            found.shape = Some(*id);
        }
        TypeKind::Enum(Enum { values, .. }) => {
            found.values = Some(values.iter().map(|value| value.wire.clone()).collect());
        }
        _ => {}
    }
    found
}

/// Whether any value is read as this, however little it says.
fn is_untyped(sig: &Sig) -> bool {
    match sig {
        Sig::Json => true,
        Sig::List(inner) | Sig::Map(inner) | Sig::Maybe(inner) => is_untyped(inner),
        _ => false,
    }
}

/// The kinds of JSON that a signature can be.
fn kinds(api: &Api, sig: &Sig, depth: usize) -> Vec<Kind> {
    match sig {
        Sig::Unit => vec![],
        Sig::Bool => vec![Kind::Bool],
        Sig::Int(_) | Sig::Float => vec![Kind::Number],
        Sig::Str | Sig::Known(_) => vec![Kind::String],
        Sig::List(_) => vec![Kind::Array],
        Sig::Map(_) => vec![Kind::Object],
        Sig::Json => vec![Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object],
        Sig::Maybe(inner) => kinds(api, inner, depth),
        Sig::Type(id) | Sig::Boxed(id) => match &api[*id].kind {
            TypeKind::Record(_) | TypeKind::Form(_) | TypeKind::Outcome(_) => vec![Kind::Object],
            TypeKind::Enum(of) => match of.kind {
                EnumKind::Text => vec![Kind::String],
                EnumKind::Integer => vec![Kind::Number],
                EnumKind::Mixed => vec![Kind::Bool, Kind::Number, Kind::String],
            },
            TypeKind::Union(union) if depth < MAX_DEPTH => {
                let mut all = Vec::new();
                for variant in &union.variants {
                    for kind in kinds(api, &variant.sig, depth + 1) {
                        if !all.contains(&kind) {
                            all.push(kind);
                        }
                    }
                }
                all
            }
            TypeKind::Union(_) => vec![Kind::Object],
        },
    }
}
