//! What GraphQL refuses, in the service's words.

use super::{ask, played, still};
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use serde_json::{Value, json};
use std::time::Duration;

async fn refused(emulator: &Emulator, nodes: &str) -> (u16, String, Value) {
    let query =
        format!("{{ viewer {{ accounts(filter: {{accountTag: \"{ACCOUNT_ID}\"}}) {{ {nodes} }} }} }}");
    let (status, data, errors) = ask(emulator, &query, json!({})).await;
    assert_eq!(data, Value::Null, "{errors}");
    (status, errors[0]["message"].as_str().unwrap_or_default().to_owned(), errors[0]["path"].clone())
}

#[tokio::test]
async fn what_the_schema_lacks_is_named() {
    let (emulator, _) = still(Emulator::builder()).await;
    let set = "workersInvocationsAdaptive(limit: 1, filter: {})";
    for (nodes, message) in [
        ("nothing(limit: 1, filter: {}) { count }".to_owned(), "Unknown field \"nothing\" on type \"account\""),
        (format!("{set} {{ quantiles {{ cpuTimeP42 }} }}"), "Unknown field \"cpuTimeP42\" on type \"AccountWorkersInvocationsAdaptiveQuantiles\""),
        (format!("{set} {{ count }}"), "Unknown field \"count\" on type \"AccountWorkersInvocationsAdaptive\""),
        (format!("{set} {{ sum }}"), "object field must have selections: \"sum\""),
        (format!("{set} {{ sum {{ requests {{ x }} }} }}"), "scalar fields must have no selections: \"requests\""),
        ("workersInvocationsAdaptive(limit: 1) { sum { requests } }".to_owned(), "error parsing args for \"workersInvocationsAdaptive\": filter: required"),
        ("workersInvocationsAdaptive(filter: {}) { sum { requests } }".to_owned(), "error parsing args for \"workersInvocationsAdaptive\": limit: required"),
        ("workersInvocationsAdaptive(limit: 1, filter: {color: 1}) { sum { requests } }".to_owned(), "error parsing args for \"workersInvocationsAdaptive\": unknown field \"color\""),
        ("workersInvocationsAdaptive(limit: 1, filter: {scriptName: 1}) { sum { requests } }".to_owned(), "error parsing args for \"workersInvocationsAdaptive\": scriptName: expected a value of type string, got 1"),
        ("workersInvocationsAdaptive(limit: 1, filter: {}, orderBy: [up]) { sum { requests } }".to_owned(), "error parsing args for \"workersInvocationsAdaptive\": orderBy: unknown enum value \"up\""),
        ("workersInvocationsAdaptive(limit: 0, filter: {}) { sum { requests } }".to_owned(), "limit must be positive number and not greater than 10000"),
        ("workersInvocationsAdaptive(limit: 10001, filter: {}) { sum { requests } }".to_owned(), "limit must be positive number and not greater than 10000"),
        ("workersInvocationsAdaptive(limit: 1, filter: {datetime_geq: \"2026-01-01T00:00:00Z\"}) { sum { requests } }".to_owned(), "cannot request data older than 7948800s"),
        ("workersInvocationsAdaptive(limit: 1, filter: {datetime_geq: \"2026-10-01T00:00:00Z\"}) { sum { requests } }".to_owned(), "query time range is too large: it can't be wider than 2678400s"),
        ("...F".to_owned(), "unknown fragment \"F\""),
    ] {
        let (status, said, _) = refused(&emulator, &nodes).await;
        assert_eq!((status, said.as_str()), (400, message), "{nodes}");
    }
    let (_, _, path) = refused(&emulator, &format!("named: {set} {{ count }}")).await;
    assert_eq!(path, json!(["viewer", "accounts", "0", "named"]));
    for broken in [
        "{ viewer",
        "{ viewer { budget(a: $b) } }",
        "mutation { a }",
        "query A { cost } query B { cost }",
        "{ a: cost a: viewer { budget } }",
        "{ ...F } fragment F on Query { ...F }",
    ] {
        let (status, data, errors) = ask(&emulator, broken, json!({})).await;
        assert_eq!((status, data), (400, Value::Null), "{broken}");
        assert!(
            errors[0]["message"].is_string() && errors[0]["extensions"]["timestamp"].is_string(),
            "{errors}"
        );
    }
}

#[tokio::test]
async fn accounts_and_zones_that_are_not_there_are_refused() {
    let (emulator, _) = still(Emulator::builder()).await;
    let query = |of: &str| format!("{{ viewer {{ {of} }} }}");
    for (of, status, message) in [
        (
            "accounts(filter: {accountTag: \"x\"}) { accountTag }".to_owned(),
            403,
            "not authorized for that account",
        ),
        ("zones(filter: {zoneTag: \"x\"}) { zoneTag }".to_owned(), 403, "zones ['x'] are not authorized"),
        (
            format!("zones(filter: {{zoneTag_in: [{}]}}) {{ zoneTag }}", "\"z\" ".repeat(11)),
            400,
            "too many zones requested",
        ),
        (
            "zones(filter: {zoneTag_in: [\"a\" \"b\" \"c\" \"d\" \"e\" \"f\" \"g\" \"h\" \"i\" \"j\"]}) { "
                .to_owned()
                + &(0..11)
                    .map(|n| {
                        format!(
                            "n{n}: httpRequests1hGroups(limit: 1, filter: {{}}) {{ sum {{ requests }} }} "
                        )
                    })
                    .collect::<String>()
                + "}",
            429,
            "in combination, your request queries too many nodes, zones and accounts",
        ),
    ] {
        let (told, _, errors) = ask(&emulator, &query(&of), json!({})).await;
        assert_eq!((told, errors[0]["message"].as_str()), (status, Some(message)), "{of}");
    }
}

