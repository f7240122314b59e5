//! Calls that are set up before they are awaited: structs that own their arguments.

use super::args::{constant_value, left_out, where_clause, with_literals};
use super::dict::how;
use super::{Cx, cfg, docs, generics, ident, idents};
use crate::ir::rust::{Builder, CallRole, Convention, Item, Method, RArg, Receiver, Setter, Take};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// What a builder's arguments come to.
#[derive(Default)]
struct Slots {
    /// Arguments of the method.
    args: Vec<TokenStream>,
    /// Fields of the struct.
    fields: Vec<TokenStream>,
    /// What the method puts in them.
    values: Vec<TokenStream>,
    /// What goes to the extern.
    passed: Vec<TokenStream>,
    /// Setters of arguments that may be left out.
    setters: TokenStream,
}

impl Cx<'_> {
    pub(super) fn builder(
        self,
        item: &Item,
        owner: Option<&Item>,
        method: &Method,
        builder: &Builder,
        calls: &mut TokenStream,
    ) -> TokenStream {
        let gate = Self::call_gate(item, owner, method);
        let (method_docs, method_cfg) = (docs(&method.doc), cfg(&gate));
        let name = ident(&method.name);
        let call_name = ident(&builder.name);
        let own_params = idents(&method.params);
        let mut all = owner.map(|item| idents(&item.params)).unwrap_or_default();
        all.extend(own_params.iter().cloned());
        let all_generics = generics(&all);
        let own_generics = generics(&own_params);
        let instance = owner.is_some() && method.receiver == Receiver::Instance;
        let this_value = instance.then(|| quote!(this: self.sys().clone(),));
        let receiver = instance.then(|| quote!(&self,));
        let slots = self.slots(method, builder);
        let options = &method.args[builder.options];
        let initial = match builder.initial {
            None => quote!(w::Options::none()),
            Some(typed) => {
                let (options, new) =
                    (self.owned(&options.ty), ident(if typed { "new_typed" } else { "new" }));
                quote!(w::Options::of(&<#options>::#new()))
            }
        };
        calls.extend(self.call_struct(item, owner, method, builder, &slots, &all));
        let where_given = where_clause(&builder.given);
        let Slots { args, values, .. } = slots;
        let many = (args.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote! {
            #method_docs #method_cfg #many
            pub fn #name #own_generics (#receiver #(#args),*) -> #call_name #all_generics #where_given {
                #call_name { #this_value #(#values)* options: #initial, types: ::core::marker::PhantomData }
            }
        }
    }

    fn call_struct(
        self,
        item: &Item,
        owner: Option<&Item>,
        method: &Method,
        builder: &Builder,
        slots: &Slots,
        all: &[Ident],
    ) -> TokenStream {
        let cfg = cfg(&item.gate.clone().and(&Self::call_gate(item, owner, method)));
        let call_name = ident(&builder.name);
        let all_generics = generics(all);
        let instance = owner.filter(|_| method.receiver == Receiver::Instance);
        let this_field = instance.map(|item| {
            let sys = self.sys_path(item);
            quote!(pub(crate) this: #sys,)
        });
        let target = if instance.is_some() {
            let sys = ident(&method.sys);
            quote!(self.this.#sys)
        } else {
            self.target(item, owner, method)
        };
        let Slots { fields, passed, setters, .. } = slots;
        let options_type = self.owned(&method.args[builder.options].ty);
        let options = builder.setters.iter().map(|setter| self.option(setter));
        let without = method.elsewhere.iter().map(|(js, name)| quote!(.without(#js, #name)));
        let (where_set, where_awaited) = (where_clause(&builder.set), where_clause(&builder.awaited));
        let roles = method.roles.iter().map(|role| self.role(method, role, &quote!(#target(#(#passed),*))));
        let head = quote!(#cfg #[allow(deprecated)] impl #all_generics #call_name #all_generics);
        let roles = (!method.roles.is_empty()).then(|| quote!(#head { #(#roles)* }));
        let ret = self.owned(&method.ret);
        let call_doc =
            format!(" The call `{}`: set options, then await.", method.js.replace(['[', ']', '@'], ""));
        quote! {
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

            #head #where_set {
                /// Sets all options at once.
                pub fn options(mut self, options: #options_type) -> Self {
                    self.options = w::Options::of(&options)#(#without)*;
                    self
                }
                #setters
                #(#options)*
            }

            #roles

            #cfg
            impl #all_generics IntoFuture for #call_name #all_generics #where_awaited {
                type Output = w::Result<#ret>;
                type IntoFuture = w::Pending<#ret>;

                fn into_future(self) -> Self::IntoFuture {
                    w::call(|| #target(#(#passed),*))
                }
            }
        }
    }

    /// A method that makes the call with a literal.
    fn role(self, method: &Method, role: &CallRole, call: &TokenStream) -> TokenStream {
        let (name, js, value, ret) =
            (ident(&role.name), &role.js, constant_value(&role.value), self.owned(&role.ret));
        let (generics, bounds) = (generics(&idents(&role.params)), where_clause(&role.bounds));
        let doc = format!(" `{}`", role.ts);
        let set = match role.arg.and_then(|at| method.args.get(at)) {
            None => quote!(self.options.set(#js, &#value)),
            Some(arg) => {
                let field = slot(arg);
                quote!(self.#field = self.#field.and_then(|object| w::with(&object, #js, &#value)))
            }
        };
        quote! {
            #[doc = #doc]
            pub fn #name #generics (mut self) -> w::Pending<#ret> #bounds {
                #set;
                w::call(|| #call)
            }
        }
    }

    fn slots(self, method: &Method, builder: &Builder) -> Slots {
        let mut slots = Slots::default();
        for (at, arg) in method.args.iter().enumerate() {
            if let Some(constant) = &arg.constant {
                slots.passed.push(constant_value(constant));
                continue;
            }
            if arg.fixed {
                slots.passed.push(left_out(arg));
                continue;
            }
            if at == builder.options {
                slots.passed.push(quote!(self.options.js()?));
                continue;
            }
            let name = ident(&arg.name);
            let field = slot(arg);
            let (stored, value) = self.stored(arg, &name);
            slots.passed.push(handed_on(arg, &field));
            let ty = self.argument(arg);
            if !arg.optional {
                slots.fields.push(quote!(pub(crate) #field: #stored,));
                slots.args.push(quote!(#name: #ty));
                slots.values.push(quote!(#field: #value,));
                continue;
            }
            slots.fields.push(quote!(pub(crate) #field: Option<#stored>,));
            slots.values.push(quote!(#field: None,));
            let doc = format!(" Sets the argument `{}`.", arg.name);
            let bounds = builder.args.get(at).map(|bounds| where_clause(bounds));
            slots.setters.extend(quote! {
                #[doc = #doc]
                #[must_use]
                pub fn #name(mut self, #name: #ty) -> Self #bounds {
                    self.#field = Some(#value);
                    self
                }
            });
        }
        slots
    }

    /// A method that sets an option.
    fn option(self, setter: &Setter) -> TokenStream {
        let (docs, cfg) = (docs(&setter.doc), cfg(&setter.gate));
        let (name, js, how, owned) =
            (ident(&setter.name), &setter.js, how(setter.take), self.owned(&setter.ty));
        let (ty, value) = match setter.take {
            Take::Any => (quote!(impl w::ToJs), quote!(value)),
            Take::Plain => (owned, quote!(value)),
            Take::Whole => (owned, quote!(w::Whole(&value))),
            Take::Into => (quote!(impl Into<#owned>), quote!(Into::<#owned>::into(value))),
            Take::Callback | Take::AsyncCallback => {
                let owned = self.tabled(&setter.ty);
                (quote!(w::argument!(#how #owned)), quote!(w::taken!(#how value)))
            }
        };
        quote! {
            #docs
            #cfg
            #[must_use]
            pub fn #name(mut self, value: #ty) -> Self {
                self.options.set(#js, &#value);
                self
            }
        }
    }

    /// How a builder keeps an argument: type, and value from the argument.
    fn stored(self, arg: &RArg, name: &Ident) -> (TokenStream, TokenStream) {
        let written = quote!(w::Result<w::wasm_bindgen::JsValue>);
        match arg.convention {
            Convention::Text => (quote!(String), quote!(#name.to_owned())),
            Convention::Number => (quote!(f64), quote!(#name.into())),
            Convention::Bool | Convention::Whole => (self.owned(&arg.ty), quote!(#name)),
            Convention::Strings => (self.owned(&arg.ty), quote!(#name.into())),
            Convention::Union => {
                let owned = self.owned(&arg.ty);
                (written, quote!(w::ToJs::to_js(&Into::<#owned>::into(#name))))
            }
            Convention::Callback => (written, quote!(w::ToJs::to_js(&w::IntoCallback::into_callback(#name)))),
            Convention::AsyncCallback => {
                (written, quote!(w::ToJs::to_js(&w::IntoAsyncCallback::into_async_callback(#name))))
            }
            _ => (written, with_literals(arg, &quote!(w::ToJs::to_js(#name)))),
        }
    }
}

/// The field that keeps an argument.
fn slot(arg: &RArg) -> Ident {
    ident(&format!("arg_{}", arg.name))
}

/// What a builder keeps, on its way to the extern.
fn handed_on(arg: &RArg, field: &Ident) -> TokenStream {
    let name = &arg.name;
    match (arg.convention, arg.optional) {
        (Convention::Text, false) => quote!(&self.#field),
        (Convention::Text, true) => quote!(self.#field.as_deref()),
        (Convention::Number | Convention::Bool, _) => quote!(self.#field),
        (Convention::Whole, false) => quote!(w::Whole(self.#field).number(#name)?),
        (Convention::Whole, true) => quote!(w::Whole(self.#field).optional(#name)?),
        (Convention::Strings, false) => quote!(self.#field.as_str()),
        (Convention::Strings, true) => quote!(self.#field.as_ref().map(|value| value.as_str())),
        (Convention::Any | Convention::Value | Convention::Union, false) => quote!(&self.#field?),
        (Convention::Any | Convention::Value | Convention::Union, true) => {
            quote!(self.#field.transpose()?.as_ref().unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED))
        }
        (_, false) => quote!(w::cast(&self.#field?)),
        (_, true) => quote!(self.#field.transpose()?.as_ref().map(w::cast)),
    }
}
