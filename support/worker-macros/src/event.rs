//! `#[event(fetch)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FnArg, Ident, ItemFn, ReturnType};

const EVENTS: &[&str] = &["fetch", "scheduled", "queue", "email", "tail", "trace", "tail_stream", "start"];

pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let event: Ident = syn::parse2(arguments.clone()).map_err(|error| {
        syn::Error::new(error.span(), format!("name the event: one of {}", EVENTS.join(", ")))
    })?;
    if !EVENTS.contains(&event.to_string().as_str()) {
        return Err(syn::Error::new(event.span(), format!("no such event: one of {}", EVENTS.join(", "))));
    }
    let function: ItemFn = syn::parse2(item)?;
    let name = &function.sig.ident;
    if event == "start" {
        return Ok(quote! {
            #function
            const _: () = {
                use ::cfs_runtime::__private::wasm_bindgen;
                #[wasm_bindgen::prelude::wasm_bindgen(start, private, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
                fn __cfs_start() {
                    ::cfs_runtime::__private::start();
                    #name();
                }
            };
        });
    }
    let export = format_ident!("__cfs_event_{event}");
    let slots: Vec<Ident> = (0..3).map(|index| format_ident!("argument_{index}")).collect();
    let reads: Vec<TokenStream> = function
        .sig
        .inputs
        .iter()
        .enumerate()
        .map(|(index, argument)| match argument {
            FnArg::Typed(_) if index < slots.len() => {
                let slot = &slots[index];
                Ok(quote!(::cfs_runtime::FromJs::from_js(#slot)?))
            }
            other => Err(syn::Error::new_spanned(
                other,
                "a handler takes the event, the environment and the context",
            )),
        })
        .collect::<syn::Result<_>>()?;
    let waited = if function.sig.asyncness.is_some() { quote!(.await) } else { quote!() };
    let call = quote!(#name(#(#reads),*)#waited);
    let body = outcome(&function.sig.output, &call);
    Ok(quote! {
        #function
        const _: () = {
            use ::cfs_runtime::__private::wasm_bindgen;
            #[wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            #[allow(unused_variables)]
            pub fn #export(
                #(#slots: ::cfs_runtime::__private::JsValue),*
            ) -> ::cfs_runtime::__private::Promise {
                ::cfs_runtime::__private::start();
                ::cfs_runtime::__private::promise(async move { #body })
            }
        };
    })
}

/// A call that may or may not give a `Result`, as one that does.
pub(crate) fn outcome(output: &ReturnType, call: &TokenStream) -> TokenStream {
    if is_result(output) {
        quote!(#call.map_err(::core::convert::Into::into))
    } else {
        quote!(::core::result::Result::Ok(#call))
    }
}

pub(crate) fn is_result(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else { return false };
    matches!(ty.as_ref(), syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result"))
}
