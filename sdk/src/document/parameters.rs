//! Query and header parameters.

use super::operation::typed;
use super::{Document, Json, schema::documented};
use crate::document::json::At;
use crate::model::{Call, Data, Kind, Query, Source};
use crate::resolve::{Seen, SeenMember};
use std::borrow::Cow;

impl<'p> Document<'p> {
    /// Adds the query's parameters.
    pub(super) fn query(&self, module: usize, call: &'p Call, parameters: &mut Vec<Json<'p>>) {
        match &call.query {
            Query::None => {}
            Query::Some(names) => {
                for (name, source) in names {
                    match self.source(module, call, source) {
                        Some(member) => self.queried(name.as_str().into(), member, true, parameters),
                        None => parameters.push(self.parameter(module, call, "query", name, source)),
                    }
                }
            }
            Query::All(data) => {
                let (seen, taken): (_, &[String]) = match data {
                    Data::Rest(argument, taken) => (self.argument(module, call, argument), taken),
                    Data::One(Source::Argument(argument)) => (self.argument(module, call, argument), &[]),
                    Data::One(source) => (self.source(module, call, source).map(typed), &[]),
                };
                for member in seen.into_iter().flat_map(|seen| self.choices(seen)) {
                    if !taken.contains(&member.member.name) {
                        self.queried(member.member.name.as_str().into(), member, true, parameters);
                    }
                }
            }
        }
    }

    /// The members of all alternatives, each once.
    fn choices(&self, seen: Seen<'p>) -> Vec<SeenMember<'p>> {
        let mut members: Vec<SeenMember<'p>> = Vec::new();
        for alternative in self.program.alternatives(seen) {
            for member in self.program.members(alternative).unwrap_or_default() {
                if !members.iter().any(|known| known.member.name == member.member.name) {
                    members.push(member);
                }
            }
        }
        members
    }

    /// A query parameter. Of an object every member is one: `created.gte`.
    fn queried(
        &self,
        name: Cow<'p, str>,
        member: SeenMember<'p>,
        required: bool,
        parameters: &mut Vec<Json<'p>>,
    ) {
        let required = required && !member.member.optional;
        if let Some(members) = self.program.members(typed(member))
            && !members.is_empty()
            && !matches!(self.program.follow(typed(member)).ty.kind, Kind::Map(_))
        {
            for inner in members {
                self.queried(format!("{name}.{}", inner.member.name).into(), inner, required, parameters);
            }
            return;
        }
        let parameter = Json::map([
            ("name", Json::string(name)),
            ("in", Json::string("query")),
            ("schema", self.schema(typed(member))),
        ]);
        let parameter = needed(parameter, required);
        let at = At::new(member.scope.module, member.member.start);
        parameters.push(documented(parameter, &member.member.doc).at(at));
    }

    pub(super) fn parameter(
        &self,
        module: usize,
        call: &'p Call,
        place: &'static str,
        name: &'p str,
        source: &'p Source,
    ) -> Json<'p> {
        let member = self.source(module, call, source);
        let schema = match (member, source) {
            (Some(member), _) => self.schema(typed(member)),
            (None, Source::Argument(argument)) => {
                self.argument(module, call, argument).map_or_else(Json::nothing, |seen| self.schema(seen))
            }
            _ => Json::nothing(),
        };
        let required = member.is_some_and(|member| !member.member.optional);
        let parameter =
            Json::map([("name", Json::string(name)), ("in", Json::string(place)), ("schema", schema)]);
        let parameter = needed(parameter, required);
        match member {
            Some(SeenMember { member, scope }) => {
                documented(parameter, &member.doc).at(At::new(scope.module, member.start))
            }
            None => parameter,
        }
    }
}

/// Says that a parameter must be given, if it must.
fn needed(parameter: Json<'_>, required: bool) -> Json<'_> {
    if required { parameter.with("required", Json::bool(true)) } else { parameter }
}
