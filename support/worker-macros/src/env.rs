//! `#[derive(Env)]`.

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, LitStr};

pub(crate) fn expand(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let name = &input.ident;
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(name, "an environment is a struct with a field a binding"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(name, "an environment is a struct with a field a binding"));
    };
    let mut reads = Vec::new();
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let mut binding = ident.to_string().to_shouty_snake_case();
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("binding")) {
            binding = attribute.parse_args::<LitStr>()?.value();
        }
        reads.push(quote!(#ident: ::cfs_runtime::__private::binding(&env, #binding)?,));
    }
    let unchecked = input.attrs.iter().any(|attribute| attribute.path().is_ident("env"));
    let check = (!unchecked).then(|| {
        quote! {
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
        impl ::cfs_runtime::FromJs for #name {
            fn from_js(env: ::cfs_runtime::__private::JsValue) -> ::cfs_runtime::Result<Self> {
                Ok(Self { #(#reads)* })
            }
        }
        #check
    })
}
