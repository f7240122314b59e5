//! Calls of the idiomatic layer: plain, with optional arguments, and as builders that own their arguments.

use super::dict::generics;
use super::{Cx, cfg, docs, ident, idents};
use crate::ir::rust::{Dict, Item, ItemKind, Method, RArg, RTy, Receiver};
use crate::names;
use proc_macro2::TokenStream;
use quote::quote;

impl<'c> Cx<'c> {
    /// A free function.
    pub(super) fn free(self, item: &Item, method: &Method) -> TokenStream {
        if method.name.is_empty() {
            return quote!();
        }
        let mut calls = TokenStream::new();
        let mut method = method.clone();
        method.variants = method.variants.and(item.variants);
        if item.variants.experimental_only() {
            method.variants = item.variants;
        }
        let function = self.call_in(None, Some(item), &method, &mut calls);
        quote! { #function #calls }
    }

    /// A method, static or constructor.
    pub(super) fn call(self, owner: Option<&Item>, method: &Method, calls: &mut TokenStream) -> TokenStream {
        self.call_in(owner, None, method, calls)
    }

    fn call_in(
        self,
        owner: Option<&Item>,
        free: Option<&Item>,
        method: &Method,
        calls: &mut TokenStream,
    ) -> TokenStream {
        let open: Vec<&RArg> = method.args.iter().filter(|arg| arg.constant.is_none()).collect();
        let options = open
            .last()
            .copied()
            .filter(|arg| arg.optional)
            .and_then(|arg| Some((arg, self.options(&arg.ty)?)));
        if method.is_async
            && let Some((arg, dict)) = options
        {
            return self.builder(owner, free, method, arg, dict, calls);
        }
        let target = self.target(owner, free, method);
        let required: Vec<&RArg> = open.iter().copied().filter(|arg| !arg.optional).collect();
        let optional = open.len() > required.len();
        let mut tokens = self.plain(owner, method, &target, &required, &method.name);
        if optional {
            // With optional arguments left out, and with all of them.
            let with = format!("{}_with", method.name.trim_end_matches('_'));
            tokens.extend(self.plain(owner, method, &target, &open, &with));
        }
        tokens
    }

    /// Where the extern is.
    fn target(self, owner: Option<&Item>, free: Option<&Item>, method: &Method) -> TokenStream {
        let name = ident(&method.sys);
        match (owner, free, method.receiver) {
            (Some(_), _, Receiver::Instance) => quote!(self.sys().#name),
            (Some(item), ..) => {
                let sys = self.sys_path(item);
                quote!(#sys::#name)
            }
            (None, Some(item), _) => {
                let item = Item { name: method.sys.clone(), ..item.clone() };
                self.sys_path(&item)
            }
            (None, None, _) => quote!(#name),
        }
    }

    fn plain(
        self,
        owner: Option<&Item>,
        method: &Method,
        target: &TokenStream,
        given: &[&RArg],
        name: &str,
    ) -> TokenStream {
        let docs = docs(&method.doc, &format!("`{}`", super::short(&method.ts)));
        let cfg = cfg(method.variants);
        let name = ident(name);
        let mut args = Vec::new();
        let mut before = TokenStream::new();
        let mut passed = Vec::new();
        for arg in &method.args {
            let is_given = given.iter().any(|there| there.name == arg.name);
            let arg_name = ident(&arg.name);
            if let Some(constant) = &arg.constant {
                passed.push(constant_value(constant));
            } else if !is_given {
                passed.push(self.left_out(&arg.ty));
            } else if arg.optional {
                let ty = self.optional_argument(&arg.ty);
                args.push(quote!(#arg_name: #ty));
                before.extend(self.optional_before(&arg.name, &arg.ty));
                passed.push(self.optional_pass(&arg.name, &arg.ty));
            } else if self.is_values(arg) {
                args.push(quote!(#arg_name: impl w::Arguments));
                passed.push(quote!(&w::Arguments::array(&#arg_name)));
            } else {
                let ty = self.argument(&arg.ty);
                args.push(quote!(#arg_name: #ty));
                passed.push(self.pass(&arg.name, &arg.ty));
            }
        }
        let receiver = (method.receiver == Receiver::Instance && owner.is_some()).then(|| quote!(&self,));
        let given_types: Vec<RTy> = given.iter().map(|arg| arg.ty.clone()).collect();
        let bounds = self.where_clause(&given_types, std::slice::from_ref(&method.ret));
        let params = idents(&method.params);
        let generics = generics(&params);
        let many = (args.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let call = quote!(#target(#(#passed),*));
        if method.is_async {
            let ret = self.owned(&method.ret);
            let captured: Vec<_> = owner
                .map(|item| idents(&item.params))
                .unwrap_or_default()
                .into_iter()
                .chain(params.clone())
                .collect();
            // `impl Trait` arguments have no name to leave out of `use<…>`; such calls are boxed instead.
            let anonymous = given.iter().any(|arg| self.is_values(arg) || self.is_impl(&arg.ty));
            return if anonymous {
                let bounds = self.static_where_clause(&given_types, &method.ret);
                quote! {
                    #docs #cfg #many
                    pub fn #name #generics (#receiver #(#args),*) -> w::BoxFuture<w::Result<#ret>> #bounds {
                        #before
                        Box::pin(w::resolve(#call))
                    }
                }
            } else {
                quote! {
                    #docs #cfg #many
                    pub fn #name #generics (#receiver #(#args),*) -> impl Future<Output = w::Result<#ret>> + use<#(#captured),*> #bounds {
                        #before
                        w::resolve(#call)
                    }
                }
            };
        }
        let constructor = method.receiver == Receiver::Constructor;
        let ret = if constructor { quote!(Self) } else { self.owned(&method.ret) };
        let body = if constructor {
            quote!(#call.map(w::wasm_bindgen::JsCast::unchecked_into))
        } else {
            self.convert(&method.ret, &call)
        };
        quote! {
            #docs #cfg #many
            pub fn #name #generics (#receiver #(#args),*) -> w::Result<#ret> #bounds {
                #before
                #body
            }
        }
    }

    /// A call's result, from the extern's to ours.
    fn convert(self, ret: &RTy, call: &TokenStream) -> TokenStream {
        if self.is_direct(ret) || matches!(self.resolve(ret), RTy::Js(_)) {
            return call.clone();
        }
        quote!(w::FromJs::from_js(#call?.into()))
    }

    /// `...values: unknown[]`: a tuple or slice of anything.
    fn is_values(self, arg: &RArg) -> bool {
        arg.variadic && matches!(&arg.ty, RTy::List(item) if matches!(item.as_ref(), RTy::Js(_)))
    }

    fn is_impl(self, ty: &RTy) -> bool {
        match self.resolve(ty) {
            RTy::Js(_) | RTy::Callback(..) | RTy::F64 => true,
            RTy::Item(id, _) => matches!(self.item(id).kind, ItemKind::Union(_) | ItemKind::Strings(_)),
            _ => false,
        }
    }

    /// An argument on its way to the extern.
    pub(super) fn pass(self, name: &str, ty: &RTy) -> TokenStream {
        let name = ident(name);
        match self.resolve(ty) {
            RTy::Str | RTy::Bool => quote!(#name),
            RTy::F64 => quote!(#name.into()),
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) => {
                quote!(&w::ToJs::to_js(#name))
            }
            RTy::Callback(_, _, true) => quote!(w::IntoAsyncCallback::into_async_callback(#name).function()),
            RTy::Callback(..) => quote!(w::IntoCallback::into_callback(#name).function()),
            RTy::Std(_) | RTy::Promise(_) => quote!(#name),
            RTy::Item(id, _) => {
                let owned = self.owned(ty);
                match &self.item(id).kind {
                    ItemKind::Handle(_) => quote!(w::cast(#name)),
                    ItemKind::Strings(_) => quote!(Into::<#owned>::into(#name).as_str()),
                    ItemKind::Union(_) => quote!(w::cast(&w::ToJs::to_js(&Into::<#owned>::into(#name)))),
                    _ => quote!(w::cast(&w::ToJs::to_js(#name))),
                }
            }
            _ => quote!(w::cast(&w::ToJs::to_js(#name))),
        }
    }

    /// What must stay alive while an optional argument is passed.
    pub(super) fn optional_before(self, name: &str, ty: &RTy) -> TokenStream {
        let name = ident(name);
        match self.resolve(ty) {
            RTy::Str | RTy::F64 | RTy::Bool | RTy::Js(_) => quote!(),
            RTy::Item(id, _) if matches!(self.item(id).kind, ItemKind::Strings(_)) => quote!(),
            _ => quote!(let #name = #name.map(|value| w::ToJs::to_js(&value));),
        }
    }

    /// An optional argument on its way to the extern.
    pub(super) fn optional_pass(self, name: &str, ty: &RTy) -> TokenStream {
        let name = ident(name);
        match self.resolve(ty) {
            RTy::Str | RTy::F64 | RTy::Bool => quote!(#name),
            RTy::Js(_) => quote!(#name.unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED)),
            RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) => {
                quote!(#name.as_ref().unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED))
            }
            RTy::Item(id, _) if matches!(self.item(id).kind, ItemKind::Strings(_)) => {
                quote!(#name.as_ref().map(|value| value.as_str()))
            }
            _ => quote!(#name.as_ref().map(w::cast)),
        }
    }

    fn left_out(self, ty: &RTy) -> TokenStream {
        match self.resolve(ty) {
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) | RTy::Unit => {
                quote!(&w::wasm_bindgen::JsValue::UNDEFINED)
            }
            _ => quote!(None),
        }
    }

    /// `where T: ToJs, U: FromJs` for the parameters whose values cross.
    pub(super) fn where_clause(self, args: &[RTy], rets: &[RTy]) -> TokenStream {
        self.clause(args, rets, false)
    }

    fn static_where_clause(self, args: &[RTy], ret: &RTy) -> TokenStream {
        self.clause(args, std::slice::from_ref(ret), true)
    }

    fn clause(self, args: &[RTy], rets: &[RTy], outlives: bool) -> TokenStream {
        let (mut to, mut from, mut both) = (Vec::new(), Vec::new(), Vec::new());
        let sort = |ty: &RTy, direct: &mut Vec<String>, both: &mut Vec<String>| {
            if matches!(self.resolve(ty), RTy::Callback(..)) {
                self.data_params(&self.resolve(ty), both);
            } else {
                self.data_params(ty, direct);
            }
        };
        args.iter().for_each(|ty| sort(ty, &mut to, &mut both));
        rets.iter().for_each(|ty| sort(ty, &mut from, &mut both));
        let mut clauses = Vec::new();
        for name in &to {
            let name = ident(name);
            clauses.push(quote!(#name: w::ToJs));
        }
        for name in &from {
            let name = ident(name);
            clauses.push(quote!(#name: w::FromJs));
            if outlives {
                clauses.push(quote!(#name: 'static));
            }
        }
        for name in &both {
            let name = ident(name);
            clauses.push(quote!(#name: w::FromJs + w::ToJs + 'static));
        }
        if clauses.is_empty() { quote!() } else { quote!(where #(#clauses),*) }
    }

    /// The options struct a last argument is, if it can be filled field by field.
    fn options(self, ty: &RTy) -> Option<&'c Dict> {
        let RTy::Item(id, _) = self.resolve(ty) else { return None };
        let ItemKind::Dict(dict) = &self.crates.items[id.0 as usize].kind else { return None };
        (!dict.fields.is_empty()).then_some(dict)
    }

    /// A promise-returning call with options: a builder that owns what it needs and is awaited.
    fn builder(
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
            quote!(this: #sys,)
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
                passed.push(quote!(options.as_ref().map(w::cast)));
                continue;
            }
            let arg_name = ident(&arg.name);
            let field = ident(&format!("arg_{}", arg.name.trim_end_matches('_')));
            let (stored, value, pass) = self.stored(&arg.ty, &arg_name, &field, arg.optional);
            fields.push(quote!(#field: #stored,));
            passed.push(pass);
            if arg.optional {
                let ty = self.argument(&arg.ty);
                let doc = format!(" Sets the argument `{}`.", arg.name);
                values.push(quote!(#field: None,));
                setters.extend(quote! {
                    #[doc = #doc]
                    #[must_use]
                    pub fn #arg_name(mut self, #arg_name: #ty) -> Self {
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
                let field_cfg = super::cfg(field.variants);
                let docs = docs(&field.doc, &format!("Sets `{}`.", field.js));
                let setter = ident(&field.name);
                let inner = match &field.ty {
                    RTy::Opt(inner) => inner.as_ref(),
                    ty => ty,
                };
                let generic = matches!(inner, RTy::Param(_));
                let inner = self.with_args(inner, &options.ty);
                let ty = if generic {
                    let inner = self.owned(&inner);
                    quote!(impl Into<#inner>)
                } else {
                    self.setter_type(&inner)
                };
                setters.extend(quote! {
                    #docs
                    #field_cfg
                    #[must_use]
                    pub fn #setter(mut self, value: #ty) -> Self {
                        let options = self.options.take().unwrap_or_else(|| <#options_type>::#options_new());
                        self.options = Some(options.#setter(value));
                        self
                    }
                });
            }
        }
        let initial =
            if constant && fillable { quote!(Some(<#options_type>::#options_new())) } else { quote!(None) };
        let receiver = instance.then(|| quote!(&self,));
        let where_given = self.where_clause(&given, &[]);
        let ret = self.owned(&method.ret);
        let options_and_ret = [method.ret.clone()];
        let where_ret = self.clause(std::slice::from_ref(&options.ty), &options_and_ret, true);
        let setters_where = self.where_clause(std::slice::from_ref(&options.ty), &[]);
        let call_doc =
            format!(" The call [`{}`]: set options, then await.", method.js.replace(['[', ']', '@'], ""));
        let call_doc = call_doc.replace("[`", "`").replace("`]", "`");
        let where_outlives: Vec<_> = all.iter().map(|param| quote!(#param: 'static)).collect();
        let where_future = if where_outlives.is_empty() {
            quote!(#where_ret)
        } else if where_ret.is_empty() {
            quote!(where #(#where_outlives),*)
        } else {
            quote!(#where_ret, #(#where_outlives),*)
        };
        calls.extend(quote! {
            #[doc = #call_doc]
            #cfg
            #[must_use = "a call does nothing until it is awaited"]
            #[derive(Clone, Debug)]
            pub struct #call_name #all_generics {
                #this_field
                #(#fields)*
                options: Option<#options_type>,
                types: ::core::marker::PhantomData<fn() -> (#(#all,)*)>,
            }

            #cfg
            #[allow(deprecated)]
            impl #all_generics #call_name #all_generics #setters_where {
                /// Sets all options at once.
                pub fn options(mut self, options: #options_type) -> Self {
                    self.options = Some(options);
                    self
                }
                #setters
            }

            #cfg
            impl #all_generics IntoFuture for #call_name #all_generics #where_future {
                type Output = w::Result<#ret>;
                type IntoFuture = w::BoxFuture<Self::Output>;

                fn into_future(self) -> Self::IntoFuture {
                    Box::pin(async move {
                        let options = self.options.as_ref().map(w::ToJs::to_js);
                        w::resolve(#target(#(#passed),*)).await
                    })
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
    fn with_args(self, ty: &RTy, options: &RTy) -> RTy {
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
    fn stored(
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
                (quote!(w::wasm_bindgen::JsValue), value, quote!(w::cast(&self.#field)))
            }
            RTy::Callback(_, _, promised) => {
                let into = if *promised {
                    quote!(w::IntoAsyncCallback::into_async_callback)
                } else {
                    quote!(w::IntoCallback::into_callback)
                };
                (
                    quote!(w::wasm_bindgen::JsValue),
                    quote!(w::ToJs::to_js(&#into(#arg))),
                    quote!(w::cast(&self.#field)),
                )
            }
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) => {
                (quote!(w::wasm_bindgen::JsValue), quote!(w::ToJs::to_js(#arg)), quote!(&self.#field))
            }
            _ => (
                quote!(w::wasm_bindgen::JsValue),
                quote!(w::ToJs::to_js(#arg)),
                quote!(w::cast(&self.#field)),
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
                quote!(self.#field.as_ref().unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED))
            }
            _ => quote!(self.#field.as_ref().map(w::cast)),
        };
        (quote!(Option<#stored>), value, pass)
    }
}

fn constant_value(constant: &crate::ir::ts::Lit) -> TokenStream {
    use crate::ir::ts::Lit;
    match constant {
        Lit::String(text) => quote!(#text),
        Lit::Bool(truth) => quote!(#truth),
        Lit::Number(number) => {
            let number: f64 = number.parse().unwrap_or_default();
            quote!(#number)
        }
    }
}
