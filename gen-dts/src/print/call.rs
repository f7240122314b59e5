//! Calls of the idiomatic layer that are made at once.

use super::args::{constant_value, left_out, optional_before, optional_pass, where_clause};
use super::{Cx, cfg, docs, generics, ident, idents};
use crate::ir::rust::{Form, Gate, Give, Item, Method, On, Receiver};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    /// A free function.
    pub(super) fn free(self, item: &Item, method: &Method) -> TokenStream {
        if method.written.on == On::Nowhere {
            return quote!();
        }
        let mut calls = TokenStream::new();
        let function = self.call(item, None, method, &mut calls);
        quote! { #function #calls }
    }

    /// A method, static, constructor, or free function: what stands in the `impl`, and what stands beside it.
    pub(super) fn call(
        self,
        item: &Item,
        owner: Option<&Item>,
        method: &Method,
        calls: &mut TokenStream,
    ) -> TokenStream {
        if let Some(builder) = &method.written.builder {
            return self.builder(item, owner, method, builder, calls);
        }
        let forms = method.written.forms.iter();
        forms.map(|form| self.plain(item, owner, method, form)).collect()
    }

    /// Under which features a call is there: a method says only what its handle does not.
    pub(super) fn call_gate(item: &Item, owner: Option<&Item>, method: &Method) -> Gate {
        if owner.is_some() { method.written.gate.clone() } else { item.gate.clone() }
    }

    /// Where the extern is.
    pub(super) fn target(self, item: &Item, owner: Option<&Item>, method: &Method) -> TokenStream {
        let name = ident(&method.sys);
        match (owner, method.receiver) {
            (Some(_), Receiver::Instance) => quote!(self.sys().#name),
            (Some(item), _) => {
                let sys = self.sys_path(item);
                quote!(#sys::#name)
            }
            (None, _) => self.sys_path(&Item { name: method.sys.clone(), ..item.clone() }),
        }
    }

    fn plain(self, item: &Item, owner: Option<&Item>, method: &Method, form: &Form) -> TokenStream {
        let docs = docs(&method.doc);
        let cfg = cfg(&Self::call_gate(item, owner, method));
        let name = ident(&form.name);
        let (mut args, mut before, mut passed) = (Vec::new(), TokenStream::new(), Vec::new());
        for (arg, given) in method.args.iter().zip(&form.given) {
            let arg_name = ident(&arg.name);
            if let Some(constant) = &arg.constant {
                passed.push(constant_value(constant));
            } else if !given {
                passed.push(left_out(arg));
            } else if arg.optional {
                let ty = self.optional_argument(arg);
                args.push(quote!(#arg_name: #ty));
                before.extend(optional_before(&arg_name, arg, &arg.name));
                passed.push(optional_pass(&arg_name, arg));
            } else {
                let ty = self.argument(arg);
                args.push(quote!(#arg_name: #ty));
                passed.push(self.pass(&arg_name, arg, &arg.name));
            }
        }
        let receiver = (method.receiver == Receiver::Instance && owner.is_some()).then(|| quote!(&self,));
        let bounds = where_clause(&form.bounds);
        let generics = generics(&idents(&method.params));
        let many = (args.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let target = self.target(item, owner, method);
        let call = quote!(#target(#(#passed),*));
        if method.is_async {
            let ret = self.owned(&method.ret);
            let awaited =
                if form.fails { quote!(w::call(|| { #before #call })) } else { quote!(w::resolve(#call)) };
            return quote! {
                #docs #cfg #many
                pub fn #name #generics (#receiver #(#args),*) -> w::Pending<#ret> #bounds {
                    #awaited
                }
            };
        }
        let (ret, body) = match (method.receiver, method.written.give) {
            (Receiver::Constructor, _) => {
                (quote!(Self), quote!(#call.map(w::wasm_bindgen::JsCast::unchecked_into)))
            }
            (_, Give::Same) => (self.owned(&method.ret), call),
            _ => (self.owned(&method.ret), quote!(w::FromJs::from_js(#call?.into()))),
        };
        quote! {
            #docs #cfg #many
            pub fn #name #generics (#receiver #(#args),*) -> w::Result<#ret> #bounds {
                #before
                #body
            }
        }
    }
}
