//! `cfs queues`.

use super::Account;
use serde_json::json;

#[test]
fn messages_of_a_queue() {
    let account = Account::new();
    let made = account.json(&["queues", "create", "jobs"]);
    let id = made["queue_id"].as_str().expect("an id");
    assert_eq!(account.json(&["queue", "list"])[0]["queue_name"], "jobs");
    account.done(&["queues", "send", "jobs", r#"{"id":1}"#]);
    assert_eq!(account.with(&["queues", "send", id], "hello").code, 0);
    let peeked = account.json(&["api", "queues", "messages", "peek", id, "--body", r#"{"batch_size":10}"#]);
    assert!(peeked.to_string().contains("hello"), "{peeked}");
    let pulled = account.json(&["queues", "pull", "jobs", "--batch", "1"]);
    let lease = pulled[0]["lease_id"].as_str().expect("a lease");
    assert_eq!(pulled.as_array().map(Vec::len), Some(1));
    account.done(&["queues", "ack", "jobs", lease]);
    assert_eq!(account.json(&["queues", "pull", "jobs"]).as_array().map(Vec::len), Some(1));
    account.done(&["queues", "send", "jobs", "more", "--text"]);
    account.done(&["queues", "purge", "jobs", "--yes"]);
    assert_eq!(account.json(&["queues", "pull", "jobs"]), json!([]));
    account.done(&["queues", "delete", "jobs", "--yes"]);
    assert_eq!(account.json(&["api", "queues", "list"]), json!([]));
}

#[test]
fn queues_are_paused_and_set() {
    let account = Account::new();
    account.done(&["queues", "create", "jobs"]);
    let settings = || account.json(&["api", "queues", "list"])[0]["settings"].clone();
    account.done(&["queues", "pause", "jobs"]);
    assert_eq!(settings()["delivery_paused"], true);
    account.done(&["queues", "update", "jobs", "--delivery-delay", "5"]);
    assert_eq!((&settings()["delivery_delay"], &settings()["delivery_paused"]), (&json!(5), &json!(true)));
    account.done(&["queues", "resume-delivery", "jobs"]);
    assert_eq!(settings()["delivery_paused"], false);
    assert_eq!(account.json(&["queues", "info", "jobs"])["queue_name"], "jobs");
    assert_eq!(account.with(&["queues", "update", "jobs"], "").code, 2);
}
