//! What tells one record from another that has members of the same names, in words: `a string`, `config b`.

use crate::ir::{Api, Enum, Field, Sig, TypeId, TypeKind};

/// Members of members are looked into as deep as that.
const MAX_DEPTH: usize = 3;

/// Words for kinds of value: they say nothing without the member that they are said of.
const KINDS: [&str; 10] =
    ["any", "bool", "enum", "integer", "list", "map", "number", "object", "string", "union"];

/// Whether a word is one for a kind of value.
pub(super) fn is_kind(word: &str) -> bool {
    KINDS.contains(&word)
}

/// What tells a record from each of several others: a member with what it is or has.
pub(super) fn from_others(api: &Api, own: TypeId, others: impl Iterator<Item = TypeId>) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    for words in others.filter(|other| *other != own).filter_map(|other| of_records(api, own, other, 0)) {
        if !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

fn of_records(api: &Api, own: TypeId, other: TypeId, depth: usize) -> Option<Vec<String>> {
    let (TypeKind::Record(own), TypeKind::Record(other)) = (&api[own].kind, &api[other].kind) else {
        return None;
    };
    let missing = |in_these: &[Field], wire: &str| !in_these.iter().any(|field| field.wire == wire);
    if let Some(alone) = own.fields.iter().find(|field| missing(&other.fields, &field.wire)) {
        return Some(vec![alone.wire.clone()]);
    }
    let both = own.fields.iter().filter(|field| field.constant.is_none()).find_map(|field| {
        let same = other.fields.iter().find(|same| same.wire == field.wire && same.constant.is_none())?;
        let words = of_values(api, &field.sig, &same.sig, depth + 1)?;
        Some(std::iter::once(field.wire.clone()).chain(words).collect())
    });
    both.or_else(|| {
        let lacking = other.fields.iter().find(|field| missing(&own.fields, &field.wire))?;
        Some(vec!["without".to_owned(), lacking.wire.clone()])
    })
}

fn of_values(api: &Api, own: &Sig, other: &Sig, depth: usize) -> Option<Vec<String>> {
    if own == other || depth > MAX_DEPTH {
        return None;
    }
    match (own, other) {
        (Sig::List(own), Sig::List(other)) => {
            let mut words = of_values(api, own, other, depth)?;
            if own.type_id().is_none() {
                words.push("list".to_owned());
            }
            Some(words)
        }
        (Sig::Map(own), Sig::Map(other)) | (Sig::Maybe(own), Sig::Maybe(other)) => {
            of_values(api, own, other, depth)
        }
        (Sig::Type(own) | Sig::Boxed(own), Sig::Type(other) | Sig::Boxed(other)) => {
            match (&api[*own].kind, &api[*other].kind) {
                (TypeKind::Enum(own), TypeKind::Enum(other)) => of_enums(own, other),
                (TypeKind::Record(_), TypeKind::Record(_)) => of_records(api, *own, *other, depth),
                _ => of_kinds(api, &Sig::Type(*own), &Sig::Type(*other)),
            }
        }
        _ => of_kinds(api, own, other),
    }
}

/// A value that only one of two enums has.
fn of_enums(own: &Enum, other: &Enum) -> Option<Vec<String>> {
    let alone = |wire: &str| !other.values.iter().any(|value| value.wire == wire);
    own.values.iter().find(|value| alone(&value.wire)).map(|value| vec![value.wire.clone()])
}

fn of_kinds(api: &Api, own: &Sig, other: &Sig) -> Option<Vec<String>> {
    let (own, other) = (kind(api, own), kind(api, other));
    (own != other).then_some(vec![own])
}

fn kind(api: &Api, sig: &Sig) -> String {
    let word = match sig {
        Sig::Unit => "null",
        Sig::Bool => "bool",
        Sig::Int(_) => "integer",
        Sig::Float => "number",
        Sig::Str => "string",
        Sig::Known(known) => return known.rust().to_lowercase(),
        Sig::Json => "any",
        Sig::List(_) => "list",
        Sig::Map(_) => "map",
        Sig::Maybe(inner) => return kind(api, inner),
        Sig::Type(id) | Sig::Boxed(id) => match &api[*id].kind {
            TypeKind::Enum(_) => "enum",
            TypeKind::Union(_) => "union",
            TypeKind::Record(_) | TypeKind::Form(_) | TypeKind::Outcome(_) => "object",
        },
    };
    word.to_owned()
}
