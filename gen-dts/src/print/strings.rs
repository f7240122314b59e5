//! Open enumerations of strings.

use super::{cfg, docs, ident};
use crate::ir::rust::{Item, Strings};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn strings(item: &Item, texts: &Strings) -> TokenStream {
    let name = ident(&item.name);
    let cfg = cfg(&item.gate);
    let docs = docs(&item.doc);
    let entries = texts.variants.iter().map(|(variant, text)| {
        let variant = ident(variant);
        quote!(#variant = #text,)
    });
    let aliases = texts.aliases.iter().map(|(alias, variant)| {
        let doc = format!(" The same as [`{variant}`](Self::{variant}).");
        let (alias, variant) = (ident(alias), ident(variant));
        quote!(#[doc = #doc] pub const #alias: Self = Self::#variant;)
    });
    let aliases = (!texts.aliases.is_empty()).then(|| {
        quote! { #cfg #[allow(non_upper_case_globals)] impl #name { #(#aliases)* } }
    });
    quote! { #cfg w::open_enum! { #docs pub enum #name { #(#entries)* } } #aliases }
}
