//! `#[derive(FromJs, ToJs)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Fields, LitStr};

pub(crate) fn from_js(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let name = &input.ident;
    let text = name.to_string();
    let (generics, types, clause) = input.generics.split_for_impl();
    let body = match &input.data {
        Data::Struct(data) => {
            let fields = named(name, &data.fields)?;
            let reads = fields.iter().map(|(field, js)| quote!(#field: object.field(#js)?,));
            quote! {
                let object = ::cfs_runtime::__private::Object::read(value, #text)?;
                Ok(Self { #(#reads)* })
            }
        }
        Data::Enum(data) => {
            let variants = texts(data)?;
            let arms = variants.iter().map(|(variant, js)| quote!(#js => Ok(Self::#variant),));
            let known: Vec<_> = variants.iter().map(|(_, js)| format!("\"{js}\"")).collect();
            let known = known.join(", ");
            quote! {
                let text = <String as ::cfs_runtime::FromJs>::from_js(value)?;
                match text.as_str() {
                    #(#arms)*
                    _ => Err(::cfs_runtime::Error::decode(
                        concat!("one of ", #known),
                        &::cfs_runtime::__private::JsValue::from_str(&text),
                    )),
                }
            }
        }
        Data::Union(_) => return Err(syn::Error::new_spanned(name, "a union has no JavaScript form")),
    };
    Ok(quote! {
        impl #generics ::cfs_runtime::FromJs for #name #types #clause {
            fn from_js(value: ::cfs_runtime::__private::JsValue) -> ::cfs_runtime::Result<Self> { #body }
        }
    })
}

pub(crate) fn to_js(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let name = &input.ident;
    let (generics, types, clause) = input.generics.split_for_impl();
    let body = match &input.data {
        Data::Struct(data) => {
            let fields = named(name, &data.fields)?;
            let writes = fields.iter().map(|(field, js)| quote!(object.set(#js, &self.#field)?;));
            quote! {
                let object = ::cfs_runtime::__private::Object::new();
                #(#writes)*
                Ok(object.into_js())
            }
        }
        Data::Enum(data) => {
            let arms = texts(data)?.into_iter().map(|(variant, js)| quote!(Self::#variant => #js,));
            quote!(::cfs_runtime::ToJs::to_js(match self { #(#arms)* }))
        }
        Data::Union(_) => return Err(syn::Error::new_spanned(name, "a union has no JavaScript form")),
    };
    Ok(quote! {
        impl #generics ::cfs_runtime::ToJs for #name #types #clause {
            fn to_js(&self) -> ::cfs_runtime::Result<::cfs_runtime::__private::JsValue> { #body }
        }
    })
}

fn named<'f>(name: &impl ToTokens, fields: &'f Fields) -> syn::Result<Vec<(&'f syn::Ident, String)>> {
    let Fields::Named(fields) = fields else {
        return Err(syn::Error::new_spanned(name, "fields need names: they are the object's properties"));
    };
    fields
        .named
        .iter()
        .filter_map(|field| field.ident.as_ref().map(|ident| (field, ident)))
        .map(|(field, ident)| {
            let plain = ident.to_string();
            Ok((ident, renamed(&field.attrs)?.unwrap_or_else(|| plain.trim_start_matches("r#").to_owned())))
        })
        .collect()
}

fn texts(data: &syn::DataEnum) -> syn::Result<Vec<(&syn::Ident, String)>> {
    data.variants
        .iter()
        .map(|variant| match variant.fields {
            Fields::Unit => {
                use heck::ToLowerCamelCase;
                let plain = variant.ident.to_string().to_lower_camel_case();
                Ok((&variant.ident, renamed(&variant.attrs)?.unwrap_or(plain)))
            }
            _ => Err(syn::Error::new_spanned(variant, "only variants without data have a JavaScript form")),
        })
        .collect()
}

fn renamed(attributes: &[Attribute]) -> syn::Result<Option<String>> {
    match attributes.iter().find(|attribute| attribute.path().is_ident("js")) {
        Some(attribute) => Ok(Some(attribute.parse_args::<LitStr>()?.value())),
        None => Ok(None),
    }
}
