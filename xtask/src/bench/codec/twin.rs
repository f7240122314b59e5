//! The types of a service as someone would write them by hand with serde's derive: what ours are compared with.

use gen_openapi::ir::{Api, Enum, EnumKind, Known, Presence, Record, Sig, Spelling, TypeId, TypeKind, Union};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A module with a twin of every type of a service that a value of the types `used` can have in it.
pub(super) fn module(api: &Api, used: impl Fn(&str) -> bool) -> String {
    let mut out = String::from("#![allow(dead_code, clippy::all)]\n");
    let within = within(api, api.live().filter(|(_, ty)| used(&ty.name)).map(|(id, _)| id).collect());
    for (_, ty) in api.live().filter(|(id, _)| within.contains(id)) {
        match &ty.kind {
            TypeKind::Record(record) => structure(api, &ty.name, record, &mut out),
            TypeKind::Union(union) => choice(api, &ty.name, union, &mut out),
            TypeKind::Enum(Enum { kind: EnumKind::Text | EnumKind::Mixed, values }) => {
                let _ = writeln!(out, "\n#[derive(::serde::Deserialize)]\npub enum {} {{", ty.name);
                for value in values {
                    let _ = writeln!(out, "    #[serde(rename = {:?})]\n    {},", value.wire, value.name);
                }
                out.push_str("    #[serde(untagged)]\n    Other(String),\n}\n");
            }
            TypeKind::Enum(Enum { kind: EnumKind::Integer, .. }) => {
                let _ = writeln!(out, "\npub type {} = i64;", ty.name);
            }
            // What is sent as a form or told apart by its status is never decoded as such.
            TypeKind::Form(_) | TypeKind::Outcome(_) => {}
        }
    }
    out
}

/// Some types and all that stand in them.
fn within(api: &Api, mut open: Vec<TypeId>) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        api[id].each_sig(&mut |sig| open.extend(sig.type_id()));
    }
    found
}

fn structure(api: &Api, name: &str, record: &Record, out: &mut String) {
    let _ =
        writeln!(out, "\n#[derive(::serde::Deserialize, Default)]\n#[serde(default)]\npub struct {name} {{");
    for (at, field) in record.fields.iter().enumerate() {
        if let Some(json) = &field.constant {
            // Nothing in serde compares it: one would have it as it comes.
            let ty = match json.as_bytes() {
                [b'"', ..] => "String",
                [b't' | b'f', ..] => "bool",
                _ => "f64",
            };
            let _ = writeln!(out, "    #[serde(rename = {:?})]\n    pub constant_{at}: {ty},", field.wire);
            continue;
        }
        let ty = rust(api, &field.sig);
        let ty = if field.presence == Presence::Required {
            defaulted(api, &field.sig, ty)
        } else {
            format!("Option<{ty}>")
        };
        let _ = writeln!(out, "    #[serde(rename = {:?})]\n    pub {}: {ty},", field.wire, field.name);
    }
    if let Some(rest) = &record.rest {
        let _ = writeln!(
            out,
            "    #[serde(flatten)]\n    pub {}: ::std::collections::BTreeMap<String, {}>,",
            record.rest_name,
            rust(api, rest)
        );
    }
    out.push_str("}\n");
}

/// A required member; types without a default value are optional, so that one attribute serves all structs.
fn defaulted(api: &Api, sig: &Sig, ty: String) -> String {
    let plain = match sig {
        Sig::Type(id) | Sig::Boxed(id) => matches!(
            api[*id].kind,
            TypeKind::Record(_) | TypeKind::Enum(Enum { kind: EnumKind::Integer, .. })
        ),
        Sig::Known(Known::Ipv4 | Known::Ipv6) => false,
        _ => true,
    };
    if plain { ty } else { format!("Option<{ty}>") }
}

fn choice(api: &Api, name: &str, union: &Union, out: &mut String) {
    let tagged = union.tag.as_ref().filter(|_| {
        let record = |sig: &Sig| sig.type_id().is_some_and(|id| matches!(api[id].kind, TypeKind::Record(_)));
        union.variants.iter().all(|variant| !variant.tags.is_empty() && record(&variant.sig))
    });
    let how = tagged.map_or_else(|| "untagged".to_owned(), |tag| format!("tag = {tag:?}"));
    let _ = writeln!(out, "\n#[derive(::serde::Deserialize)]\n#[serde({how})]\npub enum {name} {{");
    for variant in &union.variants {
        if tagged.is_some() {
            for (index, tag) in variant.tags.iter().enumerate() {
                let word = if index == 0 { "rename" } else { "alias" };
                let _ = writeln!(out, "    #[serde({word} = {tag:?})]");
            }
        }
        let _ = writeln!(out, "    {}({}),", variant.name, boxed(api, &variant.sig));
    }
    if tagged.is_none() {
        out.push_str("    Unknown(::serde_json::Value),\n");
    }
    out.push_str("}\n");
}

/// Payloads are behind pointers, as ours are.
fn boxed(api: &Api, sig: &Sig) -> String {
    match sig {
        Sig::Type(id) => format!("Box<{}>", api[*id].name),
        sig => rust(api, sig),
    }
}

/// A type where it is mentioned.
fn rust(api: &Api, sig: &Sig) -> String {
    stand_ins(&Spelling::outside("").text(api, sig))
}

/// A type with what others have in place of the types of `cfs-http`. Paths are whole: a service may have a `Value` or a
/// `Date` of its own.
pub(super) fn stand_ins(ty: &str) -> String {
    const OTHERS: [(&str, &str); 9] = [
        ("cfs_http::Json", "::serde_json::Value"),
        ("cfs_http::Timestamp", "::jiff::Timestamp"),
        ("cfs_http::Date", "::jiff::civil::Date"),
        ("cfs_http::Nullable<", "Option<"),
        ("cfs_http::Uuid", "String"),
        ("cfs_http::Uri", "String"),
        ("cfs_http::Base64", "String"),
        ("cfs_http::Ipv4", "::std::net::Ipv4Addr"),
        ("cfs_http::Ipv6", "::std::net::Ipv6Addr"),
    ];
    OTHERS.into_iter().fold(ty.to_owned(), |ty, (ours, other)| ty.replace(ours, other))
}
