//! Globals and exported values.

use super::{Cx, cfg, docs, ident};
use crate::ir::rust::{Give, Item, Value};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    pub(super) fn value(self, item: &Item, value: &Value) -> TokenStream {
        let (docs, cfg) = (docs(&item.doc), cfg(&item.gate));
        let function = ident(&value.function);
        let sys = self.sys_path(item);
        let ty = self.owned(&value.ty);
        let (ty, body) = match value.give {
            Give::Same => (ty, quote!(#sys.with(Clone::clone))),
            Give::Converted => (quote!(w::Result<#ty>), quote!(w::FromJs::from_js(#sys.with(Clone::clone)))),
            _ => {
                (ty, quote!(#sys.with(|value| w::wasm_bindgen::JsCast::unchecked_into(Clone::clone(value)))))
            }
        };
        quote! { #docs #cfg pub fn #function() -> #ty { #body } }
    }
}
