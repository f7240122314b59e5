//! Events as telemetry has them: one for each invocation, each line that it logged, each exception.

use crate::events::{Event, trace};
use crate::json::plain;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// What a dataset of Workers' events is called.
pub(super) const DATASET: &str = "cloudflare-workers";

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Sorts as the events came.
    pub(super) id: String,
    /// In milliseconds since 1970.
    pub(super) at: i64,
    pub(super) value: Value,
}

impl Entry {
    /// What a key names: below `$metadata` and `$workers`, or in what was logged.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        if let Some(found) = below(&self.value, key) {
            return Some(found);
        }
        below(&self.value["source"], key)
    }

    /// All keys with values that are no objects.
    pub(super) fn keys(&self) -> Vec<(String, &Value)> {
        let mut all = Vec::new();
        for (name, value) in self.value.as_object().into_iter().flatten() {
            match name.as_str() {
                "source" => flatten("", value, &mut all),
                name => flatten(name, value, &mut all),
            }
        }
        all
    }

    /// Whether it tells of something that failed.
    pub(super) fn is_error(&self) -> bool {
        self.value["$metadata"]["level"] == "error"
    }
}

/// A member by its path. Names may have dots themselves.
fn below<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let members = value.as_object()?;
    if let Some(found) = members.get(path) {
        return Some(found).filter(|found| !found.is_null());
    }
    let mut dots = path.match_indices('.');
    dots.find_map(|(at, _)| below(members.get(&path[..at])?, &path[at + 1..]))
}

fn flatten<'v>(path: &str, value: &'v Value, out: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let own = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&own, value, out);
            }
        }
        Value::Null => {}
        other => out.push((path.to_owned(), other)),
    }
}

/// The time of an id and its place among all: ten characters and sixteen digits.
fn id(at: i64, number: i64) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letter = |place: u32| char::from(DIGITS[(at >> (5 * place) & 31) as usize]);
    let time: String = (0..10).rev().map(letter).collect();
    format!("{time}{number:016}")
}

/// The events of an invocation, in the order of their times.
pub(super) fn of(event: &Event) -> Vec<Entry> {
    let list = |name: &str| event.fields.get(name).and_then(Value::as_array).into_iter().flatten();
    let began = event.at / 1000;
    let mut parts = vec![(began, "cf-worker-event", invocation(event))];
    for entry in list("logs") {
        parts.push((entry["timestamp"].as_i64().unwrap_or(began), "cf-worker", logged(entry)));
    }
    for entry in list("exceptions") {
        parts.push((entry["timestamp"].as_i64().unwrap_or(began), "cf-worker", thrown(entry)));
    }
    parts.sort_by_key(|(at, ..)| *at);
    let all = parts.into_iter().enumerate();
    all.map(|(place, (at, kind, (source, level)))| {
        let id = id(at, event.seq * 1000 + i64::try_from(place).unwrap_or(0));
        let mut metadata = metadata(event, &id, kind);
        let message = match source.get("message") {
            Some(Value::String(text)) => text.clone(),
            _ => Value::Object(source.clone()).to_string(),
        };
        if !level.is_empty() {
            metadata["level"] = json!(level);
        }
        if level == "error" {
            metadata["error"] = json!(message);
        }
        metadata["fingerprint"] = json!(crate::ids::hex(&Sha256::digest(&message)[..16]));
        metadata["message"] = json!(message);
        let value = json!({
            "dataset": DATASET, "timestamp": at, "source": source, "$workers": workers(event, kind), "$metadata": metadata,
        });
        Entry { id, at, value }
    })
    .collect()
}

