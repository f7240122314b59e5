//! `#[durable_object]`, `#[workflow]`, `#[entrypoint]`: an exported object around the user's, one method a method.

use crate::call::{self, Argument};
use crate::method::{self, Method};
use crate::{attribute, declaration, stub};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, PathArguments, Type};

/// A kind of class that the runtime makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    DurableObject,
    Workflow,
    Entrypoint,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DurableObject => "durable_object",
            Self::Workflow => "workflow",
            Self::Entrypoint => "entrypoint",
        }
    }
}

pub(crate) fn expand(kind: Kind, arguments: &TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    attribute::none(arguments, kind.name())?;
    let mut block: ItemImpl = syn::parse2(item)?;
    let name = class(&block)?;
    let methods = method::collect(kind, &mut block)?;
    let owner = block.self_ty.as_ref();
    let object = format_ident!("{name}Object");
    let object_name = object.to_string();
    let make = format_ident!("__cfs_{}_{name}", kind.name());
    let (reads, built) = constructor(&block)?;
    let exported = methods.iter().map(|method| export(owner, method)).collect::<Vec<_>>();
    let calls = if kind == Kind::Workflow { quote!() } else { stub::expand(kind, &name, owner, &methods) };
    let (word, class) = (kind.name(), name.to_string());
    let declared = declaration::record(&[quote!(#word), quote!(#class)]);
    Ok(quote! {
        #block
        #calls
        #declared
        const _: () = {
            use ::cfs_runtime::__private::wasm_bindgen;

            /// What the runtime's class holds.
            #[wasm_bindgen::prelude::wasm_bindgen(js_name = #object_name, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            pub struct #object(::core::panic::AssertUnwindSafe<::std::rc::Rc<#owner>>);

            #[wasm_bindgen::prelude::wasm_bindgen(js_class = #object_name, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            #[allow(clippy::let_and_return)]
            impl #object {
                #(#exported)*
            }

            #[wasm_bindgen::prelude::wasm_bindgen(js_name = #make, wasm_bindgen = ::cfs_runtime::__private::wasm_bindgen)]
            #[allow(non_snake_case, unused_variables)]
            pub fn #make(
                argument_0: ::cfs_runtime::__private::JsValue,
                argument_1: ::cfs_runtime::__private::JsValue,
            ) -> ::core::result::Result<#object, ::cfs_runtime::__private::JsValue> {
                ::cfs_runtime::__private::start();
                let made = || -> ::cfs_runtime::Result<#owner> {
                    #(#reads)*
                    #built
                };
                Ok(#object(::core::panic::AssertUnwindSafe(::std::rc::Rc::new(made()?))))
            }
        };
    })
}

/// The name of the exported class.
fn class(block: &ItemImpl) -> syn::Result<Ident> {
    let what = "a class that the runtime makes has no parameters: the runtime could not choose them";
    if let Some((of, _)) = &block.trait_ {
        let what = "the methods of the class stand in a block of its own: `impl Type { … }`, without a trait";
        return Err(syn::Error::new_spanned(of, what));
    }
    if let Some(parameter) = block.generics.params.first() {
        return Err(syn::Error::new_spanned(parameter, what));
    }
    let Type::Path(path) = block.self_ty.as_ref() else {
        return Err(syn::Error::new_spanned(&block.self_ty, "name a type"));
    };
    let Some(last) = path.path.segments.last() else {
        return Err(syn::Error::new_spanned(&block.self_ty, "name a type"));
    };
    if !matches!(last.arguments, PathArguments::None) {
        return Err(syn::Error::new_spanned(&last.arguments, what));
    }
    Ok(last.ident.clone())
}

/// How the arguments of `new` are read, and an expression of `Result` that makes the object.
fn constructor(block: &ItemImpl) -> syn::Result<(Vec<TokenStream>, TokenStream)> {
    let found = block.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "new" => Some(function),
        _ => None,
    });
    let Some(ImplItemFn { sig, .. }) = found else {
        return Err(syn::Error::new_spanned(&block.self_ty, "the block needs `fn new(state, env) -> Self`"));
    };
    if let Some(FnArg::Receiver(receiver)) = sig.inputs.first() {
        return Err(syn::Error::new_spanned(
            receiver,
            "`new` makes the object: it takes the state and the environment",
        ));
    }
    if let Some(waits) = &sig.asyncness {
        let what = "`new` cannot wait: the runtime makes an object at once; read what it needs on first use, \
            or start `state.block_concurrency_while(…)` here";
        return Err(syn::Error::new_spanned(waits, what));
    }
    if let Some(extra) = sig.inputs.iter().nth(2) {
        return Err(syn::Error::new_spanned(extra, "`new` takes the state and the environment, and no more"));
    }
    call::check(sig, "`new`")?;
    let arguments = call::arguments(sig)?;
    let reads = arguments.iter().map(Argument::read).collect();
    let passed = arguments.iter().map(Argument::pass);
    let owner = block.self_ty.as_ref();
    Ok((reads, call::made(sig, owner, &quote!(<#owner>::new(#(#passed),*)))))
}

/// The method that JavaScript calls.
fn export(owner: &Type, method: &Method) -> TokenStream {
    let (name, js, gates) = (&method.signature.ident, &method.js, &method.gates);
    let slots = method.arguments.iter().map(|argument| &argument.slot);
    let reads = method.arguments.iter().map(Argument::read);
    let passed = method.arguments.iter().map(Argument::pass);
    let body = call::outcome(&method.signature, &quote!(<#owner>::#name(&*object #(, #passed)*)));
    quote! {
        #(#gates)*
        #[wasm_bindgen(js_name = #js)]
        pub fn #name(
            &self #(, #slots: ::cfs_runtime::__private::JsValue)*
        ) -> ::cfs_runtime::__private::Promise {
            let object = ::std::rc::Rc::clone(&self.0.0);
            ::cfs_runtime::__private::promise(async move {
                #(#reads)*
                #body
            })
        }
    }
}
