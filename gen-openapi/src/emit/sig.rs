//! Signatures as Rust types.

use crate::ir::{Api, Presence, Sig, TypeKind};
use codegen::rust::{generic, ty};
use syn::Type;

/// The type of a value.
pub(super) fn value(api: &Api, sig: &Sig) -> Type {
    match sig {
        Sig::Unit => syn::Type::Tuple(syn::TypeTuple {
            attrs: Vec::new(),
            paren_token: syn::token::Paren::default(),
            elems: syn::punctuated::Punctuated::new(),
        }),
        Sig::Bool => ty("bool"),
        Sig::Int(name) => ty(name),
        Sig::Float => ty("f64"),
        Sig::Str => ty("String"),
        Sig::Known(known) => ty(known.rust()),
        Sig::Json => ty("Json"),
        Sig::List(item) => generic("Vec", [value(api, item)]),
        Sig::Map(item) => generic("BTreeMap", [ty("String"), value(api, item)]),
        Sig::Maybe(inner) => generic("Option", [value(api, inner)]),
        Sig::Type(id) => ty(&api[*id].name),
        Sig::Boxed(id) => generic("Box", [ty(&api[*id].name)]),
    }
}

/// The type of a record's member.
pub(super) fn member(api: &Api, sig: &Sig, presence: Presence) -> Type {
    let inner = value(api, sig);
    match presence {
        Presence::Required => inner,
        Presence::RequiredNullable | Presence::Optional => generic("Option", [inner]),
        Presence::OptionalNullable => generic("Nullable", [inner]),
    }
}

/// The payload of a union's variant: records are boxed, so that a union is as small as its scalars.
pub(super) fn payload(api: &Api, sig: &Sig) -> Type {
    match sig {
        Sig::Type(id) | Sig::Boxed(id)
            if matches!(api[*id].kind, TypeKind::Record(_) | TypeKind::Union(_)) =>
        {
            generic("Box", [ty(&api[*id].name)])
        }
        sig => value(api, sig),
    }
}

/// How a setter or constructor takes a value: the macro's word for it, and the type after that word.
pub(super) fn taken(api: &Api, sig: &Sig) -> (&'static str, Type) {
    match sig {
        Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Unit => ("plain", value(api, sig)),
        Sig::List(item) => match &**item {
            Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Unit | Sig::List(_) | Sig::Map(_) | Sig::Maybe(_) => {
                ("items", value(api, item))
            }
            item => ("list", value(api, item)),
        },
        Sig::Boxed(id) => ("boxed", ty(&api[*id].name)),
        sig => ("into", value(api, sig)),
    }
}
