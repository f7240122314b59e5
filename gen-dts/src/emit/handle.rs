//! Handles of the idiomatic layer.

use super::dict::generics;
use super::{Cx, cfg, docs, ident, idents, item_docs};
use crate::ir::rust::{CallKind, Handle, Item, ItemKind, Method, RTy, Receiver};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    pub(super) fn handle(self, item: &Item, handle: &Handle) -> TokenStream {
        let name = ident(&item.name);
        let item_cfg = cfg(item.variants);
        let item_docs = item_docs(item);
        let params = idents(&item.params);
        let generics = generics(&params);
        let parent = if handle.foreign {
            Some(quote!(: any))
        } else {
            handle.parent.as_ref().map(|parent| {
                let parent = self.owned(parent);
                quote!(: #parent)
            })
        };
        let sys = self.sys_path(item);
        let marks = (!handle.marks.is_empty()).then(|| {
            let names = handle.marks.join(" ");
            quote!(, #names)
        });
        let mut calls = TokenStream::new();
        let mut methods = TokenStream::new();
        let mut plain = TokenStream::new();
        let exists = handle.class.is_some();
        for method in handle.methods.iter().filter(|method| !method.name.is_empty()) {
            if !exists && method.receiver != Receiver::Instance {
                continue;
            }
            match method.kind {
                // `Request::new(…)` must not ask for type parameters that nothing given decides.
                CallKind::Call if method.receiver != Receiver::Instance && !mentions_params(item, method) => {
                    let untyped = Item { params: Vec::new(), ..item.clone() };
                    let mut method = method.clone();
                    for ty in method.types_mut() {
                        let whole = std::mem::replace(ty, RTy::Unit);
                        *ty = whole.map(&mut |ty| match ty {
                            RTy::Param(name) if item.params.contains(&name) => {
                                RTy::Js(crate::ir::rust::Untyped::Declared)
                            }
                            other => other,
                        });
                    }
                    plain.extend(self.call(Some(&untyped), &method, &mut calls));
                }
                CallKind::Call => methods.extend(self.call(Some(item), method, &mut calls)),
                CallKind::Getter => methods.extend(self.getter(item, method)),
                CallKind::Setter => methods.extend(self.setter(method)),
            }
        }
        let plain_impl = (!plain.is_empty()).then(|| {
            quote! {
                #item_cfg
                #[allow(deprecated)]
                impl #name { #plain }
            }
        });
        quote! {
            #item_cfg
            w::js_type! { #item_docs pub struct #name #generics #parent #marks; }

            #item_cfg
            #[allow(deprecated)]
            impl #generics #name #generics {
                /// The layer below: the same object, nothing converted.
                pub fn sys(&self) -> &#sys {
                    w::cast(self)
                }
                #methods
            }

            #plain_impl

            #calls
        }
    }

    fn getter(self, item: &Item, method: &Method) -> TokenStream {
        let docs = docs(&method.doc, &format!("`{}`", super::short(&method.ts)));
        let cfg = cfg(method.variants);
        let name = ident(&method.name);
        let sys_name = ident(&method.sys);
        let sys = self.sys_path(item);
        let (receiver, read) = if method.receiver == Receiver::Instance {
            (quote!(&self), quote!(self.sys().#sys_name()))
        } else {
            (quote!(), quote!(#sys::#sys_name()))
        };
        let ty = self.owned(&method.ret);
        let resolved = self.resolve(&method.ret);
        let bounds = self.where_clause(&[], std::slice::from_ref(&method.ret));
        if self.is_direct(&method.ret) {
            return quote! { #docs #cfg pub fn #name(#receiver) -> #ty { #read } };
        }
        let inner = match &resolved {
            RTy::Opt(inner) => self.resolve(inner),
            other => other.clone(),
        };
        let optional = matches!(resolved, RTy::Opt(_));
        match &inner {
            RTy::Js(_) => quote! { #docs #cfg pub fn #name(#receiver) -> #ty { #read } },
            RTy::Std(_) | RTy::Promise(_) => quote! { #docs #cfg pub fn #name(#receiver) -> #ty { #read } },
            RTy::Item(id, _) if matches!(self.item(*id).kind, ItemKind::Handle(_)) => {
                let body = if optional {
                    quote!(#read.map(w::wasm_bindgen::JsCast::unchecked_into))
                } else {
                    quote!(w::wasm_bindgen::JsCast::unchecked_into(#read))
                };
                quote! { #docs #cfg pub fn #name(#receiver) -> #ty { #body } }
            }
            RTy::Item(id, _) if matches!(self.item(*id).kind, ItemKind::Strings(_)) => {
                let body = if optional { quote!(#read.map(Into::into)) } else { quote!(#read.into()) };
                quote! { #docs #cfg pub fn #name(#receiver) -> #ty { #body } }
            }
            _ => quote! {
                #docs #cfg
                pub fn #name(#receiver) -> w::Result<#ty> #bounds { w::FromJs::from_js(#read.into()) }
            },
        }
    }

    fn setter(self, method: &Method) -> TokenStream {
        let docs = docs(&method.doc, "");
        let cfg = cfg(method.variants);
        let name = ident(&method.name);
        let sys_name = ident(&method.sys);
        let Some(arg) = method.args.first() else { return quote!() };
        if method.receiver != Receiver::Instance {
            return quote!();
        }
        let (ty, before, value) = if arg.optional {
            (
                self.optional_argument(&arg.ty),
                self.optional_before("value", &arg.ty),
                self.optional_pass("value", &arg.ty),
            )
        } else {
            (self.argument(&arg.ty), quote!(), self.pass("value", &arg.ty))
        };
        let bounds = self.where_clause(std::slice::from_ref(&arg.ty), &[]);
        let set = quote!(#before self.sys().#sys_name(#value););
        if self.fallible(&arg.ty, arg.optional) {
            quote! { #docs #cfg pub fn #name(&self, value: #ty) -> w::Result<()> #bounds { #set Ok(()) } }
        } else {
            quote! { #docs #cfg pub fn #name(&self, value: #ty) #bounds { #set } }
        }
    }
}

/// Whether a call's arguments mention the class's type parameters.
fn mentions_params(item: &Item, method: &Method) -> bool {
    let mut found = false;
    for arg in method.args.iter().filter(|arg| !arg.optional) {
        arg.ty.walk(&mut |ty| found |= matches!(ty, RTy::Param(name) if item.params.contains(name)));
    }
    found
}
