//! `#[derive(FromJs, ToJs)]`: [`mod@shape`] says what a type is in JavaScript, [`mod@read`] and [`mod@write`] make the code.

mod read;
mod shape;
mod write;

use proc_macro2::TokenStream;
use quote::quote;
use shape::Shape;
use syn::{DeriveInput, Generics, Path, parse_quote};

pub(crate) fn from_js(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let shape = Shape::of(&input)?;
    let bounds: Path = parse_quote!(::cfs_runtime::FromJs);
    let bounded = bounded(&input.generics, &bounds);
    let (generics, types, clause) = bounded.split_for_impl();
    let name = &input.ident;
    let body = read::shape(name, &shape);
    let absent = match &shape {
        Shape::Newtype(field) => {
            let ty = &field.ty;
            quote! {
                const BINDING: &'static str = <#ty as ::cfs_runtime::FromJs>::BINDING;
                const OPTIONAL: bool = <#ty as ::cfs_runtime::FromJs>::OPTIONAL;

                fn absent() -> ::core::option::Option<Self> {
                    <#ty as ::cfs_runtime::FromJs>::absent().map(Self)
                }
            }
        }
        _ => quote!(),
    };
    Ok(quote! {
        #[automatically_derived]
        impl #generics ::cfs_runtime::FromJs for #name #types #clause {
            fn from_js(value: ::cfs_runtime::__private::JsValue) -> ::cfs_runtime::Result<Self> { #body }
            #absent
        }
    })
}

pub(crate) fn to_js(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let shape = Shape::of(&input)?;
    let bounds: Path = parse_quote!(::cfs_runtime::ToJs);
    let bounded = bounded(&input.generics, &bounds);
    let (generics, types, clause) = bounded.split_for_impl();
    let name = &input.ident;
    let body = write::shape(&shape);
    let absent = match &shape {
        Shape::Newtype(_) => quote! {
            fn is_absent(&self) -> bool {
                ::cfs_runtime::ToJs::is_absent(&self.0)
            }
        },
        _ => quote!(),
    };
    Ok(quote! {
        #[automatically_derived]
        impl #generics ::cfs_runtime::ToJs for #name #types #clause {
            fn to_js(&self) -> ::cfs_runtime::Result<::cfs_runtime::__private::JsValue> { #body }
            #absent
        }
    })
}

/// The parameters with `bound` on every type among them.
fn bounded(generics: &Generics, bound: &Path) -> Generics {
    let mut bounded = generics.clone();
    let names: Vec<_> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    if !names.is_empty() {
        let clause = bounded.make_where_clause();
        clause
            .predicates
            .extend(names.iter().map(|name| -> syn::WherePredicate { parse_quote!(#name: #bound) }));
    }
    bounded
}
