//! `#[send]`: an async function whose future is `Send`, as routers and layers ask.

use crate::attribute;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    attribute::none(arguments, "send")?;
    let mut function: ItemFn = syn::parse2(item)?;
    if function.sig.asyncness.is_none() {
        return Err(syn::Error::new_spanned(
            &function.sig,
            "only the future of an `async fn` is made `Send`",
        ));
    }
    let body = &function.block;
    function.block = syn::parse_quote!({ ::cfs_runtime::SendWrapper::new(async move #body).await });
    Ok(quote!(#function))
}
