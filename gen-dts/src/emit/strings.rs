//! Open enumerations of strings.

use super::{Cx, cfg, ident, item_docs};
use crate::ir::rust::{Item, Strings};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    #[expect(clippy::unused_self, reason = "one method a kind of item")]
    pub(super) fn strings(self, item: &Item, texts: &Strings) -> TokenStream {
        let name = ident(&item.name);
        let cfg = cfg(item.variants);
        let docs = item_docs(item);
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
}
