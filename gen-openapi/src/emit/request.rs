//! Request types: a builder per operation.

use super::docs::{Docs, code};
use super::sig;
use super::types::success;
use crate::ir::{
    Api, Auth, Known, ListStyle, Operation, Output, PageStyle, Pages, Param, Place, Sig, Success, TypeKind,
};
use codegen::rust::{
    Arg, Method, attribute, block, borrow, call, docs, expr_path, first_field, generic, ident, impl_trait,
    item_macro, method_call, string, tuple_struct, ty, with_item,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Generics, ImplItem, Item, Type};

/// The items that make up a request.
pub(super) fn items(api: &Api, text: Docs<'_>, operation: &Operation) -> Vec<Item> {
    let line = format!("{} {}", operation.http_method, operation.path);
    let mut attrs = docs(&format!("`{}`: {}", operation.name, code(&line)));
    attrs.push(attribute("must_use", None));
    attrs.push(codegen::rust::derive(&["Debug"]));
    let mut items = vec![tuple_struct_of_call(attrs, &operation.request)];
    let setters: Vec<ImplItem> = operation.setters.iter().map(|param| setter(api, text, param)).collect();
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

fn setter(api: &Api, text: Docs<'_>, param: &Param) -> ImplItem {
    let inner = first_field(expr_path("self"));
    let mut args = vec![Arg::Owned];
    let set = if param.pattern {
        // The name in the document stands for many: the caller says which.
        let text = |name: &str| borrow(method_call(expr_path(name), "into", []));
        for name in ["name", "value"] {
            args.push(Arg::Named(name.to_owned(), impl_trait(generic("Into", [ty("String")]))));
        }
        method_call(inner, "query_param", [text("name"), text("value")])
    } else {
        let (argument, value) = argument(api, param);
        args.push(Arg::Named(param.name.clone(), argument));
        send(api, param, inner, value)
    };
    let attrs = if param.deprecated { vec![attribute("deprecated", None)] } else { Vec::new() };
    Method {
        docs: text.with_facts(&param.docs, &param.wire, &param.facts.text()),
        attrs,
        name: param.name.clone(),
        args,
        output: Some(ty("Self")),
        body: block(call(expr_path("Self"), [set])),
    }
    .into_impl_item()
}

/// The type of a parameter's argument, and the value made from it.
pub(super) fn argument(api: &Api, param: &Param) -> (Type, Expr) {
    let name = expr_path(&param.name);
    let into =
        |ty: Type| (impl_trait(generic("Into", [ty])), method_call(expr_path(&param.name), "into", []));
    match &param.sig {
        // By its whole name: a crate may have a type called so.
        _ if param.place == Place::Bearer => into(syn::parse_quote!(cfs_http::BearerToken)),
        Sig::Bool | Sig::Int(_) | Sig::Float => (sig::value(api, &param.sig), name),
        Sig::List(item) if is_scalar(api, item) => {
            let value = sig::value(api, item);
            match &**item {
                Sig::Bool | Sig::Int(_) | Sig::Float => (impl_trait(with_item("IntoIterator", value)), name),
                _ => {
                    let item = impl_trait(generic("Into", [value]));
                    let mapped =
                        method_call(method_call(name, "into_iter", []), "map", [expr_path("Into::into")]);
                    (impl_trait(with_item("IntoIterator", item)), mapped)
                }
            }
        }
        sig => into(sig::value(api, sig)),
    }
}

/// Whether values have a text of their own.
pub(super) fn is_scalar(api: &Api, sig: &Sig) -> bool {
    match sig {
        Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Str | Sig::Known(_) => true,
        Sig::Type(id) => matches!(api[*id].kind, TypeKind::StringEnum(_) | TypeKind::IntEnum(_)),
        _ => false,
    }
}

/// `call.query("name", &value)` and its siblings.
pub(super) fn send(api: &Api, param: &Param, inner: Expr, value: Expr) -> Expr {
    let name = string(&param.wire);
    let style = || {
        expr_path(match param.style {
            ListStyle::Repeat => "ListStyle::Repeat",
            ListStyle::Comma | ListStyle::Json | ListStyle::Label(_) | ListStyle::Matrix(_) => {
                "ListStyle::Comma"
            }
            ListStyle::Space => "ListStyle::Space",
            ListStyle::Pipe => "ListStyle::Pipe",
            ListStyle::Deep => "ListStyle::Brackets",
        })
    };
    let path = path_style(param.style);
    let call = match (param.place, &param.sig) {
        (Place::Path, Sig::List(_)) => {
            method_call(inner, "path_list", [path.unwrap_or_else(|| expr_path("PathStyle::Simple")), value])
        }
        (Place::Path, _) => match path {
            Some(style) => method_call(inner, "path_list", [style, syn::parse_quote!([#value])]),
            None if param.reserved => return method_call(inner, "path_segments", [borrow(value)]),
            None => method_call(inner, "path", [borrow(value)]),
        },
        (Place::Header, Sig::List(_)) => method_call(inner, "header_list", [name, value]),
        (Place::Header, _) => method_call(inner, "header", [name, borrow(value)]),
        (Place::Bearer, _) => method_call(inner, "bearer", [borrow(value)]),
        (Place::Cookie, _) => method_call(inner, "cookie", [name, borrow(value)]),
        (Place::Query, _) if param.style == ListStyle::Json => {
            method_call(inner, "query_json", [name, borrow(value)])
        }
        (Place::Query, Sig::List(item)) if is_scalar(api, item) => {
            method_call(inner, "query_list", [name, style(), value])
        }
        (Place::Query, Sig::Known(Known::Timestamp)) => {
            method_call(inner, "query_time", [name, borrow(value)])
        }
        (Place::Query, Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Str | Sig::Known(_)) => {
            method_call(inner, "query", [name, borrow(value)])
        }
        (Place::Query, _) => method_call(inner, "query_any", [name, style(), borrow(value)]),
    };
    if param.reserved && param.place == Place::Query {
        method_call(call, "with_reserved", [string(&param.wire)])
    } else {
        call
    }
}

/// How a value is written into the path, where that is not the usual way.
fn path_style(style: ListStyle) -> Option<Expr> {
    let path = match style {
        ListStyle::Label(false) => "PathStyle::Label",
        ListStyle::Label(true) => "PathStyle::LabelEach",
        ListStyle::Matrix(false) => "PathStyle::Matrix",
        ListStyle::Matrix(true) => "PathStyle::MatrixEach",
        _ => return None,
    };
    Some(expr_path(path))
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
    let is_page = matches!(operation.output, Output::One(Success::Page(_)));
    let pages = is_page.then(|| {
        let Pages { style, items, by } = &operation.pages;
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
            let event = sig::value(api, event);
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
