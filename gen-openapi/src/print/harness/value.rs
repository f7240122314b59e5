//! Values of generated types, made up from what the types say.

use crate::ir::{Api, Enum, EnumKind, Field, Known, Sig, TypeId, TypeKind, Union, Variant};
use codegen::doc::Draft;
use std::borrow::Cow;

/// How deep members that may be missing are filled in.
const MAX_DEPTH: usize = 6;

/// Which members of records are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    /// All.
    All,
    /// Those that must be there.
    Required,
}

/// Makes values of one crate's types.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    pub(super) members: Members,
}

impl<'a> Maker<'a> {
    /// A value of a signature.
    pub(super) fn value(self, sig: &Sig, depth: usize) -> Draft<'a> {
        match sig {
            Sig::Unit => Draft::Number("null".into()),
            Sig::Bool => Draft::Bool(true),
            Sig::Int(_) => Draft::Number("1".into()),
            Sig::Float => Draft::Number("1.5".into()),
            Sig::Str => Draft::string("text".to_owned()),
            Sig::Known(known) => Draft::string(of_format(*known).to_owned()),
            Sig::Json => Draft::Object(vec![("any".into(), Draft::Bool(true))]),
            Sig::List(_) | Sig::Map(_) if depth > MAX_DEPTH => match sig {
                Sig::List(_) => Draft::Array(Vec::new()),
                _ => Draft::Object(Vec::new()),
            },
            Sig::List(item) => Draft::Array(vec![self.value(item, depth + 1)]),
            Sig::Map(item) => Draft::Object(vec![("name".into(), self.value(item, depth + 1))]),
            Sig::Maybe(inner) => self.value(inner, depth),
            Sig::Type(id) | Sig::Boxed(id) => self.of_type(*id, depth),
        }
    }

    fn of_type(self, id: TypeId, depth: usize) -> Draft<'a> {
        match &self.api[id].kind {
            TypeKind::Record(record) => self.record(&record.fields, None, depth),
            TypeKind::Union(union) => match union.variants.first() {
                Some(first) => self.variant(union, first, depth),
                None => Draft::Number("null".into()),
            },
            TypeKind::Enum(Enum { kind: EnumKind::Text | EnumKind::Mixed, values }) => match values.first() {
                Some(first) if first.bare => Draft::Number(Cow::Borrowed(&first.wire)),
                Some(first) => Draft::string(first.wire.clone()),
                None => Draft::string(String::new()),
            },
            TypeKind::Enum(Enum { kind: EnumKind::Integer, values }) => {
                Draft::Number(values.first().map_or("1", |first| &first.wire).into())
            }
            TypeKind::Form(_) | TypeKind::Outcome(_) => Draft::Number("null".into()),
        }
    }

    /// A value of one variant of a union, as its tag says it.
    pub(super) fn variant(self, union: &'a Union, variant: &'a Variant, depth: usize) -> Draft<'a> {
        let (Sig::Type(id) | Sig::Boxed(id)) = variant.sig else { return self.value(&variant.sig, depth) };
        let TypeKind::Record(record) = &self.api[id].kind else { return self.value(&variant.sig, depth) };
        let tag = union.tag.as_deref().map(|member| (member, self.tag_value(union, variant, &record.fields)));
        self.record(&record.fields, tag, depth)
    }

    /// The value of the tag that means a variant: its own, or one that means no other.
    fn tag_value(self, union: &Union, variant: &Variant, fields: &[Field]) -> Option<String> {
        if let Some(own) = variant.tags.first() {
            return Some(own.clone());
        }
        let member = fields.iter().find(|field| Some(&field.wire) == union.tag.as_ref())?;
        let others =
            |value: &str| union.variants.iter().any(|other| other.tags.iter().any(|tag| tag == value));
        let Sig::Type(id) = member.sig else { return None };
        let TypeKind::Enum(Enum { kind: EnumKind::Text | EnumKind::Mixed, values }) = &self.api[id].kind
        else {
            return None;
        };
        values.iter().map(|value| value.wire.clone()).find(|value| !others(value))
    }

    fn record(self, fields: &'a [Field], tag: Option<(&str, Option<String>)>, depth: usize) -> Draft<'a> {
        let mut members = Vec::new();
        for field in fields {
            let (is_tag, value) = match &tag {
                Some((member, value)) if *member == field.wire => (true, value.clone()),
                _ => (false, None),
            };
            let wanted = self.members == Members::All && depth <= MAX_DEPTH;
            if !is_tag && !wanted && !field.presence.is_required() || depth > 4 * MAX_DEPTH {
                continue;
            }
            let value = match (&field.constant, value.or_else(|| field.limits.first().cloned())) {
                (Some(json), _) => Draft::Number(json.into()),
                (None, Some(text)) => self.literal(&field.sig, text),
                (None, None) => self.value(&field.sig, depth + 1),
            };
            members.push((Cow::Borrowed(field.wire.as_str()), value));
        }
        Draft::Object(members)
    }

    /// A value that tables have as text.
    fn literal(self, sig: &Sig, text: String) -> Draft<'a> {
        match sig {
            Sig::Int(_) | Sig::Float => Draft::Number(Cow::Owned(text)),
            Sig::Bool => Draft::Bool(text == "true"),
            Sig::List(item) => Draft::Array(vec![self.literal(item, text)]),
            Sig::Type(id) => match &self.api[*id].kind {
                TypeKind::Enum(Enum { kind: EnumKind::Integer, .. }) => Draft::Number(Cow::Owned(text)),
                TypeKind::Enum(_) => Draft::string(text),
                _ => self.value(sig, MAX_DEPTH),
            },
            _ => Draft::string(text),
        }
    }
}

fn of_format(known: Known) -> &'static str {
    match known {
        Known::Timestamp => "2024-01-02T03:04:05Z",
        Known::Date => "2024-01-02",
        Known::Uuid => "f174e90a-fafe-4643-bbbc-4a0ed4fc8415",
        Known::Uri => "https://example.com/",
        Known::Ipv4 => "192.0.2.1",
        Known::Ipv6 => "2001:db8::1",
        Known::Base64 => "Y29udGVudA==",
    }
}
