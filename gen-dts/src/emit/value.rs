//! Globals and exported values.

use super::{Cx, cfg, ident, item_docs};
use crate::ir::rust::{Item, ItemKind, RTy, Value};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    pub(super) fn value(self, item: &Item, value: &Value) -> TokenStream {
        if value.ty == RTy::Unit {
            return quote!();
        }
        let docs = item_docs(item);
        let cfg = cfg(item.variants);
        let function = ident(&value.function);
        let sys = self.sys_path(item);
        let ty = self.owned(&value.ty);
        match self.kind_of(&value.ty) {
            Some(ItemKind::Handle(_)) => quote! {
                #docs #cfg
                pub fn #function() -> #ty {
                    #sys.with(|value| w::wasm_bindgen::JsCast::unchecked_into(Clone::clone(value)))
                }
            },
            _ if matches!(value.ty, RTy::Js(_)) => quote! {
                #docs #cfg
                pub fn #function() -> #ty {
                    #sys.with(Clone::clone)
                }
            },
            _ => quote! {
                #docs #cfg
                pub fn #function() -> w::Result<#ty> {
                    w::FromJs::from_js(#sys.with(Clone::clone))
                }
            },
        }
    }
}
