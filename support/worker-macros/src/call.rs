//! The signature of a handler or a method: how its arguments are read, what it gives, and what it must not be.

use crate::span::at;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{FnArg, GenericArgument, GenericParam, Ident, PathArguments, ReturnType, Signature, Type};

/// An argument as JavaScript gives it.
pub(crate) struct Argument {
    /// The variable that holds it.
    pub(crate) slot: Ident,
    /// The type that is read.
    owned: Type,
    /// What is handed over, and what a caller on a stub passes.
    lending: Lending,
}

/// How an argument that was read is handed over.
enum Lending {
    /// The value.
    Value,
    /// A reference to it, of this type.
    Reference(Box<Type>),
    /// `Option<&T>` of an `Option`.
    Optional { deref: bool },
}

impl Argument {
    /// Statements that read it in place.
    pub(crate) fn read(&self) -> TokenStream {
        let (slot, owned) = (&self.slot, &self.owned);
        quote_spanned!(at(owned)=> let #slot = <#owned as ::cfs_runtime::FromJs>::from_js(#slot)?;)
    }

    /// As it is handed over.
    pub(crate) fn pass(&self) -> TokenStream {
        let slot = &self.slot;
        match self.lending {
            Lending::Value => quote!(#slot),
            Lending::Reference(_) => quote!(&#slot),
            Lending::Optional { deref: true } => quote!(#slot.as_deref()),
            Lending::Optional { deref: false } => quote!(#slot.as_ref()),
        }
    }

    /// The type that a caller on a stub passes: always a reference.
    pub(crate) fn lent(&self) -> TokenStream {
        match &self.lending {
            Lending::Reference(reference) => quote!(&#reference),
            _ => {
                let owned = &self.owned;
                quote!(&#owned)
            }
        }
    }
}

/// The arguments after `self`.
pub(crate) fn arguments(signature: &Signature) -> syn::Result<Vec<Argument>> {
    signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed.ty.as_ref()),
            FnArg::Receiver(_) => None,
        })
        .enumerate()
        .map(|(index, ty)| argument(format_ident!("argument_{index}"), ty))
        .collect()
}

fn argument(slot: Ident, ty: &Type) -> syn::Result<Argument> {
    if let Some(found) = find(ty, &|ty| matches!(ty, Type::ImplTrait(_))) {
        return Err(syn::Error::new_spanned(found, "name the argument's type: it decides what is read"));
    }
    if let Some(found) = find(ty, &|ty| matches!(ty, Type::Reference(lent) if lent.mutability.is_some())) {
        let what = "an argument is a value of its own or `&`: nobody else would see what is changed";
        return Err(syn::Error::new_spanned(found, what));
    }
    let (lending, inner): (Lending, &Type) = match ty {
        Type::Reference(reference) => {
            (Lending::Reference(Box::new(without_lifetimes(&reference.elem))), &reference.elem)
        }
        _ => match optional(ty) {
            Some(reference) => (Lending::Optional { deref: is_unsized(&reference.elem) }, &reference.elem),
            None => (Lending::Value, ty),
        },
    };
    if let Some(found) = find(inner, &|ty| matches!(ty, Type::Reference(_))) {
        let what = "take the value itself here (`String` for `&str`): it is read for this call";
        return Err(syn::Error::new_spanned(found, what));
    }
    Ok(Argument { slot, owned: owned(ty), lending })
}

/// The reference in `Option<&T>`.
fn optional(ty: &Type) -> Option<&syn::TypeReference> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(list) = &last.arguments else { return None };
    match list.args.first()? {
        GenericArgument::Type(Type::Reference(reference)) => Some(reference),
        _ => None,
    }
}

fn is_unsized(ty: &Type) -> bool {
    matches!(ty, Type::Slice(_)) || matches!(ty, Type::Path(path) if path.path.is_ident("str"))
}

/// What must not be said of a function that JavaScript calls.
pub(crate) fn check(signature: &Signature, what: &str) -> syn::Result<()> {
    let parameters = signature.generics.params.iter();
    for parameter in parameters {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            let message =
                format!("{what} has one signature: JavaScript cannot choose `{}`", quote!(#parameter));
            return Err(syn::Error::new_spanned(parameter, message));
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output
        && let Some(found) = find(ty, &|ty| matches!(ty, Type::ImplTrait(_)))
        && signature.receiver().is_some()
    {
        return Err(syn::Error::new_spanned(found, "name the type that is given: a stub reads it"));
    }
    Ok(())
}

/// `&self`, and nothing else.
pub(crate) fn check_receiver(signature: &Signature) -> syn::Result<()> {
    let Some(receiver) = signature.receiver() else { return Ok(()) };
    match &receiver.kind {
        syn::ReceiverKind::Reference(_, _, None) => Ok(()),
        syn::ReceiverKind::Reference(_, _, Some(_)) => Err(syn::Error::new_spanned(
            receiver,
            "take `&self`: calls interleave; keep what changes in a `Cell`, a `RefCell` or storage",
        )),
        _ => Err(syn::Error::new_spanned(
            receiver,
            "take `&self`: the runtime keeps the object for the next call",
        )),
    }
}

/// Statements that make the call and end in a `Result` of the JavaScript value: what the call gives, or its error
/// whatever its type is. It is written where it was given, as it may borrow from what was read.
pub(crate) fn outcome(signature: &Signature, call: &TokenStream) -> TokenStream {
    let waited = if signature.asyncness.is_some() { quote!(.await) } else { quote!() };
    let span = match &signature.output {
        ReturnType::Type(_, ty) => at(ty),
        ReturnType::Default => at(&signature.ident),
    };
    let result = quote_spanned!(span=> ::cfs_runtime::__private::outcome::Outcome::into_result(given));
    let converted = converted(span);
    quote! {
        let given = #call #waited;
        let given = #result #converted?;
        let written = ::cfs_runtime::ToJs::to_js(&given);
        written
    }
}

/// An expression of `Result<owner, cfs_runtime::Error>` for what its constructor gives.
pub(crate) fn made(signature: &Signature, owner: &Type, call: &TokenStream) -> TokenStream {
    let span = match &signature.output {
        ReturnType::Type(_, ty) => at(ty),
        ReturnType::Default => at(&signature.ident),
    };
    let result = quote_spanned!(span=> ::cfs_runtime::__private::outcome::Made::<#owner>::into_result(given));
    let converted = converted(span);
    quote!({
        let given = #call;
        #result #converted
    })
}

fn converted(span: proc_macro2::Span) -> TokenStream {
    let convert = quote_spanned!(span=> (&&&::cfs_runtime::__private::outcome::Failure::of(error)).error());
    quote! {
        .map_err(|error| {
            #[allow(unused_imports)]
            use ::cfs_runtime::__private::outcome::{ByBox as _, ByFrom as _, ByNothing as _};
            #convert
        })
    }
}

/// The type that a caller on a stub gets.
pub(crate) fn given(signature: &Signature) -> TokenStream {
    match &signature.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => {
            let owned = owned(ty);
            quote_spanned!(at(ty)=> <#owned as ::cfs_runtime::__private::outcome::Outcome>::Value)
        }
    }
}

/// The type with `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`.
fn owned(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) => match reference.elem.as_ref() {
            Type::Path(path) if path.path.is_ident("str") => syn::parse_quote!(::std::string::String),
            Type::Slice(slice) => {
                let item = owned(&slice.elem);
                syn::parse_quote!(::std::vec::Vec<#item>)
            }
            other => owned(other),
        },
        _ => map(ty, &owned),
    }
}

/// The type with every lifetime left to the compiler.
fn without_lifetimes(ty: &Type) -> Type {
    let mut mapped = map(ty, &without_lifetimes);
    match &mut mapped {
        Type::Reference(reference) => reference.lifetime = None,
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                if let PathArguments::AngleBracketed(list) = &mut segment.arguments {
                    for argument in &mut list.args {
                        if let GenericArgument::Lifetime(lifetime) = argument
                            && lifetime.ident != "static"
                        {
                            lifetime.ident = Ident::new("_", lifetime.ident.span());
                        }
                    }
                }
            }
        }
        _ => {}
    }
    mapped
}

/// The type with `change` applied to the types in it.
fn map(ty: &Type, change: &dyn Fn(&Type) -> Type) -> Type {
    let mut mapped = ty.clone();
    match &mut mapped {
        Type::Reference(reference) => *reference.elem = change(&reference.elem),
        Type::Slice(slice) => *slice.elem = change(&slice.elem),
        Type::Array(array) => *array.elem = change(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|item| *item = change(item)),
        Type::Paren(paren) => *paren.elem = change(&paren.elem),
        Type::Group(group) => *group.elem = change(&group.elem),
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                if let PathArguments::AngleBracketed(list) = &mut segment.arguments {
                    for argument in &mut list.args {
                        if let GenericArgument::Type(inner) = argument {
                            *inner = change(inner);
                        }
                    }
                }
            }
        }
        _ => {}
    }
    mapped
}

/// The first type in `ty`, itself included, that `wanted` accepts.
fn find<'t>(ty: &'t Type, wanted: &dyn Fn(&Type) -> bool) -> Option<&'t Type> {
    if wanted(ty) {
        return Some(ty);
    }
    match ty {
        Type::Reference(reference) => find(&reference.elem, wanted),
        Type::Slice(slice) => find(&slice.elem, wanted),
        Type::Array(array) => find(&array.elem, wanted),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|item| find(item, wanted)),
        Type::Paren(paren) => find(&paren.elem, wanted),
        Type::Group(group) => find(&group.elem, wanted),
        Type::Path(path) => path.path.segments.iter().find_map(|segment| match &segment.arguments {
            PathArguments::AngleBracketed(list) => list.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(inner) => find(inner, wanted),
                _ => None,
            }),
            _ => None,
        }),
        _ => None,
    }
}
