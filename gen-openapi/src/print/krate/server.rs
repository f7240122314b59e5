//! The server's address: a constant, and where it has variables a type that fills them in.

use crate::ir::{Api, ServerVariable};
use codegen::rust::{docs, ident};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Item;

/// The items that make up the address; none where the document gives none.
pub(super) fn items(api: &Api) -> Vec<Item> {
    let Some(server) = &api.server else { return Vec::new() };
    let url = server.url();
    let mut items: Vec<Item> = vec![syn::parse_quote! {
        /// Where the document says its server is; see [`cfs_http::ClientBuilder::base_url`].
        pub const BASE_URL: &str = #url;
    }];
    let fields: Vec<&ServerVariable> = server.fields.iter().map(|at| &server.variables[*at]).collect();
    if fields.is_empty() {
        return items;
    }
    let names = fields.iter().map(|variable| ident(&variable.name));
    let defaults = fields.iter().map(|variable| {
        let (name, default) = (ident(&variable.name), &variable.default);
        quote!(#name: #default.to_owned())
    });
    let setters = fields.iter().map(|variable| setter(variable));
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

fn setter(variable: &ServerVariable) -> TokenStream {
    let docs = docs(&variable.docs);
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
