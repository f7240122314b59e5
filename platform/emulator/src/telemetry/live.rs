//! Live tail: what Workers log and do, as it happens, to whoever has the address of one.

use super::event;
use super::filter::Filters;
use crate::events::Event;
use crate::running::tails;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// Makes the address of a live tail of a Worker, or of all.
pub(super) fn create(world: &World, account: &str, body: &Value) -> Answered {
    Filters::read(body).map_err(|error| Reply::error(400, 10_001, error))?;
    let worker = body["scriptId"].as_str().unwrap_or_default();
    let filters = json!({"filters": body["filters"], "filterCombination": body["filterCombination"]});
    let url = tails::live(world, account, worker, &filters)?;
    Ok(Reply::result(json!({"wsUrl": url})))
}

/// The frames of an invocation that a live tail with these filters is sent.
pub(crate) fn frames(event: &Event, filters: &Value) -> Vec<String> {
    let Ok(filters) = Filters::read(filters) else { return Vec::new() };
    let own = event::of(event).into_iter().filter(|entry| filters.pass(entry));
    own.map(|entry| entry.value.to_string()).collect()
}
