//! Whether a request is what its operation takes.

use super::{Route, invalid};
use crate::made::of_catalogue;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use cfs_catalogue::{Body, Kind, Place, Schema, What};
use serde_json::Value;

/// Checks a body against its type. What the document does not know is passed: so does the API.
pub(crate) fn check(route: &Route, asked: &Asked, value: Option<&Value>) -> Result<(), Reply> {
    let mut problems = query(route, asked);
    let body = described(route, asked);
    match (body, value) {
        (Some((body, schema)), None) if !body.optional && asked.body.is_empty() && !may_be_empty(schema) => {
            problems.push("body: missing; the operation takes one".to_owned());
        }
        (Some((_, Some(schema))), Some(value)) => {
            let found = schema.check(&of_catalogue(value)).into_iter();
            let found = found.filter(|problem| problem.what != What::Unknown);
            problems.extend(found.map(|problem| {
                let path = problem.path.as_str();
                let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
                format!("body{dot}{problem}")
            }));
        }
        _ => {}
    }
    if problems.is_empty() { Ok(()) } else { Err(invalid(&problems)) }
}

/// The body that the content type means, or the usual one.
pub(crate) fn described(route: &Route, asked: &Asked) -> Option<(&'static Body, Option<Schema>)> {
    let bodies = route.detail.bodies();
    let media = asked.media();
    let own = bodies.iter().find(|body| body.media.split(';').next().unwrap_or_default() == media);
    let body = own.or_else(|| bodies.first())?;
    Some((body, route.detail.body(body)))
}

/// Whether an object without members says as much as no body.
fn may_be_empty(schema: Option<Schema>) -> bool {
    schema
        .is_some_and(|schema| schema.check(&of_catalogue(&Value::Object(serde_json::Map::new()))).is_empty())
}

/// What is wrong with the query.
fn query(route: &Route, asked: &Asked) -> Vec<String> {
    let mut problems = Vec::new();
    for parameter in route.detail.parameters().iter().filter(|parameter| parameter.place == Place::Query) {
        let schema = route.detail.schema(parameter);
        let Some(text) = asked.query(parameter.name) else {
            let many = asked.query.iter().any(|(name, _)| name.starts_with(parameter.name));
            if parameter.required && !many && !parameter.name.is_empty() {
                problems.push(format!("query.{}: missing", parameter.name));
            }
            continue;
        };
        let expected = match inner(schema) {
            Kind::Integer(..) if text.parse::<i64>().is_err() => "an integer",
            Kind::Number if text.parse::<f64>().is_err() => "a number",
            Kind::Bool if !matches!(text, "true" | "false" | "0" | "1" | "") => "`true` or `false`",
            _ => continue,
        };
        problems.push(format!("query.{}: expected {expected}, found {text:?}", parameter.name));
    }
    problems
}

fn inner(schema: Schema) -> Kind {
    match schema.kind() {
        Kind::Maybe(inner) => inner.kind(),
        kind => kind,
    }
}
