//! GraphQL analytics: `POST /graphql`, over the event log.
//!
//! `document` reads the query's text, `datasets` is the table of what there is, `plan` checks a node against it, `rows` makes rows of events,
//! `filter` and `group` make the answer of them. `introspect` tells the schema from the same table.

pub(crate) mod datasets;
mod document;
mod failure;
mod filter;
mod gauges;
mod group;
mod introspect;
mod plan;
mod query;
mod rows;
mod scalar;
mod schema;
mod settings;

pub(crate) use filter::like;
pub(crate) use group::quantile;

use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use failure::Failure;
use query::Query;
use serde_json::{Map, Value, json};

/// The budget is of so many seconds.
const WINDOW: i64 = 300;

/// Answers a query.
pub(crate) fn answer(world: &World, asked: &Asked) -> Reply {
    let rules = world.events.rules();
    let now = world.clock.now();
    let said = now.to_string();
    let left = {
        let mut spent = world.events.spent();
        let since = now.as_second() - now.as_second().rem_euclid(WINDOW);
        if spent.since != since {
            (spent.since, spent.count) = (since, 0);
        }
        spent.count += 1;
        rules.budget.checked_sub(spent.count)
    };
    let Some(left) = left else {
        let failure = Failure::new(429, "rate limiter budget depleted, try again after 5 minutes");
        let wait = WINDOW - now.as_second().rem_euclid(WINDOW);
        return told(429, Value::Null, &[failure], &said).with("retry-after", wait.to_string());
    };
    let mut query = Query { world, rules, now: now.as_microsecond(), left, failures: Vec::new() };
    match run(&mut query, asked) {
        Ok(data) => {
            let failures = std::mem::take(&mut query.failures);
            let nothing = !failures.is_empty() && is_empty(&Value::Object(data.clone()));
            let status = failures.first().filter(|_| nothing).map_or(200, |failure| failure.status);
            let data = if nothing { Value::Null } else { Value::Object(data) };
            told(status, data, &failures, &said)
        }
        Err(failure) => told(failure.status, Value::Null, &[failure], &said),
    }
}

fn run(query: &mut Query<'_>, asked: &Asked) -> Result<Map<String, Value>, Failure> {
    let body: Value = serde_json::from_slice(&asked.body)
        .map_err(|error| Failure::new(400, format!("the request is no JSON: {error}")))?;
    let text = body["query"]
        .as_str()
        .ok_or_else(|| Failure::new(400, "must provide an operation: `query` is missing"))?;
    let operation = body["operationName"].as_str().filter(|name| !name.is_empty());
    let nodes = document::read(text, &body["variables"], operation)?;
    query.root(&nodes)
}

/// Whether an answer has nothing but what failed.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(all) => all.values().all(is_empty),
        Value::Array(all) => !all.is_empty() && all.iter().all(is_empty),
        _ => false,
    }
}

fn told(status: u16, data: Value, failures: &[Failure], now: &str) -> Reply {
    let errors = match failures {
        [] => Value::Null,
        all => all.iter().map(|failure| failure.told(now)).collect(),
    };
    Reply::json(status, &json!({"data": data, "errors": errors}))
}
