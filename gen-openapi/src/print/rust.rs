//! Signatures as Rust types, in tokens.

use crate::ir::{Api, Presence, Sig, Spelling, TypeKind, Written};
use codegen::rust::{generic, ty};
use syn::Type;

impl Written for Type {
    fn unit() -> Self {
        Type::Tuple(syn::TypeTuple {
            attrs: Vec::new(),
            paren_token: syn::token::Paren::default(),
            elems: syn::punctuated::Punctuated::new(),
        })
    }

    fn path(path: &str) -> Self {
        ty(path)
    }

    fn generic(path: &str, arguments: Vec<Self>) -> Self {
        generic(path, arguments)
    }
}

/// The type of a value.
pub(in crate::print) fn value(api: &Api, sig: &Sig) -> Type {
    Spelling::INSIDE.write(api, sig)
}

/// The type of a record's member.
pub(in crate::print) fn member(api: &Api, sig: &Sig, presence: Presence) -> Type {
    let inner = value(api, sig);
    match presence {
        Presence::Required => inner,
        Presence::RequiredNullable | Presence::Optional => generic("Option", [inner]),
        Presence::OptionalNullable => generic("Nullable", [inner]),
    }
}

/// The payload of a union's variant: records are boxed, so that a union is as small as its scalars.
pub(in crate::print) fn payload(api: &Api, sig: &Sig) -> Type {
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
pub(in crate::print) fn taken(api: &Api, sig: &Sig) -> (&'static str, Type) {
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
