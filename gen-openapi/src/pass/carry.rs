//! What has one possible value is written always and never asked for: it is no field, no argument, and its enum no type.
//!
//! That is a required member, part of a form or parameter that is limited to one value; and, whatever its schema says, the
//! member that names the variant of a union, in a record that is nothing but that variant: then what is sent always says
//! which it is.

use crate::ir::{
    Api, Argument, Enum, EnumKind, Field, ListStyle, Param, PartKind, Place, Presence, Put, Role, Sig,
    TypeId, TypeKind, Union, Value,
};
use codegen::doc::Doc;
use codegen::names::words;

/// Last words of names that say how something is or went. Of what is received, one listed value is no promise that there will
/// be no other, and readers want to see it.
const STATES: [&str; 5] = ["phase", "stage", "state", "status", "success"];

/// `beyond` is how other services mention types of this one.
pub(super) fn run(api: &mut Api, beyond: Vec<(TypeId, Vec<Mention>)>) {
    let mut mentions = mentions(api);
    for (id, more) in beyond {
        mentions[id.0 as usize].extend(more);
    }
    for id in api.own_ids() {
        let ty = &api[id];
        match &ty.kind {
            TypeKind::Record(record) => {
                let mentions = &mentions[id.0 as usize];
                let found: Vec<Option<String>> =
                    record.fields.iter().map(|field| member(api, ty.role, field, mentions)).collect();
                carry_members(api, id, found);
            }
            TypeKind::Form(form) => {
                let text = |kind: &PartKind| match kind {
                    PartKind::Text(sig) => Some(only(api, sig)?.1.wire.clone()),
                    _ => None,
                };
                let found =
                    form.parts.iter().map(|part| text(&part.kind).filter(|_| part.required)).collect();
                carry_parts(api, id, found);
            }
            TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::Outcome(_) => {}
        }
    }
    carry_parameters(api);
    super::link::sweep(api);
}

fn carry_members(api: &mut Api, id: TypeId, found: Vec<Option<String>>) {
    let TypeKind::Record(record) = &mut api[id].kind else { return };
    for (field, json) in record.fields.iter_mut().zip(found) {
        if json.is_some() {
            (field.constant, field.sig) = (json, Sig::Unit);
        }
    }
}

fn carry_parts(api: &mut Api, id: TypeId, found: Vec<Option<String>>) {
    let TypeKind::Form(form) = &mut api[id].kind else { return };
    for (part, text) in form.parts.iter_mut().zip(found) {
        if let Some(text) = text {
            part.kind = PartKind::Constant(text);
        }
    }
}

fn carry_parameters(api: &mut Api) {
    let mut operations = std::mem::take(&mut api.operations);
    for operation in &mut operations {
        for at in 0..operation.arguments.len() {
            // What is sent twice is known by its position.
            if let Argument::Param(param) = &operation.arguments[at]
                && !operation.repeats(at)
                && let Some(fixed) = parameter(api, param)
            {
                operation.arguments[at] = fixed;
            }
        }
    }
    api.operations = operations;
}

fn parameter(api: &Api, param: &Param) -> Option<Argument> {
    let (_, value) = only(api, &param.sig)?;
    let json = param.style == ListStyle::Json;
    let text = if json { value.json() } else { value.wire.clone() };
    let put = match (param.place, param.style) {
        (Place::Query, _) => Put::Query,
        (Place::Header, _) => Put::Header,
        (Place::Cookie, _) => Put::Cookie,
        (Place::Path, ListStyle::Label(_) | ListStyle::Matrix(_)) | (Place::Bearer, _) => return None,
        (Place::Path, _) => Put::Path,
    };
    Some(Argument::Fixed { wire: param.wire.clone(), text, put })
}

