//! Which events a dataset is computed from, and the rows that they make.

use super::datasets::{Dataset, Scope};
use super::gauges;
use super::scalar::{Row, cut, moment};
use crate::events::trace::gb_seconds;
use crate::events::{Event, Wanted, kind};
use crate::world::World;
use serde_json::{Map, Value, json};

/// Rows of an event.
type Make = fn(Event, &mut Vec<Row>);

/// The kinds of events that a dataset is computed from. Those of its own name are always, and need no making.
fn sources(name: &str) -> &'static [(&'static str, Make)] {
    match name {
        "workersInvocationsAdaptive" => &[(kind::INVOCATION, invocation)],
        "workersInvocationsScheduled" => &[(kind::INVOCATION, scheduled)],
        "workersOverviewRequestsAdaptiveGroups" | "workersOverviewDataAdaptiveGroups" => {
            &[(kind::INVOCATION, invocation)]
        }
        "pagesFunctionsInvocationsAdaptiveGroups" => &[(kind::INVOCATION, pages)],
        "durableObjectsInvocationsAdaptiveGroups" | "durableObjectsPeriodicGroups" => {
            &[(kind::INVOCATION, objects)]
        }
        "workersAnalyticsEngineAdaptiveGroups" => &[(kind::POINT, same)],
        "kvOperationsAdaptiveGroups" => &[(kind::KV, same)],
        "r2OperationsAdaptiveGroups" => &[(kind::R2, same)],
        "d1AnalyticsAdaptiveGroups" => &[(kind::D1, same)],
        "d1QueriesAdaptiveGroups" => &[(kind::D1, queries)],
        "queueMessageOperationsAdaptiveGroups" => &[(kind::QUEUE, same)],
        "vectorizeV2OperationsAdaptiveGroups" => &[(kind::VECTORIZE, same)],
        "vectorizeV2QueriesAdaptiveGroups" => &[(kind::VECTORIZE, vector_queries)],
        "vectorizeV2WritesAdaptiveGroups" => &[(kind::VECTORIZE, vector_writes)],
        "aiInferenceAdaptive" | "aiInferenceAdaptiveGroups" => &[(kind::AI, same)],
        "workersZoneInvocationsAdaptiveGroups" => &[(kind::HTTP, zone_invocation)],
        "httpRequestsAdaptiveGroups" => &[(kind::HTTP, same)],
        "httpRequestsOverviewAdaptiveGroups"
        | "httpRequests1mGroups"
        | "httpRequests1hGroups"
        | "httpRequests1dGroups" => &[(kind::HTTP, rollup), ("httpRequestsAdaptiveGroups", rollup)],
        _ => &[],
    }
}

/// The kinds of a scenario's events that a dataset takes: its own name, and that of the same data ungrouped or grouped.
fn own_kinds(name: &str) -> Vec<String> {
    let other = match name.strip_suffix("Groups") {
        Some(raw) => raw.to_owned(),
        None => format!("{name}Groups"),
    };
    vec![name.to_owned(), other]
}

/// Goes through the rows of a dataset that can be meant, in no order.
pub(crate) fn each(
    world: &World,
    dataset: &Dataset,
    scope: &str,
    (from, until): (i64, i64),
    mut visit: impl FnMut(&Row),
) -> rusqlite::Result<()> {
    let (account, zone) = match dataset.scope {
        Scope::Account => (scope.to_owned(), None),
        Scope::Zone => {
            let found = world.store.get("/zones", scope)?;
            let account = found.and_then(|zone| zone.value["account"]["id"].as_str().map(str::to_owned));
            (account.unwrap_or_default(), Some(scope))
        }
    };
    let mut made = Vec::new();
    let mut read = |kind: &str, make: Make| {
        let wanted = Wanted { kind, account: &account, zone, from, until };
        world.events.log.each(&wanted, |event| {
            make(event, &mut made);
            made.drain(..).for_each(|row| visit(&row));
        })
    };
    for (kind, make) in sources(dataset.name) {
        read(kind, *make)?;
    }
    for kind in own_kinds(dataset.name) {
        read(&kind, same)?;
    }
    for row in gauges::now(world, dataset.name, &account)?.into_iter().filter(|row| row.at < until) {
        visit(&row);
    }
    Ok(())
}

fn same(event: Event, out: &mut Vec<Row>) {
    out.push(Row { at: event.at, fields: event.fields });
}

/// What GraphQL calls an outcome.
fn status(outcome: &str) -> &'static str {
    match outcome {
        "ok" => "success",
        "exception" => "scriptThrewException",
        "exceededCpu" | "exceededMemory" | "exceededWallTime" => "exceededResources",
        "canceled" | "responseStreamDisconnected" | "aborted" => "clientDisconnected",
        _ => "internalError",
    }
}

