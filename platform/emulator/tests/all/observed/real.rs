//! A Worker that really runs, as all readers of the log see it.

use super::{account, post};
use crate::running::World;
use crate::support::{body, call};
use cfs_catalogue::Arguments;
use cfs_emulator::{ACCOUNT_ID, ZONE_ID};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const CODE: &str = "export default { async fetch(request, env) {
    const path = new URL(request.url).pathname;
    console.warn('asked', path);
    console.log({ path, cart: 3 });
    if (path === '/throw') throw new RangeError('no such cart');
    await env.KV.put('last', path);
    await env.KV.get('last');
    env.SALES.writeDataPoint({ blobs: ['Berlin', path], doubles: [12.5, 2], indexes: ['shop'] });
    return new Response('0123456789');
} }";

async fn socket(world: &World, url: &str) -> WebSocketStream<TcpStream> {
    let request = url.into_client_request().expect("a request");
    let stream = TcpStream::connect(world.emulator.address()).await.expect("a connection");
    tokio_tungstenite::client_async(request, stream).await.expect("a WebSocket").0
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Value {
    let message = socket.next().await.expect("an event").expect("a message");
    serde_json::from_slice(&message.into_data()).expect("JSON")
}

async fn telemetry(world: &World, what: &str, body: Value) -> Value {
    let path = format!("/accounts/{ACCOUNT_ID}/workers/observability/telemetry/{what}");
    let (status, text) = post(&world.emulator, &path, &body.to_string()).await;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str::<Value>(&text).expect("JSON")["result"].take()
}

#[tokio::test]
async fn what_a_worker_does_is_seen_by_all_readers() {
    let world = World::start().await;
    let namespace = world.namespace().await;
    let bindings = json!([
        {"type": "kv_namespace", "name": "KV", "namespace_id": namespace},
        {"type": "analytics_engine", "name": "SALES", "dataset": "sales"},
    ]);
    world.worker("shop", json!({"bindings": bindings}), CODE).await;
    let route = body(&json!({"pattern": "shop.example.com/*", "script": "shop"}));
    let own = Arguments::new().set("zone_id", ZONE_ID);
    call(&world.client, "workers.routes.create", own, route).await.expect("a route");
    let live = telemetry(&world, "live-tail", json!({"scriptId": "shop", "filters": []})).await;
    let mut live = socket(&world, live["wsUrl"].as_str().expect("an address")).await;
    let own = [("script_name", "shop")];
    let tail = world.done("workers.scripts.tail.create", &own, body(&json!({"filters": []}))).await;
    let mut tail = socket(&world, tail["url"].as_str().expect("an address")).await;
    let at = world.emulator.address();
    for (host, path, status) in [
        ("shop.emulator.workers.dev", "/a", 200),
        ("shop.example.com", "/b", 200),
        ("shop.emulator.workers.dev", "/throw", 500),
    ] {
        assert_eq!(crate::running::ask(at, host, "GET", path, "").await.status, status, "{path}");
        // What a tail has shown is in the log.
        assert_eq!(next(&mut tail).await["scriptName"], "shop");
    }
    let mut frames = Vec::new();
    while frames.len() < 10 {
        frames.push(next(&mut live).await);
    }
    let kinds = |name: &str| frames.iter().filter(|frame| frame["$metadata"]["type"] == name).count();
    assert_eq!((kinds("cf-worker-event"), kinds("cf-worker")), (3, 7), "{frames:?}");

    let told = account(
        &world.emulator,
        "rows: workersInvocationsAdaptive(limit: 9, filter: {}, orderBy: [sum_requests_DESC]) { dimensions { scriptName status } sum { requests errors responseBodySize } max { requestDuration } }
         kv: kvOperationsAdaptiveGroups(limit: 9, filter: {}, orderBy: [actionType_ASC]) { dimensions { actionType } sum { requests } }
         points: workersAnalyticsEngineAdaptiveGroups(limit: 9, filter: {}) { count dimensions { dataset } }
         http: httpRequestsAdaptiveGroups(limit: 9, filter: {}) { count dimensions { clientRequestHTTPHost clientRequestPath edgeResponseStatus } sum { edgeResponseBytes } }",
    )
    .await;
    let rows = &told["rows"];
    assert_eq!(rows[0]["dimensions"], json!({"scriptName": "shop", "status": "success"}));
    assert_eq!(rows[0]["sum"], json!({"requests": 2, "errors": 0, "responseBodySize": 20}));
    assert!(rows[0]["max"]["requestDuration"].as_f64().is_some_and(|duration| duration > 0.0), "{rows}");
    assert_eq!(
        (&rows[1]["dimensions"]["status"], &rows[1]["sum"]["errors"]),
        (&json!("scriptThrewException"), &json!(1))
    );
    let action = |name: &str| json!({"dimensions": {"actionType": name}, "sum": {"requests": 2}});
    assert_eq!(told["kv"], json!([action("read"), action("write")]));
    assert_eq!(told["points"], json!([{"count": 2, "dimensions": {"dataset": "sales"}}]));
    let b = json!({"clientRequestHTTPHost": "shop.example.com", "clientRequestPath": "/b", "edgeResponseStatus": 200});
    assert_eq!(told["http"], json!([{"count": 1, "dimensions": b, "sum": {"edgeResponseBytes": 10}}]));

    logs_and_points(&world).await;
}

/// The lines that were logged, and the points that were written.
async fn logs_and_points(world: &World) {
    let now = jiff::Timestamp::now().as_millisecond();
    let query = json!({"queryId": "q", "timeframe": {"from": now - 600_000, "to": now + 1000}, "view": "events",
        "parameters": {"filters": [{"key": "cart", "operation": "eq", "type": "number", "value": 3}]}});
    let lines = telemetry(world, "query", query).await;
    assert_eq!(
        (&lines["events"]["count"], &lines["events"]["events"][2]["source"]["path"]),
        (&json!(3), &json!("/a"))
    );
    let sql = "SELECT blob1 AS city, sum(_sample_interval) AS n, sum(double1 * double2) AS total FROM sales WHERE index1 = 'shop' GROUP BY city";
    let (_, text) = post(&world.emulator, &format!("/accounts/{ACCOUNT_ID}/analytics_engine/sql"), sql).await;
    let told: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(told["data"], json!([{"city": "Berlin", "n": "2", "total": 50.0}]));
}

#[tokio::test]
async fn events_last_as_long_as_the_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "start = \"-1h\"\n[[event]]\nkind = \"kv\"\ntimes = 5\nfields = { actionType = \"read\" }";
    let node = "rows: kvOperationsAdaptiveGroups(limit: 9, filter: {}) { count }";
    for _ in 0..2 {
        // A scenario that was played into a state is not played again.
        let (emulator, _) =
            super::still(cfs_emulator::Emulator::builder().state(folder.path()).scenario(scenario)).await;
        assert_eq!(account(&emulator, node).await["rows"], json!([{"count": 5}]));
        emulator.stop().await;
    }
}

