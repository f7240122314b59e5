//! Types: one list of items each.

use crate::config::PackageMeta;
use crate::ir::{
    Api, Constructor, Enum, EnumKind, Form, OutcomeCase, PartKind, Record, Row, Sig, Success, Take, Type,
    TypeAlias, TypeId, TypeKind,
};
use crate::print::rust;
use codegen::rust::{
    attribute, derive, docs, field, generic, ident, item_macro, public, string, ty, unit_variant,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, FieldsNamed, Generics, Item, ItemEnum, ItemStruct, Token, token};

/// The items that make up a type.
pub(super) fn items(api: &Api, meta: &PackageMeta, id: TypeId) -> Vec<Item> {
    let ty = &api[id];
    let head = |derives: &[&str]| head(ty, derives);
    match &ty.kind {
        TypeKind::Record(record) => {
            self::record(api, meta, ty, record, head(&["Clone", "Default", "PartialEq"]))
        }
        TypeKind::Union(union) => super::union::items(api, meta, ty, union, head(&["Clone", "PartialEq"])),
        TypeKind::Enum(of) => enumeration(meta, ty, of, head),
        TypeKind::Form(form) => self::form(api, ty, form, head(&["Debug", "Default"])),
        TypeKind::Outcome(cases) => outcome(api, meta, ty, cases, head(&["Clone", "Debug", "PartialEq"])),
    }
}

