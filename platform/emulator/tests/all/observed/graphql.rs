//! Answers of the GraphQL API, in exact numbers.

use super::{account, ask, played, still};
use crate::support::{body, client, done};
use cfs_catalogue::Content;
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use serde_json::{Value, json};
use std::time::Duration;

const SHOP: &str = include_str!("shop.toml");
const DAY: &str = "filter: {datetime_geq: \"2026-11-28T00:00:00Z\", datetime_lt: \"2026-11-29T00:00:00Z\"}";

#[tokio::test]
async fn invocations_are_grouped_summed_and_ordered() {
    let (emulator, clock) = played(SHOP).await;
    let nodes = format!(
        "rows: workersInvocationsAdaptive(limit: 10, orderBy: [sum_requests_DESC], {DAY}) {{
            dimensions {{ scriptName version: scriptVersion status }}
            sum {{ requests errors subrequests cpuTimeUs responseBodySize duration }}
            quantiles {{ cpuTimeP50 cpuTimeP99 wallTimeP50 }} max {{ cpuTime }} avg {{ sampleInterval }} __typename
        }}
        minutes: workersInvocationsAdaptive(limit: 10, orderBy: [datetimeMinute_ASC], {DAY}) {{ dimensions {{ datetimeMinute date }} sum {{ requests }} }}
        whole: workersInvocationsAdaptive(limit: 1, {DAY}) {{ sum {{ requests errors }} quantiles {{ cpuTimeP999 }} }}"
    );
    let told = account(&emulator, &nodes).await;
    let rows = &told["rows"];
    assert_eq!(
        rows[0],
        json!({
            "dimensions": {"scriptName": "api", "version": "v1", "status": "success"},
            "sum": {"requests": 10, "errors": 0, "subrequests": 20, "cpuTimeUs": 10045, "responseBodySize": 1000, "duration": 0.0128},
            "quantiles": {"cpuTimeP50": 1005.0, "cpuTimeP99": 1009.0, "wallTimeP50": 10000.0},
            "max": {"cpuTime": 1009.0}, "avg": {"sampleInterval": 1.0}, "__typename": "AccountWorkersInvocationsAdaptive",
        })
    );
    let thrown = json!({"scriptName": "api", "version": "v2", "status": "scriptThrewException"});
    assert_eq!((&rows[1]["dimensions"], &rows[1]["sum"]["errors"]), (&thrown, &json!(2)));
    assert_eq!(rows.as_array().map(Vec::len), Some(3), "objects are not among them: {rows}");
    let minute = json!({"dimensions": {"datetimeMinute": "2026-11-28T11:05:00Z", "date": "2026-11-28"}, "sum": {"requests": 10}});
    assert_eq!((&told["minutes"][0], &told["minutes"][2]["sum"]["requests"]), (&minute, &json!(1)));
    assert_eq!(
        told["whole"],
        json!([{"sum": {"requests": 13, "errors": 2}, "quantiles": {"cpuTimeP999": 5000.0}}])
    );
    // What is to come is seen when it has.
    clock.advance(Duration::from_mins(31));
    let later = account(&emulator, &nodes).await;
    assert_eq!(later["whole"][0]["sum"]["requests"], 14);
}