#[tokio::test]
async fn a_part_that_fails_is_named_and_the_others_are_answered() {
    let scenario = "[dataset.firewallEventsAdaptiveGroups]\nenabled = false\n[dataset.httpRequests1hGroups]\nmax-page-size = 5\nnot-older-than = \"1h\"";
    let (emulator, _) = played(scenario).await;
    let query = format!(
        "{{ viewer {{ zones(filter: {{zoneTag: \"{ZONE_ID}\"}}) {{
            good: httpRequests1hGroups(limit: 5, filter: {{}}) {{ sum {{ requests }} }}
            closed: firewallEventsAdaptiveGroups(limit: 5, filter: {{}}) {{ count }}
            old: httpRequests1hGroups(limit: 5, filter: {{datetime_gt: \"2026-11-28T10:00:00Z\"}}) {{ sum {{ requests }} }}
            settings {{ firewallEventsAdaptiveGroups {{ enabled maxDuration }} httpRequests1hGroups {{ maxPageSize notOlderThan availableFields }} }}
        }} }} }}"
    );
    let (status, data, errors) = ask(&emulator, &query, json!({})).await;
    assert_eq!(status, 200, "{errors}");
    let zone = &data["viewer"]["zones"][0];
    assert_eq!((&zone["good"], &zone["closed"], &zone["old"]), (&json!([]), &Value::Null, &Value::Null));
    assert_eq!(
        zone["settings"]["firewallEventsAdaptiveGroups"],
        json!({"enabled": false, "maxDuration": 259_200})
    );
    assert_eq!(zone["settings"]["httpRequests1hGroups"]["maxPageSize"], 5);
    let fields = zone["settings"]["httpRequests1hGroups"]["availableFields"].as_array().expect("fields");
    assert!(fields.contains(&json!("sum_requests")) && fields.contains(&json!("date")), "{fields:?}");
    assert_eq!(errors[0]["path"], json!(["viewer", "zones", "0", "closed"]));
    let said = errors[0]["message"].as_str().expect("a message");
    assert!(said.starts_with(&format!("zone '{ZONE_ID}' does not have access to the path")), "{said}");
    assert_eq!(errors[1]["message"], "cannot request data older than 3600s");
}

#[tokio::test]
async fn the_budget_is_of_five_minutes() {
    let (emulator, clock) =
        played("[limits]\ngraphql = 2\n[lag]\ngraphql = \"1m\"\n[[event]]\nat = \"-30s\"\nkind = \"kv\"")
            .await;
    let node = format!(
        "{{ viewer {{ budget accounts(filter: {{accountTag: \"{ACCOUNT_ID}\"}}) {{ rows: kvOperationsAdaptiveGroups(limit: 1, filter: {{}}) {{ count }} }} }} }}"
    );
    let (_, data, _) = ask(&emulator, &node, json!({})).await;
    let rows = &data["viewer"]["accounts"][0]["rows"];
    assert_eq!((&data["viewer"]["budget"], rows), (&json!(1), &json!([])), "it is seen a minute later");
    ask(&emulator, "{ cost }", json!({})).await;
    let (status, data, errors) = ask(&emulator, "{ cost }", json!({})).await;
    assert_eq!((status, data), (429, Value::Null));
    assert_eq!(errors[0]["message"], "rate limiter budget depleted, try again after 5 minutes");
    clock.advance(Duration::from_mins(5));
    let (status, data, _) = ask(&emulator, &node, json!({})).await;
    assert_eq!((status, &data["viewer"]["accounts"][0]["rows"]), (200, &json!([{"count": 1}])));
}

#[tokio::test]
async fn scenarios_that_are_wrong_are_refused_with_the_place() {
    let (emulator, _) = still(Emulator::builder()).await;
    for (scenario, expected) in [
        ("[[event]]\nkind = \"wind\"", "event 1 (wind): there are no events of the kind wind"),
        (
            "[[event]]\nkind = \"kvOperationsAdaptiveGroups\"\nfields = { color = 1 }",
            "fields.color: the dataset has no such dimension",
        ),
        ("[[traffic]]\nkind = \"kv\"\nuntil = \"1h\"\nrate = \"many\"", "`many` is no rate"),
        (
            "[[traffic]]\nkind = \"kv\"\nuntil = \"1h\"\nrate = \"1/m\"\nfields = { latencyMs = { draw = \"dice\" } }",
            "draw = \"dice\" is not known",
        ),
        ("[[traffic]]\nkind = \"kv\"\nuntil = \"365d\"\nrate = \"9000/s\"", "more than 5000000 events"),
        ("sede = 1", "unknown field `sede`"),
    ] {
        let error = emulator.play(scenario).expect_err(scenario).to_string();
        assert!(error.contains(expected), "{error}");
    }
}
