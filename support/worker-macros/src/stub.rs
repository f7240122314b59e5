//! A trait with an object's methods, for stubs: `env.room.get_by_name("main")?.add(&5).await?`.

use crate::call;
use crate::method::Method;
use crate::object::Kind;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Type};

pub(crate) fn expand(kind: Kind, name: &Ident, owner: &Type, methods: &[Method]) -> TokenStream {
    let calls: Vec<TokenStream> = methods.iter().filter(|method| !method.handler).map(method).collect();
    if calls.is_empty() {
        return quote!();
    }
    let rpc = format_ident!("{name}Rpc");
    let stub = if kind == Kind::Entrypoint {
        quote!(::cfs_runtime::core::Fetcher<#owner>)
    } else {
        quote!(::cfs_runtime::__private::Stub<#owner>)
    };
    let doc = format!("The methods of `{name}` that a stub can call.");
    quote! {
        #[doc = #doc]
        // Types of the methods may be private: who cannot name them cannot call the methods.
        #[allow(private_interfaces, private_bounds, dead_code, unreachable_pub)]
        pub trait #rpc: ::core::convert::AsRef<::cfs_runtime::__private::JsValue> {
            #(#calls)*
        }

        #[allow(private_interfaces)]
        impl #rpc for #stub {}
    }
}

fn method(method: &Method) -> TokenStream {
    let (name, js, gates) = (&method.signature.ident, &method.js, &method.gates);
    let slots: Vec<&Ident> = method.arguments.iter().map(|argument| &argument.slot).collect();
    let types = method.arguments.iter().map(call::Argument::lent);
    let given = call::given(&method.signature);
    let doc = format!("Calls `{js}` over RPC.");
    quote! {
        #(#gates)*
        #[doc = #doc]
        fn #name(&self #(, #slots: #types)*) -> ::cfs_runtime::Pending<#given> {
            ::cfs_runtime::__private::rpc(self.as_ref(), #js, [#(::cfs_runtime::ToJs::to_js(#slots)),*])
        }
    }
}
