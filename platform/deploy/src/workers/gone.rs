//! Workers that are no longer declared.

use super::call;
use crate::actual::Actual;
use crate::plan::{Action, Options, Step, wants_data_gone};
use crate::state::Entry;
use crate::worker::request::Method;
use crate::worker::{Deployed, Request, Target, delete};
use serde_json::Value;
use std::collections::BTreeSet;

/// What becomes of a Worker that was declared and is gone: what leads to it goes before it does.
pub(crate) fn step(address: &str, entry: &Entry, actual: &Actual, options: &Options) -> Step {
    let blank = |action, why: &str| Step {
        address: address.to_owned(),
        name: entry.name.clone().filter(|name| Some(name.as_str()) != address.rsplit('/').next()),
        action,
        changes: Vec::new(),
        why: Some(why.to_owned()),
        calls: Vec::new(),
        after: BTreeSet::new(),
        place: None,
        creates: None,
        kind: None,
    };
    let Some(worker) = super::before(entry) else {
        return blank(Action::Keep, "no longer declared; its entry is damaged");
    };
    let target = Target::of(&actual.account, &worker);
    let answers = actual.workers.answers.get(&format!("gone/{}", target.name));
    let Some(there) = answers.and_then(|answers| Deployed::read(&target, answers)) else {
        return blank(Action::Forget, "no longer declared, and no longer there");
    };
    if entry.protect {
        return blank(Action::Keep, "no longer declared, and protected");
    }
    let classes: Vec<String> = there.own_classes().into_keys().collect();
    if !classes.is_empty() && !wants_data_gone(options, address, entry.name.as_deref()) {
        let why = format!(
            "no longer declared; objects of {} hold data: `--delete-data {address}` deletes it",
            classes.join(", ")
        );
        return blank(Action::Keep, &why);
    }
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut requests = Vec::new();
    for consumer in there.consumers.iter().flatten() {
        let id = if consumer["consumer_id"].is_string() { "consumer_id" } else { "id" };
        let path = format!("/queues/{}/consumers/{}", text(consumer, "queue_id"), text(consumer, id));
        requests.push(Request::new(Method::Delete, target.account(&path)));
    }
    for route in there.routes.iter().flatten() {
        requests.push(Request::new(
            Method::Delete,
            format!("/zones/{}/workers/routes/{}", text(route, "zone_id"), text(route, "id")),
        ));
    }
    for domain in there.domains.iter().flatten() {
        requests.push(Request::new(
            Method::Delete,
            target.account(&format!("/workers/domains/{}", text(domain, "id"))),
        ));
    }
    for workflow in there.workflows.iter().flatten() {
        requests.push(Request::new(
            Method::Delete,
            target.account(&format!("/workflows/{}", text(workflow, "name"))),
        ));
    }
    requests.push(delete(&target, true));
    Step { calls: requests.iter().map(call).collect(), ..blank(Action::Delete, "no longer declared") }
}
