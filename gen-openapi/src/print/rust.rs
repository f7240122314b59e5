//! Signatures as Rust types, in tokens.

use crate::ir::{Api, Sig, Spelling, Take, Wrap, Written};
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

/// The type of a member.
pub(in crate::print) fn wrapped(wrap: Wrap, inner: Type) -> Type {
    match wrap {
        Wrap::Bare => inner,
        Wrap::Option => generic("Option", [inner]),
        Wrap::Nullable => generic("Nullable", [inner]),
        Wrap::List => generic("Vec", [inner]),
    }
}

/// The payload of a variant, behind a pointer or not.
pub(in crate::print) fn payload(api: &Api, boxed: bool, sig: &Sig) -> Type {
    match sig {
        Sig::Type(id) if boxed => value(api, &Sig::Boxed(*id)),
        sig => value(api, sig),
    }
}

/// The macros' word for how a setter or constructor takes a value.
pub(in crate::print) fn word(take: Take) -> &'static str {
    match take {
        Take::Plain => "plain",
        Take::Into | Take::Maybe | Take::Bearer | Take::Named => "into",
        Take::Boxed => "boxed",
        Take::Nullable => "nullable",
        Take::List => "list",
        Take::Items => "items",
        Take::Files => "files",
    }
}

/// The type after that word: what is converted into, of a list each item.
pub(in crate::print) fn taken(api: &Api, take: Take, sig: &Sig) -> Type {
    match (take, sig) {
        (Take::List | Take::Items, Sig::List(item)) => value(api, item),
        (Take::Boxed, Sig::Boxed(id)) => value(api, &Sig::Type(*id)),
        (_, sig) => value(api, sig),
    }
}
