//! What the runtime traces of a Worker's invocation, as an event; and what only its answer's way shows: bytes and duration.
//!
//! A request that came through the emulator's port has two halves: its trace, and the answer that is passed on. The event is added when both
//! are there, whichever comes first.

use super::{Event, kind};
use crate::server::asked::place;
use crate::world::World;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many requests are waited for; of those before, what is there is told.
const WAITING: usize = 4096;

/// A Worker's memory, by which durations are counted in GB·s.
const MEMORY_GB: f64 = 0.128;

/// One half of a request, or none yet.
#[derive(Default)]
struct Half {
    trace: Option<Event>,
    answer: Option<Passed>,
}

/// What an answer's way shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed {
    /// Bytes of its body.
    pub(crate) bytes: u64,
    /// From the request to the body's end, in microseconds.
    pub(crate) duration: i64,
}

/// Requests of which one half is missing, by ray and Worker.
#[derive(Default)]
pub(crate) struct Halves(Mutex<BTreeMap<(String, String), Half>>);

impl Halves {
    fn all(&self) -> MutexGuard<'_, BTreeMap<(String, String), Half>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request is handed to a Worker.
pub(crate) fn begun(world: &World, ray: &str, worker: &str) {
    let mut all = world.events.halves.all();
    while all.len() >= WAITING {
        let Some((_, half)) = all.pop_first() else { break };
        if let Some(event) = half.trace {
            world.events.add(&event);
        }
    }
    all.insert((ray.to_owned(), worker.to_owned()), Half::default());
}

/// Its answer has been passed on.
pub(crate) fn passed(world: &World, ray: &str, worker: &str, passed: Passed) {
    let key = (ray.to_owned(), worker.to_owned());
    let mut all = world.events.halves.all();
    let Some(half) = all.get_mut(&key) else { return };
    half.answer = Some(passed);
    if half.trace.is_some()
        && let Some(Half { trace: Some(event), .. }) = all.remove(&key)
    {
        world.events.add(&with(event, passed));
    }
}

/// What the runtime traced of an invocation of `NAME/VERSION`.
pub(crate) fn traced(world: &World, account: &str, id: &str, trace: &Value) -> Event {
    let (worker, version) = id.split_once('/').unwrap_or((id, ""));
    let event = invocation(world, account, worker, version, trace);
    let ray = trace["event"]["request"]["headers"]["cf-ray"].as_str().unwrap_or_default();
    let key = (ray.to_owned(), worker.to_owned());
    let mut all = world.events.halves.all();
    let own = event.text("model") != "durableObject";
    let Some(half) = all.get_mut(&key).filter(|half| own && half.trace.is_none()) else {
        world.events.add(&event);
        return event;
    };
    match half.answer {
        Some(passed) => {
            all.remove(&key);
            world.events.add(&with(event.clone(), passed));
        }
        None => half.trace = Some(event.clone()),
    }
    event
}

fn with(mut event: Event, passed: Passed) -> Event {
    event.fields.insert("responseBytes".to_owned(), json!(passed.bytes));
    event.fields.insert("requestDurationUs".to_owned(), json!(passed.duration));
    event
}

fn invocation(world: &World, account: &str, worker: &str, version: &str, trace: &Value) -> Event {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| {
        if !value.is_null() {
            fields.insert(name.to_owned(), value);
        }
    };
    let micros = |name: &str| trace[name].as_f64().map_or(Value::Null, |ms| json!((ms * 1000.0).round()));
    set("script", json!(worker));
    set("version", json!(version));
    set("trigger", json!(trigger(trace)));
    for (own, said) in [
        ("outcome", "outcome"),
        ("event", "event"),
        ("logs", "logs"),
        ("exceptions", "exceptions"),
        ("model", "executionModel"),
        ("entrypoint", "entrypoint"),
        ("objectId", "durableObjectId"),
        ("truncated", "truncated"),
    ] {
        set(own, trace[said].clone());
    }
    set("cpuTimeUs", micros("cpuTime"));
    set("wallTimeUs", micros("wallTime"));
    set("requestId", request_id(trace));
    set("colo", trace["event"]["request"]["cf"]["colo"].clone());
    if trace["executionModel"] == "durableObject" {
        set("namespaceId", json!(namespace(world, account, worker, &trace["entrypoint"])));
    }
    let at = trace["eventTimestamp"].as_i64().filter(|_| world.clock.is_real());
    let at = at.map_or_else(|| world.clock.now().as_microsecond(), |millis| millis * 1000);
    let mut event = Event {
        at,
        kind: kind::INVOCATION.to_owned(),
        account: account.to_owned(),
        fields,
        ..Event::default()
    };
    move_to(&mut event, trace["eventTimestamp"].as_i64());
    event
}

/// Under a clock of one's own the times of what was logged are as far after the event's as they were by the system's.
fn move_to(event: &mut Event, began: Option<i64>) {
    let (Some(began), at) = (began, event.at / 1000) else { return };
    for list in ["logs", "exceptions"] {
        for entry in event.fields.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(time) = entry["timestamp"].as_i64() {
                entry["timestamp"] = json!(time - began + at);
            }
        }
    }
}

/// The ray without where it was, as the service calls requests; one that is made up for what is none.
fn request_id(trace: &Value) -> Value {
    let ray = trace["event"]["request"]["headers"]["cf-ray"].as_str();
    let id = ray.and_then(|ray| ray.split('-').next()).map(str::to_owned);
    // Not one of the account's: those are given out in the same order whatever Workers do meanwhile.
    json!(id.unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string()[..16].to_uppercase()))
}

/// What an invocation was begun by.
pub(crate) fn trigger(trace: &Value) -> &'static str {
    let event = &trace["event"];
    let has = |name: &str| !event[name].is_null();
    match () {
        () if has("request") => "fetch",
        () if has("cron") => "cron",
        () if has("scheduledTime") => "alarm",
        () if has("queue") => "queue",
        () if has("mailFrom") => "email",
        () if has("rpcMethod") => "rpc",
        () if has("consumedEvents") => "tail",
        () if has("getWebSocketEvent") => "websocket",
        () => "unknown",
    }
}

/// The namespace of a class of Durable Objects.
fn namespace(world: &World, account: &str, worker: &str, class: &Value) -> String {
    let all = place(["accounts", account, "workers", "durable_objects", "namespaces"]);
    let all = world.store.list(&all).unwrap_or_default();
    let own = all.into_iter().find(|own| own.value["script"] == worker && own.value["class"] == *class);
    own.map(|own| own.id).unwrap_or_default()
}

/// Durations of GB·s of a wall time in microseconds.
pub(crate) fn gb_seconds(wall_us: f64) -> f64 {
    wall_us / 1_000_000.0 * MEMORY_GB
}
