//! Resources: accessors to what is below, and a method for every operation.

use super::docs::{Docs, code, sentence};
use super::request::{argument, impl_for, send};
use super::{example, methods, sig};
use crate::config::Config;
use crate::ir::{Api, Argument, BodyForm, Operation, Param, Place, ResourceId, Sig, Way};
use codegen::names;
use codegen::rust::{
    Arg, Method, attribute, block, borrow, call, docs, expr_path, first_field, generic, impl_trait,
    method_call, reference, string, tuple_struct, ty,
};
use quote::quote;
use syn::{Expr, ImplItem, Item, Type};

/// The items that make up a resource.
pub(super) fn items(api: &Api, text: Docs<'_>, config: &Config, id: ResourceId) -> Vec<Item> {
    let resource = &api[id];
    let mut attrs = docs(&format!("The resource {}.", code(&resource.path.join("."))));
    attrs.push(codegen::rust::derive(&["Clone", "Copy", "Debug"]));
    let generics: syn::Generics = syn::parse_quote!(<'c>);
    let mut item = tuple_struct(attrs, &resource.name, generics, ty("Client"));
    if let Item::Struct(item) = &mut item
        && let syn::Fields::Unnamed(fields) = &mut item.fields
        && let Some(field) = fields.unnamed.first_mut()
    {
        field.ty = syn::parse_quote!(&'c Client);
        field.vis = syn::parse_quote!(pub(super));
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
    for op in methods(api, id) {
        let operation = &api[op];
        for (index, way) in operation.ways.iter().enumerate() {
            calls.push(method(api, text, config, operation, way, index));
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
    let own = child.path.last().map_or("", String::as_str);
    let name = codegen::rust::ident(&child.name);
    Method {
        docs: sentence(own),
        attrs: Vec::new(),
        name: names::avoid_keyword(own.to_owned()),
        args: vec![Arg::Owned],
        output: Some(syn::parse_quote!(#name<'c>)),
        body: block(call(expr_path(&child.name), [first_field(expr_path("self"))])),
    }
    .into_impl_item()
}

fn method(
    api: &Api,
    text: Docs<'_>,
    config: &Config,
    operation: &Operation,
    way: &Way,
    index: usize,
) -> ImplItem {
    let name = if way.suffix.is_empty() {
        operation.method.clone()
    } else {
        format!("{}{}", operation.method.trim_end_matches('_'), way.suffix)
    };
    let mut attrs = Vec::new();
    if let Some(reason) = &operation.deprecated {
        attrs.push(attribute("deprecated", Some(quote!(note = #reason))));
    }
    for alias in &operation.aliases {
        let last = alias.rsplit('.').next().unwrap_or(alias);
        let snake = names::value_name(last);
        if snake != name {
            attrs.push(syn::parse_quote!(#[doc(alias = #snake)]));
        }
    }
    let mut args = vec![Arg::Owned];
    let mut built =
        call(expr_path(&format!("{}::call", operation.request)), [first_field(expr_path("self"))]);
    let mut statements: Vec<syn::Stmt> = Vec::new();
    let repeated = |param: &Param| {
        let same = |other: &Argument| matches!(other, Argument::Again(wire) if *wire == param.wire);
        param.place == Place::Path && operation.arguments.iter().any(same)
    };
    for given in &operation.arguments {
        match given {
            Argument::Scope => {
                args.push(Arg::Named("scope".to_owned(), impl_trait(generic("Into", [ty("Scope")]))));
                built = method_call(built, "scope", [method_call(expr_path("scope"), "into", [])]);
            }
            Argument::Param(param) => {
                let (ty, mut value) = argument(api, param);
                args.push(Arg::Named(param.name.clone(), ty));
                if repeated(param) {
                    let (name, kept) = (codegen::rust::ident(&param.name), sig::value(api, &param.sig));
                    statements.push(syn::parse_quote!(let #name: #kept = #value;));
                    value = expr_path(&param.name);
                }
                built = send(api, param, built, value);
            }
            Argument::Again(wire) => {
                let path = operation.arguments.iter().filter_map(|argument| match argument {
                    Argument::Param(param) if param.place == Place::Path => Some(param),
                    _ => None,
                });
                if let Some(param) = path.into_iter().find(|param| param.wire == *wire) {
                    built = send(api, param, built, expr_path(&param.name));
                }
            }
        }
    }
    if let Some((ty, send)) = body(api, way) {
        args.push(Arg::Named("body".to_owned(), ty));
        built = send(built);
    }
    let mut body = block(call(expr_path(&operation.request), [built]));
    body.stmts.splice(0..0, statements);
    Method {
        docs: documentation(api, text, config, operation, way, &name, index),
        attrs,
        name,
        args,
        output: Some(ty(&operation.request)),
        body,
    }
    .into_impl_item()
}

type Send = Box<dyn FnOnce(Expr) -> Expr>;

/// The type of a body's argument, and how the body is put into the call.
fn body(api: &Api, way: &Way) -> Option<(Type, Send)> {
    let value = || expr_path("body");
    let into = |ty: Type| impl_trait(generic("Into", [ty]));
    let found: (Type, Send) = match &way.body {
        BodyForm::None => return None,
        BodyForm::Json(sig, media) => {
            let inner = sig::value(api, sig);
            // Text is taken in any form; a number as it is, or a literal would have no type.
            let plain = !matches!(sig, Sig::Str);
            let media = media.clone();
            if way.optional {
                let ty = into(generic("Option", [inner]));
                let send = move |call: Expr| {
                    let value = borrow(method_call(value(), "into", []));
                    match media {
                        Some(media) => method_call(call, "json_opt_as", [string(&media), value]),
                        None => method_call(call, "json_opt", [value]),
                    }
                };
                (ty, Box::new(send))
            } else {
                let (ty, value) =
                    if plain { (inner, value()) } else { (into(inner), method_call(value(), "into", [])) };
                let send = move |call: Expr| match media {
                    Some(media) => method_call(call, "json_as", [string(&media), borrow(value)]),
                    None => method_call(call, "json", [borrow(value)]),
                };
                (ty, Box::new(send))
            }
        }
        BodyForm::UrlEncoded(sig) => {
            (sig::value(api, sig), Box::new(move |call| method_call(call, "form", [borrow(value())])))
        }
        BodyForm::Multipart(id) => {
            (ty(&api[*id].name), Box::new(move |call| method_call(call, "multipart", [value()])))
        }
        BodyForm::AnyMultipart => {
            (ty("Form"), Box::new(move |call| method_call(call, "multipart", [value()])))
        }
        BodyForm::Lines(sig, _) => {
            let item = reference(sig::value(api, sig));
            let mut item = item;
            if let Type::Reference(reference) = &mut item {
                reference.lifetime = None;
            }
            let list = generic("Vec", [sig::value(api, sig)]);
            (list, Box::new(move |call| method_call(call, "ndjson", [borrow(value())])))
        }
        BodyForm::Raw(media) => {
            let media = media.clone();
            let send = move |call| method_call(call, "raw", [string(&media), value()]);
            (into(ty("Body")), Box::new(send))
        }
    };
    Some(found)
}

fn documentation(
    api: &Api,
    text: Docs<'_>,
    config: &Config,
    operation: &Operation,
    way: &Way,
    name: &str,
    index: usize,
) -> String {
    let mut out = String::new();
    let summary = text.clean(&operation.summary);
    let mut paragraph = |text: &str| {
        if !text.trim().is_empty() {
            out.push_str(text.trim());
            out.push_str("\n\n");
        }
    };
    let summary = if summary.is_empty() { sentence(&operation.method) } else { summary };
    paragraph(&summary);
    let description = text.clean(&operation.docs);
    if description.trim_end_matches('.') != summary.trim_end_matches('.') {
        paragraph(&description);
    }
    if index > 0 {
        paragraph(&format!("Sends the body as {}.", code(media(way))));
    }
    paragraph(&code(&format!("{} {}", operation.http_method, operation.path)));
    for alias in &operation.aliases {
        paragraph(&format!("The official SDKs also call it {}.", code(alias)));
    }
    let arguments = operation.arguments.iter().filter_map(|argument| match argument {
        Argument::Param(param) => {
            let docs = [text.clean(&param.docs), param.facts.text()].join(" ").replace('\n', " ");
            let docs = docs.trim();
            (!docs.is_empty()).then(|| format!("- {}: {docs}", code(&param.name)))
        }
        _ => None,
    });
    paragraph(&arguments.collect::<Vec<_>>().join("\n"));
    if !operation.permissions.is_empty() {
        let list: Vec<String> = operation.permissions.iter().map(|permission| code(permission)).collect();
        paragraph(&format!("A token needs one of the permissions {}.", list.join(", ")));
    }
    let described: Vec<String> = operation
        .errors
        .iter()
        .filter(|(_, description)| !description.is_empty())
        .map(|(status, description)| format!("- {status}: {}", text.clean(description).replace('\n', " ")))
        .collect();
    paragraph("# Errors");
    if described.is_empty() {
        paragraph("Those of any call; see [`cfs_http::Error`].");
    } else {
        paragraph("Those of any call (see [`cfs_http::Error`]), among them these answers:");
        paragraph(&described.join("\n"));
    }
    paragraph("# Example");
    paragraph(&example::method(api, config, operation, way, name));
    out
}

fn media(way: &Way) -> &str {
    match &way.body {
        BodyForm::Json(_, Some(media)) | BodyForm::Lines(_, media) | BodyForm::Raw(media) => media,
        BodyForm::Json(_, None) => "application/json",
        BodyForm::UrlEncoded(_) => "application/x-www-form-urlencoded",
        BodyForm::Multipart(_) | BodyForm::AnyMultipart => "multipart/form-data",
        BodyForm::None => "nothing",
    }
}
