//! Telemetry: events, invocations, calculations, keys and values; and the audit logs.

use super::{NOW, played, post};
use crate::support::{body, client, done};
use cfs_catalogue::Content;
use cfs_emulator::{ACCOUNT_ID, Emulator};
use serde_json::{Value, json};

const SHOP: &str = include_str!("shop.toml");

async fn called(emulator: &Emulator, what: &str, body: &Value) -> (u16, Value) {
    let path = format!("/accounts/{ACCOUNT_ID}/workers/observability/telemetry/{what}");
    let (status, text) = post(emulator, &path, &body.to_string()).await;
    (status, serde_json::from_str(&text).expect("JSON"))
}

fn timeframe() -> Value {
    let now: jiff::Timestamp = NOW.parse().expect("a time");
    json!({"from": now.as_millisecond() - 3_600_000, "to": now.as_millisecond()})
}

async fn query(emulator: &Emulator, view: &str, mut more: Value) -> Value {
    more["queryId"] = json!("q");
    more["timeframe"] = timeframe();
    more["view"] = json!(view);
    let (status, mut told) = called(emulator, "query", &more).await;
    assert_eq!((status, &told["success"]), (200, &json!(true)), "{told}");
    told["result"].take()
}

#[tokio::test]
async fn events_are_the_newest_first_and_paged() {
    let (emulator, _) = played(SHOP).await;
    let api = json!({"filters": [{"key": "$metadata.service", "operation": "eq", "type": "string", "value": "api"}]});
    let all = query(&emulator, "events", json!({"limit": 100, "parameters": api})).await;
    // Twelve invocations, ten lines, two exceptions.
    assert_eq!(all["events"]["count"], 24);
    let events = all["events"]["events"].as_array().expect("events");
    assert_eq!(events.len(), 24);
    let newest = &events[0];
    assert_eq!(
        (&newest["$metadata"]["error"], &newest["$metadata"]["type"]),
        (&json!("no money"), &json!("cf-worker"))
    );
    assert_eq!(newest["source"]["exception"]["name"], "Error");
    let oldest = &events[22];
    assert_eq!(
        (&oldest["source"]["message"], &oldest["$metadata"]["level"]),
        (&json!("slow 0"), &json!("warn"))
    );
    let began = &events[23];
    assert_eq!(began["$metadata"]["message"], "GET /cart");
    assert_eq!(
        (&began["$workers"]["cpuTimeMs"], &began["$workers"]["scriptVersion"]["id"]),
        (&json!(1.0), &json!("v1"))
    );
    assert_eq!(began["$workers"]["event"]["request"]["search"], json!({"n": 3.0}));
    let mut seen = Vec::new();
    let mut offset = Value::Null;
    for _ in 0..5 {
        let page = query(
            &emulator,
            "events",
            json!({"limit": 7, "parameters": api, "offset": offset, "offsetDirection": "next"}),
        )
        .await;
        let page = page["events"]["events"].as_array().cloned().expect("events");
        offset = page.last().map_or(Value::Null, |last| last["$metadata"]["id"].clone());
        seen.extend(page);
        if seen.len() >= 24 {
            break;
        }
    }
    assert_eq!(&seen, events);
    let newer = json!({"limit": 2, "parameters": api, "offset": events[5]["$metadata"]["id"], "offsetDirection": "prev"});
    assert_eq!(query(&emulator, "events", newer).await["events"]["events"], json!([events[3], events[4]]));
}

#[tokio::test]
async fn filters_and_needles_choose() {
    let (emulator, _) = played(SHOP).await;
    let one = |key: &str, operation: &str, value: Value| json!({"key": key, "operation": operation, "type": "string", "value": value});
    let group = json!({"kind": "group", "filterCombination": "or", "filters": [one("user", "eq", json!("ann")), one("$workers.outcome", "eq", json!("exception"))]});
    for (parameters, count) in [
        (json!({"filters": [one("user", "eq", json!("ann"))]}), 4),
        (json!({"filters": [one("ms", "gt", json!(12))]}), 4),
        (json!({"filters": [one("ms", "exists", Value::Null)]}), 4),
        (json!({"filters": [one("$workers.outcome", "neq", json!("ok"))]}), 4),
        (json!({"filters": [group]}), 8),
        (json!({"filters": [one("$metadata.message", "regex", json!("^slow [0-4]$"))]}), 5),
        (json!({"filters": [one("$metadata.message", "starts_with", json!("slow"))]}), 10),
        (json!({"filters": [one("$metadata.service", "in", json!("timer,rooms"))]}), 9),
        (json!({"filters": [one("$metadata.service", "DOES_NOT_INCLUDE", json!("API"))]}), 9),
        (json!({"needle": {"value": "NO MONEY"}}), 2),
        (json!({"needle": {"value": "NO MONEY", "matchCase": true}}), 0),
        (json!({"needle": {"value": "slow \\d", "isRegex": true}}), 10),
    ] {
        let told = query(&emulator, "events", json!({"parameters": parameters})).await;
        assert_eq!(told["events"]["count"], count, "{parameters}");
    }
    let invocations = query(
        &emulator,
        "invocations",
        json!({"parameters": {"filters": [one("$metadata.service", "eq", json!("api"))]}, "limit": 5}),
    )
    .await;
    let invocations = invocations["invocations"].as_object().expect("invocations").clone();
    assert_eq!(invocations.len(), 5);
    assert!(invocations.values().all(|events| events.as_array().map(Vec::len) == Some(2)), "{invocations:?}");
}

