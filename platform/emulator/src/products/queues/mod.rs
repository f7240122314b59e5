//! Queues: messages pushed, pulled and acknowledged.

use crate::collection;
use crate::route::{Route, body};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::{Item, Message};
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const DEFAULT_BATCH: u64 = 5;
const MAX_BATCH: u64 = 100;
const DEFAULT_LEASE_MS: i64 = 30_000;
const DEFAULT_RETRIES: i64 = 3;

/// Where the messages of a queue are.
fn place(world: &World, asked: &Asked) -> Result<String, Reply> {
    match world.store.get(&asked.place(3), &asked.segments[3])? {
        Some(_) => Ok(asked.place(4)),
        None => Err(Reply::error(404, 11_000, "Queue does not exist.")),
    }
}

fn millis(world: &World) -> i64 {
    world.clock.now().as_millisecond()
}

/// A message as it is given, and when it may be given first.
fn message(world: &World, given: &Value, delay: i64) -> (Message, i64) {
    let kind =
        given["content_type"].as_str().unwrap_or(if given["body"].is_string() { "text" } else { "json" });
    let body = match (kind, given["body"].as_str()) {
        ("text", Some(text)) => text.as_bytes().to_vec(),
        ("bytes", Some(text)) => STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()),
        _ => given["body"].to_string().into_bytes(),
    };
    let sent = millis(world);
    let delay = given["delay_seconds"].as_i64().unwrap_or(delay);
    let message =
        Message { id: world.ids.hex(), body, kind: kind.to_owned(), sent, attempts: 0, lease: String::new() };
    (message, sent + delay * 1000)
}

/// Adds one message, or several.
pub(crate) fn push(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let queue = world.store.get(&asked.place(3), &asked.segments[3])?;
    let usual = queue.and_then(|queue| queue.value["settings"]["delivery_delay"].as_i64()).unwrap_or(0);
    let body = body::needed(asked)?;
    let delay = body["delay_seconds"].as_i64().unwrap_or(usual);
    let given: Vec<&Value> = match body["messages"].as_array() {
        Some(all) => all.iter().collect(),
        None => vec![&body],
    };
    let messages: Vec<(Message, i64)> = given.into_iter().map(|given| message(world, given, delay)).collect();
    world.store.push(&place, &messages)?;
    let (count, bytes, oldest) = world.store.backlog(&place)?;
    let metrics =
        json!({"backlog_count": count, "backlog_bytes": bytes, "oldest_message_timestamp_ms": oldest});
    Ok(Reply::result(json!({"metadata": {"metrics": metrics}})))
}

fn told(message: &Message) -> Value {
    let body = match message.kind.as_str() {
        "text" => String::from_utf8_lossy(&message.body).into_owned(),
        _ => STANDARD.encode(&message.body),
    };
    json!({
        "id": message.id, "body": body, "timestamp_ms": message.sent, "attempts": message.attempts,
        "lease_id": message.lease, "metadata": {"CF-Content-Type": message.kind, "CF-sourceMessageSource": "http"},
    })
}

/// Gives messages to one who pulls. Those that were given too often go to the dead letters, or nowhere.
pub(crate) fn pull(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let body = body::value(asked)?.unwrap_or_default();
    let consumers = world.store.list(&format!("{place}/consumers"))?;
    let consumer = consumers.iter().find(|consumer| consumer.value["type"] == "http_pull");
    let setting = |name: &str| consumer.and_then(|consumer| consumer.value["settings"][name].as_i64());
    let batch = body["batch_size"].as_u64().unwrap_or(DEFAULT_BATCH).clamp(1, MAX_BATCH);
    let lease = body["visibility_timeout_ms"].as_i64().or_else(|| setting("visibility_timeout_ms"));
    let now = millis(world);
    let until = now + lease.unwrap_or(DEFAULT_LEASE_MS).max(0);
    bury(world, &place, now, setting("max_retries").unwrap_or(DEFAULT_RETRIES), consumer, asked)?;
    let count = usize::try_from(batch).unwrap_or(1);
    let messages = world.store.lease(&place, now, until, count, || world.ids.hex())?;
    let (backlog, ..) = world.store.backlog(&place)?;
    let messages: Vec<Value> = messages.iter().map(told).collect();
    Ok(Reply::result(json!({"message_backlog_count": backlog, "messages": messages, "metadata": {}})))
}

