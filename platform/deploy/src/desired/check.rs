//! What is declared against what the catalogue knows of the creation: everything that is wrong at once, before any call.

use super::{Desired, Node};
use crate::call::references;
use crate::kind::body;
use cfs_catalogue::What;
use cfs_config::model::Secret;
use serde_json::Value;

/// Adds what is wrong with nodes.
pub(super) fn all(desired: &mut Desired) {
    let mut problems = Vec::new();
    for node in desired.nodes.values().filter(|node| node.origin.is_ensure()) {
        for problem in of(node) {
            problems.push(format!("{}: {problem}", node.said()));
        }
        for secret in secrets(node) {
            if desired.secrets.of(&secret).is_none() {
                problems.push(format!("{}: there is no {}", node.said(), crate::call::said(&secret)));
            }
        }
    }
    for worker in &desired.workers {
        let mut secrets = Vec::new();
        worker.bindings.values().for_each(|binding| collect(binding, &mut secrets));
        for secret in secrets.iter().filter(|secret| desired.secrets.of(secret).is_none()) {
            problems.push(format!("{}: there is no {}", worker.address(), crate::call::said(secret)));
        }
    }
    desired.problems.extend(problems);
}

fn secrets(node: &Node) -> Vec<Secret> {
    let mut all = Vec::new();
    node.declared.values().for_each(|value| collect(value, &mut all));
    all
}

fn collect(value: &Value, all: &mut Vec<Secret>) {
    if let Some(secret) = Secret::of(value) {
        all.push(secret);
        return;
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| collect(member, all)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, all)),
        _ => {}
    }
}

fn of(node: &Node) -> Vec<String> {
    if node.task != super::Task::Thing {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for parameter in node.kind.parameters() {
        if !node.arguments.contains_key(parameter) {
            problems.push(format!("`{parameter}` of its path {} is missing", node.kind.path()));
        }
    }
    if node.kind.is_setting() {
        let sets = ["update", "edit", "put", "create"];
        if !sets.iter().any(|word| node.kind.sets(word)) {
            problems.push("the API only tells it: it cannot be set".to_owned());
        }
        return problems;
    }
    let Some((_, creation)) = node.kind.creation() else {
        problems.push("the API has no call that makes one".to_owned());
        return problems;
    };
    let Some(schema) = body(creation) else { return problems };
    // What stands for something else is not known yet: nothing is said of it.
    let open: Vec<&String> =
        node.declared.iter().filter(|(_, value)| is_open(value)).map(|(name, _)| name).collect();
    let known = node
        .declared
        .iter()
        .filter(|(name, _)| crate::kind::takes(creation, name) || !node.kind.changes(name));
    let known: serde_json::Map<String, Value> =
        known.map(|(name, value)| (name.clone(), value.clone())).collect();
    let Ok(json) = cfs_http::Json::parse(&Value::Object(known).to_string()) else { return problems };
    for problem in schema.check(&json) {
        let member = problem.path.split(['.', '[']).next().unwrap_or_default();
        let about_open =
            open.iter().any(|name| *name == member) || !open.is_empty() && problem.what == What::Variant;
        if !about_open {
            problems.push(problem.to_string());
        }
    }
    problems
}

fn is_open(value: &Value) -> bool {
    !references(value).is_empty() || {
        let mut secrets = Vec::new();
        collect(value, &mut secrets);
        !secrets.is_empty()
    }
}