type Source = (Map<String, Value>, &'static str);

fn invocation(event: &Event) -> Source {
    let level = if event.text("outcome") == "ok" { "info" } else { "error" };
    (
        Map::from_iter([("level".to_owned(), json!(level)), ("message".to_owned(), json!(trigger(event)))]),
        level,
    )
}

/// A line: an object's members, where it is only that; else its words.
fn logged(entry: &Value) -> Source {
    let level = match entry["level"].as_str() {
        Some("error") => "error",
        Some("warn") => "warn",
        Some("info") => "info",
        Some("debug") => "debug",
        _ => "",
    };
    let words = entry["message"].as_array().cloned().unwrap_or_else(|| vec![entry["message"].clone()]);
    let object = match words.as_slice() {
        [Value::Object(members)] => Some(members.clone()),
        [Value::String(text)] if text.starts_with('{') => serde_json::from_str(text).ok(),
        _ => None,
    };
    let mut source = object.unwrap_or_else(|| {
        let message = words.iter().map(plain).collect::<Vec<_>>().join(" ");
        Map::from_iter([("message".to_owned(), json!(message))])
    });
    if !level.is_empty() {
        source.entry("level").or_insert(json!(level));
    }
    (source, level)
}

fn thrown(entry: &Value) -> Source {
    let exception = json!({
        "name": entry["name"], "message": entry["message"], "timestamp": entry["timestamp"], "stack": entry["stack"],
    });
    let message = plain(&entry["message"]);
    let source = [("level", json!("error")), ("message", json!(message)), ("exception", exception)];
    (source.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(), "error")
}

/// What began it, in a few words: `GET /path`, a cron, the name of a queue.
fn trigger(event: &Event) -> String {
    let own = event.fields.get("event").unwrap_or(&Value::Null);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let request = &own["request"];
    if let Some(url) = request["url"].as_str() {
        return format!("{} {}", request["method"].as_str().unwrap_or("GET"), path(url));
    }
    ["cron", "scheduledTime", "queue", "mailFrom", "rpcMethod"]
        .iter()
        .find_map(|name| text(&own[*name]))
        .unwrap_or_else(|| event.text("trigger").to_owned())
}

fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split('?').next().unwrap_or(path)
}

fn metadata(event: &Event, id: &str, kind: &str) -> Value {
    let origin = event.text("trigger");
    let mut metadata = json!({
        "id": id, "requestId": event.text("requestId"), "trigger": trigger(event), "service": event.text("script"),
        "account": event.account, "type": kind, "origin": origin, "traceId": event.text("requestId"),
    });
    let own = event.fields.get("event").unwrap_or(&Value::Null);
    if let Some(url) = own["request"]["url"].as_str() {
        metadata["url"] = json!(url);
    }
    if kind == "cf-worker-event" && !own["response"]["status"].is_null() {
        metadata["statusCode"] = own["response"]["status"].clone();
    }
    metadata
}

fn workers(event: &Event, kind: &str) -> Value {
    let mut own = event.fields.get("event").cloned().unwrap_or_else(|| json!({}));
    if let Some(url) = own["request"]["url"].as_str().map(str::to_owned) {
        own["request"]["path"] = json!(path(&url));
        let pairs = url.split_once('?').map_or("", |(_, query)| query).split('&');
        let search: Map<String, Value> = pairs
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| {
                let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
                (name.to_owned(), number.map_or_else(|| json!(value), |number| json!(number)))
            })
            .collect();
        if !search.is_empty() {
            own["request"]["search"] = Value::Object(search);
        }
    }
    let mut told = json!({
        "event": own, "scriptName": event.text("script"), "outcome": event.text("outcome"),
        "eventType": match event.text("trigger") { "" => trace::trigger(&json!({"event": own})), known => known },
        "executionModel": event.text("model"), "requestId": event.text("requestId"),
        "truncated": event.fields.get("truncated").cloned().unwrap_or(json!(false)),
        "scriptVersion": {"id": event.text("version")},
    });
    for (name, own) in [("entrypoint", "entrypoint"), ("durableObjectId", "objectId")] {
        if !event.text(own).is_empty() {
            told[name] = json!(event.text(own));
        }
    }
    if kind == "cf-worker-event" {
        told["cpuTimeMs"] = json!((event.number("cpuTimeUs") / 1000.0).round());
        told["wallTimeMs"] = json!((event.number("wallTimeUs") / 1000.0).round());
    }
    told
}
