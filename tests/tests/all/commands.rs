//! Cloudflare's own command `cf`, and what it calls: each of its calls is an operation here, or is listed with the reason.

use inputs::Inputs;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tests::{real, root};

/// The committed list: lines of `METHOD /path/{}`, the reason of several indented below them.
const LISTED: &str = include_str!("../../../ledger/accepted/commands.txt");

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// The calls of the command: `GET /accounts/{}/d1/database`.
fn commands() -> BTreeSet<String> {
    let fetched = Inputs::open(root())
        .and_then(|inputs| inputs.file("cf-commands.json"))
        .expect("the command's metadata");
    let metadata: Value = serde_json::from_slice(&fetched.bytes).expect("JSON");
    let commands = metadata["commands"].as_array().expect("commands");
    assert_eq!(commands.len(), 2787);
    let call = |command: &Value| {
        let text =
            |key: &str| command[key].as_str().unwrap_or_else(|| panic!("{command} has no {key}")).to_owned();
        format!("{} {}", text("httpMethod").to_uppercase(), shape(&text("apiPath")))
    };
    commands.iter().map(call).collect()
}

fn operations() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(real::source().text()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &Value)| {
        let methods: Vec<String> =
            item.as_object().expect("a path item").keys().map(|key| key.to_uppercase()).collect();
        methods.into_iter().map(|method| format!("{method} {}", shape(path))).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// A call for an account or a zone, as it is written where both are one operation; and the other way round.
fn twins(call: &str) -> Vec<Vec<String>> {
    let both = |scope: &str| call.replacen(&format!(" /{scope}/{{}}/"), " /{}/{}/", 1);
    let each = |scope: &str| call.replacen(" /{}/{}/", &format!(" /{scope}/{{}}/"), 1);
    vec![vec![both("accounts")], vec![both("zones")], vec![each("accounts"), each("zones")]]
}

#[test]
fn every_call_of_the_command_is_an_operation_or_is_listed() {
    let operations = operations();
    let lines = LISTED.lines().filter(|line| !line.starts_with(['#', ' ']));
    let mut listed: BTreeMap<&str, bool> = lines.map(|line| (line, false)).collect();
    let mut missing = Vec::new();
    for call in commands() {
        let known = operations.contains(&call)
            || twins(&call).iter().any(|twin| twin.iter().all(|call| operations.contains(call)));
        if known {
            continue;
        }
        match listed.get_mut(call.as_str()) {
            Some(used) => *used = true,
            None => missing.push(call),
        }
    }
    assert!(
        missing.is_empty(),
        "no operation, and not in ledger/accepted/commands.txt:\n{}",
        missing.join("\n")
    );
    let stale: Vec<&&str> = listed.iter().filter(|(_, used)| !**used).map(|(rule, _)| rule).collect();
    assert!(
        stale.is_empty(),
        "listed, and an operation by now, or no call of the command any more: {stale:?}"
    );
}

#[test]
fn every_line_of_the_list_has_its_reason() {
    let mut without = Vec::new();
    for line in LISTED.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix(' ') {
            Some(reason) if !reason.trim().is_empty() => without.clear(),
            _ => without.push(line),
        }
    }
    assert!(without.is_empty(), "these have no reason below them: {without:?}");
}
