//! Queues, as the runtime writes to them.

use super::{Bound, text};
use crate::server::reply::{Answered, Reply};
use crate::store::Message;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const MOST_BYTES: usize = 128_000;

/// Takes one message or several.
pub(super) fn answer(bound: &Bound<'_>) -> Answered {
    let (world, all) = (bound.world, bound.place(&["queues"]));
    let queue = world.store.get(&all, bound.id)?;
    let queue = queue.ok_or_else(|| text(404, format!("there is no queue {}", bound.id)))?;
    let place = bound.place(&["queues", bound.id]);
    let usual = queue.value["settings"]["delivery_delay"].as_i64().unwrap_or(0);
    let header = |name: &str| bound.asked.header(name);
    let delay = header("x-msg-delay-secs").and_then(|text| text.parse().ok()).unwrap_or(usual);
    let messages = match (bound.method(), bound.rest().as_str()) {
        ("POST", "message") => {
            let form = header("x-msg-fmt").unwrap_or("v8");
            vec![message(bound, form, bound.asked.body.to_vec(), delay)?]
        }
        ("POST", "batch") => batch(bound, delay)?,
        ("GET", "metrics") => return Ok(Reply::json(200, &metrics(bound, &place)?)),
        (method, path) => return Err(text(404, format!("a queue has no {method} /{path}"))),
    };
    world.store.push(&place, &messages)?;
    Ok(Reply::json(200, &json!({"metadata": {"metrics": metrics(bound, &place)?}})))
}

fn batch(bound: &Bound<'_>, delay: i64) -> Result<Vec<(Message, i64)>, Reply> {
    let asked: Value = serde_json::from_slice(&bound.asked.body)
        .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
    let all = asked["messages"].as_array().into_iter().flatten();
    all.map(|one| {
        let body = STANDARD.decode(one["body"].as_str().unwrap_or_default());
        let body = body.map_err(|error| text(400, format!("a body is no base64: {error}")))?;
        let form = one["contentType"].as_str().unwrap_or("v8");
        message(bound, form, body, one["delaySecs"].as_i64().unwrap_or(delay))
    })
    .collect()
}

fn message(bound: &Bound<'_>, form: &str, body: Vec<u8>, delay: i64) -> Result<(Message, i64), Reply> {
    if body.len() > MOST_BYTES {
        return Err(text(
            413,
            format!("message length of {} bytes exceeds limit of {MOST_BYTES}", body.len()),
        ));
    }
    let sent = bound.world.clock.now().as_millisecond();
    let id = bound.world.ids.hex();
    let message = Message { id, body, kind: form.to_owned(), sent, attempts: 0, lease: String::new() };
    Ok((message, sent + delay * 1000))
}

fn metrics(bound: &Bound<'_>, place: &str) -> Result<Value, Reply> {
    let (count, bytes, oldest) = bound.world.store.backlog(place)?;
    Ok(json!({"backlogCount": count, "backlogBytes": bytes, "oldestMessageTimestamp": oldest}))
}
