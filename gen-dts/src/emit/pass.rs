//! Arguments on their way to the extern, and what that asks of type parameters.

use super::{Cx, ident};
use crate::ir::rust::{ItemKind, RArg, RTy};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    /// `...values: unknown[]`: a tuple or slice of anything.
    pub(super) fn is_values(self, arg: &RArg) -> bool {
        arg.variadic && matches!(&arg.ty, RTy::List(item) if matches!(item.as_ref(), RTy::Js(_)))
    }

    /// An argument on its way to the extern.
    pub(super) fn pass(self, name: &str, ty: &RTy) -> TokenStream {
        let name = ident(name);
        match self.resolve(ty) {
            RTy::Str | RTy::Bool => quote!(#name),
            RTy::F64 => quote!(#name.into()),
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) => {
                quote!(&w::ToJs::to_js(#name)?)
            }
            RTy::Callback(_, _, true) => quote!(w::IntoAsyncCallback::into_async_callback(#name).function()),
            RTy::Callback(..) => quote!(w::IntoCallback::into_callback(#name).function()),
            RTy::Std(_) | RTy::Promise(_) => quote!(#name),
            RTy::Item(id, _) => {
                let owned = self.owned(ty);
                match &self.item(id).kind {
                    ItemKind::Handle(_) => quote!(w::cast(#name)),
                    ItemKind::Strings(_) => quote!(Into::<#owned>::into(#name).as_str()),
                    ItemKind::Union(_) => quote!(w::cast(&w::ToJs::to_js(&Into::<#owned>::into(#name))?)),
                    _ => quote!(w::cast(&w::ToJs::to_js(#name)?)),
                }
            }
            _ => quote!(w::cast(&w::ToJs::to_js(#name)?)),
        }
    }

    /// Whether an argument can fail on its way: what is converted can, what crosses as it is cannot.
    pub(super) fn fallible(self, ty: &RTy, optional: bool) -> bool {
        match self.resolve(ty) {
            RTy::Str | RTy::F64 | RTy::Bool => false,
            RTy::Item(id, _) => match &self.item(id).kind {
                ItemKind::Handle(_) => optional,
                ItemKind::Strings(_) => false,
                _ => true,
            },
            RTy::Js(_) | RTy::Callback(..) | RTy::Std(_) | RTy::Promise(_) if optional => {
                !matches!(self.resolve(ty), RTy::Js(_))
            }
            RTy::Callback(..) | RTy::Std(_) | RTy::Promise(_) => false,
            _ => true,
        }
    }

    /// What must stay alive while an optional argument is passed.
    pub(super) fn optional_before(self, name: &str, ty: &RTy) -> TokenStream {
        let name = ident(name);
        match self.resolve(ty) {
            RTy::Str | RTy::F64 | RTy::Bool | RTy::Js(_) => quote!(),
            RTy::Item(id, _) if matches!(self.item(id).kind, ItemKind::Strings(_)) => quote!(),
            _ => quote!(let #name = #name.map(|value| w::ToJs::to_js(&value)).transpose()?;),
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

    pub(super) fn left_out(self, ty: &RTy) -> TokenStream {
        match self.resolve(ty) {
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) | RTy::Unit => {
                quote!(&w::wasm_bindgen::JsValue::UNDEFINED)
            }
            _ => quote!(None),
        }
    }

    /// `where T: ToJs, U: FromJs` for the parameters whose values cross.
    pub(super) fn where_clause(self, args: &[RTy], rets: &[RTy]) -> TokenStream {
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
        }
        for name in &both {
            let name = ident(name);
            clauses.push(quote!(#name: w::FromJs + w::ToJs + 'static));
        }
        if clauses.is_empty() { quote!() } else { quote!(where #(#clauses),*) }
    }
}

pub(super) fn constant_value(constant: &crate::ir::ts::Lit) -> TokenStream {
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
