//! Open enumerations of strings.

use super::{Cx, cfg, ident, item_docs};
use crate::ir::rust::Item;
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    #[expect(clippy::unused_self, reason = "one method a kind of item")]
    pub(super) fn strings(self, item: &Item, texts: &[(String, String)]) -> TokenStream {
        let name = ident(&item.name);
        let cfg = cfg(item.variants);
        let docs = item_docs(item);
        let entries = texts.iter().map(|(variant, text)| {
            let variant = ident(variant);
            quote!(#variant = #text,)
        });
        quote! { #cfg w::open_enum! { #docs pub enum #name { #(#entries)* } } }
    }
}
