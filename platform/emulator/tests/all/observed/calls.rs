//! Calls as their types allow them, whatever they ask: clients that are generated make such.

use super::played;
use crate::calls;
use crate::support::client;
use cfs_catalogue::catalogue;
use cfs_emulator::{ACCOUNT_ID, ZONE_ID};
use std::collections::BTreeMap;

#[tokio::test]
async fn calls_of_all_readers_are_answered() {
    let (emulator, _) = played(include_str!("shop.toml")).await;
    let client = client(&emulator);
    let known = BTreeMap::from([
        ("account_id".to_owned(), ACCOUNT_ID.to_owned()),
        ("zone_id".to_owned(), ZONE_ID.to_owned()),
    ]);
    for name in [
        "accounts.logs.audit.list",
        "audit_logs.list",
        "workers.observability.telemetry.keys",
        "workers.observability.telemetry.live_tail_heartbeat",
        "workers.observability.telemetry.query",
        "workers.observability.telemetry.values",
    ] {
        let operation = catalogue().operation(name).expect("an operation");
        let (arguments, content) = (calls::arguments(operation, &known), calls::content(operation));
        let body = calls::body_of(operation);
        if let Err(error) = operation.call(&client, &arguments, content).await {
            panic!("{name}: {error}: {body:?}");
        }
    }
}
