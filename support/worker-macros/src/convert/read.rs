//! The body of `FromJs::from_js`.

use super::shape::{Content, Field, Missing, Shape, Tagging, Variant};
use crate::span::at;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

/// Reads `value`.
pub(super) fn shape(name: &Ident, shape: &Shape) -> TokenStream {
    let text = name.to_string();
    match shape {
        Shape::Object(fields) => {
            let made = object(&quote!(Self), fields, &text, &quote!(value));
            quote!({ #made })
        }
        Shape::Newtype(field) => {
            let read = one(field, &quote!(value));
            quote!(#read.map(Self))
        }
        Shape::Array(fields) => {
            let made = array(&quote!(Self), fields, &quote!(value));
            quote!(::core::result::Result::Ok(#made))
        }
        Shape::Variants { variants, tagging } => enumeration(&text, variants, tagging),
    }
}

/// A constructor with its fields, from the object `value`.
fn object(constructor: &TokenStream, fields: &[Field], expected: &str, value: &TokenStream) -> TokenStream {
    let defaults = fields
        .iter()
        .any(|field| matches!(field.missing, Missing::Struct))
        .then(|| quote!(let defaults: Self = ::core::default::Default::default();));
    let reads = fields.iter().map(|field| {
        let (ident, ty, name) = (&field.ident, &field.ty, &field.name);
        let missing = match &field.missing {
            Missing::Type | Missing::Default => quote!(::core::default::Default::default()),
            Missing::Function(function) => quote!((#function)()),
            Missing::Struct => quote!(defaults.#ident),
        };
        if field.skipped {
            return quote!(#ident: #missing,);
        }
        let span = at(ty);
        if matches!(field.missing, Missing::Type) {
            let read = quote_spanned!(span=> ::cfs_runtime::__private::derive::field::<#ty>(&object, #name)?);
            return quote!(#ident: #read,);
        }
        let read = quote_spanned!(span=> ::cfs_runtime::__private::derive::optional::<#ty>(&object, #name)?);
        quote! {
            #ident: match #read {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => #missing,
            },
        }
    });
    quote! {
        let object = ::cfs_runtime::__private::Object::read(#value, #expected)?;
        #defaults
        ::core::result::Result::Ok(#constructor { #(#reads)* })
    }
}

fn one(field: &Field, value: &TokenStream) -> TokenStream {
    let ty = &field.ty;
    quote_spanned!(at(ty)=> <#ty as ::cfs_runtime::FromJs>::from_js(#value))
}

/// A constructor with its fields, from the array `value`.
fn array(constructor: &TokenStream, fields: &[Field], value: &TokenStream) -> TokenStream {
    let reads = fields.iter().enumerate().map(|(index, field)| {
        let ty = &field.ty;
        quote_spanned!(at(ty)=> ::cfs_runtime::__private::derive::item::<#ty>(&items, #index)?)
    });
    let count = fields.len();
    quote!({
        let items = ::cfs_runtime::__private::derive::items(&#value, #count)?;
        #constructor(#(#reads),*)
    })
}

fn enumeration(name: &str, variants: &[Variant], tagging: &Tagging) -> TokenStream {
    let listed: Vec<String> = variants.iter().map(|variant| format!("\"{}\"", variant.name)).collect();
    let known = format!("one of {}", listed.join(", "));
    // Texts and what is read for each; an error is placed where the content stands.
    let choose = |value: &TokenStream, place: &dyn Fn(&Variant) -> Option<String>| {
        let arms = variants.iter().map(|variant| {
            let (text, read) = (&variant.name, content(name, variant, value));
            match place(variant) {
                Some(place) => {
                    quote!(#text => ::cfs_runtime::__private::derive::within(#place, move || #read),)
                }
                None => quote!(#text => #read,),
            }
        });
        quote! {
            match text.as_str() {
                #(#arms)*
                other => ::core::result::Result::Err(::cfs_runtime::__private::derive::unknown(#known, other)),
            }
        }
    };
    match tagging {
        Tagging::Outside if variants.iter().all(|variant| matches!(variant.content, Content::Nothing)) => {
            let chosen = choose(&quote!(value), &|_| None);
            quote! {
                let text = <::std::string::String as ::cfs_runtime::FromJs>::from_js(value)?;
                #chosen
            }
        }
        Tagging::Outside => {
            let chosen = choose(&quote!(content), &|variant| Some(variant.name.clone()));
            quote! {
                let (text, content) = ::cfs_runtime::__private::derive::variant(&value, #known)?;
                #chosen
            }
        }
        Tagging::Inside(tag) => {
            let chosen = choose(&quote!(value), &|_| None);
            quote! {
                let text = ::cfs_runtime::__private::derive::tag(&value, #name, #tag)?;
                #chosen
            }
        }
        Tagging::Beside { tag, content } => {
            let chosen = choose(&quote!(inner), &|_| Some(content.clone()));
            quote! {
                let (text, inner) = ::cfs_runtime::__private::derive::beside(&value, #name, #tag, #content)?;
                #chosen
            }
        }
        Tagging::None => untagged(name, variants),
    }
}

/// The first variant that the value fits.
fn untagged(name: &str, variants: &[Variant]) -> TokenStream {
    let tries = variants.iter().map(|variant| {
        let read = match variant.content {
            Content::Nothing => {
                let ident = &variant.ident;
                quote!(::cfs_runtime::__private::derive::nothing(&value).map(|()| Self::#ident))
            }
            _ => content(name, variant, &quote!(value)),
        };
        quote! {
            let value = given.clone();
            let read = move || -> ::cfs_runtime::Result<Self> { #read };
            if let ::core::option::Option::Some(read) = ::cfs_runtime::__private::derive::fits(read()) {
                return read;
            }
        }
    });
    let expected = format!("what a variant of {name} takes");
    quote! {
        let given = value;
        #(#tries)*
        ::core::result::Result::Err(::cfs_runtime::Error::decode(#expected, &given))
    }
}

/// A block that gives `Result<Self>`: the variant with what `value` holds.
fn content(name: &str, variant: &Variant, value: &TokenStream) -> TokenStream {
    let ident = &variant.ident;
    let constructor = quote!(Self::#ident);
    match &variant.content {
        Content::Nothing => quote!({ ::core::result::Result::Ok(#constructor) }),
        Content::One(field) => {
            let read = one(field, value);
            quote!({ #read.map(#constructor) })
        }
        Content::Array(fields) => {
            let made = array(&constructor, fields, value);
            quote!({ ::core::result::Result::Ok(#made) })
        }
        Content::Object(fields) => {
            let made = object(&constructor, fields, &format!("{name}::{ident}"), value);
            quote!({ #made })
        }
    }
}
