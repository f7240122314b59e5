//! KV over the API.

use crate::support::{body, call, client, done, of_account, refused};
use cfs_catalogue::{Content, Part};
use cfs_emulator::{Emulator, ManualClock};
use cfs_http::Client;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

async fn namespace(client: &Client) -> String {
    let made = done(client, "kv.namespaces.create", &[], body(&json!({"title": "things"}))).await;
    made["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn values_metadata_and_pages() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let id = namespace(&client).await;
    let of = |key: &'static str| [("namespace_id", id.clone()), ("key_name", key.to_owned())];
    let pairs: Vec<_> =
        (0..25).map(|at| json!({"key": format!("key/{at:02}"), "value": format!("value {at}")})).collect();
    let put = done(&client, "kv.namespaces.bulk_update", &[("namespace_id", &id)], body(&json!(pairs))).await;
    assert_eq!(put["successful_key_count"], 25);
    let got = call(
        &client,
        "kv.namespaces.values.get",
        of("key/07").iter().fold(of_account(&[]), |all, (name, value)| all.set(*name, value.as_str())),
        Content::none(),
    )
    .await;
    assert_eq!(got.expect("a value"), "value 7");

    let form = Content::form(vec![
        ("value".to_owned(), Part::Text("with metadata".to_owned())),
        ("metadata".to_owned(), Part::Json(cfs_http::Json::parse(r#"{"a":[1]}"#).expect("JSON"))),
    ]);
    let own = [("namespace_id", id.as_str()), ("key_name", "zz ü?&=%2F")];
    done(&client, "kv.namespaces.values.update", &own, form).await;
    assert_eq!(done(&client, "kv.namespaces.metadata.get", &own, Content::none()).await, json!({"a": [1]}));
    assert_eq!(done(&client, "kv.namespaces.values.get", &own, Content::none()).await, "with metadata");

    let first = done(
        &client,
        "kv.namespaces.keys.list",
        &[("namespace_id", &id), ("limit", "10"), ("prefix", "key/")],
        Content::none(),
    )
    .await;
    assert_eq!(first.as_array().map(Vec::len), Some(10));
    assert_eq!(first[9]["name"], "key/09");
    let operation = cfs_catalogue::catalogue().operation("kv.namespaces.keys.list").expect("an operation");
    let arguments = of_account(&[("namespace_id", &id), ("limit", "10"), ("prefix", "key/")]);
    let request = operation
        .prepare(&client, &arguments, Content::none(), cfs_catalogue::Check::All)
        .expect("a request");
    let all = request.items().expect("a list").collect_all(1000).await.expect("all");
    assert_eq!(all.len(), 25, "cursors lead through all pages");

    let got = json!({"keys": ["key/01", "none"], "withMetadata": true});
    let got = done(&client, "kv.namespaces.bulk_get", &[("namespace_id", &id)], body(&got)).await;
    assert_eq!(got["values"]["key/01"]["value"], "value 1");
    assert!(got["values"]["none"].is_null());

    done(&client, "kv.namespaces.values.delete", &own, Content::none()).await;
    assert_eq!(refused(&client, "kv.namespaces.values.get", &own, Content::none()).await, (404, 10_009));
    assert_eq!(
        refused(&client, "kv.namespaces.create", &[], body(&json!({"title": "things"}))).await,
        (400, 10_014)
    );
    done(&client, "kv.namespaces.delete", &[("namespace_id", &id)], Content::none()).await;
    assert_eq!(refused(&client, "kv.namespaces.values.get", &own, Content::none()).await, (404, 10_013));
}

#[tokio::test]
async fn values_go_when_their_time_is_over() {
    let clock = Arc::new(ManualClock::new("2026-01-02T03:04:05Z".parse().expect("a time")));
    let emulator = Emulator::builder().clock(clock.clone()).start().await.expect("an emulator");
    let client = client(&emulator);
    let id = namespace(&client).await;
    let own = [("namespace_id", id.as_str()), ("key_name", "k")];
    let with = |ttl: &'static str| [own.as_slice(), &[("expiration_ttl", ttl)]].concat();
    done(&client, "kv.namespaces.values.update", &with("60"), Content::raw("v")).await;
    clock.advance(Duration::from_secs(59));
    assert_eq!(done(&client, "kv.namespaces.values.get", &own, Content::none()).await, "v");
    clock.advance(Duration::from_secs(1));
    assert_eq!(refused(&client, "kv.namespaces.values.get", &own, Content::none()).await, (404, 10_009));
    let keys = done(&client, "kv.namespaces.keys.list", &[("namespace_id", &id)], Content::none()).await;
    assert_eq!(keys, json!([]));
}