#[tokio::test]
async fn filters_have_all_operators() {
    let (emulator, _) = played(SHOP).await;
    for (filter, requests) in [
        ("scriptName: \"api\"", 12),
        ("scriptName_neq: \"api\"", 1),
        ("scriptName_in: [\"api\", \"timer\"]", 13),
        ("scriptName_notin: [\"api\"]", 1),
        ("scriptName_like: \"%pi\"", 12),
        ("scriptName_notlike: \"a%\"", 1),
        ("datetime_gt: \"2026-11-28T11:06:00Z\"", 2),
        ("datetime_geq: \"2026-11-28T11:06:00Z\"", 3),
        ("datetime_leq: \"2026-11-28T11:05:01Z\"", 2),
        ("datetimeFiveMinutes: \"2026-11-28T11:05:00Z\"", 12),
        ("date: \"2026-11-28\"", 13),
        ("OR: [{scriptVersion: \"v1\"}, {AND: [{scriptName: \"api\"}, {coloCode: \"LHR\"}]}]", 12),
        ("AND: [{scriptVersion: \"v1\"}, {coloCode: \"LHR\"}]", 0),
    ] {
        let node = format!(
            "rows: workersInvocationsAdaptive(limit: 1, filter: {{{filter}}}) {{ sum {{ requests }} }}"
        );
        let told = account(&emulator, &node).await;
        let found = told["rows"][0]["sum"]["requests"].as_u64().unwrap_or(0);
        assert_eq!(found, requests, "{filter}");
    }
}

#[tokio::test]
async fn every_kind_of_event_has_its_dataset() {
    let (emulator, _) = played(SHOP).await;
    let told = account(
        &emulator,
        &format!(
            "crons: workersInvocationsScheduled(limit: 5, {DAY}) {{ cron scriptName status cpuTimeUs scheduledDatetime }}
             objects: durableObjectsInvocationsAdaptiveGroups(limit: 5, {DAY}) {{ dimensions {{ namespaceId objectId }} sum {{ requests wallTime }} quantiles {{ wallTimeP99 }} }}
             periodic: durableObjectsPeriodicGroups(limit: 5, filter: {{date: \"2026-11-28\"}}) {{ sum {{ activeTime duration }} }}
             points: workersAnalyticsEngineAdaptiveGroups(limit: 5, {DAY}) {{ count dimensions {{ dataset }} }}
             queues: queueConsumerMetricsAdaptiveGroups(limit: 5, {DAY}) {{ dimensions {{ queueId }} avg {{ concurrency }} }}
             firewall: firewallEventsAdaptiveGroups(limit: 5, {DAY}) {{ count dimensions {{ action }} }}
             http: httpRequestsOverviewAdaptiveGroups(limit: 1, {DAY}) {{ sum {{ requests bytes cachedRequests }} ratio {{ status4xx }} }}"
        ),
    )
    .await;
    let cron = json!({"cron": "*/5 * * * *", "scriptName": "timer", "status": "success", "cpuTimeUs": 700, "scheduledDatetime": "2026-11-28T11:10:00Z"});
    assert_eq!(told["crons"], json!([cron]));
    let objects = json!({"dimensions": {"namespaceId": "n1", "objectId": "o1"}, "sum": {"requests": 4, "wallTime": 4_000_000}, "quantiles": {"wallTimeP99": 1_000_000.0}});
    assert_eq!(told["objects"], json!([objects]));
    assert_eq!(told["periodic"], json!([{"sum": {"activeTime": 4_000_000, "duration": 0.512}}]));
    assert_eq!(told["points"], json!([{"count": 4, "dimensions": {"dataset": "sales"}}]));
    assert_eq!(told["queues"], json!([{"dimensions": {"queueId": "q1"}, "avg": {"concurrency": 3.0}}]));
    assert_eq!(told["firewall"], json!([{"count": 2, "dimensions": {"action": "block"}}]));
    assert_eq!(
        told["http"],
        json!([{"sum": {"requests": 4, "bytes": 3050, "cachedRequests": 3}, "ratio": {"status4xx": 0.25}}])
    );
}

#[tokio::test]
async fn zones_have_their_own() {
    let (emulator, _) = played(SHOP).await;
    let query = format!(
        "query Z($zones: [string!]) {{ viewer {{ zones(filter: {{zoneTag_in: $zones}}) {{ zoneTag
            http: httpRequestsAdaptiveGroups(limit: 9, orderBy: [count_DESC], {DAY}) {{ count dimensions {{ clientCountryName edgeResponseStatus }} sum {{ edgeResponseBytes visits }} }}
            days: httpRequests1dGroups(limit: 1, filter: {{date: \"2026-11-28\"}}) {{ uniq {{ uniques }} sum {{ requests countryMap {{ clientCountryName requests bytes }} responseStatusMap {{ edgeResponseStatus requests }} }} }}
            raw: firewallEventsAdaptive(limit: 1, {DAY}) {{ action ruleId datetime }}
        }} }} }}"
    );
    let (status, data, errors) = ask(&emulator, &query, json!({"zones": [ZONE_ID]})).await;
    assert_eq!((status, errors), (200, Value::Null));
    let zone = &data["viewer"]["zones"][0];
    assert_eq!(zone["zoneTag"], ZONE_ID);
    let dutch = json!({"count": 3, "dimensions": {"clientCountryName": "NL", "edgeResponseStatus": 200}, "sum": {"edgeResponseBytes": 3000, "visits": 3}});
    assert_eq!(zone["http"][0], dutch);
    let days = json!([{"uniq": {"uniques": 3}, "sum": {"requests": 4,
        "countryMap": [{"clientCountryName": "DE", "requests": 1, "bytes": 50}, {"clientCountryName": "NL", "requests": 3, "bytes": 3000}],
        "responseStatusMap": [{"edgeResponseStatus": 200, "requests": 3}, {"edgeResponseStatus": 404, "requests": 1}]}}]);
    assert_eq!(zone["days"], days);
    // There are two; what a limit leaves out is left out without a word.
    assert_eq!(zone["raw"], json!([{"action": "block", "ruleId": "r1", "datetime": "2026-11-28T11:30:00Z"}]));
}

