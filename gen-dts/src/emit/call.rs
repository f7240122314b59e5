//! Calls of the idiomatic layer: plain, with optional arguments, and as builders that own their arguments.

use super::dict::generics;
use super::pass::constant_value;
use super::{Cx, cfg, docs, ident, idents};
use crate::ir::rust::{Item, Method, RArg, RTy, Receiver};
use crate::names;
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    /// A free function.
    pub(super) fn free(self, item: &Item, method: &Method) -> TokenStream {
        if method.name.is_empty() {
            return quote!();
        }
        let mut calls = TokenStream::new();
        let mut method = method.clone();
        method.variants = method.variants.and(item.variants);
        if item.variants.experimental_only() {
            method.variants = item.variants;
        }
        let function = self.call_in(None, Some(item), &method, &mut calls);
        quote! { #function #calls }
    }

    /// A method, static or constructor.
    pub(super) fn call(self, owner: Option<&Item>, method: &Method, calls: &mut TokenStream) -> TokenStream {
        self.call_in(owner, None, method, calls)
    }

    fn call_in(
        self,
        owner: Option<&Item>,
        free: Option<&Item>,
        method: &Method,
        calls: &mut TokenStream,
    ) -> TokenStream {
        let open: Vec<&RArg> = method.args.iter().filter(|arg| arg.constant.is_none()).collect();
        let options = open
            .last()
            .copied()
            .filter(|arg| arg.optional)
            .and_then(|arg| Some((arg, self.options(&arg.ty)?)));
        if method.is_async
            && let Some((arg, dict)) = options
        {
            return self.builder(owner, free, method, arg, dict, calls);
        }
        let target = self.target(owner, free, method);
        let required: Vec<&RArg> = open.iter().copied().filter(|arg| !arg.optional).collect();
        let optional = open.len() > required.len();
        let mut tokens = self.plain(owner, method, &target, &required, &method.name);
        if optional {
            // With optional arguments left out, and with all of them.
            let with = names::with_name(&method.name);
            tokens.extend(self.plain(owner, method, &target, &open, &with));
        }
        tokens
    }

    /// Where the extern is.
    pub(super) fn target(self, owner: Option<&Item>, free: Option<&Item>, method: &Method) -> TokenStream {
        let name = ident(&method.sys);
        match (owner, free, method.receiver) {
            (Some(_), _, Receiver::Instance) => quote!(self.sys().#name),
            (Some(item), ..) => {
                let sys = self.sys_path(item);
                quote!(#sys::#name)
            }
            (None, Some(item), _) => {
                let item = Item { name: method.sys.clone(), ..item.clone() };
                self.sys_path(&item)
            }
            (None, None, _) => quote!(#name),
        }
    }

    fn plain(
        self,
        owner: Option<&Item>,
        method: &Method,
        target: &TokenStream,
        given: &[&RArg],
        name: &str,
    ) -> TokenStream {
        let docs = docs(&method.doc, &format!("`{}`", super::short(&method.ts)));
        let cfg = cfg(method.variants);
        let name = ident(name);
        let mut args = Vec::new();
        let mut before = TokenStream::new();
        let mut passed = Vec::new();
        for arg in &method.args {
            let is_given = given.iter().any(|there| there.name == arg.name);
            let arg_name = ident(&arg.name);
            if let Some(constant) = &arg.constant {
                passed.push(constant_value(constant));
            } else if !is_given {
                passed.push(self.left_out(&arg.ty));
            } else if arg.optional {
                let ty = self.optional_argument(&arg.ty);
                args.push(quote!(#arg_name: #ty));
                before.extend(self.optional_before(&arg.name, &arg.ty));
                passed.push(self.optional_pass(&arg.name, &arg.ty));
            } else if self.is_values(arg) {
                args.push(quote!(#arg_name: impl w::Arguments));
                let values = quote!(w::Arguments::array(&#arg_name)?);
                passed.push(if arg.sql { quote!(&w::sql_values(#values)?) } else { quote!(&#values) });
            } else {
                let ty = self.argument(&arg.ty);
                args.push(quote!(#arg_name: #ty));
                passed.push(self.pass(&arg.name, &arg.ty));
            }
        }
        let receiver = (method.receiver == Receiver::Instance && owner.is_some()).then(|| quote!(&self,));
        let given_types: Vec<RTy> = given.iter().map(|arg| arg.ty.clone()).collect();
        let bounds = self.where_clause(&given_types, std::slice::from_ref(&method.ret));
        let params = idents(&method.params);
        let generics = generics(&params);
        let many = (args.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let call = quote!(#target(#(#passed),*));
        if method.is_async {
            let ret = self.owned(&method.ret);
            let fallible = given.iter().any(|arg| arg.variadic || self.fallible(&arg.ty, arg.optional));
            let awaited =
                if fallible { quote!(w::call(|| { #before #call })) } else { quote!(w::resolve(#call)) };
            return quote! {
                #docs #cfg #many
                pub fn #name #generics (#receiver #(#args),*) -> w::Pending<#ret> #bounds {
                    #awaited
                }
            };
        }
        let constructor = method.receiver == Receiver::Constructor;
        let ret = if constructor { quote!(Self) } else { self.owned(&method.ret) };
        let body = if constructor {
            quote!(#call.map(w::wasm_bindgen::JsCast::unchecked_into))
        } else {
            self.convert(&method.ret, &call)
        };
        quote! {
            #docs #cfg #many
            pub fn #name #generics (#receiver #(#args),*) -> w::Result<#ret> #bounds {
                #before
                #body
            }
        }
    }

    /// A call's result, from the extern's to ours.
    fn convert(self, ret: &RTy, call: &TokenStream) -> TokenStream {
        if self.is_direct(ret) || matches!(self.resolve(ret), RTy::Js(_)) {
            return call.clone();
        }
        quote!(w::FromJs::from_js(#call?.into()))
    }
}
