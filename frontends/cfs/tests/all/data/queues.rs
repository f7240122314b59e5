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
