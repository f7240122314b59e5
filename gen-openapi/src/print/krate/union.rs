//! Unions, and what tells their variants apart.

use super::types::{index, item_enum, listed};
use crate::config::PackageMeta;
use crate::ir::{Api, Conversion, Evidence, Kind, Sig, Type, Union, Variant};
use crate::print::rust;
use codegen::rust::{docs, ident, item_macro, unit_variant};
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Item, Token};

/// The items that make up a union.
pub(super) fn items(
    api: &Api,
    meta: &PackageMeta,
    ty: &Type,
    union: &Union,
    head: Vec<Attribute>,
) -> Vec<Item> {
    let mut variants: Punctuated<syn::Variant, Token![,]> = union
        .variants
        .iter()
        .map(|variant| {
            unit_variant(
                docs(&variant.docs),
                &variant.name,
                Some(rust::payload(api, variant.boxed, &variant.sig)),
            )
        })
        .collect();
    let unknown =
        docs(&format!("A value that is none of the variants that {} lists, as it was sent.", meta.reference));
    variants.push(unit_variant(unknown, "Unknown", Some(codegen::rust::ty("Json"))));

    let rows = listed(union.variants.iter().enumerate().map(|(at, variant)| {
        let (at, name) = (index(at), ident(&variant.name));
        let evidence = evidence(api, variant);
        quote!(#at #name { #evidence })
    }));
    let from = listed(union.variants.iter().filter_map(|variant| {
        let (name, ty) = (ident(&variant.name), rust::value(api, &variant.sig));
        match variant.conversion {
            Conversion::None => None,
            Conversion::Payload => Some(quote!(#name(#ty))),
            Conversion::Text => Some(quote!(#name(#ty), #name(&str))),
        }
    }));
    let options = union.optional.then(|| {
        let own = union.variants.iter().filter(|variant| variant.conversion == Conversion::Payload);
        let own = own.filter_map(|variant| match &variant.sig {
            Sig::Type(id) | Sig::Boxed(id) => Some(ident(&api[*id].name)),
            _ => None,
        });
        let own = listed(own.map(|payload| quote!(#payload)));
        quote!(option from { #own })
    });
    let ident = ident(&ty.name);
    let by = union.tag.as_ref().map(|tag| quote!(by #tag));
    vec![
        item_enum(head, &ty.name, variants),
        item_macro("union", quote!(#ident #by { #rows } from { #from } #options)),
    ]
}

/// What tells a variant apart, as the macro's table says it.
fn evidence(api: &Api, variant: &Variant) -> TokenStream {
    let Evidence { kinds, items, untyped, limits, values, shape } = &variant.evidence;
    let kinds = kinds_row(kinds);
    let mut row = quote!(kinds #kinds);
    if let Some(items) = items {
        let items = kinds_row(items);
        row.extend(if *untyped { quote!(untyped #items) } else { quote!(items #items) });
    }
    if !variant.tags.is_empty() {
        let tags = &variant.tags;
        row.extend(quote!(tags [#(#tags),*]));
    }
    if !limits.is_empty() {
        let limits = limits.iter().map(|(wire, values)| quote!(#wire = [#(#values),*]));
        row.extend(quote!(constants [#(#limits),*]));
    }
    if let Some(shape) = shape {
        let name = ident(&api[*shape].name);
        row.extend(quote!(shape #name));
    }
    if let Some(values) = values {
        row.extend(quote!(values [#(#values),*]));
    }
    row
}

fn kinds_row(kinds: &[Kind]) -> TokenStream {
    let names = kinds.iter().map(|kind| {
        ident(match kind {
            Kind::Bool => "BOOL",
            Kind::Number => "NUMBER",
            Kind::String => "STRING",
            Kind::Array => "ARRAY",
            Kind::Object => "OBJECT",
        })
    });
    quote!([#(#names),*])
}
