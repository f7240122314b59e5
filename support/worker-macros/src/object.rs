//! `#[durable_object]`, `#[workflow]`, `#[entrypoint]`: an exported object around the user's, one method a method.

use crate::event::{is_result, outcome};
use heck::ToLowerCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Type};

pub(crate) fn expand(kind: &str, item: TokenStream) -> syn::Result<TokenStream> {
    let block: ItemImpl = syn::parse2(item)?;
    let Type::Path(path) = block.self_ty.as_ref() else {
        return Err(syn::Error::new_spanned(&block.self_ty, "name the type"));
    };
    let Some(name) = path.path.segments.last().map(|segment| segment.ident.clone()) else {
        return Err(syn::Error::new_spanned(&block.self_ty, "name the type"));
    };
    let object = format_ident!("{name}Object");
    let object_name = object.to_string();
    let make = format_ident!("__cfs_{kind}_{name}");
    let functions: Vec<&ImplItemFn> = block
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function),
            _ => None,
        })
        .collect();
    let Some(constructor) = functions.iter().find(|function| function.sig.ident == "new") else {
        return Err(syn::Error::new_spanned(&block.self_ty, "the block needs `fn new(state, env) -> Self`"));
    };
    let made: Vec<TokenStream> = constructor
        .sig
        .inputs
        .iter()
        .enumerate()
        .map(|(index, _)| {
            let slot = format_ident!("argument_{index}");
            quote!(::cfs_runtime::FromJs::from_js(#slot)?)
        })
        .collect();
    if made.len() > 2 {
        return Err(syn::Error::new_spanned(
            &constructor.sig.inputs,
            "`new` takes the state and the environment",
        ));
    }
    let built = outcome(&constructor.sig.output, &quote!(#name::new(#(#made),*)));
    let methods = functions
        .iter()
        .filter(|function| matches!(function.sig.inputs.first(), Some(FnArg::Receiver(_))))
        .map(|function| method(&name, function))
        .collect::<syn::Result<Vec<_>>>()?;
    let calls = if kind == "workflow" { TokenStream::default() } else { stub(kind, &name, &functions) };
    Ok(quote! {
        #block
        #calls
        const _: () = {
            use ::cfs_runtime::__private::wasm_bindgen;

            /// What the runtime's class holds.
            #[wasm_bindgen::prelude::wasm_bindgen(js_name = #object_name, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            pub struct #object(::core::panic::AssertUnwindSafe<::std::rc::Rc<#name>>);

            #[wasm_bindgen::prelude::wasm_bindgen(js_class = #object_name, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            impl #object {
                #(#methods)*
            }

            #[wasm_bindgen::prelude::wasm_bindgen(js_name = #make, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            #[allow(non_snake_case, unused_variables)]
            pub fn #make(
                argument_0: ::cfs_runtime::__private::JsValue,
                argument_1: ::cfs_runtime::__private::JsValue,
            ) -> ::core::result::Result<#object, ::cfs_runtime::__private::JsValue> {
                ::cfs_runtime::__private::start();
                let made = || -> ::cfs_runtime::Result<#name> { #built };
                Ok(#object(::core::panic::AssertUnwindSafe(::std::rc::Rc::new(made()?))))
            }
        };
    })
}

fn method(owner: &Ident, function: &ImplItemFn) -> syn::Result<TokenStream> {
    if let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first()
        && receiver.mutability.is_some()
    {
        return Err(syn::Error::new_spanned(
            receiver,
            "take `&self`: calls interleave; keep state in cells or storage",
        ));
    }
    let name = &function.sig.ident;
    let js = name.to_string().to_lower_camel_case();
    let slots: Vec<Ident> =
        (1..function.sig.inputs.len()).map(|index| format_ident!("argument_{index}")).collect();
    let waited = if function.sig.asyncness.is_some() { quote!(.await) } else { quote!() };
    let call = quote!(#owner::#name(&*object #(, ::cfs_runtime::FromJs::from_js(#slots)?)*)#waited);
    let body = outcome(&function.sig.output, &call);
    Ok(quote! {
        #[wasm_bindgen(js_name = #js)]
        pub fn #name(
            &self #(, #slots: ::cfs_runtime::__private::JsValue)*
        ) -> ::cfs_runtime::__private::Promise {
            let object = ::std::rc::Rc::clone(&self.0.0);
            ::cfs_runtime::__private::promise(async move { #body })
        }
    })
}

/// A trait with the object's RPC methods, for stubs.
fn stub(kind: &str, name: &Ident, functions: &[&ImplItemFn]) -> TokenStream {
    const HANDLERS: &[&str] =
        &["new", "fetch", "alarm", "web_socket_message", "web_socket_close", "web_socket_error", "connect"];
    let calls: Vec<TokenStream> = functions
        .iter()
        .filter(|function| !HANDLERS.contains(&function.sig.ident.to_string().as_str()))
        .filter(|function| matches!(function.sig.inputs.first(), Some(FnArg::Receiver(_))))
        .map(|function| {
            let method = &function.sig.ident;
            let js = method.to_string().to_lower_camel_case();
            let arguments: Vec<(Ident, &Type)> = function
                .sig
                .inputs
                .iter()
                .skip(1)
                .enumerate()
                .filter_map(|(index, argument)| match argument {
                    FnArg::Typed(typed) => Some((format_ident!("argument_{index}"), typed.ty.as_ref())),
                    FnArg::Receiver(_) => None,
                })
                .collect();
            let (names, types): (Vec<_>, Vec<_>) = arguments.into_iter().unzip();
            let ret = match &function.sig.output {
                syn::ReturnType::Default => quote!(()),
                syn::ReturnType::Type(_, ty) if !is_result(&function.sig.output) => quote!(#ty),
                syn::ReturnType::Type(_, ty) => {
                    quote!(<#ty as ::cfs_runtime::__private::Outcome>::Value)
                }
            };
            let doc = format!("Calls `{js}` over RPC.");
            quote! {
                #[doc = #doc]
                fn #method(&self #(, #names: &#types)*) -> impl ::core::future::Future<Output = ::cfs_runtime::Result<#ret>> + use<Self> {
                    ::cfs_runtime::__private::rpc(self.as_ref(), #js, [#(::cfs_runtime::ToJs::to_js(#names)),*])
                }
            }
        })
        .collect();
    if calls.is_empty() {
        return quote!();
    }
    let rpc = format_ident!("{name}Rpc");
    let stub = if kind == "entrypoint" {
        quote!(::cfs_runtime::core::Fetcher<#name>)
    } else {
        quote!(::cfs_runtime::__private::Stub<#name>)
    };
    let doc = format!("The methods of `{name}` that a stub can call.");
    quote! {
        #[doc = #doc]
        pub trait #rpc: ::core::convert::AsRef<::cfs_runtime::__private::JsValue> {
            #(#calls)*
        }

        impl #rpc for #stub {}
    }
}
