//! Types as tokens: owned and argument forms of the idiomatic layer, argument and result forms of the `sys` layer.

use super::{Cx, ident};
use crate::ir::rust::{Item, ItemId, ItemKind, RTy};
use proc_macro2::TokenStream;
use quote::quote;

impl<'c> Cx<'c> {
    /// The package of another crate, as it is named in code.
    pub(super) fn extern_crate(self, krate: usize) -> proc_macro2::Ident {
        ident(&format!("{}{}", self.config.prefix, self.crates.crates[krate].name).replace('-', "_"))
    }

    fn root(self, item: &Item, sys: bool) -> TokenStream {
        let root = if item.home.krate == self.krate {
            quote!(crate)
        } else {
            let name = self.extern_crate(item.home.krate);
            quote!(::#name)
        };
        let layer = if sys { quote!(#root::sys) } else { root };
        if item.home.nested {
            let module = ident(&item.home.module);
            quote!(#layer::#module)
        } else {
            layer
        }
    }

    /// An item's path in the idiomatic layer.
    pub(super) fn path(self, id: ItemId) -> TokenStream {
        let item = self.item(id);
        let root = self.root(item, false);
        let name = ident(&item.name);
        quote!(#root::#name)
    }

    /// An item's path in the `sys` layer.
    pub(super) fn sys_path(self, item: &Item) -> TokenStream {
        let root = self.root(item, true);
        let name = ident(&item.name);
        quote!(#root::#name)
    }

    /// Aliases replaced by what they stand for.
    pub(super) fn resolve(self, ty: &RTy) -> RTy {
        let mut ty = ty.clone();
        for _ in 0..16 {
            let RTy::Item(id, args) = &ty else { break };
            let item = self.item(*id);
            let ItemKind::Alias(to) = &item.kind else { break };
            let args = args.clone();
            let params = &item.params;
            ty = to.clone().map(&mut |ty| match &ty {
                RTy::Param(name) => match params.iter().position(|param| param == name) {
                    Some(at) => args.get(at).cloned().unwrap_or(RTy::Js(crate::ir::rust::Untyped::Declared)),
                    None => ty,
                },
                _ => ty,
            });
        }
        match ty {
            RTy::Boxed(inner) => self.resolve(&inner),
            ty => ty,
        }
    }

    /// The owned form: fields, results, type arguments.
    pub(super) fn owned(self, ty: &RTy) -> TokenStream {
        match ty {
            RTy::Unit => quote!(()),
            RTy::Str => quote!(String),
            RTy::F64 => quote!(f64),
            RTy::Bool => quote!(bool),
            RTy::Js(_) => quote!(w::wasm_bindgen::JsValue),
            RTy::Param(name) => {
                let name = ident(name);
                quote!(#name)
            }
            RTy::Item(id, args) => {
                let path = self.path(*id);
                if args.is_empty() || self.item(*id).params.is_empty() {
                    quote!(#path)
                } else {
                    let args = args.iter().map(|arg| self.owned(arg));
                    quote!(#path<#(#args),*>)
                }
            }
            RTy::Opt(inner) => {
                let inner = self.owned(inner);
                quote!(Option<#inner>)
            }
            RTy::Boxed(inner) => {
                let inner = self.owned(inner);
                quote!(Box<#inner>)
            }
            RTy::List(item) => {
                let item = self.owned(item);
                quote!(Vec<#item>)
            }
            RTy::Tuple(items) => {
                let items = items.iter().map(|item| self.owned(item));
                quote!((#(#items,)*))
            }
            RTy::Record(value) => {
                let value = self.owned(value);
                quote!(w::Record<#value>)
            }
            RTy::Map(key, value) => {
                let (key, value) = (self.owned(key), self.owned(value));
                quote!(w::Map<#key, #value>)
            }
            RTy::Set(item) => {
                let item = self.owned(item);
                quote!(w::Set<#item>)
            }
            RTy::Promise(_) => quote!(w::js_sys::Promise),
            RTy::Iter(item) => {
                let item = self.owned(item);
                quote!(w::Iter<#item>)
            }
            RTy::AsyncIter(item) => {
                let item = self.owned(item);
                quote!(w::AsyncIter<#item>)
            }
            RTy::Callback(args, ret, promised) => {
                let (args, ret) = self.callback_parts(args, ret);
                if *promised {
                    quote!(w::AsyncCallback<#args, #ret>)
                } else {
                    quote!(w::Callback<#args, #ret>)
                }
            }
            RTy::Std("ArrayBufferView") => quote!(w::ArrayBufferView),
            RTy::Std(name) => {
                let name = ident(name);
                quote!(w::js_sys::#name)
            }
        }
    }

    pub(super) fn callback_parts(self, args: &[RTy], ret: &RTy) -> (TokenStream, TokenStream) {
        let args = args.iter().map(|arg| self.owned(arg));
        let ret = self.owned(ret);
        (quote!((#(#args,)*)), ret)
    }

    /// Whether a value crosses to JavaScript as it is.
    pub(super) fn is_direct(self, ty: &RTy) -> bool {
        match self.resolve(ty) {
            RTy::Unit | RTy::Str | RTy::F64 | RTy::Bool => true,
            RTy::Opt(inner) => matches!(self.resolve(&inner), RTy::Str | RTy::F64 | RTy::Bool),
            _ => false,
        }
    }

    /// What kind of item a type is, aliases resolved.
    pub(super) fn kind_of(self, ty: &RTy) -> Option<&'c ItemKind> {
        match self.resolve(ty) {
            RTy::Item(id, _) => Some(&self.crates.items[id.0 as usize].kind),
            _ => None,
        }
    }

    /// An argument's form in the idiomatic layer.
    pub(super) fn argument(self, ty: &RTy) -> TokenStream {
        match self.resolve(ty) {
            RTy::Str => quote!(&str),
            RTy::F64 => quote!(impl Into<f64>),
            RTy::Bool => quote!(bool),
            RTy::Js(_) => quote!(&(impl w::ToJs + ?Sized)),
            RTy::List(item) => match self.resolve(&item) {
                RTy::Str => quote!(&[&str]),
                item => {
                    let item = self.owned(&item);
                    quote!(&[#item])
                }
            },
            RTy::Callback(args, ret, promised) => {
                let (args, ret) = self.callback_parts(&args, &ret);
                if promised {
                    quote!(impl w::IntoAsyncCallback<#args, #ret>)
                } else {
                    quote!(impl w::IntoCallback<#args, #ret>)
                }
            }
            RTy::Item(id, _) if matches!(self.item(id).kind, ItemKind::Union(_) | ItemKind::Strings(_)) => {
                let ty = self.owned(ty);
                quote!(impl Into<#ty>)
            }
            _ => {
                let ty = self.owned(ty);
                quote!(&#ty)
            }
        }
    }

    /// An optional argument's form.
    pub(super) fn optional_argument(self, ty: &RTy) -> TokenStream {
        match self.resolve(ty) {
            RTy::Str => quote!(Option<&str>),
            RTy::F64 => quote!(Option<f64>),
            RTy::Bool => quote!(Option<bool>),
            RTy::Js(_) => quote!(Option<&w::wasm_bindgen::JsValue>),
            RTy::List(item) => match self.resolve(&item) {
                RTy::Str => quote!(Option<&[&str]>),
                item => {
                    let item = self.owned(&item);
                    quote!(Option<&[#item]>)
                }
            },
            RTy::Item(id, _) if matches!(self.item(id).kind, ItemKind::Union(_) | ItemKind::Strings(_)) => {
                let ty = self.owned(ty);
                quote!(Option<#ty>)
            }
            _ => {
                let ty = self.owned(ty);
                quote!(Option<&#ty>)
            }
        }
    }

    /// The parameters whose values cross to JavaScript or back: those need conversions.
    pub(super) fn data_params(self, ty: &RTy, found: &mut Vec<String>) {
        match ty {
            RTy::Param(name) if !found.contains(name) => found.push(name.clone()),
            RTy::Item(id, args) => match &self.item(*id).kind {
                ItemKind::Handle(_) => {}
                _ => args.iter().for_each(|arg| self.data_params(arg, found)),
            },
            RTy::Opt(inner)
            | RTy::List(inner)
            | RTy::Record(inner)
            | RTy::Set(inner)
            | RTy::Boxed(inner)
            | RTy::Iter(inner)
            | RTy::AsyncIter(inner) => self.data_params(inner, found),
            RTy::Map(key, value) => {
                self.data_params(key, found);
                self.data_params(value, found);
            }
            RTy::Tuple(items) => items.iter().for_each(|item| self.data_params(item, found)),
            RTy::Callback(args, ret, _) => {
                args.iter().for_each(|arg| self.data_params(arg, found));
                self.data_params(ret, found);
            }
            _ => {}
        }
    }

    /// A value's type in the `sys` layer, owned.
    pub(super) fn sys_owned(self, ty: &RTy) -> TokenStream {
        match self.resolve(ty) {
            RTy::Unit => quote!(()),
            RTy::Str => quote!(String),
            RTy::F64 => quote!(f64),
            RTy::Bool => quote!(bool),
            RTy::Opt(inner) => match self.resolve(&inner) {
                RTy::Js(_) | RTy::Param(_) | RTy::Unit => quote!(w::wasm_bindgen::JsValue),
                inner => {
                    let inner = self.sys_owned(&inner);
                    quote!(Option<#inner>)
                }
            },
            RTy::Item(id, _) => {
                let item = self.item(id);
                match &item.kind {
                    ItemKind::Strings(_) => quote!(String),
                    ItemKind::Handle(_) | ItemKind::Dict(_) | ItemKind::Union(_) => self.sys_path(item),
                    _ => quote!(w::wasm_bindgen::JsValue),
                }
            }
            RTy::List(_) | RTy::Tuple(_) => quote!(w::js_sys::Array),
            RTy::Record(_) => quote!(w::js_sys::Object),
            RTy::Map(..) => quote!(w::js_sys::Map),
            RTy::Set(_) => quote!(w::js_sys::Set),
            RTy::Promise(_) => quote!(w::js_sys::Promise),
            RTy::Callback(..) => quote!(w::js_sys::Function),
            RTy::Iter(_) | RTy::AsyncIter(_) | RTy::Js(_) | RTy::Param(_) | RTy::Boxed(_) => {
                quote!(w::wasm_bindgen::JsValue)
            }
            RTy::Std("ArrayBufferView") => quote!(w::ArrayBufferView),
            RTy::Std(name) => {
                let name = ident(name);
                quote!(w::js_sys::#name)
            }
        }
    }

    /// An argument's type in the `sys` layer.
    pub(super) fn sys_argument(self, ty: &RTy, optional: bool) -> TokenStream {
        let plain = match self.resolve(ty) {
            RTy::Str => quote!(&str),
            RTy::F64 => quote!(f64),
            RTy::Bool => quote!(bool),
            RTy::Item(id, _) if matches!(self.item(id).kind, ItemKind::Strings(_)) => quote!(&str),
            RTy::Js(_) | RTy::Param(_) | RTy::Opt(_) | RTy::Iter(_) | RTy::AsyncIter(_) | RTy::Unit => {
                return quote!(&w::wasm_bindgen::JsValue);
            }
            ty => {
                let ty = self.sys_owned(&ty);
                quote!(&#ty)
            }
        };
        if optional { quote!(Option<#plain>) } else { plain }
    }
}
