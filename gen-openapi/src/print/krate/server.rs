//! The server's address: a constant, and where it has variables a type that fills them in.

use super::docs::{Docs, code};
use crate::ir::{Api, ServerVariable};
use codegen::rust::{docs, ident};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Item;

/// The items that make up the address; none where the document gives none.
pub(super) fn items(api: &Api, text: Docs<'_>) -> Vec<Item> {
    let Some(server) = &api.server else { return Vec::new() };
    let url = server.url();
    let mut items: Vec<Item> = vec![syn::parse_quote! {
        /// Where the document says its server is; see [`cfs_http::ClientBuilder::base_url`].
        pub const BASE_URL: &str = #url;
    }];
    // A variable that stands in two places is set once.
    let mut fields: Vec<&ServerVariable> = Vec::new();
    for variable in &server.variables {
        if !fields.iter().any(|known| known.wire == variable.wire) {
            fields.push(variable);
        }
    }
    if fields.is_empty() {
        return items;
    }
    let names = fields.iter().map(|variable| ident(&variable.name));
    let defaults = fields.iter().map(|variable| {
        let (name, default) = (ident(&variable.name), &variable.default);
        quote!(#name: #default.to_owned())
    });
    let setters = fields.iter().map(|variable| setter(text, variable));
    let pieces = server.pieces.iter().enumerate().map(|(index, piece)| {
        let variable = server.variables.get(index).map(|variable| {
            let name = ident(&variable.name);
            quote!(&self.#name,)
        });
        quote!(#piece, #variable)
    });
    let (names, setters): (Vec<_>, Vec<_>) = (names.collect(), setters.collect());
    items.push(syn::parse_quote! {
        /// The server's address, by its variables.
        pub mod server {
            /// The variables of the server's address. [`Default`] has those of [`BASE_URL`](super::BASE_URL); what
            /// [`url`](Self::url) gives is for [`cfs_http::ClientBuilder::base_url`].
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct Variables { #(#names: String),* }

            impl Default for Variables {
                fn default() -> Self {
                    Self { #(#defaults),* }
                }
            }

            impl Variables {
                #(#setters)*

                /// The address.
                pub fn url(&self) -> String {
                    [#(#pieces)*].concat()
                }
            }
        }
    });
    items
}

fn setter(text: Docs<'_>, variable: &ServerVariable) -> TokenStream {
    let mut facts = format!("Default: {}.", code(&variable.default).trim_end_matches('.'));
    if !variable.values.is_empty() {
        let values: Vec<String> = variable.values.iter().map(|value| code(value)).collect();
        facts.push_str(&format!(" One of {}.", values.join(", ")));
    }
    let docs = docs(&text.with_facts(&variable.docs, &variable.wire, &facts));
    let name = ident(&variable.name);
    quote! {
        #(#docs)*
        #[must_use]
        pub fn #name(mut self, value: impl Into<String>) -> Self {
            self.#name = value.into();
            self
        }
    }
}