#[tokio::test]
async fn calculations_are_exact() {
    let (emulator, _) = played(SHOP).await;
    let parameters = json!({
        "filters": [{"key": "$metadata.type", "operation": "eq", "type": "string", "value": "cf-worker-event"}],
        "groupBys": [{"type": "string", "value": "$metadata.service"}],
        "calculations": [
            {"operator": "count", "alias": "n"}, {"operator": "max", "key": "$workers.wallTimeMs", "keyType": "number"},
            {"operator": "uniq", "key": "$workers.scriptVersion.id", "keyType": "string"},
            {"operator": "p99", "key": "$workers.cpuTimeMs", "keyType": "number"},
        ],
        "orderBy": {"value": "n", "order": "desc"}, "havings": [{"key": "n", "operation": "gte", "value": 4}],
    });
    let told = query(
        &emulator,
        "calculations",
        json!({"parameters": parameters, "granularity": 600_000, "compare": true}),
    )
    .await;
    let all = told["calculations"].as_array().expect("calculations");
    let values = |at: usize| -> Vec<(String, f64)> {
        let aggregates = all[at]["aggregates"].as_array().into_iter().flatten();
        aggregates
            .map(|own| {
                (
                    own["groups"][0]["value"].as_str().unwrap_or_default().to_owned(),
                    own["value"].as_f64().unwrap_or(-1.0),
                )
            })
            .collect()
    };
    assert_eq!(values(0), [("api".to_owned(), 12.0), ("rooms".to_owned(), 4.0)]);
    assert_eq!(all[0]["alias"], "n");
    let find =
        |at: usize, name: &str| values(at).into_iter().find(|(own, _)| own == name).map(|(_, value)| value);
    assert_eq!((find(1, "rooms"), find(2, "api"), find(3, "api")), (Some(1000.0), Some(2.0), Some(5.0)));
    let series = all[0]["series"].as_array().expect("series");
    assert_eq!((series.len(), &series[0]["time"]), (6, &json!("2026-11-28 11:00:00")));
    assert_eq!((&series[0]["data"][0]["value"], &series[1]["data"][0]["value"]), (&json!(12.0), &json!(4.0)));
    assert_eq!(series[5]["data"], json!([]));
    assert_eq!(told["compare"][0]["aggregates"], json!([]));
}

#[tokio::test]
async fn keys_and_values_are_listed() {
    let (emulator, _) = played(SHOP).await;
    let (_, keys) = called(&emulator, "keys", &json!({"keyNeedle": {"value": "user"}})).await;
    let at: jiff::Timestamp = "2026-11-28T11:11:00Z".parse().expect("a time");
    assert_eq!(keys["result"], json!([{"key": "user", "type": "string", "lastSeenAt": at.as_millisecond()}]));
    let asked =
        json!({"timeframe": timeframe(), "key": "$metadata.service", "type": "string", "datasets": []});
    let (_, values) = called(&emulator, "values", &asked).await;
    let values: Vec<&str> =
        values["result"].as_array().into_iter().flatten().filter_map(|own| own["value"].as_str()).collect();
    assert_eq!(values, ["api", "rooms", "timer"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_as_the_service_says_it() {
    let (emulator, _) = played(SHOP).await;
    let (status, told) =
        called(&emulator, "query", &json!({"queryId": "q", "timeframe": timeframe(), "limit": 2001})).await;
    assert_eq!((status, &told["success"], &told["_e"]), (400, &json!(false), &Value::Null));
    let issue = &told["_c"]["issues"][0];
    assert_eq!(
        (&told["_c"]["name"], &issue["code"], &issue["maximum"], &issue["path"]),
        (&json!("ZodError"), &json!("too_big"), &json!(2000), &json!(["limit"]))
    );
    let (_, told) = called(&emulator, "query", &json!({"view": "events"})).await;
    assert_eq!(told["_c"]["issues"].as_array().map(Vec::len), Some(2));
    let wrong = json!({"queryId": "q", "timeframe": timeframe(), "parameters": {"calculations": [{"operator": "magic"}]}});
    let (status, told) = called(&emulator, "query", &wrong).await;
    assert!(
        status == 400 && told["errors"][0]["message"].as_str().is_some_and(|said| said.contains("`magic`")),
        "{told}"
    );
    // What is older than a week is not kept.
    let old = json!({"queryId": "q", "timeframe": {"from": 0, "to": timeframe()["to"]}, "view": "events"});
    let (_, told) = called(&emulator, "query", &old).await;
    let now: jiff::Timestamp = NOW.parse().expect("a time");
    assert_eq!(told["result"]["run"]["timeframe"]["from"], now.as_millisecond() - 7 * 86_400_000);
}

#[tokio::test]
async fn changes_stand_in_the_audit_logs() {
    let (emulator, _) = played("").await;
    let client = client(&emulator);
    done(&client, "queues.create", &[], body(&json!({"queue_name": "mail"}))).await;
    done(&client, "queues.list", &[], Content::none()).await;
    let logs = done(&client, "audit_logs.list", &[], Content::none()).await;
    assert_eq!(
        (logs.as_array().map(Vec::len), &logs[0]["action"]["type"]),
        (Some(1), &json!("create")),
        "{logs}"
    );
    assert_eq!((&logs[0]["resource"]["type"], &logs[0]["when"]), (&json!("queues"), &json!(NOW)));
    let dates = [("since", "2026-11-28"), ("before", "2026-11-28")];
    let logs = done(&client, "accounts.logs.audit.list", &dates, Content::none()).await;
    assert_eq!(
        (&logs[0]["raw"]["method"], &logs[0]["action"]["time"]),
        (&json!("POST"), &json!(NOW)),
        "{logs}"
    );
}
