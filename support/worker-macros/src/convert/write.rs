//! The body of `ToJs::to_js`.

use super::shape::{Content, Field, Shape, Tagging, Variant};
use crate::span::at;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

/// Writes `self`.
pub(super) fn shape(shape: &Shape) -> TokenStream {
    match shape {
        Shape::Object(fields) => {
            let sets = sets(fields, |field| {
                let ident = &field.ident;
                quote!(&self.#ident)
            });
            quote! {
                let object = ::cfs_runtime::__private::Object::new();
                #sets
                ::core::result::Result::Ok(object.into_js())
            }
        }
        Shape::Newtype(_) => quote!(::cfs_runtime::ToJs::to_js(&self.0)),
        Shape::Array(fields) => {
            let fields: Vec<TokenStream> = (0..fields.len())
                .map(|index| {
                    let index = syn::Index::from(index);
                    quote!(&self.#index)
                })
                .collect();
            array(&fields)
        }
        Shape::Variants { variants, tagging } => {
            let arms = variants.iter().map(|variant| arm(variant, tagging));
            quote!(match self { #(#arms)* })
        }
    }
}

fn sets(fields: &[Field], reference: impl Fn(&Field) -> TokenStream) -> TokenStream {
    fields
        .iter()
        .filter(|field| !field.skipped)
        .map(|field| {
            let (name, value) = (&field.name, reference(field));
            quote_spanned!(at(&field.ty)=> ::cfs_runtime::__private::derive::set(&object, #name, #value)?;)
        })
        .collect()
}

fn array(fields: &[TokenStream]) -> TokenStream {
    let indices = 0..fields.len();
    quote! {
        ::core::result::Result::Ok(::cfs_runtime::__private::derive::array(
            [#(::cfs_runtime::__private::derive::write_item(#indices, #fields)?),*],
        ))
    }
}

fn arm(variant: &Variant, tagging: &Tagging) -> TokenStream {
    let (ident, name) = (&variant.ident, &variant.name);
    let (pattern, content) = content(variant);
    let nothing = matches!(variant.content, Content::Nothing);
    let body = match tagging {
        Tagging::Outside if nothing => quote!(::cfs_runtime::ToJs::to_js(#name)),
        Tagging::Outside => quote!(::cfs_runtime::__private::derive::outside(#name, || #content)),
        Tagging::Inside(tag) if nothing => {
            quote!(::cfs_runtime::__private::derive::inside(#tag, #name, ::core::option::Option::None))
        }
        Tagging::Inside(tag) => quote! {
            ::cfs_runtime::__private::derive::inside(#tag, #name, ::core::option::Option::Some(#content?))
        },
        Tagging::Beside { tag, .. } if nothing => {
            quote!(::cfs_runtime::__private::derive::inside(#tag, #name, ::core::option::Option::None))
        }
        Tagging::Beside { tag, content: place } => quote! {
            ::cfs_runtime::__private::derive::write_beside(#tag, #name, #place, || #content)
        },
        Tagging::None => content,
    };
    quote!(Self::#ident #pattern => #body,)
}

/// The pattern after a variant's name, and a block that gives `Result<JsValue>`.
fn content(variant: &Variant) -> (TokenStream, TokenStream) {
    match &variant.content {
        Content::Nothing => {
            (quote!(), quote!(::core::result::Result::Ok(::cfs_runtime::__private::JsValue::NULL)))
        }
        Content::One(_) => (quote!((content)), quote!({ ::cfs_runtime::ToJs::to_js(content) })),
        Content::Array(fields) => {
            let slots: Vec<Ident> = (0..fields.len()).map(|index| format_ident!("field_{index}")).collect();
            let references: Vec<TokenStream> = slots.iter().map(|slot| quote!(#slot)).collect();
            let written = array(&references);
            (quote!((#(#slots),*)), quote!((|| -> ::cfs_runtime::Result<_> { #written })()))
        }
        Content::Object(fields) => {
            let slot = |field: &Field| field.ident.as_ref().map(|ident| format_ident!("field_{}", ident));
            let bindings = fields.iter().map(|field| {
                let ident = &field.ident;
                let slot = slot(field);
                if field.skipped { quote!(#ident: _) } else { quote!(#ident: #slot) }
            });
            let sets = sets(fields, |field| {
                let slot = slot(field);
                quote!(#slot)
            });
            let written = quote! {
                let object = ::cfs_runtime::__private::Object::new();
                #sets
                ::core::result::Result::Ok(object.into_js())
            };
            (quote!({ #(#bindings),* }), quote!((|| -> ::cfs_runtime::Result<_> { #written })()))
        }
    }
}
