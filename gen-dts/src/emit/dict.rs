//! Plain structs: fields, `new` with what is required, a setter a field, conversions.

use super::{Cx, cfg, docs, ident, idents, item_docs};
use crate::ir::rust::{Dict, Field, Item, RTy};
use crate::ir::ts::{Doc, Lit};
use proc_macro2::TokenStream;
use quote::quote;

/// More lines of documentation than a struct's fields show.
const MOST_DOC_LINES: usize = 2_000;

impl Cx<'_> {
    pub(super) fn dict(self, item: &Item, dict: &Dict) -> TokenStream {
        let name = ident(&item.name);
        let item_cfg = cfg(item.variants);
        let item_docs = item_docs(item);
        let params = idents(&item.params);
        let declared = declared(&params);
        let generics = generics(&params);
        let open: Vec<&Field> = dict.fields.iter().filter(|field| field.constant.is_none()).collect();
        let required: Vec<&Field> = open.iter().copied().filter(|field| !field.optional).collect();
        let defaulted = required.is_empty();
        let default = (defaulted && params.is_empty()).then(|| quote!(Default,));
        let rest_type = dict.rest.as_ref().map(|rest| {
            let rest = self.owned(rest);
            quote!(w::Record<#rest>)
        });

        // A struct is in one file, its setters need not be: they have the whole text where it is long.
        let lines: usize = open.iter().map(|field| field.doc.text.lines().count()).sum();
        let long = lines > MOST_DOC_LINES;
        let fields = open.iter().map(|field| {
            let cfg = cfg(field.variants);
            let first = format!("`{}`", field.js);
            let docs = if long && field.optional {
                docs(&field.doc.first_paragraph(), &first)
            } else {
                docs(&field.doc, &first)
            };
            let (name, ty) = (ident(&field.name), self.field_type(field));
            quote!(#docs #cfg pub #name: #ty,)
        });
        let rest_field =
            rest_type.as_ref().map(|ty| quote!(/** All other properties. */ pub other_properties: #ty,));
        let new_args = required.iter().map(|field| {
            let name = ident(&field.name);
            let ty = self.setter_type(&field.ty);
            quote!(#name: #ty)
        });
        let new_fields = open.iter().map(|field| {
            let name = ident(&field.name);
            let cfg = cfg(field.variants);
            if required.iter().any(|there| there.name == field.name) {
                let value = self.setter_value(&field.ty, &quote!(#name));
                quote!(#cfg #name: #value,)
            } else {
                quote!(#cfg #name: Default::default(),)
            }
        });
        let deprecated_new = quote!(#[allow(deprecated)]);
        let rest_new = rest_type.as_ref().map(|_| quote!(other_properties: Default::default(),));
        let setters =
            open.iter().filter(|field| !required.iter().any(|there| there.name == field.name)).map(|field| {
                let cfg = cfg(field.variants);
                let member = ident(&field.name);
                let setter = ident(if field.name == "new" { "new_" } else { &field.name });
                let inner = match &field.ty {
                    RTy::Opt(inner) => inner.as_ref(),
                    ty => ty,
                };
                let ty = self.setter_type(inner);
                let value = self.setter_value(inner, &quote!(value));
                let value = if matches!(field.ty, RTy::Opt(_)) { quote!(Some(#value)) } else { value };
                let doc = Doc { text: format!("Sets `{}`.", field.js), deprecated: None };
                let doc = if long { doc.followed_by(&field.doc) } else { doc };
                let doc = docs(&doc, "");
                let deprecated = field.doc.deprecated.as_ref().map(|_| quote!(#[allow(deprecated)]));
                if self.converts(inner) {
                    return quote! {
                        #doc
                        ///
                        /// # Errors
                        /// When the value has no JavaScript form.
                        #cfg
                        #deprecated
                        pub fn #setter(mut self, value: #ty) -> w::Result<Self> {
                            self.#member = #value;
                            Ok(self)
                        }
                    };
                }
                quote! {
                    #doc
                    #cfg
                    #deprecated
                    #[must_use]
                    pub fn #setter(mut self, value: #ty) -> Self {
                        self.#member = #value;
                        self
                    }
                }
            });
        let reads = open.iter().map(|field| {
            let cfg = cfg(field.variants);
            let (name, js) = (ident(&field.name), &field.js);
            quote!(#cfg #name: object.field(#js)?,)
        });
        let known: Vec<&String> = dict.fields.iter().map(|field| &field.js).collect();
        let rest_read = rest_type.as_ref().map(|_| quote!(other_properties: object.other(&[#(#known),*])?,));
        let writes = dict.fields.iter().map(|field| {
            let cfg = cfg(field.variants);
            let js = &field.js;
            match &field.constant {
                Some(Lit::String(text)) => quote!(#cfg object.set(#js, #text)?;),
                Some(Lit::Bool(truth)) => quote!(#cfg object.set(#js, &#truth)?;),
                Some(Lit::Number(_)) | None => {
                    let name = ident(&field.name);
                    quote!(#cfg object.set(#js, &self.#name)?;)
                }
            }
        });
        let rest_write = rest_type
            .as_ref()
            .map(|_| quote!(let object = object.merged(&w::ToJs::to_js(&self.other_properties)?);));
        // A parameter that no required field decides would have to be written at every `new`: it is any value there,
        // and `new_typed` leaves it open.
        let mut decided: Vec<String> = Vec::new();
        for field in &required {
            field.ty.walk(&mut |ty| {
                if let RTy::Param(name) = ty {
                    decided.push(name.clone());
                }
            });
        }
        let open_params = item.params.iter().any(|param| !decided.contains(param));
        let (new_args, new_fields): (Vec<_>, Vec<_>) = (new_args.collect(), new_fields.collect());
        let new_body = quote!(Self { #(#new_fields)* #rest_new });
        let (made, new_body) = if required.iter().any(|field| self.converts(&field.ty)) {
            (quote!(w::Result<Self>), quote!(Ok(#new_body)))
        } else {
            (quote!(Self), new_body)
        };
        let plain_new = open_params.then(|| {
            let plain: Vec<TokenStream> = item
                .params
                .iter()
                .map(|param| {
                    if decided.contains(param) {
                        let param = ident(param);
                        quote!(#param)
                    } else {
                        quote!(w::wasm_bindgen::JsValue)
                    }
                })
                .collect();
            let kept: Vec<_> = item
                .params
                .iter()
                .filter(|param| decided.contains(param))
                .map(|param| ident(param))
                .collect();
            let kept_generics = super::dict::generics(&kept);
            quote! {
                #item_cfg
                #deprecated_new
                impl #kept_generics #name<#(#plain),*> {
                    /// A value with what is required.
                    #[allow(clippy::new_without_default, clippy::too_many_arguments)]
                    pub fn new(#(#new_args),*) -> #made {
                        #new_body
                    }
                }
            }
        });
        let new_name = ident(if open_params { "new_typed" } else { "new" });
        let ts = &item.name;
        let deprecated = dict
            .fields
            .iter()
            .any(|field| field.doc.deprecated.is_some())
            .then(|| quote!(#[allow(deprecated)]));
        let from_bounds = bounds(&params, &quote!(w::FromJs));
        let to_bounds = bounds(&params, &quote!(w::ToJs));
        let object = if open.is_empty() && rest_type.is_none() { quote!(_object) } else { quote!(object) };
        // A struct with no required field can always be made.
        quote! {
            #item_docs
            #item_cfg
            #[derive(Clone, Debug, #default)]
            #[non_exhaustive]
            pub struct #name #declared { #(#fields)* #rest_field }

            #item_cfg
            #deprecated
            impl #generics #name #generics {
                /// A value with what is required.
                #[allow(clippy::new_without_default, clippy::too_many_arguments)]
                pub fn #new_name(#(#new_args),*) -> #made {
                    #new_body
                }
                #(#setters)*
            }

            #plain_new

            #item_cfg
            #deprecated
            impl #from_bounds w::FromJs for #name #generics {
                fn from_js(value: w::wasm_bindgen::JsValue) -> w::Result<Self> {
                    let #object = w::Object::read(value, #ts)?;
                    Ok(Self { #(#reads)* #rest_read })
                }
            }

            #item_cfg
            #deprecated
            impl #to_bounds w::ToJs for #name #generics {
                fn to_js(&self) -> w::Result<w::wasm_bindgen::JsValue> {
                    let object = w::Object::new();
                    #(#writes)*
                    #rest_write
                    Ok(object.into_js())
                }
            }
        }
    }

    fn field_type(self, field: &Field) -> TokenStream {
        self.owned(&field.ty)
    }

    /// What a setter takes.
    pub(super) fn setter_type(self, ty: &RTy) -> TokenStream {
        match self.resolve(ty) {
            RTy::Js(_) => quote!(impl w::ToJs),
            RTy::Bool => quote!(bool),
            RTy::Callback(args, ret, promised) => {
                let (args, ret) = self.callback_parts(&args, &ret);
                if promised {
                    quote!(impl w::IntoAsyncCallback<#args, #ret>)
                } else {
                    quote!(impl w::IntoCallback<#args, #ret>)
                }
            }
            _ => {
                let ty = self.owned(ty);
                quote!(impl Into<#ty>)
            }
        }
    }

    /// Whether a setter converts what it takes, which can fail.
    fn converts(self, ty: &RTy) -> bool {
        matches!(self.resolve(ty), RTy::Js(_))
    }

    /// What a setter stores.
    pub(super) fn setter_value(self, ty: &RTy, value: &TokenStream) -> TokenStream {
        match self.resolve(ty) {
            RTy::Js(_) => quote!(#value.to_js()?),
            RTy::Bool => quote!(#value),
            RTy::Callback(_, _, promised) => {
                let method = if promised {
                    quote!(w::IntoAsyncCallback::into_async_callback)
                } else {
                    quote!(w::IntoCallback::into_callback)
                };
                quote!(#method(#value))
            }
            _ => quote!(#value.into()),
        }
    }
}

/// `<T>`, or nothing.
pub(super) fn generics(params: &[proc_macro2::Ident]) -> TokenStream {
    if params.is_empty() { quote!() } else { quote!(<#(#params),*>) }
}

/// `<T = JsValue>`, or nothing.
pub(super) fn declared(params: &[proc_macro2::Ident]) -> TokenStream {
    if params.is_empty() { quote!() } else { quote!(<#(#params = w::wasm_bindgen::JsValue),*>) }
}

/// `<T: Bound>`, or nothing.
pub(super) fn bounds(params: &[proc_macro2::Ident], bound: &TokenStream) -> TokenStream {
    if params.is_empty() { quote!() } else { quote!(<#(#params: #bound),*>) }
}
