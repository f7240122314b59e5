//! `#[derive(Env)]`.

use crate::span::at;
use crate::{attribute, declaration};
use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Type};

pub(crate) fn expand(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let name = &input.ident;
    let Data::Struct(syn::DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        return Err(syn::Error::new_spanned(name, "an environment is a struct with a field a binding"));
    };
    if let Some(parameter) = input.generics.params.first() {
        return Err(syn::Error::new_spanned(
            parameter,
            "an environment has no parameters: its bindings are fixed",
        ));
    }
    let (mut reads, mut declared) = (Vec::new(), Vec::new());
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let said = attribute::items(&field.attrs, "binding", "a field", &["rename"])?;
        let binding = match said.first() {
            Some(name) => name.text()?.value(),
            None => ident.unraw().to_string().to_shouty_snake_case(),
        };
        let ty = &field.ty;
        let read = quote_spanned!(at(ty)=> ::cfs_runtime::__private::binding::<#ty>(&env, #binding)?);
        reads.push(quote!(#ident: #read,));
        declared.push(declare(&binding, ty));
    }
    let said = attribute::items(&input.attrs, "env", "an environment", &["unchecked"])?;
    said.iter().try_for_each(attribute::Item::alone)?;
    let check = said.is_empty().then(|| {
        let declared = declaration::record(&[quote!("check_env")]);
        quote! {
            #declared
            const _: () = {
                use ::cfs_runtime::__private::wasm_bindgen;
                #[wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
                pub fn __cfs_check_env(
                    env: ::cfs_runtime::__private::JsValue,
                ) -> ::core::result::Result<(), ::cfs_runtime::__private::JsValue> {
                    <#name as ::cfs_runtime::FromJs>::from_js(env)?;
                    Ok(())
                }
            };
        }
    });
    Ok(quote! {
        #[automatically_derived]
        impl ::cfs_runtime::FromJs for #name {
            fn from_js(env: ::cfs_runtime::__private::JsValue) -> ::cfs_runtime::Result<Self> {
                Ok(Self { #(#reads)* })
            }
        }
        #(#declared)*
        #check
    })
}

/// The record of a binding. Its type says what it is called, as the macro sees only how that is written here.
fn declare(binding: &str, ty: &Type) -> TokenStream {
    let from_js = quote_spanned!(at(ty)=> <#ty as ::cfs_runtime::FromJs>);
    declaration::record(&[
        quote!("binding"),
        quote!(#binding),
        quote!(#from_js::BINDING),
        quote!(::cfs_runtime::__private::declaration::presence(#from_js::OPTIONAL)),
    ])
}
