//! Crons, queues and tails.

use super::World;
use crate::support::body;
use cfs_catalogue::Content;
use cfs_emulator::{Emulator, ManualClock};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

#[tokio::test]
async fn crons_are_fired_at_their_minute() {
    let clock = Arc::new(ManualClock::new("2026-11-28T10:00:00Z".parse().expect("a time")));
    let world = World::of(Emulator::builder().clock(clock)).await;
    let namespace = world.namespace().await;
    let code = "export default { async scheduled(event, env) {
        if (event.cron === '30 * * * *') throw new Error('not now');
        await env.KV.put('fired', `${event.cron} ${new Date(event.scheduledTime).toISOString()}`);
    } }";
    let bindings = json!([{"type": "kv_namespace", "name": "KV", "namespace_id": namespace}]);
    world.worker("timer", json!({"bindings": bindings}), code).await;
    let crons = json!([{"cron": "0 12 * * *"}, {"cron": "30 * * * *"}]);
    world.done("workers.scripts.schedules.update", &[("script_name", "timer")], body(&crons)).await;
    let at = |text: &str| text.parse().expect("a time");
    assert_eq!(world.emulator.fire_crons(at("2026-11-28T11:59:59Z")).await, []);
    let fired = world.emulator.fire_crons(at("2026-11-28T12:00:42Z")).await;
    assert_eq!((fired.len(), fired[0].cron.as_str(), fired[0].outcome.as_str()), (1, "0 12 * * *", "ok"));
    assert_eq!(world.value(&namespace, "fired").await, "0 12 * * * 2026-11-28T12:00:00.000Z");
    let failed = world.emulator.fire_crons(at("2026-11-28T12:30:00Z")).await;
    assert_eq!(failed[0].outcome, "exception", "{failed:?}");
}

#[tokio::test]
async fn messages_are_delivered_retried_and_buried() {
    let clock = Arc::new(ManualClock::new("2026-11-28T10:00:00Z".parse().expect("a time")));
    let world = World::of(Emulator::builder().clock(clock.clone())).await;
    let namespace = world.namespace().await;
    let (queue, dead) = (world.queue("mail").await, world.queue("dead").await);
    let code = "export default {
        async fetch(request, env) {
            await env.MAIL.sendBatch([{ body: { n: 1 } }, { body: 'bad', contentType: 'text' }, { body: new Map([['m', 3]]), contentType: 'v8' }]);
            return new Response('sent');
        },
        async queue(batch, env) {
            for (const message of batch.messages) {
                const body = message.body instanceof Map ? [...message.body] : message.body;
                await env.KV.put(`${JSON.stringify(body)} ${message.attempts}`, batch.queue);
                if (message.body === 'bad') message.retry({ delaySeconds: 30 });
            }
        },
    }";
    let bindings = json!([
        {"type": "kv_namespace", "name": "KV", "namespace_id": namespace},
        {"type": "queue", "name": "MAIL", "queue_name": "mail"},
    ]);
    world.worker("reader", json!({"bindings": bindings}), code).await;
    let consumer = json!({
        "type": "worker", "script_name": "reader", "dead_letter_queue": "dead",
        "settings": {"batch_size": 10, "max_retries": 1, "max_wait_time_ms": 0},
    });
    world.done("queues.consumers.create", &[("queue_id", &queue)], body(&consumer)).await;
    assert_eq!(world.get("reader", "/").await, "sent");
    let seen = async || {
        let keys =
            world.done("kv.namespaces.keys.list", &[("namespace_id", &namespace)], Content::none()).await;
        keys.as_array()
            .into_iter()
            .flatten()
            .map(|key| key["name"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    world.emulator.deliver_queues().await;
    assert_eq!(seen().await, ["\"bad\" 1", "[[\"m\",3]] 1", "{\"n\":1} 1"]);
    // Its delay is not over.
    world.emulator.deliver_queues().await;
    assert_eq!(seen().await.len(), 3);
    clock.advance(Duration::from_secs(31));
    world.emulator.deliver_queues().await;
    assert_eq!(seen().await[1], "\"bad\" 2");
    let metrics = world.done("queues.get_metrics", &[("queue_id", &queue)], Content::none()).await;
    assert_eq!(metrics["backlog_count"], 0);
    let peeked =
        world.done("queues.messages.peek", &[("queue_id", &dead)], body(&json!({"batch_size": 5}))).await;
    assert_eq!(peeked["messages"][0]["body"], "bad", "{peeked}");
}

#[tokio::test]
async fn a_tail_is_silent_when_its_time_is_over() {
    let clock = Arc::new(ManualClock::new("2026-11-28T10:00:00Z".parse().expect("a time")));
    let world = World::of(Emulator::builder().clock(clock.clone())).await;
    world.worker("site", json!({}), "export default { fetch() { return new Response('ok') } }").await;
    let own = [("script_name", "site")];
    let tail = world.done("workers.scripts.tail.create", &own, body(&json!({"filters": []}))).await;
    assert_eq!(tail["expires_at"], "2026-11-28T16:00:00Z");
    let address = tail["url"].as_str().expect("an address");
    let connect = async || {
        let request = address.into_client_request().expect("a request");
        let stream = tokio::net::TcpStream::connect(world.emulator.address()).await.expect("a connection");
        tokio_tungstenite::client_async(request, stream).await
    };
    let (mut socket, _) = connect().await.expect("a WebSocket");
    assert_eq!(world.get("site", "/one").await, "ok");
    let event = socket.next().await.expect("an event").expect("a message").into_data();
    assert!(String::from_utf8_lossy(&event).contains("/one"));
    clock.advance(Duration::from_hours(6));
    assert_eq!(world.get("site", "/two").await, "ok");
    // It is not closed: pings are answered.
    socket.send(tokio_tungstenite::tungstenite::Message::Ping(bytes::Bytes::new())).await.expect("sent");
    assert!(socket.next().await.expect("an answer").expect("a message").is_pong());
    assert!(connect().await.is_err(), "and nobody reads it any more");
}

#[tokio::test]
async fn a_tail_sees_what_is_logged() {
    let world = World::start().await;
    let code = "export default { fetch(request) { console.log('seen', { path: new URL(request.url).pathname }); return new Response('ok') } }";
    world.worker("site", json!({}), code).await;
    let own = [("script_name", "site")];
    let tail = world
        .done("workers.scripts.tail.create", &own, body(&json!({"filters": [{"method": ["GET"]}]})))
        .await;
    let mut request = tail["url"].as_str().expect("an address").into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "trace-v1".parse().expect("a header"));
    let stream = tokio::net::TcpStream::connect(world.emulator.address()).await.expect("a connection");
    let (mut socket, response) = tokio_tungstenite::client_async(request, stream).await.expect("a WebSocket");
    assert_eq!(response.headers()["sec-websocket-protocol"], "trace-v1");
    world.ask("site", "POST", "/not-this", "x").await;
    assert_eq!(world.get("site", "/this").await, "ok");
    let event = socket.next().await.expect("an event").expect("a message");
    let event: Value = serde_json::from_slice(&event.into_data()).expect("JSON");
    assert_eq!((&event["outcome"], &event["scriptName"]), (&json!("ok"), &json!("site")), "{event}");
    assert_eq!(event["logs"][0]["message"], json!(["seen", {"path": "/this"}]), "{event}");
    assert_eq!(event["event"]["request"]["url"], "https://site.emulator.workers.dev/this");
}