/// Another name of a type.
pub(super) fn alias(api: &Api, alias: &TypeAlias) -> Item {
    let (name, of) = (ident(&alias.name), ident(&api[alias.of].name));
    let docs = docs(&alias.docs);
    syn::parse_quote!(#(#docs)* pub type #name = #of;)
}

/// Has the search of documentation find an item by another name.
pub(super) fn found_as(alias: &str) -> Attribute {
    syn::parse_quote!(#[doc(alias = #alias)])
}

fn head(ty: &Type, derives: &[&str]) -> Vec<Attribute> {
    let mut attrs = docs(&[ty.docs.as_str(), &ty.uses].join("\n\n"));
    attrs.extend(ty.aliases.iter().map(|alias| found_as(alias)));
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

pub(super) fn item_enum(
    attrs: Vec<Attribute>,
    name: &str,
    variants: Punctuated<syn::Variant, Token![,]>,
) -> Item {
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
pub(super) fn listed(items: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    items.into_iter().map(|item| quote!(#item,)).collect()
}

pub(super) fn index(at: usize) -> Literal {
    Literal::usize_unsuffixed(at)
}

fn record(api: &Api, meta: &PackageMeta, ty: &Type, record: &Record, head: Vec<Attribute>) -> Vec<Item> {
    let fields = record.fields.iter().filter(|member| member.constant.is_none()).map(|member| {
        let mut attrs = docs(&member.docs);
        if member.deprecated {
            attrs.push(attribute("deprecated", None));
        }
        field(attrs, &member.name, rust::wrapped(member.wrap, rust::value(api, &member.sig)))
    });
    let rest = record.rest.as_ref().map(|rest| {
        let docs = docs(&format!("Members that {} does not list.", meta.reference));
        field(docs, &record.rest_name, rust::value(api, &Sig::Map(Box::new(rest.clone()))))
    });
    let kept = record.keeps.then(|| {
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
        let (at, wire) = (index(at), &member.wire);
        let flag = ident(match member.row {
            Row::Required => "req",
            Row::Optional => "opt",
            Row::SecretRequired => "secret_req",
            Row::SecretOptional => "secret_opt",
        });
        if let Some(json) = &member.constant {
            return quote!(#at = #flag #wire #json);
        }
        let field = ident(&member.name);
        quote!(#at #field #flag #wire)
    }));
    let rest = record.rest.as_ref().map(|_| {
        let rest = ident(&record.rest_name);
        quote!(rest #rest)
    });
    let mut items = vec![item, item_macro("record", quote!(#name { #table } #rest #keeps))];
    items.extend(record.constructor.as_ref().map(|made| setters(api, ty, record, made)));
    items
}

/// The field that holds members that do not fit; no member is called so, as names end in `_` only for keywords.
const KEPT: &str = "kept_";

fn setters(api: &Api, ty: &Type, record: &Record, made: &Constructor) -> Item {
    let taken = |at: &usize| {
        let member = &record.fields[*at];
        setter(&member.name, member.take, rust::taken(api, member.take, &member.sig))
    };
    let name = ident(&ty.name);
    let (required, optional) =
        (listed(made.arguments.iter().map(taken)), listed(made.setters.iter().map(taken)));
    item_macro("setters", quote!(#name(#required) { #optional }))
}

/// `name: into Type`
fn setter(name: &str, take: Take, taken: syn::Type) -> TokenStream {
    let (name, how) = (ident(name), ident(rust::word(take)));
    quote!(#name: #how #taken)
}

fn enumeration(
    meta: &PackageMeta,
    ty: &Type,
    of: &Enum,
    head: impl Fn(&[&str]) -> Vec<Attribute>,
) -> Vec<Item> {
    const COMPARED: &[&str] = &["Clone", "PartialEq", "Eq", "Hash"];
    let (name, other, derives) = match of.kind {
        // How texts compare, the macro says.
        EnumKind::Text => ("string_enum", "String", &["Clone"][..]),
        EnumKind::Integer => ("int_enum", "i64", COMPARED),
        EnumKind::Mixed => ("mixed_enum", "Json", COMPARED),
    };
    let mut variants: Punctuated<syn::Variant, Token![,]> =
        of.values.iter().map(|value| unit_variant(docs(&value.docs), &value.name, None)).collect();
    let open = docs(&format!("A value that {} does not list.", meta.reference));
    variants.push(unit_variant(open, "Other", Some(codegen::rust::ty(other))));
    let table = listed(of.values.iter().map(|value| {
        let variant = ident(&value.name);
        let wire = match of.kind {
            EnumKind::Text => string(&value.wire),
            EnumKind::Integer => number(&value.wire),
            EnumKind::Mixed => string(&value.json()),
        };
        quote!(#variant = #wire)
    }));
    let ident = ident(&ty.name);
    vec![item_enum(head(derives), &ty.name, variants), item_macro(name, quote!(#ident { #table }))]
}

fn number(digits: &str) -> syn::Expr {
    syn::parse_str(digits).unwrap_or_else(|_| string(digits))
}

fn form(api: &Api, owner: &Type, form: &Form, head: Vec<Attribute>) -> Vec<Item> {
    let fields = form.parts.iter().filter(|part| !part.is_constant()).map(|part| {
        let attrs = docs(&part.docs);
        field(attrs, &part.name, rust::wrapped(part.wrap, part_type(api, &part.kind)))
    });
    let item = named_struct(head, &owner.name, fields.collect());
    let name = ident(&owner.name);
    let rows = listed(form.parts.iter().filter_map(|part| {
        let kind = match &part.kind {
            PartKind::Text(_) => "text",
            PartKind::Json(_) => "json",
            PartKind::File | PartKind::Files => "files",
            PartKind::NamedFiles => "named",
            PartKind::Constant(_) => return None,
        };
        let (field, kind, wire) = (ident(&part.name), ident(kind), &part.wire);
        Some(quote!(#field: #kind #wire))
    }));
    let fixed = listed(form.parts.iter().filter_map(|part| match (&part.kind, &part.wire) {
        (PartKind::Constant(text), wire) => Some(quote!(#wire = #text)),
        _ => None,
    }));
    let fixed = (!fixed.is_empty()).then(|| quote!(fixed { #fixed }));
    let taken = |at: &usize| {
        let part = &form.parts[*at];
        let taken = match &part.kind {
            PartKind::Text(sig) | PartKind::Json(sig) => rust::taken(api, part.take, sig),
            files => part_type(api, files),
        };
        setter(&part.name, part.take, taken)
    };
    let made = &form.constructor;
    let (required, optional) =
        (listed(made.arguments.iter().map(taken)), listed(made.setters.iter().map(taken)));
    vec![
        item,
        item_macro("multipart", quote!(#name { #rows } #fixed)),
        item_macro("form_setters", quote!(#name(#required) { #optional })),
    ]
}

/// The type of a part, or of one of its files.
fn part_type(api: &Api, kind: &PartKind) -> syn::Type {
    match kind {
        PartKind::Text(sig) | PartKind::Json(sig) => rust::value(api, sig),
        PartKind::File | PartKind::Files | PartKind::NamedFiles => ty("File"),
        PartKind::Constant(_) => ty("String"),
    }
}

fn outcome(
    api: &Api,
    meta: &PackageMeta,
    owner: &Type,
    cases: &[OutcomeCase],
    head: Vec<Attribute>,
) -> Vec<Item> {
    let mut variants: Punctuated<syn::Variant, Token![,]> =
        cases.iter().map(|case| unit_variant(docs(&case.docs), &case.name, case_type(api, case))).collect();
    variants.push({
        let docs =
            docs(&format!("A success that {} does not describe: its status and body.", meta.reference));
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
        let (variant, success) = (ident(&case.name), self::case(api, case));
        let status = Literal::u16_unsuffixed(case.code);
        let media = case.content_type.as_ref().map(|media| quote!(as #media));
        quote!(#variant(#status #success #media))
    }));
    vec![item_enum(head, &owner.name, variants), item_macro("outcome", quote!(#name { #rows }))]
}

/// The payload of a success's variant; `None` where it has none.
fn case_type(api: &Api, case: &OutcomeCase) -> Option<syn::Type> {
    match &case.success {
        Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) => {
            Some(rust::payload(api, case.boxed, sig))
        }
        Success::Page(sig) => Some(generic("Vec", [rust::value(api, sig)])),
        Success::Headers(sig) => Some(rust::value(api, sig)),
        Success::Lines(sig) => Some(generic("Vec", [rust::value(api, sig)])),
        Success::Events(_) | Success::Bytes => Some(ty("Bytes")),
        Success::Text => Some(ty("String")),
        Success::Unit => None,
    }
}

/// A success of several as the macro says it.
fn case(api: &Api, case: &OutcomeCase) -> TokenStream {
    let payload = case_type(api, case);
    match &case.success {
        Success::Result(_) => quote!(result #payload),
        Success::Body(_) | Success::Beside(_) => quote!(body #payload),
        other => self::success(api, other),
    }
}

/// A success as macros say it.
pub(super) fn success(api: &Api, success: &Success) -> TokenStream {
    match success {
        Success::Result(sig) => {
            let ty = rust::value(api, sig);
            quote!(result #ty)
        }
        Success::Body(sig) | Success::Beside(sig) => {
            let ty = rust::value(api, sig);
            quote!(body #ty)
        }
        Success::Page(sig) => {
            let ty = rust::value(api, sig);
            quote!(page #ty)
        }
        Success::Headers(sig) => {
            let ty = rust::value(api, sig);
            quote!(headers #ty)
        }
        Success::Lines(sig) => {
            let ty = rust::value(api, sig);
            quote!(ndjson #ty)
        }
        Success::Events(_) | Success::Bytes => quote!(bytes),
        Success::Text => quote!(text),
        Success::Unit => quote!(unit),
    }
}
