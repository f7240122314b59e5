//! Queues over the API.

use crate::support::{body, client, done};
use cfs_emulator::{Emulator, ManualClock};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn messages_come_again_until_they_are_acknowledged() {
    let clock = Arc::new(ManualClock::new("2026-01-02T03:04:05Z".parse().expect("a time")));
    let emulator = Emulator::builder().clock(clock.clone()).start().await.expect("an emulator");
    let client = client(&emulator);
    let made = done(&client, "queues.create", &[], body(&json!({"queue_name": "mail"}))).await;
    let own = [("queue_id", made["queue_id"].as_str().expect("an id"))];
    done(&client, "queues.messages.push", &own, body(&json!({"body": "one", "content_type": "text"}))).await;
    let two = json!({"messages": [{"body": {"n": 2}, "content_type": "json"}, {"body": "3", "content_type": "text", "delay_seconds": 60}]});
    done(&client, "queues.messages.bulk_push", &own, body(&two)).await;
    let pull = json!({"batch_size": 10, "visibility_timeout_ms": 5000});
    let got = done(&client, "queues.messages.pull", &own, body(&pull)).await;
    let messages = got["messages"].as_array().cloned().unwrap_or_default();
    assert_eq!(messages.len(), 2, "one is late: {got}");
    assert_eq!((&messages[0]["body"], &messages[0]["attempts"]), (&json!("one"), &json!(1)));
    let none = done(&client, "queues.messages.pull", &own, body(&pull)).await;
    assert_eq!(none["messages"], json!([]), "what is given is not given twice");
    let leases: Vec<Value> =
        messages.iter().map(|message| json!({"lease_id": message["lease_id"]})).collect();
    let ack = json!({"acks": [leases[0]], "retries": [leases[1]]});
    let said = done(&client, "queues.messages.ack", &own, body(&ack)).await;
    assert_eq!((&said["ackCount"], &said["retryCount"]), (&json!(1), &json!(1)));
    clock.advance(Duration::from_mins(1));
    let again = done(&client, "queues.messages.pull", &own, body(&pull)).await;
    let attempts: Vec<&Value> =
        again["messages"].as_array().into_iter().flatten().map(|message| &message["attempts"]).collect();
    assert_eq!(attempts, [&json!(2), &json!(1)]);
}