fn bury(
    world: &World,
    place: &str,
    now: i64,
    retries: i64,
    consumer: Option<&Item>,
    asked: &Asked,
) -> Result<(), Reply> {
    let worn = world.store.peek(place, now, 10_000)?;
    for message in worn.into_iter().filter(|message| message.attempts > retries) {
        let letters = consumer.and_then(|consumer| consumer.value["dead_letter_queue"].as_str());
        if let Some(name) = letters
            && let Some(other) = world.store.named(&asked.place(3), name)?
        {
            let fresh = Message { attempts: 0, lease: String::new(), ..message.clone() };
            world.store.push(&format!("{}/{}", asked.place(3), other.id), &[(fresh, now)])?;
        }
        world.store.drop_message(place, &message.id)?;
    }
    Ok(())
}

/// The next messages as they are, without giving them to anybody.
pub(crate) fn peek(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let body = body::value(asked)?.unwrap_or_default();
    let batch = body["batch_size"].as_u64().unwrap_or(DEFAULT_BATCH).clamp(1, MAX_BATCH);
    let messages = world.store.peek(&place, millis(world), usize::try_from(batch).unwrap_or(1))?;
    let (backlog, ..) = world.store.backlog(&place)?;
    let messages: Vec<Value> = messages.iter().map(told).collect();
    Ok(Reply::result(json!({"message_backlog_count": backlog, "messages": messages})))
}

/// Says which messages are done, and which are to come again.
pub(crate) fn ack(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let body = body::needed(asked)?;
    let (mut done, mut again, mut warnings) = (0, 0, serde_json::Map::new());
    let leases = |name: &str| body[name].as_array().cloned().unwrap_or_default();
    for ack in leases("acks") {
        let lease = ack["lease_id"].as_str().unwrap_or_default();
        if world.store.ack(&place, lease)? {
            done += 1;
        } else {
            warnings.insert(lease.to_owned(), json!("unknown lease id"));
        }
    }
    for retry in leases("retries") {
        let lease = retry["lease_id"].as_str().unwrap_or_default();
        let visible = millis(world) + retry["delay_seconds"].as_i64().unwrap_or(0) * 1000;
        if world.store.retry(&place, lease, visible)? {
            again += 1;
        } else {
            warnings.insert(lease.to_owned(), json!("unknown lease id"));
        }
    }
    Ok(Reply::result(json!({"ackCount": done, "retryCount": again, "warnings": warnings})))
}

/// What waits.
pub(crate) fn metrics(world: &World, asked: &Asked) -> Answered {
    let (count, bytes, oldest) = world.store.backlog(&place(world, asked)?)?;
    Ok(Reply::result(
        json!({"backlog_count": count, "backlog_bytes": bytes, "oldest_message_timestamp_ms": oldest}),
    ))
}

/// Removes all messages.
pub(crate) fn purge(world: &World, asked: &Asked, route: &Route) -> Answered {
    let place = place(world, asked)?;
    world.store.purge(&place)?;
    let now = world.now().to_string();
    let queue = world.store.get(&asked.place(3), &asked.segments[3])?.map(|queue| queue.value);
    let mut told = queue.unwrap_or_default();
    told["started_at"] = json!(now);
    told["completed"] = json!(true);
    Ok(super::told(world, asked, route, told))
}

/// Queues with their consumers and producers as they are.
pub(crate) fn read(world: &World, asked: &Asked, route: &Route) -> Answered {
    let reply = collection::answer(world, asked, route)?;
    let mut body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let queues: Vec<&mut Value> = match &mut body["result"] {
        Value::Array(all) => all.iter_mut().collect(),
        one => vec![one],
    };
    for queue in queues {
        let Some(id) = queue["queue_id"].as_str().map(str::to_owned) else { continue };
        let consumers = world.store.list(&format!("{}/{id}/consumers", asked.place(3)))?;
        let consumers: Vec<Value> = consumers.into_iter().map(|consumer| consumer.value).collect();
        queue["consumers_total_count"] = json!(consumers.len());
        queue["consumers"] = Value::Array(consumers);
        queue["producers_total_count"] = json!(queue["producers"].as_array().map_or(0, Vec::len));
    }
    Ok(Reply::json(reply.status.as_u16(), &body))
}
