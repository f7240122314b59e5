//! `#[event(fetch)]`.

use crate::{call, declaration};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{FnArg, Ident, ItemFn, Token};

const EVENTS: &[&str] = &["fetch", "scheduled", "queue", "email", "tail", "trace", "tail_stream", "start"];

/// What a handler may take: the event, the environment, the context.
const MOST: usize = 3;

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let event = event(arguments)?;
    let function: ItemFn = syn::parse2(item)?;
    if event == "start" {
        return start(&function);
    }
    call::check(&function.sig, "a handler")?;
    if let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first() {
        let what = "a handler is a function: it takes the event, the environment and the context";
        return Err(syn::Error::new_spanned(receiver, what));
    }
    if let Some(extra) = function.sig.inputs.iter().nth(MOST) {
        let what = "a handler takes the event, the environment and the context, and no more";
        return Err(syn::Error::new_spanned(extra, what));
    }
    let given = call::arguments(&function.sig)?;
    let name = &function.sig.ident;
    let export = format_ident!("__cfs_event_{event}");
    let slots: Vec<Ident> = (0..MOST).map(|index| format_ident!("argument_{index}")).collect();
    let reads = given.iter().map(call::Argument::read);
    let passed = given.iter().map(call::Argument::pass);
    let body = call::outcome(&function.sig, &quote!(#name(#(#passed),*)));
    let event = event.to_string();
    let declared = declaration::record(&[quote!("handler"), quote!(#event)]);
    Ok(quote! {
        #function
        #declared
        const _: () = {
            use ::cfs_runtime::__private::wasm_bindgen;
            #[wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            #[allow(unused_variables, clippy::let_and_return)]
            pub fn #export(
                #(#slots: ::cfs_runtime::__private::JsValue),*
            ) -> ::cfs_runtime::__private::Promise {
                ::cfs_runtime::__private::start();
                ::cfs_runtime::__private::promise(async move {
                    #(#reads)*
                    #body
                })
            }
        };
    })
}

fn event(arguments: TokenStream) -> syn::Result<Ident> {
    let known = EVENTS.join(", ");
    if arguments.is_empty() {
        let what = format!("name the event, as in `#[event(fetch)]`: one of {known}");
        return Err(syn::Error::new(proc_macro2::Span::call_site(), what));
    }
    let words = syn::parse::Parser::parse2(Punctuated::<Ident, Token![,]>::parse_terminated, arguments)?;
    let words: Vec<Ident> = words.into_iter().collect();
    match words.as_slice() {
        [event] if EVENTS.contains(&event.to_string().as_str()) => Ok(event.clone()),
        [event, more, ..] if EVENTS.contains(&event.to_string().as_str()) => {
            let what = format!("`{more}` means nothing here: `#[event({event})]` says all");
            Err(syn::Error::new(more.span(), what))
        }
        words => {
            let what = format!("no such event: one of {known}");
            Err(syn::Error::new(words[0].span(), what))
        }
    }
}

fn start(function: &ItemFn) -> syn::Result<TokenStream> {
    let name = &function.sig.ident;
    if let Some(argument) = function.sig.inputs.first() {
        return Err(syn::Error::new_spanned(argument, "`start` takes nothing: no request is there yet"));
    }
    if let Some(waits) = &function.sig.asyncness {
        return Err(syn::Error::new_spanned(
            waits,
            "`start` cannot wait: the runtime loads the module at once",
        ));
    }
    if let syn::ReturnType::Type(_, ty) = &function.sig.output {
        return Err(syn::Error::new_spanned(ty, "`start` gives nothing: nobody is there to take it"));
    }
    call::check(&function.sig, "`start`")?;
    Ok(quote! {
        #function
        const _: () = {
            use ::cfs_runtime::__private::wasm_bindgen;
            #[wasm_bindgen::prelude::wasm_bindgen(start, private, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            fn __cfs_start() {
                ::cfs_runtime::__private::start();
                #name();
            }
        };
    })
}
