//! Handles of the idiomatic layer.

use super::args::{optional_before, optional_pass, where_clause};
use super::{Cx, cfg, docs, generics, ident, idents};
use crate::ir::rust::{CallKind, Give, Handle, Item, Method, On, Receiver};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    pub(super) fn handle(self, item: &Item, handle: &Handle) -> TokenStream {
        let name = ident(&item.name);
        let item_cfg = cfg(&item.gate);
        let item_docs = docs(&item.doc);
        let generics = generics(&idents(&item.params));
        let parent = match &handle.parent {
            _ if handle.foreign => Some(quote!(: any)),
            parent => parent.as_ref().map(|parent| {
                let parent = self.owned(parent);
                quote!(: #parent)
            }),
        };
        let sys = self.sys_path(item);
        let marks = (!handle.marks.is_empty()).then(|| {
            let names = handle.marks.join(" ");
            quote!(, #names)
        });
        let mut calls = TokenStream::new();
        let (mut methods, mut plain) = (TokenStream::new(), TokenStream::new());
        for method in &handle.methods {
            match (method.written.on, method.kind) {
                (On::Nowhere, _) => {}
                (On::Untyped, _) => {
                    let untyped = Item { params: Vec::new(), ..item.clone() };
                    plain.extend(self.call(&untyped, Some(&untyped), method, &mut calls));
                }
                (On::Own, CallKind::Call) => {
                    methods.extend(self.call(item, Some(item), method, &mut calls));
                }
                (On::Own, CallKind::Getter) => methods.extend(self.getter(item, method)),
                (On::Own, CallKind::Setter) => methods.extend(self.setter(method)),
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
            w::handle! { #item_docs pub struct #name #generics #parent #marks; }

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
        let (docs, cfg) = (docs(&method.doc), cfg(&method.written.gate));
        let name = ident(&method.name);
        let sys_name = ident(&method.sys);
        let sys = self.sys_path(item);
        let (receiver, read) = if method.receiver == Receiver::Instance {
            (quote!(&self), quote!(self.sys().#sys_name()))
        } else {
            (quote!(), quote!(#sys::#sys_name()))
        };
        let ty = self.owned(&method.ret);
        let body = match method.written.give {
            Give::Same => read,
            Give::Handle => quote!(w::wasm_bindgen::JsCast::unchecked_into(#read)),
            Give::MaybeHandle => quote!(#read.map(w::wasm_bindgen::JsCast::unchecked_into)),
            Give::Strings => quote!(#read.into()),
            Give::MaybeStrings => quote!(#read.map(Into::into)),
            Give::Whole | Give::MaybeWhole => {
                let js = &method.js;
                let whole = ident(if method.written.give == Give::Whole { "whole" } else { "whole_option" });
                return quote! {
                    #docs #cfg
                    pub fn #name(#receiver) -> w::Result<#ty> { w::#whole(#js, #read) }
                };
            }
            Give::Converted => {
                let bounds = method.written.forms.iter().map(|form| where_clause(&form.bounds));
                return quote! {
                    #docs #cfg
                    pub fn #name(#receiver) -> w::Result<#ty> #(#bounds)* { w::FromJs::from_js(#read.into()) }
                };
            }
        };
        quote! { #docs #cfg pub fn #name(#receiver) -> #ty { #body } }
    }

    fn setter(self, method: &Method) -> TokenStream {
        let (docs, cfg) = (docs(&method.doc), cfg(&method.written.gate));
        let name = ident(&method.name);
        let sys_name = ident(&method.sys);
        let (Some(arg), [form]) = (method.args.first(), method.written.forms.as_slice()) else {
            return quote!();
        };
        let value = ident("value");
        let (ty, before, passed) = if arg.optional {
            (
                self.optional_argument(arg),
                optional_before(&value, arg, &method.js),
                optional_pass(&value, arg),
            )
        } else {
            (self.argument(arg), quote!(), self.pass(&value, arg, &method.js))
        };
        let bounds = where_clause(&form.bounds);
        let set = quote!(#before self.sys().#sys_name(#passed););
        if form.fails {
            quote! { #docs #cfg pub fn #name(&self, value: #ty) -> w::Result<()> #bounds { #set Ok(()) } }
        } else {
            quote! { #docs #cfg pub fn #name(&self, value: #ty) #bounds { #set } }
        }
    }
}
