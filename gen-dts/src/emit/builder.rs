//! Promise-returning calls with options: builders that own their arguments.

use super::dict::generics;
use super::pass::constant_value;
use super::{Cx, cfg, docs, ident, idents};
use crate::ir::rust::{Dict, Item, ItemKind, Method, RArg, RTy, Receiver};
use crate::names;
use proc_macro2::TokenStream;
use quote::quote;

impl<'c> Cx<'c> {
    /// The options struct a last argument is, if it can be filled field by field.
    pub(super) fn options(self, ty: &RTy) -> Option<&'c Dict> {
        let RTy::Item(id, _) = self.resolve(ty) else { return None };
        let ItemKind::Dict(dict) = &self.crates.items[id.0 as usize].kind else { return None };
        (!dict.fields.is_empty()).then_some(dict)
    }

    /// A promise-returning call with options: a builder that owns what it needs and is awaited.
    pub(super) fn builder(
        self,
        owner: Option<&Item>,
        free: Option<&Item>,
        method: &Method,
        options: &RArg,
        dict: &Dict,
        calls: &mut TokenStream,
    ) -> TokenStream {
        let method_docs = docs(&method.doc, &format!("`{}`", super::short(&method.ts)));
        let cfg = cfg(method
            .variants
            .experimental_only()
            .then_some(method.variants)
            .or(owner.map(|item| item.variants))
            .unwrap_or(method.variants));
        let method_cfg = super::cfg(method.variants);
        let name = ident(&method.name);
        let owner_name = owner.map_or("", |item| item.name.as_str());
        let call_name = ident(&format!("{owner_name}{}Call", names::type_name(&method.name)));
        let class_params = owner.map(|item| idents(&item.params)).unwrap_or_default();
        let own_params = idents(&method.params);
        let all: Vec<_> = class_params.iter().chain(&own_params).cloned().collect();
        let all_generics = generics(&all);
        let own_generics = generics(&own_params);
        let instance = owner.is_some() && method.receiver == Receiver::Instance;
        let this_field = owner.filter(|_| instance).map(|item| {
            let sys = self.sys_path(item);
            quote!(pub(crate) this: #sys,)
        });
        let this_value = instance.then(|| quote!(this: self.sys().clone(),));
        let target = match (owner, instance) {
            (Some(_), true) => {
                let sys = ident(&method.sys);
                quote!(self.this.#sys)
            }
            _ => self.target(owner, free, method),
        };
        let (mut args, mut fields, mut values, mut passed, mut setters) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), TokenStream::new());
        let mut given = Vec::new();
        for arg in &method.args {
            if let Some(constant) = &arg.constant {
                passed.push(constant_value(constant));
                continue;
            }
            if arg.name == options.name {
                passed.push(quote!(self.options.js()?));
                continue;
            }
            let arg_name = ident(&arg.name);
            let field = ident(&format!("arg_{}", arg.name));
            let (stored, value, pass) = self.stored(&arg.ty, &arg_name, &field, arg.optional);
            fields.push(quote!(pub(crate) #field: #stored,));
            passed.push(pass);
            if arg.optional {
                let ty = self.argument(&arg.ty);
                let bounds = self.where_clause(std::slice::from_ref(&arg.ty), &[]);
                let doc = format!(" Sets the argument `{}`.", arg.name);
                values.push(quote!(#field: None,));
                setters.extend(quote! {
                    #[doc = #doc]
                    #[must_use]
                    pub fn #arg_name(mut self, #arg_name: #ty) -> Self #bounds {
                        self.#field = Some(#value);
                        self
                    }
                });
            } else {
                let ty = self.argument(&arg.ty);
                given.push(arg.ty.clone());
                args.push(quote!(#arg_name: #ty));
                values.push(quote!(#field: #value,));
            }
        }
        let options_type = self.owned(&options.ty);
        let has_params = match self.resolve(&options.ty) {
            RTy::Item(id, _) => !self.item(id).params.is_empty(),
            _ => false,
        };
        let options_new = ident(if has_params { "new_typed" } else { "new" });
        let fillable = dict.fields.iter().all(|field| field.optional || field.constant.is_some());
        let constant = dict.fields.iter().any(|field| field.constant.is_some());
        if fillable {
            for field in dict.fields.iter().filter(|field| field.constant.is_none()) {
                if method
                    .args
                    .iter()
                    .any(|arg| arg.optional && arg.name == field.name && arg.name != options.name)
                {
                    continue;
                }
                if method.elsewhere.iter().any(|(js, _)| *js == field.js) {
                    continue;
                }
                let field_cfg = super::cfg(field.variants);
                let docs = docs(&field.doc, &format!("Sets `{}`.", field.js));
                // All of them at once have that name.
                let setter = ident(if field.name == "options" { "options_" } else { &field.name });
                let inner = match &field.ty {
                    RTy::Opt(inner) => inner.as_ref(),
                    ty => ty,
                };
                let generic = matches!(inner, RTy::Param(_));
                let inner = self.with_args(inner, &options.ty);
                let owned = self.owned(&inner);
                let ty = if generic { quote!(impl Into<#owned>) } else { self.setter_type(&inner) };
                let value = match self.resolve(&inner) {
                    RTy::Js(_) if !generic => quote!(value),
                    RTy::Bool | RTy::Callback(..) if !generic => self.setter_value(&inner, &quote!(value)),
                    _ => quote!(Into::<#owned>::into(value)),
                };
                let js = &field.js;
                setters.extend(quote! {
                    #docs
                    #field_cfg
                    #[must_use]
                    pub fn #setter(mut self, value: #ty) -> Self {
                        self.options.set(#js, &#value);
                        self
                    }
                });
            }
        }
        let initial = if constant && fillable {
            quote!(w::Options::of(&<#options_type>::#options_new()))
        } else {
            quote!(w::Options::none())
        };
        let receiver = instance.then(|| quote!(&self,));
        let where_given = self.where_clause(&given, &[]);
        let ret = self.owned(&method.ret);
        let options_and_ret = [method.ret.clone()];
        let where_ret = self.where_clause(std::slice::from_ref(&options.ty), &options_and_ret);
        let setters_where = self.where_clause(std::slice::from_ref(&options.ty), &[]);
        let without = method.elsewhere.iter().map(|(js, name)| quote!(.without(#js, #name)));
        let call_doc =
            format!(" The call [`{}`]: set options, then await.", method.js.replace(['[', ']', '@'], ""));
        let call_doc = call_doc.replace("[`", "`").replace("`]", "`");
        calls.extend(quote! {
            #[doc = #call_doc]
            #cfg
            #[must_use = "a call does nothing until it is awaited"]
            #[derive(Clone, Debug)]
            pub struct #call_name #all_generics {
                #this_field
                #(#fields)*
                pub(crate) options: w::Options,
                pub(crate) types: ::core::marker::PhantomData<fn() -> (#(#all,)*)>,
            }

            #cfg
            #[allow(deprecated)]
            impl #all_generics #call_name #all_generics #setters_where {
                /// Sets all options at once.
                pub fn options(mut self, options: #options_type) -> Self {
                    self.options = w::Options::of(&options)#(#without)*;
                    self
                }
                #setters
            }

            #cfg
            impl #all_generics IntoFuture for #call_name #all_generics #where_ret {
                type Output = w::Result<#ret>;
                type IntoFuture = w::Pending<#ret>;

                fn into_future(self) -> Self::IntoFuture {
                    w::call(|| #target(#(#passed),*))
                }
            }
        });
        let many = (args.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote! {
            #method_docs #method_cfg #many
            pub fn #name #own_generics (#receiver #(#args),*) -> #call_name #all_generics #where_given {
                #call_name { #this_value #(#values)* options: #initial, types: ::core::marker::PhantomData }
            }
        }
    }

    /// An options field's type with the type arguments of the options.
    pub(super) fn with_args(self, ty: &RTy, options: &RTy) -> RTy {
        let RTy::Item(id, args) = self.resolve(options) else { return ty.clone() };
        let params = self.item(id).params.clone();
        ty.clone().map(&mut |ty| match &ty {
            RTy::Param(name) => match params.iter().position(|param| param == name) {
                Some(at) => args.get(at).cloned().unwrap_or(RTy::Js(crate::ir::rust::Untyped::Declared)),
                None => ty,
            },
            _ => ty,
        })
    }

    /// How a builder keeps an argument: type, value from the argument, and how it is passed on.
    pub(super) fn stored(
        self,
        ty: &RTy,
        arg: &proc_macro2::Ident,
        field: &proc_macro2::Ident,
        optional: bool,
    ) -> (TokenStream, TokenStream, TokenStream) {
        let resolved = self.resolve(ty);
        let (stored, value, pass) = match &resolved {
            RTy::Str => (quote!(String), quote!(#arg.to_owned()), quote!(&self.#field)),
            RTy::F64 => (quote!(f64), quote!(#arg.into()), quote!(self.#field)),
            RTy::Bool => (quote!(bool), quote!(#arg), quote!(self.#field)),
            RTy::Item(id, _) if matches!(self.item(*id).kind, ItemKind::Strings(_)) => {
                let owned = self.owned(ty);
                (quote!(#owned), quote!(#arg.into()), quote!(self.#field.as_str()))
            }
            RTy::Item(id, _) if matches!(self.item(*id).kind, ItemKind::Union(_)) => {
                let owned = self.owned(ty);
                let value = quote!(w::ToJs::to_js(&Into::<#owned>::into(#arg)));
                (quote!(w::Result<w::wasm_bindgen::JsValue>), value, quote!(w::cast(&self.#field?)))
            }
            RTy::Callback(_, _, promised) => {
                let into = if *promised {
                    quote!(w::IntoAsyncCallback::into_async_callback)
                } else {
                    quote!(w::IntoCallback::into_callback)
                };
                (
                    quote!(w::Result<w::wasm_bindgen::JsValue>),
                    quote!(w::ToJs::to_js(&#into(#arg))),
                    quote!(w::cast(&self.#field?)),
                )
            }
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) => (
                quote!(w::Result<w::wasm_bindgen::JsValue>),
                quote!(w::ToJs::to_js(#arg)),
                quote!(&self.#field?),
            ),
            _ => (
                quote!(w::Result<w::wasm_bindgen::JsValue>),
                quote!(w::ToJs::to_js(#arg)),
                quote!(w::cast(&self.#field?)),
            ),
        };
        if !optional {
            return (stored, value, pass);
        }
        let pass = match &resolved {
            RTy::Str => quote!(self.#field.as_deref()),
            RTy::F64 | RTy::Bool => quote!(self.#field),
            RTy::Item(id, _) if matches!(self.item(*id).kind, ItemKind::Strings(_)) => {
                quote!(self.#field.as_ref().map(|value| value.as_str()))
            }
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) => {
                quote!(self.#field.transpose()?.as_ref().unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED))
            }
            _ => quote!(self.#field.transpose()?.as_ref().map(w::cast)),
        };
        (quote!(Option<#stored>), value, pass)
    }
}
