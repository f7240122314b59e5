//! The `sys` layer: one handle per type, one extern per member, nothing converted.

use super::file::Source;
use super::{Cx, cfg, ident};
use crate::ir::rust::{CallKind, Class, Item, ItemKind, Method, Receiver, SysTy, Value};
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

/// Externs by where they come from.
type Blocks = IndexMap<Source, TokenStream>;

impl Cx<'_> {
    /// An item of the layer; its externs go to the blocks.
    pub(super) fn sys(self, item: &Item, blocks: &mut Blocks) -> TokenStream {
        match &item.kind {
            ItemKind::Handle(handle) => {
                for method in &handle.methods {
                    self.sys_method(item, handle.class.as_ref(), method, blocks);
                }
                self.sys_type(item, handle.sys_parent.as_ref())
            }
            ItemKind::Function(method) => {
                self.sys_function(item, method, blocks);
                quote!()
            }
            ItemKind::Value(value) => {
                self.sys_value(item, value, blocks);
                quote!()
            }
            ItemKind::Pending
            | ItemKind::Dict(_)
            | ItemKind::Union(_)
            | ItemKind::Strings(_)
            | ItemKind::Alias(_) => quote!(),
        }
    }

    fn sys_type(self, item: &Item, parent: Option<&SysTy>) -> TokenStream {
        let name = ident(&item.name);
        let cfg = cfg(&item.gate);
        let doc = format!(" `{}`", item.ts);
        if let Some(parent) = parent.map(|parent| self.sys_owned(parent)) {
            quote! { #cfg w::sys_type! { #[doc = #doc] pub struct #name: #parent; } }
        } else {
            quote! { #cfg w::sys_type! { #[doc = #doc] pub struct #name; } }
        }
    }

    fn sys_method(self, item: &Item, class: Option<&Class>, method: &Method, blocks: &mut Blocks) {
        if !method.written.external {
            return;
        }
        let this = self.sys_path(item);
        let name = ident(&method.sys);
        let js = js_name(&method.js);
        let module =
            class.filter(|_| method.receiver != Receiver::Instance).and_then(|class| class.module.clone());
        let mut attributes = match method.receiver {
            Receiver::Instance => vec![quote!(method)],
            Receiver::Static => {
                let class_name = class.map(|class| class.name.clone()).unwrap_or_default();
                vec![quote!(static_method_of = #this), quote!(js_class = #class_name)]
            }
            Receiver::Constructor => {
                let class_name = class.map(|class| class.name.clone()).unwrap_or_default();
                vec![quote!(constructor), quote!(js_class = #class_name)]
            }
            Receiver::Free => Vec::new(),
        };
        if let Some(class) = class.filter(|class| !class.namespace.is_empty())
            && method.receiver != Receiver::Instance
        {
            let namespace = &class.namespace;
            attributes.push(quote!(js_namespace = [#(#namespace),*]));
        }
        match method.kind {
            CallKind::Call => attributes.push(quote!(catch)),
            CallKind::Getter => attributes.push(quote!(getter)),
            CallKind::Setter => attributes.push(quote!(setter)),
        }
        if method.receiver != Receiver::Constructor {
            attributes.push(quote!(js_name = #js));
        }
        let args = self.sys_arguments(method, &mut attributes);
        let receiver = (method.receiver == Receiver::Instance).then(|| quote!(this: &#this,));
        let ret = self.sys_result(method);
        let doc = format!(" `{}`", method.written.signature);
        let gate = item.gate.clone().and(&method.written.gate);
        blocks.entry((module, gate)).or_default().extend(quote! {
            #[doc = #doc]
            #[wasm_bindgen(#(#attributes),*)]
            pub fn #name(#receiver #(#args),*) #ret;
        });
    }

    fn sys_function(self, item: &Item, method: &Method, blocks: &mut Blocks) {
        let name = ident(&method.sys);
        let js = js_name(&method.js);
        let mut attributes = vec![quote!(catch), quote!(js_name = #js)];
        if !method.namespace.is_empty() {
            let namespace = &method.namespace;
            attributes.push(quote!(js_namespace = [#(#namespace),*]));
        }
        let args = self.sys_arguments(method, &mut attributes);
        let ret = self.sys_result(method);
        let doc = format!(" `{}`", method.written.signature);
        blocks.entry((method.module.clone(), item.gate.clone())).or_default().extend(quote! {
            #[doc = #doc]
            #[wasm_bindgen(#(#attributes),*)]
            pub fn #name(#(#args),*) #ret;
        });
    }

    fn sys_arguments(self, method: &Method, attributes: &mut Vec<TokenStream>) -> Vec<TokenStream> {
        if method.args.iter().any(|arg| arg.variadic) {
            attributes.push(quote!(variadic));
        }
        let args = method.args.iter().zip(&method.written.sys_args);
        args.map(|(arg, ty)| {
            let (name, ty) = (ident(&arg.name), self.sys_argument(ty, arg.optional && !arg.variadic));
            quote!(#name: #ty)
        })
        .collect()
    }

    fn sys_result(self, method: &Method) -> TokenStream {
        let ty = self.sys_owned(&method.written.sys_ret);
        match method.kind {
            CallKind::Setter => quote!(),
            CallKind::Getter => quote!(-> #ty),
            CallKind::Call => quote!(-> Result<#ty, w::Error>),
        }
    }

    fn sys_value(self, item: &Item, value: &Value, blocks: &mut Blocks) {
        let name = ident(&item.name);
        let js = &value.name;
        let ty = self.sys_owned(&value.sys);
        let namespace = &value.namespace;
        let namespace = (!namespace.is_empty()).then(|| quote!(, js_namespace = [#(#namespace),*]));
        let doc = format!(" `{}`", item.ts);
        blocks.entry((value.module.clone(), item.gate.clone())).or_default().extend(quote! {
            #[doc = #doc]
            #[wasm_bindgen(thread_local_v2, js_name = #js #namespace)]
            pub static #name: #ty;
        });
    }
}

fn js_name(name: &str) -> String {
    match name.strip_prefix("@@") {
        Some(symbol) => format!("[Symbol.{symbol}]"),
        None => name.to_owned(),
    }
}
