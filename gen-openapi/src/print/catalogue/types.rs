//! Types as records.

use super::text::described;
use super::words::Record;
use crate::ir::{
    Access, EnumKind, Evidence, Facts, Field, FormPart, Kind, PartKind, Presence, Role, Success, Type,
    TypeKind, Variant,
};

pub(super) fn write(ty: &Type, out: &mut Record<'_>) {
    let docs = ty.docs.as_str();
    let (kind, flags) = match &ty.kind {
        TypeKind::Record(record) => (0, u8::from(record.closed) << 4 | u8::from(record.rest.is_some()) << 5),
        TypeKind::Union(_) => (1, 0),
        TypeKind::Enum(of) => (
            2,
            match of.kind {
                EnumKind::Text => 0,
                EnumKind::Integer => 1 << 4,
                EnumKind::Mixed => 2 << 4,
            },
        ),
        TypeKind::Form(_) => (3, 0),
        TypeKind::Outcome(_) => (4, 0),
    };
    out.byte(kind | u8::from(!docs.is_empty()) << 3 | flags);
    out.byte(match ty.role {
        Role::Request => 0,
        Role::Response => 1,
        Role::Both => 2,
    });
    out.text(&ty.name);
    if !docs.is_empty() {
        out.text(docs);
    }
    match &ty.kind {
        TypeKind::Record(record) => {
            out.number(record.fields.len());
            record.fields.iter().for_each(|one| field(one, out));
            record.rest.iter().for_each(|rest| out.sig(rest));
        }
        TypeKind::Union(union) => {
            out.text(union.tag.as_deref().unwrap_or_default());
            out.number(union.variants.len());
            union.variants.iter().for_each(|one| variant(one, out));
        }
        TypeKind::Enum(of) => {
            out.number(of.values.len());
            for value in &of.values {
                out.byte(u8::from(value.bare));
                out.text(&value.wire);
            }
        }
        TypeKind::Form(form) => {
            out.number(form.parts.len());
            form.parts.iter().for_each(|one| part(one, out));
        }
        TypeKind::Outcome(cases) => {
            out.number(cases.len());
            for case in cases {
                out.status(case.code);
                out.text(case.content_type.as_deref().unwrap_or_default());
                success(&case.success, out);
            }
        }
    }
}

fn field(field: &Field, out: &mut Record<'_>) {
    let docs = described(&field.docs, &field.facts);
    let facts = field.facts != Facts::default();
    let nullable = matches!(field.presence, Presence::RequiredNullable | Presence::OptionalNullable);
    let access = match field.access {
        Access::Both => 0,
        Access::ReadOnly => 1,
        Access::WriteOnly => 2,
    };
    let flags =
        [field.presence.is_required(), nullable, field.secret, field.deprecated, !docs.is_empty(), facts];
    let flags: usize = flags.iter().enumerate().map(|(bit, flag)| usize::from(*flag) << bit).sum();
    out.number(flags | access << 6 | usize::from(field.constant.is_some()) << 8);
    out.text(&field.wire);
    match &field.constant {
        Some(json) => out.text(json),
        None => out.sig(&field.sig),
    }
    if !docs.is_empty() {
        out.text(docs);
    }
    if facts {
        out.facts(&field.facts);
    }
}

fn variant(variant: &Variant, out: &mut Record<'_>) {
    let Evidence { kinds, items, untyped, limits, values, shape } = &variant.evidence;
    let docs = variant.docs.as_str();
    out.byte(
        u8::from(items.is_some())
            | u8::from(*untyped) << 1
            | u8::from(values.is_some()) << 2
            | u8::from(shape.is_some()) << 3
            | u8::from(!docs.is_empty()) << 4
            | u8::from(!variant.tags.is_empty()) << 5
            | u8::from(!limits.is_empty()) << 6,
    );
    out.text(variant.labels.first().map_or(&variant.name, |label| label));
    out.sig(&variant.sig);
    out.byte(sum(kinds));
    items.iter().for_each(|items| out.byte(sum(items)));
    if !variant.tags.is_empty() {
        out.texts(&variant.tags);
    }
    if !limits.is_empty() {
        out.number(limits.len());
        for (wire, values) in limits {
            out.text(wire);
            out.texts(values);
        }
    }
    values.iter().for_each(|values| out.texts(values));
    shape.iter().for_each(|shape| out.mention(*shape));
    if !docs.is_empty() {
        out.text(docs);
    }
}

fn sum(kinds: &[Kind]) -> u8 {
    let bit = |kind: &Kind| match kind {
        Kind::Bool => 1,
        Kind::Number => 2,
        Kind::String => 4,
        Kind::Array => 8,
        Kind::Object => 16,
    };
    kinds.iter().map(bit).fold(0, |all, bit| all | bit)
}

fn part(part: &FormPart, out: &mut Record<'_>) {
    let docs = described(&part.docs, &part.facts);
    let facts = part.facts != Facts::default();
    let kind = match part.kind {
        PartKind::Text(_) => 0,
        PartKind::Json(_) => 1,
        PartKind::File => 2,
        PartKind::Files => 3,
        PartKind::NamedFiles => 4,
        PartKind::Constant(_) => 5,
    };
    out.byte(kind | u8::from(part.required) << 3 | u8::from(!docs.is_empty()) << 4 | u8::from(facts) << 5);
    out.text(&part.wire);
    match &part.kind {
        PartKind::Text(sig) | PartKind::Json(sig) => out.sig(sig),
        PartKind::Constant(text) => out.text(text),
        PartKind::File | PartKind::Files | PartKind::NamedFiles => {}
    }
    if !docs.is_empty() {
        out.text(docs);
    }
    if facts {
        out.facts(&part.facts);
    }
}

/// A success: what it is, and the type where it has one.
pub(super) fn success(success: &Success, out: &mut Record<'_>) {
    out.byte(match success {
        Success::Unit => 0,
        Success::Result(_) => 1,
        Success::Body(_) => 2,
        Success::Beside(_) => 3,
        Success::Page(_) => 4,
        Success::Headers(_) => 5,
        Success::Lines(_) => 6,
        Success::Text => 7,
        Success::Bytes => 8,
        Success::Events(_) => 9,
    });
    success.each_sig(&mut |sig| out.sig(sig));
}
