//! Types: one list of items each.

use super::docs::{Docs, code};
use super::evidence::evidence;
use super::sig;
use crate::ir::{
    Api, Field, Form, OutcomeCase, PartKind, Presence, Record, Role, Sig, Success, Type, TypeId, TypeKind,
    Union, Value,
};
use codegen::rust::{
    attribute, derive, docs, field, generic, ident, item_macro, public, string, ty, unit_variant,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, FieldsNamed, Generics, Item, ItemEnum, ItemStruct, Token, token};

/// The items that make up a type.
pub(super) fn items(api: &Api, text: Docs<'_>, id: TypeId) -> Vec<Item> {
    let ty = &api[id];
    let head = |derives: &[&str]| head(text, ty, derives);
    match &ty.kind {
        TypeKind::Record(record) => {
            self::record(api, text, ty, record, head(&["Clone", "Default", "PartialEq"]))
        }
        TypeKind::Union(union) => self::union(api, text, ty, union, head(&["Clone", "PartialEq"])),
        TypeKind::StringEnum(values) if values.iter().any(|value| value.bare) => {
            let wires = values.iter().map(|value| string(&literal(value)));
            enumeration(ty, values, "mixed_enum", wires, "Json", head(&["Clone", "PartialEq", "Eq", "Hash"]))
        }
        TypeKind::StringEnum(values) => {
            let wires = values.iter().map(|value| string(&value.wire));
            enumeration(ty, values, "string_enum", wires, "String", head(&["Clone"]))
        }
        TypeKind::IntEnum(values) => {
            let wires = values.iter().map(|value| number(&value.wire));
            enumeration(ty, values, "int_enum", wires, "i64", head(&["Clone", "PartialEq", "Eq", "Hash"]))
        }
        TypeKind::Form(form) => self::form(api, text, ty, form, head(&["Debug", "Default"])),
        TypeKind::Outcome(cases) => outcome(api, ty, cases, head(&["Clone", "Debug", "PartialEq"])),
    }
}

fn head(text: Docs<'_>, ty: &Type, derives: &[&str]) -> Vec<Attribute> {
    let mut attrs = docs(&text.or_name(&ty.docs, &ty.name));
    attrs.push(derive(derives));
    attrs.push(attribute("non_exhaustive", None));
    attrs
}

fn named_struct(attrs: Vec<Attribute>, name: &str, fields: Punctuated<syn::Field, Token![,]>) -> Item {
    Item::Struct(ItemStruct {
        attrs,
        vis: public(),
        struct_token: token::Struct::default(),
        ident: ident(name),
        generics: Generics::default(),
        fields: Fields::Named(FieldsNamed { brace_token: token::Brace::default(), named: fields }),
        semi_token: None,
    })
}

fn item_enum(attrs: Vec<Attribute>, name: &str, variants: Punctuated<syn::Variant, Token![,]>) -> Item {
    Item::Enum(ItemEnum {
        attrs,
        vis: public(),
        enum_token: token::Enum::default(),
        ident: ident(name),
        generics: Generics::default(),
        brace_token: token::Brace::default(),
        variants,
    })
}

