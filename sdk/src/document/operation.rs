//! Calls to operations.

use super::json::{At, Json};
use super::{Document, schema::documented};
use crate::model::{Answer, Call, Data, Encoding, Kind, Part, Source, Type};
use crate::resolve::{Scope, Seen, SeenMember};
use codegen::names;
use indexmap::IndexMap;
use std::borrow::Cow;

/// Whom a call for accounts and zones alike is for, and the parameter that says which.
type For = (&'static str, &'static str);

const SCOPES: [For; 2] = [("accounts", "account_id"), ("zones", "zone_id")];

/// A call, for accounts or for zones.
#[derive(Clone, Copy)]
pub(super) struct Scoped<'p> {
    module: usize,
    pub(super) of: &'p Call,
    scope: For,
}

impl<'p> Document<'p> {
    /// The calls by path: each once, or twice where it is for accounts and zones alike.
    pub(super) fn paths(&self) -> IndexMap<String, Vec<Scoped<'p>>> {
        let mut paths: IndexMap<String, Vec<Scoped<'p>>> = IndexMap::new();
        for (module, of) in self.program.calls() {
            let scopes = if is_scoped(of) { &SCOPES[..] } else { &SCOPES[..1] };
            for scope in scopes {
                let call = Scoped { module, of, scope: *scope };
                paths.entry(template(call)).or_default().push(call);
            }
        }
        paths
    }

    pub(super) fn operation(&self, scoped: Scoped<'p>) -> Json<'p> {
        let Scoped { module, of: call, scope } = scoped;
        let id = call.resource.split('.').chain([call.name.as_str()]).flat_map(names::words);
        let mut id: Vec<String> = std::iter::once("sdk".to_owned()).chain(id).collect();
        if is_scoped(call) {
            id.push(scope.0.to_owned());
        }
        let mut parameters = self.variables(scoped);
        self.query(module, call, &mut parameters);
        for (name, source) in &call.headers {
            parameters.push(self.parameter(module, call, "header", name, source));
        }
        let mut operation = Json::map([("operationId", Json::string(id.join("-")))]);
        operation = documented(operation, &call.doc);
        let resource = call.resource.split('.').next().unwrap_or_default();
        operation = operation.with("tags", Json::list([Json::string(resource)]));
        if !parameters.is_empty() {
            operation = operation.with("parameters", Json::list(parameters));
        }
        if let Some(body) = call.body.as_ref().and_then(|data| self.body(module, call, data)) {
            operation = operation.with("requestBody", body);
        }
        operation
            .with("responses", Json::map([("200", self.answer(module, call))]))
            .at(At::new(module, call.start))
    }

    /// The parameters of a call's path.
    fn variables(&self, Scoped { module, of: call, scope }: Scoped<'p>) -> Vec<Json<'p>> {
        let text = |name: Cow<'p, str>, schema: Option<Json<'p>>| {
            Json::map([
                ("name", Json::string(name)),
                ("in", Json::string("path")),
                ("required", Json::bool(true)),
                ("schema", schema.unwrap_or_else(|| Json::map([("type", Json::string("string"))]))),
            ])
        };
        let variable = |part: &'p Part| {
            Some(match part {
                Part::Fixed(_) | Part::Scope => return None,
                Part::ScopeId => text(scope.1.into(), None),
                Part::Variable(Source::Argument(name)) => text(argument_name(name).into(), None),
                Part::Variable(source @ Source::Member(_, name)) => {
                    let found = self.source(module, call, source);
                    let parameter = text(name.into(), found.map(|member| self.schema(typed(member))));
                    match found {
                        Some(member) => documented(parameter, &member.member.doc),
                        None => parameter,
                    }
                }
            })
        };
        call.path.iter().filter_map(variable).collect()
    }

    pub(super) fn scope(&self, module: usize) -> Scope<'p> {
        Scope { module, name: "" }
    }

    /// An argument's type.
    pub(super) fn argument(&self, module: usize, call: &'p Call, name: &str) -> Option<Seen<'p>> {
        let argument = call.arguments.iter().find(|argument| argument.name == name)?;
        Some(Seen { ty: &argument.ty, scope: self.scope(module) })
    }

    /// The member that a value is taken from, of the first alternative that has it.
    pub(super) fn source(&self, module: usize, call: &'p Call, source: &Source) -> Option<SeenMember<'p>> {
        let Source::Member(argument, name) = source else { return None };
        let argument = self.argument(module, call, argument)?;
        let alternatives = self.program.alternatives(argument);
        let members = alternatives.into_iter().filter_map(|seen| self.program.members(seen)).flatten();
        let found = members.filter(|member| member.member.name == *name).last();
        if found.is_none() {
            self.program.error(module, call.start, format!("no argument has `{name}`"));
        }
        found
    }

    fn body(&self, module: usize, call: &'p Call, data: &'p Data) -> Option<Json<'p>> {
        let (schema, required) = match data {
            Data::One(Source::Argument(name)) => {
                let argument = call.arguments.iter().find(|argument| argument.name == *name)?;
                (self.schema(self.argument(module, call, name)?), !argument.optional)
            }
            Data::One(source) => {
                let member = self.source(module, call, source)?;
                (self.member(member), !member.member.optional)
            }
            Data::Rest(argument, taken) => self.rest(self.argument(module, call, argument)?, taken)?,
        };
        let kind = match &call.encoding {
            Encoding::Json => "application/json",
            Encoding::Form | Encoding::MaybeForm => "multipart/form-data",
            Encoding::Other(kind) => kind,
        };
        let content = Json::map([(kind, Json::map([("schema", schema)]))]);
        let body = Json::map([("content", content)]);
        Some(if required { body.with("required", Json::bool(true)) } else { body })
    }

    /// What is left of an argument's alternatives when members are taken out; `None` for nothing.
    fn rest(&self, argument: Seen<'p>, taken: &[String]) -> Option<(Json<'p>, bool)> {
        let mut schemas = Vec::new();
        let mut required = false;
        for alternative in self.program.alternatives(argument) {
            if matches!(alternative.ty.kind, Kind::Null) {
                continue;
            }
            let members = self.program.members(alternative)?;
            let left: Vec<_> = members.iter().filter(|member| !taken.contains(&member.member.name)).collect();
            required |= left.iter().any(|member| !member.member.optional);
            let open = matches!(&alternative.ty.kind, Kind::Object(object) if object.others.is_some());
            if !left.is_empty() || open {
                let start = alternative.ty.start;
                schemas.push(self.object(alternative, taken).at(At::new(alternative.scope.module, start)));
            }
        }
        match schemas.len() {
            0 => None,
            1 => Some((schemas.remove(0), required)),
            _ => Some((Json::map([("oneOf", Json::list(schemas))]), required)),
        }
    }

    fn answer(&self, module: usize, call: &'p Call) -> Json<'p> {
        let seen = |ty: &'p Type| Seen { ty, scope: self.scope(module) };
        let accept = call.accept.as_deref().filter(|accept| accept.contains('/') && *accept != "*/*");
        let content = match &call.answer {
            Answer::Whole(Type { kind: Kind::Nothing, .. }) => None,
            Answer::Whole(ty) => {
                let plain = if matches!(ty.kind, Kind::Bytes) {
                    "application/octet-stream"
                } else {
                    "application/json"
                };
                Some((accept.unwrap_or(plain), self.schema(seen(ty))))
            }
            Answer::Result(ty) => Some(("application/json", envelope(self.schema(seen(ty)), None))),
            Answer::Page(class, item) => {
                let items = Json::map([("type", Json::string("array")), ("items", self.schema(seen(item)))]);
                let inside = |name| {
                    Json::map([
                        ("type", Json::string("object")),
                        ("properties", Json::map([(name, items.clone())])),
                    ])
                };
                let result = match class.as_str() {
                    "V4PagePagination" => inside("items"),
                    "ContainersInstancesV1Pagination" => inside("instances"),
                    _ => items,
                };
                Some(("application/json", envelope(result, info(class))))
            }
        };
        let description = ("description", Json::string("The call succeeded."));
        match content {
            Some((kind, schema)) => {
                let content = Json::map([(kind, Json::map([("schema", schema)]))]);
                Json::map([description, ("content", content)])
            }
            None => Json::map([description]),
        }
    }
}

/// Whether a call is for accounts and zones alike.
fn is_scoped(call: &Call) -> bool {
    call.path.contains(&Part::Scope)
}

/// What an argument is called in a path.
fn argument_name(name: &str) -> String {
    names::snake(&names::words(name))
}

/// The path of a call, with its parameters' names in it.
fn template(Scoped { of: call, scope, .. }: Scoped<'_>) -> String {
    let mut path = String::new();
    for part in &call.path {
        match part {
            Part::Fixed(text) => path.push_str(text),
            Part::Scope => path.push_str(scope.0),
            Part::ScopeId => path.push_str(&format!("{{{}}}", scope.1)),
            Part::Variable(Source::Argument(name)) => path.push_str(&format!("{{{}}}", argument_name(name))),
            Part::Variable(Source::Member(_, name)) => path.push_str(&format!("{{{name}}}")),
        }
    }
    path
}

pub(super) fn typed(member: SeenMember<'_>) -> Seen<'_> {
    Seen { ty: &member.member.ty, scope: member.scope }
}

/// What a page's class says of how it goes on.
fn info<'p>(class: &str) -> Option<Json<'p>> {
    let members: &[(&'static str, &'static str)] = match class {
        "V4PagePagination" | "V4PagePaginationArray" => &[("page", "number"), ("per_page", "number")],
        "CursorPagination" | "CursorLimitPagination" => {
            &[("count", "number"), ("cursor", "string"), ("per_page", "number")]
        }
        "CursorPaginationAfter" => &[("cursors", "object")],
        "ContainersInstancesV1Pagination" | "PageTokenPagination" => {
            &[("next_page_token", "string"), ("page_token", "string"), ("per_page", "number")]
        }
        _ => return None,
    };
    let after = || Json::map([("after", Json::map([("type", Json::string("string"))]))]);
    let members = members.iter().map(|(name, kind)| {
        let schema = Json::map([("type", Json::string(*kind))]);
        (*name, if *kind == "object" { schema.with("properties", after()) } else { schema })
    });
    Some(Json::map([
        ("type", Json::string("object")),
        ("properties", Json::map(members.collect::<Vec<_>>())),
    ]))
}

/// Cloudflare's envelope around a result.
fn envelope<'p>(result: Json<'p>, info: Option<Json<'p>>) -> Json<'p> {
    let kind = |name: &'static str| Json::map([("type", Json::string(name))]);
    let message = || {
        let properties = Json::map([("code", kind("integer")), ("message", kind("string"))]);
        let item = kind("object").with("properties", properties);
        kind("array").with("items", item)
    };
    let mut members = Json::map([
        ("success", kind("boolean")),
        ("errors", message()),
        ("messages", message()),
        ("result", result),
    ]);
    if let Some(info) = info {
        members = members.with("result_info", info);
    }
    let required = ["success", "errors", "messages"].map(Json::string);
    kind("object").with("properties", members).with("required", Json::list(required))
}