#[tokio::test]
async fn calls_of_the_api_are_counted_and_what_is_kept_is_measured() {
    let (emulator, _) = still(Emulator::builder()).await;
    let client = client(&emulator);
    let made = done(&client, "kv.namespaces.create", &[], body(&json!({"title": "things"}))).await;
    let namespace = made["id"].as_str().expect("an id").to_owned();
    let own = |key: &'static str| [("namespace_id", namespace.clone()), ("key_name", key.to_owned())];
    for key in ["a", "b"] {
        let own = own(key);
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        done(&client, "kv.namespaces.values.update", &own, Content::raw("12345")).await;
        done(&client, "kv.namespaces.values.get", &own, Content::none()).await;
    }
    let made = done(&client, "d1.database.create", &[], body(&json!({"name": "db"}))).await;
    let database = made["uuid"].as_str().expect("an id").to_owned();
    let own = [("database_id", database.as_str())];
    for sql in ["CREATE TABLE t(a)", "INSERT INTO t VALUES (1), (2), (3)", "SELECT a FROM t"] {
        done(&client, "d1.database.query", &own, body(&json!({"sql": sql}))).await;
    }
    let today = "filter: {date: \"2026-11-28\"}";
    let told = account(
        &emulator,
        &format!(
            "kv: kvOperationsAdaptiveGroups(limit: 9, orderBy: [actionType_ASC], {today}) {{ dimensions {{ actionType namespaceId }} sum {{ requests objectBytes }} }}
             kept: kvStorageAdaptiveGroups(limit: 9, {today}) {{ max {{ keyCount byteCount }} dimensions {{ namespaceId }} }}
             d1: d1AnalyticsAdaptiveGroups(limit: 9, {today}) {{ count sum {{ readQueries writeQueries rowsRead rowsWritten }} }}
             queries: d1QueriesAdaptiveGroups(limit: 9, orderBy: [sum_rowsWritten_DESC], {today}) {{ count dimensions {{ query databaseId }} sum {{ rowsWritten rowsReturned }} }}"
        ),
    )
    .await;
    let dimensions = |action: &str| json!({"actionType": action, "namespaceId": namespace});
    assert_eq!(
        told["kv"][0],
        json!({"dimensions": dimensions("read"), "sum": {"requests": 2, "objectBytes": 10}})
    );
    assert_eq!(
        told["kv"][1],
        json!({"dimensions": dimensions("write"), "sum": {"requests": 2, "objectBytes": 10}})
    );
    assert_eq!(
        told["kept"],
        json!([{"max": {"keyCount": 2, "byteCount": 10}, "dimensions": {"namespaceId": namespace}}])
    );
    let sums = &told["d1"][0];
    assert_eq!(
        (&sums["count"], &sums["sum"]["rowsWritten"], &sums["sum"]["rowsRead"]),
        (&json!(3), &json!(3), &json!(3))
    );
    let first = &told["queries"][0];
    assert_eq!(
        first["dimensions"],
        json!({"query": "INSERT INTO t VALUES (1), (2), (3)", "databaseId": database})
    );
    assert_eq!(first["sum"], json!({"rowsWritten": 3, "rowsReturned": 0}));
}