/// What all rows of an invocation have.
fn measured(event: &Event) -> Map<String, Value> {
    let (status, wall, cpu) =
        (status(event.text("outcome")), event.number("wallTimeUs"), event.number("cpuTimeUs"));
    let failed = matches!(status, "scriptThrewException" | "exceededResources" | "internalError");
    let duration = gb_seconds(wall);
    let request = event.fields.get("requestDurationUs").cloned().unwrap_or(json!(wall));
    let made = json!({
        "scriptName": event.text("script"), "scriptVersion": event.text("version"), "status": status,
        "coloCode": event.text("colo"), "usageModel": event.fields.get("usageModel").cloned().unwrap_or(json!("standard")),
        "environmentName": "production", "dispatchNamespaceName": event.text("dispatchNamespace"),
        "requests": 1, "errors": u8::from(failed), "clientDisconnects": u8::from(status == "clientDisconnected"),
        "cpuTime": cpu, "cpuTimeUs": cpu, "wallTime": wall, "duration": duration, "requestDuration": request,
        "responseBodySize": event.number("responseBytes"), "subrequests": event.number("subrequests"),
        "standardCpuTimeUs": cpu, "namespaceId": event.text("namespaceId"), "objectId": event.text("objectId"),
    });
    match made {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn is_object(event: &Event) -> bool {
    event.text("model") == "durableObject"
}

fn invocation(event: Event, out: &mut Vec<Row>) {
    if !is_object(&event) && event.fields.get("pages") != Some(&Value::Bool(true)) {
        out.push(Row { at: event.at, fields: measured(&event) });
    }
}

fn pages(event: Event, out: &mut Vec<Row>) {
    if event.fields.get("pages") == Some(&Value::Bool(true)) {
        out.push(Row { at: event.at, fields: measured(&event) });
    }
}

fn scheduled(event: Event, out: &mut Vec<Row>) {
    let Some(cron) = event.fields.get("event").and_then(|event| event["cron"].as_str()) else { return };
    let mut fields = measured(&event);
    fields.insert("cron".to_owned(), json!(cron));
    let due = event.fields["event"]["scheduledTime"].as_i64().map_or(event.at, |millis| millis * 1000);
    fields.insert("scheduledDatetime".to_owned(), json!(moment(due)));
    out.push(Row { at: event.at, fields });
}

fn objects(event: Event, out: &mut Vec<Row>) {
    if !is_object(&event) {
        return;
    }
    let mut fields = measured(&event);
    let wall = event.number("wallTimeUs");
    let outcome = event.text("outcome");
    let sockets = event.text("trigger") == "websocket";
    let more = json!({
        "activeTime": wall, "exceededCpuErrors": u8::from(outcome == "exceededCpu"),
        "exceededMemoryErrors": u8::from(outcome == "exceededMemory"),
        "fatalInternalErrors": u8::from(outcome == "internalError"), "inboundWebsocketMsgCount": u8::from(sockets),
    });
    if let Value::Object(more) = more {
        fields.extend(more);
    }
    for name in ["rowsRead", "rowsWritten", "storageReadUnits", "storageWriteUnits", "storageDeletes"] {
        if let Some(value) = event.fields.get(name) {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    out.push(Row { at: event.at, fields });
}

/// A statement each.
fn queries(event: Event, out: &mut Vec<Row>) {
    for query in event.fields.get("queries").and_then(Value::as_array).into_iter().flatten() {
        let mut fields = query.as_object().cloned().unwrap_or_default();
        for name in ["databaseId", "databaseRole", "servedByRegion", "servedByInstance"] {
            fields.insert(name.to_owned(), event.fields.get(name).cloned().unwrap_or_default());
        }
        out.push(Row { at: event.at, fields });
    }
}

fn vector_queries(event: Event, out: &mut Vec<Row>) {
    if matches!(event.text("operation"), "query" | "getByIds") {
        same(event, out);
    }
}

fn vector_writes(event: Event, out: &mut Vec<Row>) {
    if matches!(event.text("operation"), "insert" | "upsert" | "deleteByIds") {
        same(event, out);
    }
}

fn zone_invocation(event: Event, out: &mut Vec<Row>) {
    if event.text("script").is_empty() {
        return;
    }
    let fields = json!({
        "httpResponseStatus": event.number("edgeResponseStatus"), "requests": 1,
        "status": if event.number("edgeResponseStatus") < 500.0 { "success" } else { "scriptThrewException" },
        "responseBodySize": event.number("edgeResponseBytes"), "subrequests": event.number("subrequests"),
    });
    if let Value::Object(fields) = fields {
        out.push(Row { at: event.at, fields });
    }
}

/// A request as sums of requests have it.
fn rollup(event: Event, out: &mut Vec<Row>) {
    let bytes = event.number("edgeResponseBytes");
    let status = event.number("edgeResponseStatus");
    let cached = matches!(event.text("cacheStatus"), "hit" | "stale" | "revalidated" | "updating");
    let encrypted = event.text("clientRequestScheme") == "https";
    let is_page = event.text("edgeResponseContentTypeName") == "html" && (200.0..300.0).contains(&status);
    let when = |is: bool, value: f64| if is { value } else { 0.0 };
    let more = json!({
        "requests": 1, "bytes": bytes, "cachedRequests": when(cached, 1.0), "cachedBytes": when(cached, bytes),
        "encryptedRequests": when(encrypted, 1.0), "encryptedBytes": when(encrypted, bytes),
        "pageViews": when(is_page, 1.0), "clientHTTPProtocol": event.text("clientRequestHTTPProtocol"),
        "uaBrowserFamily": event.fields.get("userAgentBrowser"), "ipType": event.fields.get("ipClass"),
        "threatPathingName": event.fields.get("threatPathing"), "uniques": event.fields.get("clientIP"),
    });
    let mut fields = event.fields;
    if let Value::Object(more) = more {
        for (name, value) in more {
            if !fields.contains_key(&name) && !value.is_null() {
                fields.insert(name, value);
            }
        }
    }
    out.push(Row { at: cut(event.at, 1), fields });
}
