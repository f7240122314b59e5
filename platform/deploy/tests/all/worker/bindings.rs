//! Metadata of every kind of binding.

use super::support::{code, there, wanted, worker};
use cfs_deploy::worker::{KINDS, Kind, Way, check, compare, metadata, migration};
use serde_json::{Map, Value, json};

/// A binding of every kind, with every member that it may have.
fn every() -> Vec<Value> {
    serde_json::from_str(include_str!("bindings.json")).expect("a table")
}

fn declared(bindings: &[Value]) -> Value {
    let named = bindings.iter().enumerate().map(|(at, binding)| (format!("B{at}"), binding.clone()));
    json!({"bindings": named.collect::<Map<_, _>>()})
}

#[test]
fn each_kind_is_sent_as_the_api_has_it() {
    let all = every();
    assert_eq!(all.len(), 45);
    let (worker, upload) = (worker(declared(&all)), code("export default {}"));
    assert_eq!(check(&worker, Some(&upload)), [], "each has what it needs");
    let wanted = wanted(&worker, Some(&upload));
    let sent = metadata(&wanted, None, &migration(&worker, None, wanted.policy.classes), Way::Whole);
    let sent = sent["bindings"].as_array().expect("bindings");
    for (at, binding) in all.iter().enumerate() {
        let mut expected = binding.clone();
        expected["name"] = json!(format!("B{at}"));
        assert!(sent.contains(&expected), "{expected} in {sent:?}");
    }
    // Those that are known are those of the table.
    let types: Vec<&str> = all.iter().filter_map(|binding| binding["type"].as_str()).collect();
    assert!(KINDS.iter().all(|kind| types.contains(&kind.name)));
    assert_eq!(types.iter().filter(|name| Kind::named(name).is_none()).count(), 1);
}

#[test]
fn what_was_sent_is_no_difference_when_it_is_told_back() {
    let all = every();
    let (worker, upload) = (worker(declared(&all)), code("export default {}"));
    let mut told = all.clone();
    for (at, binding) in told.iter_mut().enumerate() {
        let members = binding.as_object_mut().expect("an object");
        members.insert("name".to_owned(), json!(format!("B{at}")));
        // What the service keeps to itself, and what it adds.
        for secret in ["text", "key_jwk"].into_iter().filter(|_| at == 2 || at == 3) {
            members.remove(secret);
        }
        members.insert("added_by_the_service".to_owned(), json!("x"));
        match members["type"].as_str() {
            Some("durable_object_namespace") => drop(members.insert("namespace_id".into(), json!("n1"))),
            Some("d1") => drop(members.insert("database_id".into(), json!("3f1c"))),
            Some("ratelimit") => drop(members.insert("namespace_id".into(), json!(1001))),
            Some("dispatch_namespace") => members["outbound"]["params"] = json!(["p"]),
            _ => {}
        }
    }
    let there = there(json!({"settings": {"bindings": told}}));
    let mut wanted = wanted(&worker, Some(&upload));
    wanted.same_secrets = ["B2".to_owned(), "B3".to_owned()].into();
    let changes = compare(&wanted, Some(&there)).changes;
    let bindings: Vec<_> = changes.iter().filter(|change| change.member.starts_with('B')).collect();
    assert!(bindings.is_empty(), "{bindings:?}");
}

#[test]
fn each_member_that_is_needed_is_missed() {
    for kind in KINDS {
        let worker = worker(json!({"bindings": {"A": {"type": kind.name}}}));
        assert_eq!(check(&worker, None).len(), kind.needs.len(), "{}", kind.name);
    }
    let place = json!({"file": "infrastructure.rs", "line": 7, "column": 9});
    let worker = worker(json!({"bindings": {"DB": {"type": "d1"}}, "places": {"DB": place}}));
    let told = check(&worker, None)[0].to_string();
    assert_eq!(told, "infrastructure.rs:7:9: worker/api: the binding DB (d1) needs `id` or `database_id`");
}

#[test]
fn each_member_that_changes_is_a_difference() {
    for binding in
        every().iter().filter(|binding| binding["type"] != "inherit" && binding["type"] != "something_new")
    {
        let Some(kind) = binding["type"].as_str().and_then(Kind::named) else { continue };
        if kind.name.starts_with("secret_") && kind.name != "secrets_store_secret" {
            continue;
        }
        let members: Vec<&String> =
            binding.as_object().expect("an object").keys().filter(|name| *name != "type").collect();
        for member in members {
            // A Worker's environment has had one value for years.
            if member == "environment" {
                continue;
            }
            let mut told = binding.clone();
            told["name"] = json!("A");
            told[member] = json!("changed");
            let worker = worker(json!({"bindings": {"A": binding}}));
            let upload = code("export default {}");
            let difference = compare(
                &wanted(&worker, Some(&upload)),
                Some(&there(json!({"settings": {"bindings": [told]}}))),
            );
            assert!(difference.changes.iter().any(|change| change.member == "A"), "{binding} {member}");
            if kind.may.contains(&member.as_str()) {
                // Removed from the declaration, it goes from the account too.
                let mut less = binding.clone();
                less.as_object_mut().expect("an object").remove(member);
                let mut told = binding.clone();
                told["name"] = json!("A");
                let worker = super::support::worker(json!({"bindings": {"A": less}}));
                let difference = compare(
                    &wanted(&worker, Some(&upload)),
                    Some(&there(json!({"settings": {"bindings": [told]}}))),
                );
                assert!(
                    difference.changes.iter().any(|change| change.member == "A"),
                    "{binding} without {member}"
                );
            }
        }
    }
}
