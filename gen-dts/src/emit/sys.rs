//! The `sys` layer: one handle a type, one extern a member, nothing converted.

use super::file::Source;
use super::{Cx, cfg, ident, short};
use crate::ir::rust::{CallKind, Class, Dict, Item, ItemKind, Method, RTy, Receiver, Value};
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
                self.sys_type(item, handle.parent.as_ref())
            }
            ItemKind::Dict(dict) => self.sys_dict(item, dict),
            ItemKind::Union(_) => self.sys_type(item, None),
            ItemKind::Function(method) => {
                self.sys_function(item, method, blocks);
                quote!()
            }
            ItemKind::Value(value) => {
                self.sys_value(item, value, blocks);
                quote!()
            }
            ItemKind::Pending | ItemKind::Strings(_) | ItemKind::Alias(_) => quote!(),
        }
    }

    fn sys_type(self, item: &Item, parent: Option<&RTy>) -> TokenStream {
        let name = ident(&item.name);
        let cfg = cfg(item.variants);
        let doc = format!(" `{}`", short(&item.ts));
        if let Some(parent) = parent.map(|parent| self.sys_owned(parent)) {
            quote! { #cfg w::js_type! { #[doc = #doc] pub struct #name: #parent; } }
        } else {
            quote! { #cfg w::js_type! { #[doc = #doc] pub struct #name; } }
        }
    }

    fn sys_dict(self, item: &Item, dict: &Dict) -> TokenStream {
        let name = ident(&item.name);
        let item_cfg = cfg(item.variants);
        let doc = format!(" `{}`", short(&item.ts));
        let fields = dict.fields.iter().enumerate().map(|(at, field)| {
            let cfg = cfg(field.variants);
            let get = ident(if field.name == "new" { "new_" } else { &field.name });
            // An underscore that only keeps a word of Rust apart is left out.
            let plain = field.name.trim_end_matches('_');
            let taken = dict.fields[..at].iter().any(|other| other.name.trim_end_matches('_') == plain);
            let set = ident(&format!("with_{}", if taken { &field.name } else { plain }));
            let js = &field.js;
            let ty = match self.resolve(&field.ty) {
                ty @ (RTy::Str | RTy::F64 | RTy::Bool | RTy::Item(..) | RTy::Std(_)) => self.sys_owned(&ty),
                RTy::Opt(inner) => {
                    if let inner @ (RTy::Str | RTy::F64 | RTy::Bool | RTy::Item(..) | RTy::Std(_)) =
                        self.resolve(&inner)
                    {
                        let inner = self.sys_owned(&inner);
                        quote!(Option<#inner>)
                    } else {
                        quote!(w::wasm_bindgen::JsValue)
                    }
                }
                _ => quote!(w::wasm_bindgen::JsValue),
            };
            quote!(#cfg #get #set #js: #ty;)
        });
        quote! { #item_cfg w::dictionary! { #[doc = #doc] pub struct #name { #(#fields)* } } }
    }

    fn sys_method(self, item: &Item, class: Option<&Class>, method: &Method, blocks: &mut Blocks) {
        if class.is_none() && method.receiver != Receiver::Instance {
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
        let ret = self.sys_result(method, Some(&this));
        let doc = format!(" `{}`", short(&method.ts));
        let experimental = method.variants.experimental_only() || item.variants.experimental_only();
        blocks.entry((module, experimental)).or_default().extend(quote! {
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
        let ret = self.sys_result(method, None);
        let doc = format!(" `{}`", short(&method.ts));
        blocks.entry((method.module.clone(), item.variants.experimental_only())).or_default().extend(
            quote! {
                #[doc = #doc]
                #[wasm_bindgen(#(#attributes),*)]
                pub fn #name(#(#args),*) #ret;
            },
        );
    }

    fn sys_arguments(self, method: &Method, attributes: &mut Vec<TokenStream>) -> Vec<TokenStream> {
        if method.args.iter().any(|arg| arg.variadic) {
            attributes.push(quote!(variadic));
        }
        method
            .args
            .iter()
            .map(|arg| {
                let name = ident(&arg.name);
                let ty = if arg.variadic {
                    quote!(&w::js_sys::Array)
                } else {
                    self.sys_argument(&arg.ty, arg.optional)
                };
                quote!(#name: #ty)
            })
            .collect()
    }

    fn sys_result(self, method: &Method, this: Option<&TokenStream>) -> TokenStream {
        if method.kind == CallKind::Setter {
            return quote!();
        }
        let ty = if method.is_async {
            quote!(w::js_sys::Promise)
        } else if let (Receiver::Constructor, Some(this)) = (method.receiver, this) {
            this.clone()
        } else {
            self.sys_owned(&method.ret)
        };
        if method.kind == CallKind::Getter { quote!(-> #ty) } else { quote!(-> Result<#ty, w::Error>) }
    }

    fn sys_value(self, item: &Item, value: &Value, blocks: &mut Blocks) {
        if value.ty == RTy::Unit {
            return;
        }
        let name = ident(&item.name);
        let js = &value.name;
        let ty = self.value_type(&value.ty);
        let namespace = &value.namespace;
        let namespace = (!namespace.is_empty()).then(|| quote!(, js_namespace = [#(#namespace),*]));
        let doc = format!(" `{}`", short(&item.ts));
        blocks.entry((value.module.clone(), item.variants.experimental_only())).or_default().extend(quote! {
            #[doc = #doc]
            #[wasm_bindgen(thread_local_v2, js_name = #js #namespace)]
            pub static #name: #ty;
        });
    }

    /// Statics are handles or any value.
    pub(super) fn value_type(self, ty: &RTy) -> TokenStream {
        if let Some(ItemKind::Handle(_)) = self.kind_of(ty) {
            self.sys_owned(ty)
        } else {
            quote!(w::wasm_bindgen::JsValue)
        }
    }
}

fn js_name(name: &str) -> String {
    match name.strip_prefix("@@") {
        Some(symbol) => format!("[Symbol.{symbol}]"),
        None => name.to_owned(),
    }
}
