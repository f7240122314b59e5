//! Unions, and what tells their variants apart.

use super::docs::Docs;
use super::types::{index, item_enum, listed};
use crate::ir::{Api, Conversion, Enum, EnumKind, Sig, Type, TypeKind, Union};
use crate::print::rust;
use codegen::rust::{docs, ident, item_macro, unit_variant};
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Item, Token};

/// The items that make up a union.
pub(super) fn items(api: &Api, text: Docs<'_>, ty: &Type, union: &Union, head: Vec<Attribute>) -> Vec<Item> {
    let mut variants: Punctuated<syn::Variant, Token![,]> = union
        .variants
        .iter()
        .map(|variant| {
            let docs = docs(&text.or_name(&variant.docs, &variant.name));
            unit_variant(docs, &variant.name, Some(rust::payload(api, &variant.sig)))
        })
        .collect();
    let unknown = docs("A value that is none of the variants the document lists, as it was sent.");
    variants.push(unit_variant(unknown, "Unknown", Some(codegen::rust::ty("Json"))));

    let rows = listed(union.variants.iter().enumerate().map(|(at, variant)| {
        let (at, name) = (index(at), ident(&variant.name));
        let evidence = evidence(api, union, &variant.sig, &variant.tags);
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
    let ident = ident(&ty.name);
    let by = union.tag.as_ref().map(|tag| quote!(by #tag));
    vec![
        item_enum(head, &ty.name, variants),
        item_macro("union", quote!(#ident #by { #rows } from { #from })),
    ]
}

/// What tells a variant apart, as the macro's table says it.
fn evidence(api: &Api, union: &Union, sig: &Sig, tags: &[String]) -> TokenStream {
    let kinds = kinds(api, sig, 0);
    let list = |names: &[&str]| {
        let names = names.iter().map(|name| ident(name));
        quote!([#(#names),*])
    };
    let kinds = list(&kinds);
    let mut row = quote!(kinds #kinds);
    if let Sig::List(item) = sig {
        let items = list(&self::kinds(api, item, 0));
        row.extend(quote!(items #items));
    }
    if !tags.is_empty() {
        row.extend(quote!(tags [#(#tags),*]));
    }
    let Sig::Type(id) = sig else { return row };
    match &api[*id].kind {
        TypeKind::Record(record) => {
            let constants = record.fields.iter().filter(|field| Some(&field.wire) != union.tag.as_ref());
            let constants: Vec<TokenStream> = constants
                .filter_map(|field| {
                    let (wire, values) = (&field.wire, field.constant.as_ref()?);
                    Some(quote!(#wire = [#(#values),*]))
                })
                .collect();
            if !constants.is_empty() {
                row.extend(quote!(constants [#(#constants),*]));
            }
            let name = ident(&api[*id].name);
            row.extend(quote!(shape #name));
        }
        TypeKind::Enum(Enum { values, .. }) => {
            let values = values.iter().map(|value| &value.wire);
            row.extend(quote!(values [#(#values),*]));
        }
        _ => {}
    }
    row
}

/// The JSON kinds a signature can be.
fn kinds(api: &Api, sig: &Sig, depth: usize) -> Vec<&'static str> {
    match sig {
        Sig::Unit => vec![],
        Sig::Bool => vec!["BOOL"],
        Sig::Int(_) | Sig::Float => vec!["NUMBER"],
        Sig::Str | Sig::Known(_) => vec!["STRING"],
        Sig::List(_) => vec!["ARRAY"],
        Sig::Map(_) => vec!["OBJECT"],
        Sig::Json => vec!["BOOL", "NUMBER", "STRING", "ARRAY", "OBJECT"],
        Sig::Maybe(inner) => kinds(api, inner, depth),
        Sig::Type(id) | Sig::Boxed(id) => match &api[*id].kind {
            TypeKind::Record(_) | TypeKind::Form(_) | TypeKind::Outcome(_) => vec!["OBJECT"],
            TypeKind::Enum(of) => match of.kind {
                EnumKind::Text => vec!["STRING"],
                EnumKind::Integer => vec!["NUMBER"],
                EnumKind::Mixed => vec!["BOOL", "NUMBER", "STRING"],
            },
            TypeKind::Union(union) if depth < 4 => {
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
            TypeKind::Union(_) => vec!["OBJECT"],
        },
    }
}
