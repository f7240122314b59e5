//! Types to schemas.

use super::Document;
use super::json::{At, Json};
use crate::model::{Doc, Kind};
use crate::resolve::{Seen, SeenMember, TypeId};

/// What the alternatives of a union come to, by kind of value.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "kinds of values, each there or not")]
struct Sorted<'p> {
    nullable: bool,
    anything: bool,
    text: bool,
    texts: Vec<&'p str>,
    number: bool,
    numbers: Vec<&'p str>,
    truths: Vec<bool>,
    /// A file, which is all that is said of it: its text will do, too.
    file: Option<Seen<'p>>,
    /// Lists, maps, objects.
    others: Vec<Seen<'p>>,
}

impl<'p> Document<'p> {
    pub(super) fn schema(&self, seen: Seen<'p>) -> Json<'p> {
        let at = At::new(seen.scope.module, seen.ty.start);
        self.bare(seen).at(at)
    }

    fn bare(&self, seen: Seen<'p>) -> Json<'p> {
        match &seen.ty.kind {
            Kind::Named(name) => match self.program.find(seen.scope, name, seen.ty.start) {
                Some(id) => self.mention(id),
                None => Json::nothing(),
            },
            Kind::List(item) => {
                let items = self.schema(seen.with(item));
                Json::map([("type", Json::string("array")), ("items", items)])
            }
            Kind::Map(value) => {
                let values = self.schema(seen.with(value));
                let others = if values.is_empty() { Json::bool(true) } else { values };
                Json::map([("type", Json::string("object")), ("additionalProperties", others)])
            }
            Kind::Generic(name) => {
                let what = format!("`{name}` is a generic type that is not known");
                self.program.error(seen.scope.module, seen.ty.start, what);
                Json::nothing()
            }
            Kind::Object(_) | Kind::Without(..) => self.object(seen, &[]),
            Kind::Upload | Kind::Bytes => {
                Json::map([("type", Json::string("string")), ("format", Json::string("binary"))])
            }
            _ => self.union(vec![seen]),
        }
    }

    /// A declared type where it is used: a reference, or the type itself where it has no name worth keeping.
    fn mention(&self, id: TypeId) -> Json<'p> {
        if self.is_component(id) {
            self.mentioned.borrow_mut().insert(id);
            return Json::map([("$ref", Json::string(format!("#/components/schemas/{}", self.name(id))))]);
        }
        let schema = self.schema(self.program.seen(id));
        documented(schema, &self.program.declaration(id).1.doc)
    }

    /// An object's schema, without some members.
    pub(super) fn object(&self, seen: Seen<'p>, without: &[String]) -> Json<'p> {
        let Some(members) = self.program.members(seen) else {
            self.program.error(seen.scope.module, seen.ty.start, "what is added to is no object".to_owned());
            return Json::nothing();
        };
        let members: Vec<SeenMember<'p>> =
            members.into_iter().filter(|member| !without.contains(&member.member.name)).collect();
        let required: Vec<Json<'p>> = members
            .iter()
            .filter(|member| !member.member.optional)
            .map(|member| Json::string(&member.member.name))
            .collect();
        let mut schema = Json::map([("type", Json::string("object"))]);
        if !members.is_empty() {
            let properties = members.iter().map(|member| (member.member.name.clone(), self.member(*member)));
            schema = schema.with("properties", Json::map(properties.collect::<Vec<_>>()));
        }
        if !required.is_empty() {
            schema = schema.with("required", Json::list(required));
        }
        if let Kind::Object(object) = &self.program.follow(seen).ty.kind
            && let Some(others) = &object.others
        {
            let others = self.schema(self.program.follow(seen).with(others));
            schema = schema
                .with("additionalProperties", if others.is_empty() { Json::bool(true) } else { others });
        }
        schema
    }

    pub(super) fn member(&self, member: SeenMember<'p>) -> Json<'p> {
        let SeenMember { member, scope } = member;
        let schema = self.schema(Seen { ty: &member.ty, scope });
        documented(schema, &member.doc).at(At::new(scope.module, member.start))
    }

    /// Alternatives: values of one kind are one enum, `null` is a property of the whole.
    pub(super) fn union(&self, alternatives: Vec<Seen<'p>>) -> Json<'p> {
        let mut sorted = Sorted::default();
        for alternative in alternatives {
            self.sort(alternative, &mut sorted);
        }
        if let Some(file) = sorted.file {
            return self.schema(file);
        }
        if sorted.anything {
            return Json::nothing();
        }
        let mut schemas = Vec::new();
        if sorted.text {
            schemas.push(Json::map([("type", Json::string("string"))]));
        } else if !sorted.texts.is_empty() {
            let texts = sorted.texts.iter().map(|text| Json::string(*text));
            schemas.push(Json::map([("type", Json::string("string")), ("enum", Json::list(texts))]));
        }
        if sorted.number {
            schemas.push(Json::map([("type", Json::string("number"))]));
        } else if !sorted.numbers.is_empty() {
            let whole = sorted.numbers.iter().all(|digits| !digits.contains(['.', 'e']));
            let numbers = sorted.numbers.iter().map(|digits| Json::number(digits));
            let kind = if whole { "integer" } else { "number" };
            schemas.push(Json::map([("type", Json::string(kind)), ("enum", Json::list(numbers))]));
        }
        match sorted.truths.as_slice() {
            [] => {}
            [only] => schemas.push(
                Json::map([("type", Json::string("boolean"))]).with("enum", Json::list([Json::bool(*only)])),
            ),
            _ => schemas.push(Json::map([("type", Json::string("boolean"))])),
        }
        schemas.extend(sorted.others.iter().map(|other| self.alternative(*other)));
        let nullable = |schema: Json<'p>| {
            if sorted.nullable { schema.with("nullable", Json::bool(true)) } else { schema }
        };
        match schemas.len() {
            0 => nullable(Json::nothing()),
            1 => {
                let only = schemas.remove(0);
                if only.has("$ref") && sorted.nullable {
                    return nullable(Json::map([("allOf", Json::list([only]))]));
                }
                nullable(only)
            }
            _ => nullable(Json::map([("oneOf", Json::list(schemas))])),
        }
    }

    /// An alternative of a union. Where its type has a name that says something, it is its title.
    fn alternative(&self, seen: Seen<'p>) -> Json<'p> {
        let schema = self.schema(seen);
        let Kind::Named(name) = &seen.ty.kind else { return schema };
        let name = name.rsplit('.').next().unwrap_or_default();
        let numbered =
            |of: &str| name.strip_prefix(of).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
        if name.starts_with("unnamed_")
            || numbered("UnionMember")
            || numbered("Variant")
            || schema.has("$ref")
            || schema.has("title")
        {
            return schema;
        }
        schema.with("title", Json::string(name))
    }

    fn sort(&self, seen: Seen<'p>, sorted: &mut Sorted<'p>) {
        match &seen.ty.kind {
            Kind::Unknown => sorted.anything = true,
            Kind::Null | Kind::Nothing => sorted.nullable = true,
            Kind::String => sorted.text = true,
            Kind::Number => sorted.number = true,
            Kind::Boolean => sorted.truths = vec![false, true],
            Kind::Text(text) if !sorted.texts.contains(&text.as_str()) => sorted.texts.push(text),
            Kind::Digits(digits) if !sorted.numbers.contains(&digits.as_str()) => sorted.numbers.push(digits),
            Kind::Bool(value) if !sorted.truths.contains(value) => sorted.truths.push(*value),
            Kind::Text(_) | Kind::Digits(_) | Kind::Bool(_) => {}
            Kind::Union(types) => types.iter().for_each(|ty| self.sort(seen.with(ty), sorted)),
            Kind::Named(name)
                if self
                    .program
                    .find(seen.scope, name, seen.ty.start)
                    .is_some_and(|id| self.is_component(id)) =>
            {
                sorted.others.push(seen);
            }
            Kind::Named(_) => {
                let inner = self.program.follow(seen);
                match inner.ty.kind {
                    // What has a name of its own is mentioned by it.
                    Kind::Object(_) | Kind::Without(..) | Kind::Named(_) => sorted.others.push(seen),
                    _ => self.sort(inner, sorted),
                }
            }
            Kind::Upload => sorted.file = Some(seen),
            _ => sorted.others.push(seen),
        }
    }
}

/// Adds what a comment says.
pub(super) fn documented<'p>(mut schema: Json<'p>, doc: &'p Doc) -> Json<'p> {
    // Beside `$ref` nothing counts in 3.0; the document is read as if it did, like the one it is merged with.
    if !doc.text.is_empty() {
        if let super::json::Body::Map(members) = &mut schema.body {
            members.retain(|(key, _)| key != "description");
        }
        schema = schema.with("description", Json::string(&doc.text));
    }
    if doc.deprecated { schema.with("deprecated", Json::bool(true)) } else { schema }
}
