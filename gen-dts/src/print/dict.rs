//! Plain structs: a table each.

use super::{Cx, cfg, condition, docs, generics, ident, idents};
use crate::ir::rust::{Dict, Field, Item, Place, RTy, Role, Take};
use crate::ir::ts::Lit;
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    pub(super) fn dict(self, item: &Item, dict: &Dict) -> TokenStream {
        let (docs, cfg) = (docs(&item.doc), cfg(&item.gate));
        let name = ident(&item.name);
        let params = idents(&item.params);
        let generics = generics(&params);
        let default = dict.default.then(|| quote!(#[derive(Default)]));
        let made = ident(match (item.role, dict.new.is_typed(), dict.new.fails) {
            (Role::Arrives, ..) => "arrives",
            (Role::Both, false, false) => "new",
            (Role::Both, false, true) => "try_new",
            (Role::Both, true, false) => "new_typed",
            (Role::Both, true, true) => "try_new_typed",
        });
        let constants = dict.fields.iter().filter(|field| field.place == Place::Constant).map(constant);
        let constants = group("constants", constants.collect());
        let [required, optional, absent] =
            [("required", Place::Required), ("optional", Place::Optional), ("absent", Place::Absent)].map(
                |(word, place)| {
                    let fields = dict.fields.iter().filter(|field| field.place == place);
                    group(word, fields.map(|field| self.row(field)).collect())
                },
            );
        let rest = dict.rest.as_ref().map(|rest| {
            let rest = self.tabled(rest);
            quote!(rest other_properties #rest;)
        });
        let plain = (dict.new.is_typed() && item.role != Role::Arrives).then(|| self.plain_new(item, dict));
        quote! {
            #cfg
            w::record! { #made;
                #docs
                #default
                pub struct #name #generics { #constants #required #optional #absent #rest }
            }
            #plain
        }
    }

    fn row(self, field: &Field) -> TokenStream {
        let docs = docs(&field.doc);
        let (name, js, how) = (ident(&field.name), &field.js, how(field.take));
        let ty = match &field.ty {
            RTy::Opt(inner) if field.place == Place::Optional => self.tabled(inner),
            ty => self.tabled(ty),
        };
        let gate = condition(&field.gate).map(|gate| quote!(, if #gate));
        quote!(#docs #name #js: #how #ty #gate;)
    }

    /// `new` with any value for the type parameters that nothing given decides.
    fn plain_new(self, item: &Item, dict: &Dict) -> TokenStream {
        let cfg = cfg(&item.gate);
        let name = ident(&item.name);
        let params = idents(&item.params);
        let decided = || params.iter().zip(&dict.new.decided);
        let kept: Vec<_> =
            decided().filter(|(_, decided)| **decided).map(|(param, _)| param.clone()).collect();
        let kept = generics(&kept);
        let given = decided().map(
            |(param, decided)| {
                if *decided { quote!(#param) } else { quote!(w::wasm_bindgen::JsValue) }
            },
        );
        let required: Vec<&Field> =
            dict.fields.iter().filter(|field| field.place == Place::Required).collect();
        let names: Vec<_> = required.iter().map(|field| ident(&field.name)).collect();
        let types = required.iter().map(|field| {
            let (how, ty) = (how(field.take), self.tabled(&field.ty));
            quote!(w::argument!(#how #ty))
        });
        let made = if dict.new.fails { quote!(w::Result<Self>) } else { quote!(Self) };
        quote! {
            #cfg
            impl #kept #name<#(#given),*> {
                /// A value with what is required.
                #[allow(clippy::new_without_default, clippy::too_many_arguments)]
                pub fn new(#(#names: #types),*) -> #made {
                    Self::new_typed(#(#names),*)
                }
            }
        }
    }
}

/// What a setter takes, in a word.
pub(super) fn how(take: Take) -> proc_macro2::Ident {
    ident(match take {
        Take::Into => "into",
        Take::Plain => "plain",
        Take::Whole => "whole",
        Take::Any => "any",
        Take::Callback => "callback",
        Take::AsyncCallback => "async_callback",
    })
}

fn group(word: &str, rows: Vec<TokenStream>) -> Option<TokenStream> {
    let word = ident(word);
    (!rows.is_empty()).then(|| quote!(#word { #(#rows)* }))
}

fn constant(field: &Field) -> TokenStream {
    let js = &field.js;
    let gate = condition(&field.gate).map(|gate| quote!(, if #gate));
    match &field.constant {
        Some(Lit::String(text)) => quote!(#js = #text #gate;),
        Some(Lit::Bool(truth)) => quote!(#js = #truth #gate;),
        Some(Lit::Number(number)) => {
            let number: f64 = number.parse().unwrap_or_default();
            quote!(#js = #number #gate;)
        }
        None => quote!(),
    }
}