#[tokio::test]
async fn fragments_directives_and_variables_are_heard() {
    let (emulator, _) = played(SHOP).await;
    let query = "query Q($account: string!, $f: filter!, $order: [o!], $no: bool = false) {
            cost viewer { budget ...A } }
        fragment A on viewer { accounts(filter: {accountTag: $account}) { accountTag ... on account {
            a: workersInvocationsAdaptive(limit: 1, filter: $f, orderBy: $order) { ...S dimensions @include(if: $no) { scriptName } } } } }
        fragment S on AccountWorkersInvocationsAdaptive { sum { requests } sum { errors } }
        query Other { cost }";
    let variables = json!({"account": ACCOUNT_ID, "f": {"scriptName": "api", "scriptVersion": null}, "order": ["sum_requests_ASC"]});
    let body = json!({"query": query, "variables": variables, "operationName": "Q"}).to_string();
    let (status, text) = super::post(&emulator, "/graphql", &body).await;
    let told: Value = serde_json::from_str(&text).expect("JSON");
    let rows = json!([{"sum": {"requests": 12, "errors": 2}}]);
    assert_eq!(status, 200, "{text}");
    assert_eq!(
        told["data"]["viewer"],
        json!({"budget": 299, "accounts": [{"accountTag": ACCOUNT_ID, "a": rows}]})
    );
    assert_eq!((&told["data"]["cost"], &told["errors"]), (&json!(1), &Value::Null));
}

#[tokio::test]
async fn the_same_seed_draws_the_same() {
    let scenario = r#"
        seed = 3
        start = "-1h"
        [[traffic]]
        kind = "invocation"
        until = "50m"
        rate = "2/s"
        spacing = "random"
        fields = { script = "api", cpuTimeUs = { draw = "lognormal", median = 2000, sigma = 0.6 }, outcome = { draw = "pick", from = ["ok", "exception"], weights = [98, 2] } }
        "#;
    let node = "rows: workersInvocationsAdaptive(limit: 9, filter: {}, orderBy: [sum_requests_DESC]) { dimensions { status } sum { requests cpuTimeUs } quantiles { cpuTimeP50 cpuTimeP99 } }";
    let first = account(&played(scenario).await.0, node).await;
    assert_eq!(first, account(&played(scenario).await.0, node).await);
    let other = account(&played(&scenario.replace("seed = 3", "seed = 4")).await.0, node).await;
    assert_ne!(first, other);
    let (ok, failed) = (&first["rows"][0], &first["rows"][1]["sum"]["requests"]);
    let (ok, failed, median) =
        (ok["sum"]["requests"].as_f64(), failed.as_f64(), ok["quantiles"]["cpuTimeP50"].as_f64());
    let (ok, failed, median) = (ok.expect("ok"), failed.expect("failed"), median.expect("a median"));
    assert!(
        (5700.0..6300.0).contains(&(ok + failed)) && (0.01..0.03).contains(&(failed / (ok + failed))),
        "{ok} {failed}"
    );
    assert!((1900.0..2100.0).contains(&median), "{median}");
}
