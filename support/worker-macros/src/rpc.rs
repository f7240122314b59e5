//! `#[rpc]`: the methods of a Worker that these macros did not write, as a trait.

use crate::call;
use crate::{attribute, method};
use heck::ToLowerCamelCase;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{FnArg, Ident, ItemTrait, Pat, TraitItem, TraitItemFn, Type};

pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    attribute::none(arguments, "rpc")?;
    let mut block: ItemTrait = syn::parse2(item)?;
    if let Some(parameter) = block.generics.params.first() {
        return Err(syn::Error::new_spanned(parameter, "the trait has no parameters: the methods are fixed"));
    }
    let mut calls = Vec::new();
    for item in &mut block.items {
        let TraitItem::Fn(function) = item else {
            return Err(syn::Error::new_spanned(
                item,
                "the trait has methods only: what the other Worker offers",
            ));
        };
        calls.push(expand_method(function)?);
    }
    let (attributes, visibility, name) = (&block.attrs, &block.vis, &block.ident);
    let parents = block.supertraits.iter();
    Ok(quote! {
        #(#attributes)*
        #[allow(private_interfaces, private_bounds, dead_code)]
        #visibility trait #name: ::cfs_runtime::rpc::Stub #(+ #parents)* {
            #(#calls)*
        }

        impl<S: ::cfs_runtime::rpc::Untyped> #name for S {}
    })
}

fn expand_method(function: &mut TraitItemFn) -> syn::Result<TokenStream> {
    let renamed = method::js_name(&mut function.attrs, &function.sig.ident)?;
    if let Some(body) = &function.default {
        return Err(syn::Error::new_spanned(body, "the other Worker has the body: end the method with `;`"));
    }
    if function.sig.receiver().is_none() {
        return Err(syn::Error::new_spanned(&function.sig, "a method is called on a stub: take `&self`"));
    }
    call::check_receiver(&function.sig)?;
    call::check(&function.sig, "a method of another Worker")?;
    let name = &function.sig.ident;
    let js = renamed.unwrap_or_else(|| name.unraw().to_string().to_lower_camel_case());
    method::check_foreign(name, &js)?;
    let mut slots: Vec<&Ident> = Vec::new();
    let mut types: Vec<&Type> = Vec::new();
    for input in &function.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let Pat::Ident(pattern) = typed.pat.as_ref() else {
            return Err(syn::Error::new_spanned(&typed.pat, "name the argument"));
        };
        slots.push(&pattern.ident);
        types.push(&typed.ty);
    }
    let given = call::given(&function.sig);
    let generics = &function.sig.generics;
    let (attributes, place) = (&function.attrs, crate::span::at(&function.sig.output));
    let output = quote_spanned!(place=> ::cfs_runtime::Pending<#given>);
    Ok(quote! {
        #(#attributes)*
        fn #name #generics(
            &self #(, #slots: #types)*
        ) -> #output {
            ::cfs_runtime::__private::rpc(self.as_ref(), #js, [#(::cfs_runtime::ToJs::to_js(&#slots)),*])
        }
    })
}
