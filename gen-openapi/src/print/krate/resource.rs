//! Resources: accessors to what is below, and a method for every operation.

use super::request::{self, argument, impl_for, send};
use super::types::found_as;
use crate::config::PackageMeta;
use crate::ir::{Api, Argument, BodyForm, Operation, ResourceId, Sig, Take, Way};
use crate::print::{calls, rust};
use codegen::rust::{
    Arg, Method, attribute, block, borrow, call, docs, expr_path, first_field, generic, impl_trait,
    method_call, string, tuple_struct, ty,
};
use quote::quote;
use syn::{Expr, ImplItem, Item, Type};

/// The items that make up a resource.
pub(super) fn items(api: &Api, meta: &PackageMeta, id: ResourceId) -> Vec<Item> {
    let resource = &api[id];
    let mut attrs = docs(&resource.docs);
    attrs.push(codegen::rust::derive(&["Clone", "Copy", "Debug"]));
    let generics: syn::Generics = syn::parse_quote!(<'c>);
    let mut item = tuple_struct(attrs, &resource.name, generics, ty("Client"));
    if let Item::Struct(item) = &mut item
        && let syn::Fields::Unnamed(fields) = &mut item.fields
        && let Some(field) = fields.unnamed.first_mut()
    {
        field.ty = syn::parse_quote!(&'c Client);
        field.vis = syn::parse_quote!(pub(crate));
    }
    let mut items = vec![item];
    let mut accessors: Vec<ImplItem> = Vec::new();
    if resource.parent.is_none() {
        accessors.push(constructor());
    }
    accessors.extend(resource.children.iter().map(|child| accessor(api, *child)));
    if !accessors.is_empty() {
        items.push(impl_for_lifetime(&resource.name, "'c", accessors));
    }
    let mut calls: Vec<ImplItem> = Vec::new();
    for op in api.methods(id) {
        let operation = &api[op];
        for way in &operation.ways {
            calls.push(method(api, meta, operation, way));
        }
    }
    if !calls.is_empty() {
        items.push(impl_for_lifetime(&resource.name, "'_", calls));
    }
    items
}

fn impl_for_lifetime(name: &str, lifetime: &str, items: Vec<ImplItem>) -> Item {
    let lifetime = syn::Lifetime::new(lifetime, proc_macro2::Span::call_site());
    let name = codegen::rust::ident(name);
    let self_ty: Type = syn::parse_quote!(#name<#lifetime>);
    let mut item = impl_for(self_ty, items);
    if let Item::Impl(item) = &mut item
        && lifetime.ident != "_"
    {
        item.generics = syn::parse_quote!(<#lifetime>);
    }
    item
}

fn constructor() -> ImplItem {
    Method {
        docs: "The service over a client.".to_owned(),
        attrs: Vec::new(),
        name: "new".to_owned(),
        args: vec![Arg::Named("client".to_owned(), syn::parse_quote!(&'c Client))],
        output: Some(ty("Self")),
        body: block(call(expr_path("Self"), [expr_path("client")])),
    }
    .into_impl_item()
}

fn accessor(api: &Api, child: ResourceId) -> ImplItem {
    let child = &api[child];
    let name = codegen::rust::ident(&child.name);
    Method {
        docs: child.accessor_docs.clone(),
        attrs: Vec::new(),
        name: child.accessor.clone(),
        args: vec![Arg::Owned],
        output: Some(syn::parse_quote!(#name<'c>)),
        body: block(call(expr_path(&child.name), [first_field(expr_path("self"))])),
    }
    .into_impl_item()
}

fn method(api: &Api, meta: &PackageMeta, operation: &Operation, way: &Way) -> ImplItem {
    let mut attrs = Vec::new();
    if let Some(reason) = &operation.deprecated {
        attrs.push(attribute("deprecated", Some(quote!(note = #reason))));
    }
    attrs.extend(way.aliases.iter().map(|alias| found_as(alias)));
    let mut args = vec![Arg::Owned];
    let mut built =
        call(expr_path(&format!("{}::call", operation.request)), [first_field(expr_path("self"))]);
    let mut statements: Vec<syn::Stmt> = Vec::new();
    for (at, given) in operation.arguments.iter().enumerate() {
        match given {
            Argument::Scope => {
                args.push(Arg::Named("scope".to_owned(), impl_trait(generic("Into", [ty("Scope")]))));
                built = method_call(built, "scope", [method_call(expr_path("scope"), "into", [])]);
            }
            Argument::Param(param) => {
                let (given, mut value) = argument(api, param);
                args.extend(given);
                if operation.repeats(at) {
                    let (name, kept) = (codegen::rust::ident(&param.name), rust::value(api, &param.sig));
                    statements.push(syn::parse_quote!(let #name: #kept = #value;));
                    value = expr_path(&param.name);
                }
                built = send(param, built, value);
            }
            Argument::Again(at) => {
                if let Some(param) = operation.arguments[*at].param() {
                    built = send(param, built, expr_path(&param.name));
                }
            }
            Argument::Fixed { wire, text, put } => {
                built = request::put(*put, wire, built, string(text));
            }
        }
    }
    if let Some((ty, send)) = body(api, operation, way) {
        args.push(Arg::Named("body".to_owned(), ty));
        built = send(built);
    }
    let mut body = block(call(expr_path(&operation.request), [built]));
    body.stmts.splice(0..0, statements);
    Method {
        docs: format!("{}\n\n# Example\n\n{}", way.docs, calls::example(api, meta, operation, way)),
        attrs,
        name: way.method.clone(),
        args,
        output: Some(ty(&operation.request)),
        body,
    }
    .into_impl_item()
}

/// The type of a body's argument, and what puts the body into the call.
fn body(api: &Api, operation: &Operation, way: &Way) -> Option<(Type, impl FnOnce(Expr) -> Expr)> {
    let inner = match &way.body {
        BodyForm::None => return None,
        BodyForm::Json(Sig::Type(id), _) => ty(api.called_by(operation, *id)),
        BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) => rust::value(api, sig),
        BodyForm::Multipart(id) => ty(&api[*id].name),
        BodyForm::AnyMultipart => ty("Form"),
        BodyForm::Lines(sig, _) => generic("Vec", [rust::value(api, sig)]),
        BodyForm::Raw(_) => ty("Body"),
    };
    let into = |ty: Type| impl_trait(generic("Into", [ty]));
    let taken = match way.take {
        Take::Maybe => into(generic("Option", [inner])),
        Take::Into => into(inner),
        _ => inner,
    };
    Some((taken, |call| send_body(way, call)))
}

fn send_body(way: &Way, call: Expr) -> Expr {
    let given = expr_path("body");
    match &way.body {
        BodyForm::None => call,
        BodyForm::Json(_, media) => {
            let (method, value) = match way.take {
                Take::Maybe => ("json_opt", method_call(given, "into", [])),
                Take::Into => ("json", method_call(given, "into", [])),
                _ => ("json", given),
            };
            match media {
                Some(media) => method_call(call, &format!("{method}_as"), [string(media), borrow(value)]),
                None => method_call(call, method, [borrow(value)]),
            }
        }
        BodyForm::UrlEncoded(_) => method_call(call, "form", [borrow(given)]),
        BodyForm::Multipart(_) | BodyForm::AnyMultipart => method_call(call, "multipart", [given]),
        BodyForm::Lines(..) => method_call(call, "ndjson", [borrow(given)]),
        BodyForm::Raw(media) => method_call(call, "raw", [string(media), given]),
    }
}
