//! Request types: a builder per operation.

use super::types::success;
use crate::ir::{Api, Auth, Join, Operation, Output, PageStyle, Pages, Param, PathStyle, Put, Take};
use crate::print::rust;
use codegen::rust::{
    Arg, Method, attribute, block, borrow, call, docs, expr_path, first_field, generic, ident, impl_trait,
    item_macro, method_call, string, tuple_struct, ty, with_item,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Generics, ImplItem, Item, Type};

/// The items that make up a request.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<Item> {
    let mut attrs = docs(&operation.docs);
    attrs.push(attribute("must_use", None));
    attrs.push(codegen::rust::derive(&["Debug"]));
    let mut items = vec![tuple_struct_of_call(attrs, &operation.request)];
    let setters: Vec<ImplItem> = operation.setters.iter().map(|param| setter(api, param)).collect();
    if !setters.is_empty() {
        items.push(inherent_impl(&operation.request, setters));
    }
    items.push(item_macro("request", table(api, operation)));
    items
}

fn tuple_struct_of_call(attrs: Vec<syn::Attribute>, name: &str) -> Item {
    let mut item = tuple_struct(attrs, name, Generics::default(), ty("Call"));
    // Resources, in another module of the crate, fill it in.
    if let Item::Struct(item) = &mut item
        && let syn::Fields::Unnamed(fields) = &mut item.fields
        && let Some(field) = fields.unnamed.first_mut()
    {
        field.vis = syn::parse_quote!(pub(crate));
    }
    item
}

/// `impl Name { … }`
pub(super) fn inherent_impl(name: &str, items: Vec<ImplItem>) -> Item {
    impl_for(ty(name), items)
}

/// `impl Type { … }`
pub(super) fn impl_for(self_ty: Type, items: Vec<ImplItem>) -> Item {
    let mut block: syn::ItemImpl = syn::parse_quote!(impl Name {});
    block.self_ty = Box::new(self_ty);
    block.items = items;
    Item::Impl(block)
}

fn setter(api: &Api, param: &Param) -> ImplItem {
    let (given, value) = argument(api, param);
    let set = send(param, first_field(expr_path("self")), value);
    let attrs = if param.deprecated { vec![attribute("deprecated", None)] } else { Vec::new() };
    Method {
        docs: param.docs.clone(),
        attrs,
        name: param.name.clone(),
        args: std::iter::once(Arg::Owned).chain(given).collect(),
        output: Some(ty("Self")),
        body: block(call(expr_path("Self"), [set])),
    }
    .into_impl_item()
}

/// What a function that takes a parameter is given, and the value made from it.
pub(super) fn argument(api: &Api, param: &Param) -> (Vec<Arg>, Expr) {
    let named = |name: &str, ty: Type| vec![Arg::Named(name.to_owned(), ty)];
    let into = |ty: Type| impl_trait(generic("Into", [ty]));
    let converted = |name: &str| method_call(expr_path(name), "into", []);
    let taken = rust::taken(api, param.take, &param.sig);
    let name = param.name.as_str();
    match param.take {
        Take::Named => {
            let args = ["name", "value"].map(|name| Arg::Named(name.to_owned(), into(ty("String"))));
            (args.into(), converted("value"))
        }
        // By its whole name: a crate may have a type called so.
        Take::Bearer => (named(name, into(syn::parse_quote!(cfs_http::BearerToken))), converted(name)),
        Take::Plain => (named(name, taken), expr_path(name)),
        Take::Items => (named(name, impl_trait(with_item("IntoIterator", taken))), expr_path(name)),
        Take::List => {
            let items = method_call(expr_path(name), "into_iter", []);
            let items = method_call(items, "map", [expr_path("Into::into")]);
            (named(name, impl_trait(with_item("IntoIterator", into(taken)))), items)
        }
        _ => (named(name, into(taken)), converted(name)),
    }
}

/// `call.query("name", &value)` and its siblings.
pub(super) fn send(param: &Param, inner: Expr, value: Expr) -> Expr {
    let call = put(param.put, &param.wire, inner, value);
    if param.reserved { method_call(call, "with_reserved", [string(&param.wire)]) } else { call }
}

