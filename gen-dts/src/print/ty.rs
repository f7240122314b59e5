//! Types as tokens: owned in the idiomatic layer, as arguments and results in the `sys` layer.

use super::{Cx, ident};
use crate::ir::rust::{Item, ItemId, RTy, SysTy};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};

impl Cx<'_> {
    /// The package of another crate, as it is named in code.
    pub(super) fn extern_crate(self, krate: usize) -> proc_macro2::Ident {
        ident(&format!("{}{}", self.config.package.prefix, self.crates.crates[krate].name).replace('-', "_"))
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

    /// The owned form: fields, results, type arguments.
    pub(super) fn owned(self, ty: &RTy) -> TokenStream {
        let of = |name: TokenStream, inner: &RTy| {
            let inner = self.owned(inner);
            quote!(#name<#inner>)
        };
        match ty {
            RTy::Unit => quote!(()),
            RTy::Str => quote!(String),
            RTy::F64 => quote!(f64),
            RTy::Bool => quote!(bool),
            RTy::Js(_) => quote!(w::wasm_bindgen::JsValue),
            RTy::Int(name) => ident(name).into_token_stream(),
            RTy::Param(name) => ident(name).into_token_stream(),
            RTy::Item(id, args) => {
                let path = self.path(*id);
                if args.is_empty() || self.item(*id).params.is_empty() {
                    quote!(#path)
                } else {
                    let args = args.iter().map(|arg| self.owned(arg));
                    quote!(#path<#(#args),*>)
                }
            }
            RTy::Opt(inner) => of(quote!(Option), inner),
            RTy::Boxed(inner) => of(quote!(Box), inner),
            RTy::List(item) => of(quote!(Vec), item),
            RTy::Record(value) => of(quote!(w::Record), value),
            RTy::Set(item) => of(quote!(w::Set), item),
            RTy::Iter(item) => of(quote!(w::Iter), item),
            RTy::AsyncIter(item) => of(quote!(w::AsyncIter), item),
            RTy::Tuple(items) => {
                let items = items.iter().map(|item| self.owned(item));
                quote!((#(#items,)*))
            }
            RTy::Map(key, value) => {
                let (key, value) = (self.owned(key), self.owned(value));
                quote!(w::Map<#key, #value>)
            }
            RTy::Promise(_) => quote!(w::js_sys::Promise),
            RTy::Callback(args, ret, promised) => {
                let (args, ret) = self.callback_parts(args, ret);
                let name = ident(if *promised { "AsyncCallback" } else { "Callback" });
                quote!(w::#name<#args, #ret>)
            }
            RTy::Std("ArrayBufferView") => quote!(w::ArrayBufferView),
            RTy::Std(name) => {
                let name = ident(name);
                quote!(w::js_sys::#name)
            }
        }
    }

    /// The owned form as a table has it: formatting a macro's words loses the comma that makes a tuple of one.
    pub(super) fn tabled(self, ty: &RTy) -> TokenStream {
        ones(self.owned(ty))
    }

    pub(super) fn callback_parts(self, args: &[RTy], ret: &RTy) -> (TokenStream, TokenStream) {
        let args = args.iter().map(|arg| self.owned(arg));
        let ret = self.owned(ret);
        (quote!((#(#args,)*)), ret)
    }

    /// A type of the `sys` layer, owned.
    pub(super) fn sys_owned(self, ty: &SysTy) -> TokenStream {
        match ty {
            SysTy::Unit => quote!(()),
            SysTy::Text => quote!(String),
            SysTy::Number => quote!(f64),
            SysTy::Bool => quote!(bool),
            SysTy::Value => quote!(w::wasm_bindgen::JsValue),
            SysTy::Std("ArrayBufferView") => quote!(w::ArrayBufferView),
            SysTy::Std(name) => {
                let name = ident(name);
                quote!(w::js_sys::#name)
            }
            SysTy::Item(id) => self.sys_path(self.item(*id)),
            SysTy::Opt(inner) => {
                let inner = self.sys_owned(inner);
                quote!(Option<#inner>)
            }
        }
    }

    /// An argument's type in the `sys` layer.
    pub(super) fn sys_argument(self, ty: &SysTy, optional: bool) -> TokenStream {
        let plain = match ty {
            SysTy::Text => quote!(&str),
            SysTy::Number => quote!(f64),
            SysTy::Bool => quote!(bool),
            SysTy::Value => return quote!(&w::wasm_bindgen::JsValue),
            other => {
                let ty = self.sys_owned(other);
                quote!(&#ty)
            }
        };
        if optional { quote!(Option<#plain>) } else { plain }
    }
}

/// `(T,)` as `One<T>`, at any depth.
fn ones(tokens: TokenStream) -> TokenStream {
    let tree = |tree: TokenTree| match tree {
        TokenTree::Group(group) => {
            let inner = ones(group.stream());
            match one(&inner).filter(|_| group.delimiter() == Delimiter::Parenthesis) {
                Some(only) => quote!(w::One<#only>),
                None => TokenTree::Group(Group::new(group.delimiter(), inner)).into(),
            }
        }
        other => other.into(),
    };
    tokens.into_iter().map(tree).collect()
}

/// What stands before a comma that is the only one, and the last.
fn one(tokens: &TokenStream) -> Option<TokenStream> {
    let mut tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is =
        |tree: &TokenTree, mark: char| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == mark);
    tokens.pop().filter(|last| is(last, ','))?;
    let mut depth = 0;
    for tree in &tokens {
        depth += i32::from(is(tree, '<')) - i32::from(is(tree, '>'));
        if depth == 0 && is(tree, ',') {
            return None;
        }
    }
    Some(tokens.into_iter().collect())
}
