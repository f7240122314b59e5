//! What a Worker says it has, for who builds and deploys it: a static in the wasm file's section `cfs`.

use proc_macro2::TokenStream;
use quote::quote;

/// A record of these strings, which are expressions of `&'static str`.
pub(crate) fn record(strings: &[TokenStream]) -> TokenStream {
    quote! {
        #[cfg(target_family = "wasm")]
        const _: () = {
            const STRINGS: &[&str] = &[#(#strings),*];
            #[unsafe(link_section = "cfs")]
            static _RECORD: [u8; ::cfs_runtime::__private::declaration::size(STRINGS)] =
                ::cfs_runtime::__private::declaration::record(STRINGS);
        };
    }
}