#[tokio::test]
async fn the_oldest_events_go() {
    let scenario = "[[event]]\nkind = \"kv\"\nat = \"-1h\"\ntimes = 5000\nfields = { actionType = \"read\" }";
    let (emulator, _) =
        super::still(cfs_emulator::Emulator::builder().keep_events(1000).scenario(scenario)).await;
    let told = account(&emulator, "rows: kvOperationsAdaptiveGroups(limit: 9, filter: {}) { count }").await;
    let count = told["rows"][0]["count"].as_u64().expect("a count");
    assert!((1000..=3048).contains(&count), "{count}");
}

#[tokio::test]
async fn tails_see_what_a_scenario_plays_when_its_time_comes() {
    let clock = std::sync::Arc::new(cfs_emulator::ManualClock::new(super::NOW.parse().expect("a time")));
    let scenario = "[[event]]\nat = \"1m\"\nkind = \"invocation\"\ntimes = 2\nevery = \"1m\"\nfields = { script = \"shop\", version = \"v1\", url = \"https://shop.example.com/{n}\", logs = [\"hello\"] }";
    let builder = cfs_emulator::Emulator::builder().clock(clock.clone()).scenario(scenario);
    let world = World::of(builder).await;
    let tail = telemetry(&world, "live-tail", json!({"filters": [{"key": "$metadata.type", "operation": "eq", "type": "string", "value": "cf-worker"}]})).await;
    let mut live = socket(&world, tail["wsUrl"].as_str().expect("an address")).await;
    clock.advance(std::time::Duration::from_mins(1));
    world.emulator.tell_tails();
    world.emulator.tell_tails();
    let frame = next(&mut live).await;
    assert_eq!(
        (&frame["source"]["message"], &frame["$metadata"]["trigger"]),
        (&json!("hello"), &json!("GET /0"))
    );
    clock.advance(std::time::Duration::from_mins(5));
    world.emulator.tell_tails();
    assert_eq!(next(&mut live).await["$metadata"]["trigger"], "GET /1");
}

#[tokio::test]
async fn deliveries_of_queues_are_counted() {
    let clock = std::sync::Arc::new(cfs_emulator::ManualClock::new(super::NOW.parse().expect("a time")));
    let world = World::of(cfs_emulator::Emulator::builder().clock(clock)).await;
    let queue = world.queue("mail").await;
    let code = "export default {
        async fetch(request, env) { await env.MAIL.send({ n: 1 }); return new Response('sent') },
        async queue(batch) { for (const message of batch.messages) if (message.attempts === 1) message.retry() },
    }";
    let bindings = json!([{"type": "queue", "name": "MAIL", "queue_name": "mail"}]);
    world.worker("reader", json!({"bindings": bindings}), code).await;
    let settings = json!({"batch_size": 10, "max_retries": 2, "max_wait_time_ms": 0});
    let consumer = json!({"type": "worker", "script_name": "reader", "settings": settings});
    world.done("queues.consumers.create", &[("queue_id", &queue)], body(&consumer)).await;
    assert_eq!(world.get("reader", "/").await, "sent");
    world.emulator.deliver_queues().await;
    let told = account(
        &world.emulator,
        "rows: queueMessageOperationsAdaptiveGroups(limit: 9, filter: {}, orderBy: [actionType_ASC]) { count dimensions { actionType queueId } sum { billableOperations } }
         backlog: queueBacklogAdaptiveGroups(limit: 9, filter: {}) { avg { messages } }",
    )
    .await;
    let row = |action: &str, count: u64| {
        let dimensions = json!({"actionType": action, "queueId": queue});
        json!({"count": count, "dimensions": dimensions, "sum": {"billableOperations": count}})
    };
    let rows = json!([row("DeleteMessage", 1), row("ReadMessage", 2), row("WriteMessage", 1)]);
    assert_eq!(told["rows"], rows);
    assert_eq!(told["backlog"][0]["avg"]["messages"].as_f64(), Some(0.0));
}