/// A value under a name, put into the call.
pub(super) fn put(put: Put, wire: &str, inner: Expr, value: Expr) -> Expr {
    let name = || string(wire);
    match put {
        Put::Path => method_call(inner, "path", [borrow(value)]),
        Put::Segments => method_call(inner, "path_segments", [borrow(value)]),
        Put::PathList(style) => method_call(inner, "path_list", [path_style(style), value]),
        Put::PathItem(style) => {
            method_call(inner, "path_list", [path_style(style), syn::parse_quote!([#value])])
        }
        Put::PathTimes(style) => method_call(inner, "path_times", [path_style(style), value]),
        Put::Query => method_call(inner, "query", [name(), borrow(value)]),
        Put::QueryTime => method_call(inner, "query_time", [name(), borrow(value)]),
        Put::QueryTimes(style) => method_call(inner, "query_times", [name(), join(style), value]),
        Put::QueryList(style) => method_call(inner, "query_list", [name(), join(style), value]),
        Put::QueryAny(style) => method_call(inner, "query_any", [name(), join(style), borrow(value)]),
        Put::QueryJson => method_call(inner, "query_json", [name(), borrow(value)]),
        Put::QueryNamed => {
            let given = method_call(expr_path("name"), "into", []);
            method_call(inner, "query_param", [borrow(given), borrow(value)])
        }
        Put::Header => method_call(inner, "header", [name(), borrow(value)]),
        Put::HeaderList => method_call(inner, "header_list", [name(), value]),
        Put::HeaderTime => method_call(inner, "header_time", [name(), borrow(value)]),
        Put::HeaderTimes => method_call(inner, "header_times", [name(), value]),
        Put::Cookie => method_call(inner, "cookie", [name(), borrow(value)]),
        Put::Bearer => method_call(inner, "bearer", [borrow(value)]),
    }
}

fn join(join: Join) -> Expr {
    expr_path(match join {
        Join::Repeat => "ListStyle::Repeat",
        Join::Comma => "ListStyle::Comma",
        Join::Space => "ListStyle::Space",
        Join::Pipe => "ListStyle::Pipe",
        Join::Brackets => "ListStyle::Brackets",
    })
}

fn path_style(style: PathStyle) -> Expr {
    expr_path(match style {
        PathStyle::Simple => "PathStyle::Simple",
        PathStyle::Label => "PathStyle::Label",
        PathStyle::LabelEach => "PathStyle::LabelEach",
        PathStyle::Matrix => "PathStyle::Matrix",
        PathStyle::MatrixEach => "PathStyle::MatrixEach",
    })
}

/// The macro's fact sheet.
fn table(api: &Api, operation: &Operation) -> TokenStream {
    let request = ident(&operation.request);
    let method = ident(operation.http_method);
    let (path, name) = (&operation.path, &operation.name);
    let auth = operation.auth.iter().map(|auth| {
        ident(match auth {
            Auth::Token => "Token",
            Auth::Key => "Key",
            Auth::ServiceKey => "ServiceKey",
            Auth::Bearer => "Bearer",
            Auth::Anonymous => "Anonymous",
        })
    });
    let permissions = &operation.permissions;
    let pages = operation.pages.as_ref().map(|Pages { style, items, by }| {
        let style = ident(match style {
            PageStyle::Single => "Single",
            PageStyle::Number => "Number",
            PageStyle::Offset => "Offset",
            PageStyle::Cursor => "Cursor",
        });
        let by = [
            ("page", &by.page),
            ("size", &by.size),
            ("offset", &by.offset),
            ("cursor", &by.cursor),
            ("next", &by.next),
        ];
        let by = by.into_iter().filter(|(_, wire)| !wire.is_empty()).map(|(parameter, wire)| {
            let parameter = ident(parameter);
            quote!(#parameter #wire)
        });
        quote!(pages #style of #items by { #(#by),* };)
    });
    let kind = match &operation.output {
        Output::One(one) => success(api, one),
        Output::Events { event, otherwise, flag } => {
            let event = rust::value(api, event);
            let otherwise = success(api, otherwise);
            quote!(events #event or #otherwise by #flag)
        }
        Output::Outcome(id) => {
            let ty = ident(&api[*id].name);
            quote!(outcome #ty)
        }
        Output::Socket => quote!(socket),
    };
    quote! {
        #request = #method #path as #name;
        auth [#(#auth),*]; permissions [#(#permissions),*];
        #pages
        #kind
    }
}