/// The value that a member always has, as JSON writes it.
fn member(api: &Api, role: Role, field: &Field, mentions: &[Mention]) -> Option<String> {
    if field.secret {
        return None;
    }
    if matches!(field.presence, Presence::Required | Presence::Optional)
        && let Some(value) = variant(&field.wire, mentions)
        && let Some(json) = valued(api, &field.sig, value)
    {
        return Some(json);
    }
    let tags = || mentions.iter().flatten().filter(|tag| tag.member == field.wire && !tag.values.is_empty());
    // What names a variant says no more than the variant does.
    let state = role == Role::Response && is_state(&field.wire) && tags().next().is_none();
    if field.presence != Presence::Required || state {
        return None;
    }
    let (json, text) = match &field.sig {
        Sig::Type(_) => {
            let (kind, value) = only(api, &field.sig)?;
            (written(kind, value), &value.wire)
        }
        Sig::Bool | Sig::Int(_) | Sig::Float => match field.limits.as_slice() {
            [only] if is_of(&field.sig, only) => (only.clone(), only),
            _ => return None,
        },
        _ => return None,
    };
    // A mapping that says otherwise is the one that is followed.
    tags().all(|tag| tag.values.contains(text)).then_some(json)
}

/// The one value of an enum that lists no more, and what it is in JSON.
fn only<'a>(api: &'a Api, sig: &Sig) -> Option<(EnumKind, &'a Value)> {
    let Sig::Type(id) = sig else { return None };
    match &api[*id].kind {
        TypeKind::Enum(Enum { kind, values }) => match values.as_slice() {
            [only] => Some((*kind, only)),
            _ => None,
        },
        _ => None,
    }
}

/// A value of an enum as JSON writes it.
fn written(kind: EnumKind, value: &Value) -> String {
    if kind == EnumKind::Integer { value.wire.clone() } else { value.json() }
}

/// Whether a text is a value of a number or boolean, as JSON writes it.
fn is_of(sig: &Sig, text: &str) -> bool {
    Doc::parse(text).is_ok_and(|doc| match sig {
        Sig::Bool => doc.root().as_bool().is_some(),
        _ => doc.root().as_number().is_some(),
    })
}

fn is_state(name: &str) -> bool {
    words(name).last().is_some_and(|last| STATES.contains(&last.as_str()))
}

/// The value of a member that names the variant of a union, where every mention of the record is as that variant.
fn variant<'m>(member: &str, mentions: &'m [Mention]) -> Option<&'m str> {
    let named = |mention: &'m Mention| match mention {
        // What follows from titles and examples only may be wrong, and could not be sent otherwise.
        Some(Tag { member: known, values, implied: false }) if known == member => match values.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        },
        _ => None,
    };
    let first = named(mentions.first()?)?;
    mentions.iter().all(|mention| named(mention) == Some(first)).then_some(first)
}

/// A value that names a variant, as JSON writes it in a member of this type; `None` where it can have no such value.
fn valued(api: &Api, sig: &Sig, value: &str) -> Option<String> {
    match sig {
        Sig::Str => Some(Value::new(value.to_owned(), false).json()),
        Sig::Bool | Sig::Int(_) | Sig::Float => is_of(sig, value).then(|| value.to_owned()),
        Sig::Type(id) => match &api[*id].kind {
            TypeKind::Enum(Enum { kind, values }) => {
                let listed = values.iter().find(|listed| listed.wire == value)?;
                Some(written(*kind, listed))
            }
            _ => None,
        },
        _ => None,
    }
}

/// How a record is mentioned: as the variant of a union, with what that says of it, or otherwise.
pub(super) type Mention = Option<Tag>;

/// What a union that a record is a variant of says of it.
pub(super) struct Tag {
    /// The member whose value names the variant.
    member: String,
    /// The values that mean it.
    values: Vec<String>,
    /// Whether that follows from titles, names and examples only.
    implied: bool,
}

/// By type: how it is mentioned.
pub(super) fn mentions(api: &Api) -> Vec<Vec<Mention>> {
    let mut found: Vec<Vec<Mention>> = api.types.iter().map(|_| Vec::new()).collect();
    for (_, ty) in api.live() {
        if let TypeKind::Union(Union { tag: Some(member), implied, variants, .. }) = &ty.kind {
            for variant in variants {
                let says = || Tag { member: member.clone(), values: variant.tags.clone(), implied: *implied };
                let tag = || matches!(variant.sig, Sig::Type(_)).then(says);
                variant.sig.each_type(&mut |id| found[id.0 as usize].push(tag()));
            }
        } else {
            ty.each_sig(&mut |sig| sig.each_type(&mut |id| found[id.0 as usize].push(None)));
        }
    }
    for operation in &api.operations {
        operation.each_sig(&mut |sig| sig.each_type(&mut |id| found[id.0 as usize].push(None)));
    }
    found
}
