//! Workers Observability: what Workers logged and did, queried over the event log.

mod calculate;
mod event;
mod filter;
mod live;
mod query;

use crate::json::plain;
pub(crate) use live::frames;

use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use event::{DATASET, Entry};
use filter::{Filters, Needle};
use query::{Span, each};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// So many keys or values are listed.
const MOST_LISTED: usize = 1000;

/// Why a call is refused.
#[derive(Debug)]
enum Refused {
    /// What of the body is not as it has to be, as the service's validation says it.
    Issues(Vec<Value>),
    Words(String),
    As(Reply),
}

impl From<Reply> for Refused {
    fn from(reply: Reply) -> Self {
        Self::As(reply)
    }
}

/// Something that is wrong with a member of a body.
fn issue(code: &str, member: &str, message: &str) -> Value {
    json!({"code": code, "path": [member], "message": message})
}

/// Answers what is below `…/observability/telemetry`.
pub(crate) fn answer(
    world: &World,
    asked: &Asked,
    account: &str,
    rest: &[&str],
) -> Result<Option<Reply>, Reply> {
    let body: Value = match serde_json::from_slice(&asked.body) {
        Ok(body) => body,
        Err(_) if asked.body.is_empty() => json!({}),
        Err(error) => return Err(Reply::error(400, 10_001, format!("the body is no JSON: {error}"))),
    };
    let answered = match rest {
        ["query"] => query::answer(world, account, &body),
        ["keys"] => keys(world, account, &body),
        ["values"] => values(world, account, &body),
        ["live-tail"] => live::create(world, account, &body).map_err(Refused::from),
        ["live-tail", "heartbeat"] => Ok(Reply::result(json!({}))),
        _ => return Ok(None),
    };
    let reply = answered.map_err(|refused| match refused {
        Refused::As(reply) => reply,
        Refused::Words(words) => Reply::error(400, 10_001, words),
        // Without the envelope, as the service answers it.
        Refused::Issues(issues) => {
            let error = json!({"issues": issues, "name": "ZodError"});
            Reply::json(400, &json!({"success": false, "_e": null, "_i": body, "_c": error}))
        }
    });
    reply.map(Some)
}

/// The type of a value.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        _ => "string",
    }
}

fn limit(body: &Value) -> usize {
    body["limit"].as_u64().map_or(MOST_LISTED, |limit| usize::try_from(limit).unwrap_or(MOST_LISTED))
}

/// All keys of the events that are meant.
fn keys(world: &World, account: &str, body: &Value) -> Result<Reply, Refused> {
    let filters = Filters::read(body).map_err(Refused::Words)?;
    let needle = Needle::read(&body["keyNeedle"]).map_err(Refused::Words)?;
    let span = Span::read(world, &body["from"], &body["to"]);
    let mut seen: BTreeMap<String, (&'static str, i64)> = BTreeMap::new();
    each(world, account, span, &filters, |entry: Entry| {
        for (key, value) in entry.keys() {
            if needle.as_ref().is_none_or(|needle| needle.is_in(&key)) {
                let own = seen.entry(key).or_insert((kind_of(value), 0));
                own.1 = own.1.max(entry.at);
            }
        }
    })?;
    let all = seen.into_iter().take(limit(body));
    Ok(Reply::result(
        all.map(|(key, (kind, at))| json!({"key": key, "type": kind, "lastSeenAt": at})).collect(),
    ))
}

/// The values of a key, each once.
fn values(world: &World, account: &str, body: &Value) -> Result<Reply, Refused> {
    let Some(key) = body["key"].as_str() else {
        return Err(Refused::Issues(vec![issue("invalid_type", "key", "Required")]));
    };
    let filters =
        Filters::read(&json!({"filters": body["filters"], "filterCombination": body["filterCombination"]}));
    let filters = filters.map_err(Refused::Words)?;
    let needle = Needle::read(&body["needle"]).map_err(Refused::Words)?;
    let span = Span::read(world, &body["timeframe"]["from"], &body["timeframe"]["to"]);
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    each(world, account, span, &filters, |entry| {
        let Some(value) = entry.get(key) else { return };
        let text = plain(value);
        if body["type"].as_str().is_none_or(|kind| kind == kind_of(value))
            && needle.as_ref().is_none_or(|needle| needle.is_in(&text))
        {
            seen.entry(text).or_insert_with(|| value.clone());
        }
    })?;
    let told =
        |value: Value| json!({"key": key, "value": value, "type": kind_of(&value), "dataset": DATASET});
    Ok(Reply::result(seen.into_values().take(limit(body)).map(told).collect()))
}