/// A macro's tokens from items with a comma after each.
fn listed(items: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    items.into_iter().map(|item| quote!(#item,)).collect()
}

fn index(at: usize) -> Literal {
    Literal::usize_unsuffixed(at)
}

fn record(api: &Api, text: Docs<'_>, ty: &Type, record: &Record, head: Vec<Attribute>) -> Vec<Item> {
    let fields = record.fields.iter().map(|member| {
        let mut attrs = docs(&text.with_facts(&member.docs, &member.wire, &member.facts.text()));
        if member.deprecated {
            attrs.push(attribute("deprecated", None));
        }
        field(attrs, &member.name, sig::member(api, &member.sig, member.presence))
    });
    let rest = record.rest.as_ref().map(|rest| {
        let docs = docs("Members that the document does not list.");
        field(docs, &record.rest_name, sig::value(api, &Sig::Map(Box::new(rest.clone()))))
    });
    // What is only sent is never odd.
    let kept = (ty.role != Role::Request).then(|| {
        let mut kept = field(Vec::new(), KEPT, codegen::rust::ty("Kept"));
        kept.vis = syn::Visibility::Inherited;
        kept
    });
    let keeps = kept.as_ref().map(|_| {
        let kept = ident(KEPT);
        quote!(kept #kept)
    });
    let item = named_struct(head, &ty.name, fields.chain(rest).chain(kept).collect());
    let name = ident(&ty.name);
    let table = listed(record.fields.iter().enumerate().map(|(at, member)| {
        let (at, field, wire) = (index(at), ident(&member.name), &member.wire);
        let flag = ident(match (member.presence.is_required(), member.secret) {
            (true, false) => "req",
            (false, false) => "opt",
            (true, true) => "secret_req",
            (false, true) => "secret_opt",
        });
        quote!(#at #field #flag #wire)
    }));
    let rest = record.rest.as_ref().map(|_| {
        let rest = ident(&record.rest_name);
        quote!(rest #rest)
    });
    let mut items = vec![item, item_macro("record", quote!(#name { #table } #rest #keeps))];
    if ty.role.sends() {
        items.push(setters(api, ty, record));
    }
    items
}

/// The field that holds members that do not fit; no member is called so, as names end in `_` only for keywords.
const KEPT: &str = "kept_";

/// Members that must be given, in the order of `required`, and the others.
pub(super) fn arguments(record: &Record) -> (Vec<&Field>, Vec<&Field>) {
    let (mut required, optional): (Vec<&Field>, Vec<&Field>) =
        record.fields.iter().partition(|field| field.presence == Presence::Required);
    required.sort_by_key(|field| field.rank);
    (required, optional)
}

fn setters(api: &Api, ty: &Type, record: &Record) -> Item {
    let name = ident(&ty.name);
    let (required, optional) = arguments(record);
    let taken = |member: &Field| {
        let field = ident(&member.name);
        if member.presence == Presence::OptionalNullable {
            let ty = sig::value(api, &member.sig);
            return quote!(#field: nullable #ty);
        }
        let (how, ty) = sig::taken(api, &member.sig);
        let how = ident(how);
        quote!(#field: #how #ty)
    };
    let required = listed(required.into_iter().map(taken));
    let optional = listed(optional.into_iter().map(taken));
    item_macro("setters", quote!(#name(#required) { #optional }))
}

fn enumeration(
    ty: &Type,
    values: &[Value],
    name: &str,
    wires: impl Iterator<Item = syn::Expr>,
    other: &str,
    head: Vec<Attribute>,
) -> Vec<Item> {
    let mut variants: Punctuated<syn::Variant, Token![,]> =
        values.iter().map(|value| unit_variant(docs(&code(&value.wire)), &value.name, None)).collect();
    let open = docs("A value that the document does not list.");
    variants.push(unit_variant(open, "Other", Some(codegen::rust::ty(other))));
    let table = listed(values.iter().zip(wires).map(|(value, wire)| {
        let variant = ident(&value.name);
        quote!(#variant = #wire)
    }));
    let ident = ident(&ty.name);
    vec![item_enum(head, &ty.name, variants), item_macro(name, quote!(#ident { #table }))]
}

/// A value as JSON writes it.
fn literal(value: &Value) -> String {
    if value.bare {
        return value.wire.clone();
    }
    let mut text = String::new();
    codegen::doc::write_string(&value.wire, &mut text);
    text
}

fn number(digits: &str) -> syn::Expr {
    syn::parse_str(digits).unwrap_or_else(|_| string(digits))
}

fn union(api: &Api, text: Docs<'_>, ty: &Type, union: &Union, head: Vec<Attribute>) -> Vec<Item> {
    let mut variants: Punctuated<syn::Variant, Token![,]> = union
        .variants
        .iter()
        .map(|variant| {
            let docs = docs(&text.or_name(&variant.docs, &variant.name));
            unit_variant(docs, &variant.name, Some(sig::payload(api, &variant.sig)))
        })
        .collect();
    let unknown = docs("A value that is none of the variants the document lists, as it was sent.");
    variants.push(unit_variant(unknown, "Unknown", Some(codegen::rust::ty("Json"))));

    let rows = listed(union.variants.iter().enumerate().map(|(at, variant)| {
        let (at, name) = (index(at), ident(&variant.name));
        let evidence = evidence(api, union, &variant.sig, &variant.tags);
        quote!(#at #name { #evidence })
    }));
    let mut payloads: Vec<&Sig> = Vec::new();
    let from = listed(union.variants.iter().filter_map(|variant| {
        let repeated = union.variants.iter().filter(|other| other.sig == variant.sig).count() > 1;
        // `From<Json>` would take what is not known to be this variant.
        if repeated || variant.sig == Sig::Json || payloads.contains(&&variant.sig) {
            return None;
        }
        payloads.push(&variant.sig);
        let (name, ty) = (ident(&variant.name), sig::value(api, &variant.sig));
        let text = (variant.sig == Sig::Str).then(|| quote!(, #name(&str)));
        Some(quote!(#name(#ty) #text))
    }));
    let ident = ident(&ty.name);
    let by = union.tag.as_ref().map(|tag| quote!(by #tag));
    vec![
        item_enum(head, &ty.name, variants),
        item_macro("union", quote!(#ident #by { #rows } from { #from })),
    ]
}

fn form(api: &Api, text: Docs<'_>, owner: &Type, form: &Form, head: Vec<Attribute>) -> Vec<Item> {
    let fields = form.parts.iter().map(|part| {
        let attrs = docs(&text.with_facts(&part.docs, &part.wire, &part.facts.text()));
        let optional = |inner| generic("Option", [inner]);
        let ty = match &part.kind {
            PartKind::Text(sig) | PartKind::Json(sig) => optional(sig::value(api, sig)),
            PartKind::File => optional(ty("File")),
            PartKind::Files | PartKind::NamedFiles => generic("Vec", [ty("File")]),
        };
        field(attrs, &part.name, ty)
    });
    let item = named_struct(head, &owner.name, fields.collect());
    let name = ident(&owner.name);
    let rows = listed(form.parts.iter().map(|part| {
        let (field, wire) = (ident(&part.name), &part.wire);
        let kind = match &part.kind {
            PartKind::Text(_) => "text",
            PartKind::Json(_) => "json",
            PartKind::File | PartKind::Files => "files",
            PartKind::NamedFiles => "named",
        };
        let kind = ident(kind);
        quote!(#field: #kind #wire)
    }));
    let setter = |part: &crate::ir::FormPart| {
        let field = ident(&part.name);
        let (how, ty) = match &part.kind {
            PartKind::Text(sig) | PartKind::Json(sig) => sig::taken(api, sig),
            PartKind::File => ("into", ty("File")),
            PartKind::Files | PartKind::NamedFiles => ("files", ty("File")),
        };
        let how = ident(how);
        quote!(#field: #how #ty)
    };
    let required = listed(form.parts.iter().filter(|part| part.required).map(setter));
    let optional = listed(form.parts.iter().filter(|part| !part.required).map(setter));
    vec![
        item,
        item_macro("multipart", quote!(#name { #rows })),
        item_macro("form_setters", quote!(#name(#required) { #optional })),
    ]
}

fn outcome(api: &Api, owner: &Type, cases: &[OutcomeCase], head: Vec<Attribute>) -> Vec<Item> {
    let mut variants: Punctuated<syn::Variant, Token![,]> = cases
        .iter()
        .map(|case| {
            let media = case.content_type.as_ref().map(|media| format!(" as `{media}`")).unwrap_or_default();
            let docs = docs(&format!("Status {}{media}.", case.status));
            unit_variant(docs, &case.name, case_type(api, &case.success))
        })
        .collect();
    variants.push({
        let docs = docs("A success that the document does not describe: its status and body.");
        let mut variant = unit_variant(docs, "Other", Some(ty("u16")));
        if let Fields::Unnamed(fields) = &mut variant.fields {
            let mut bytes = fields.unnamed[0].clone();
            bytes.ty = ty("Bytes");
            fields.unnamed.push(bytes);
        }
        variant
    });
    let name = ident(&owner.name);
    let rows = listed(cases.iter().map(|case| {
        let (variant, success) = (ident(&case.name), self::case(api, &case.success));
        let status = status(&case.status);
        let media = case.content_type.as_ref().map(|media| quote!(as #media));
        quote!(#variant(#status #success #media))
    }));
    vec![item_enum(head, &owner.name, variants), item_macro("outcome", quote!(#name { #rows }))]
}

/// A status; 0 stands for all successes.
fn status(text: &str) -> Literal {
    Literal::u16_unsuffixed(text.parse().unwrap_or_default())
}

/// The payload of a success's variant; `None` where it has none. Records are boxed, as in unions.
fn case_type(api: &Api, success: &Success) -> Option<syn::Type> {
    match success {
        Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) => Some(sig::payload(api, sig)),
        Success::Page(sig) => Some(generic("Vec", [sig::value(api, sig)])),
        Success::Headers(sig) => Some(sig::value(api, sig)),
        Success::Lines(sig) => Some(generic("Vec", [sig::value(api, sig)])),
        Success::Events(_) | Success::Bytes => Some(ty("Bytes")),
        Success::Text => Some(ty("String")),
        Success::Unit => None,
    }
}

/// A success of several as the macro says it.
fn case(api: &Api, success: &Success) -> TokenStream {
    let payload = case_type(api, success);
    match success {
        Success::Result(_) => quote!(result #payload),
        Success::Body(_) | Success::Beside(_) => quote!(body #payload),
        other => self::success(api, other),
    }
}

/// A success as macros say it.
pub(super) fn success(api: &Api, success: &Success) -> TokenStream {
    match success {
        Success::Result(sig) => {
            let ty = sig::value(api, sig);
            quote!(result #ty)
        }
        Success::Body(sig) | Success::Beside(sig) => {
            let ty = sig::value(api, sig);
            quote!(body #ty)
        }
        Success::Page(sig) => {
            let ty = sig::value(api, sig);
            quote!(page #ty)
        }
        Success::Headers(sig) => {
            let ty = sig::value(api, sig);
            quote!(headers #ty)
        }
        Success::Lines(sig) => {
            let ty = sig::value(api, sig);
            quote!(ndjson #ty)
        }
        Success::Events(_) | Success::Bytes => quote!(bytes),
        Success::Text => quote!(text),
        Success::Unit => quote!(unit),
    }
}
