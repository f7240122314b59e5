//! KV, as the runtime asks for it.

use super::{Bound, text};
use crate::products::kv;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

const MOST_KEYS: usize = 1000;
const MOST_AT_ONCE: usize = 100;

/// Answers one request.
pub(super) fn answer(bound: &Bound<'_>) -> Answered {
    let (store, all) = (&bound.world.store, bound.place(&["storage", "kv", "namespaces"]));
    if store.get(&all, bound.id)?.is_none() {
        return Err(text(400, format!("there is no KV namespace {}", bound.id)));
    }
    let place = bound.place(&["storage", "kv", "namespaces", bound.id]);
    let key = bound.rest();
    match (bound.method(), key.as_str()) {
        ("POST", "bulk/get") => several(bound, &place),
        ("GET", "") => list(bound, &place),
        ("GET", _) => get(bound, &place, &key),
        ("PUT", _) => put(bound, &place, key),
        ("DELETE", _) => {
            store.delete_blobs(&place, &[key])?;
            Ok(Reply::content(200, "", ""))
        }
        (method, _) => Err(text(405, format!("KV has no {method}"))),
    }
}

fn get(bound: &Bound<'_>, place: &str, key: &str) -> Answered {
    let found = bound.world.store.blob(place, key, bound.world.seconds())?;
    let found = found.ok_or_else(|| text(404, "Not Found"))?;
    let mut reply = Reply::content(200, "application/octet-stream", found.content);
    if let Some(expires) = found.expires {
        reply = reply.with("cf-expiration", expires.to_string());
    }
    if !found.about.is_null() {
        reply = reply.with("cf-kv-metadata", ascii(&found.about));
    }
    Ok(reply)
}

/// JSON that a header can hold.
fn ascii(value: &Value) -> String {
    let mut out = String::new();
    for character in value.to_string().chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

fn put(bound: &Bound<'_>, place: &str, key: String) -> Answered {
    let about = match bound.asked.headers.get("cf-kv-metadata") {
        Some(said) => serde_json::from_slice(said.as_bytes())
            .map_err(|error| text(400, format!("the metadata is no JSON: {error}")))?,
        None => Value::Null,
    };
    let expires = kv::expiry(bound.world, bound.number("expiration"), bound.number("expiration_ttl"))?;
    let blob = kv::checked(Blob { key, content: bound.asked.body.to_vec(), about, expires })?;
    bound.world.store.put_blobs(place, &[blob])?;
    Ok(Reply::content(200, "", ""))
}

fn list(bound: &Bound<'_>, place: &str) -> Answered {
    let limit = bound.number("key_count_limit").and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(MOST_KEYS);
    if !(1..=MOST_KEYS).contains(&limit) {
        return Err(text(400, format!("Invalid key_count_limit of {limit}: from 1 to {MOST_KEYS}.")));
    }
    let after = URL_SAFE_NO_PAD.decode(bound.asked.query("cursor").unwrap_or_default());
    let after = after.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let after = after.ok_or_else(|| text(400, "Invalid cursor."))?;
    let prefix = bound.asked.query("prefix").unwrap_or_default();
    let mut keys = bound.world.store.keys(place, prefix, &after, limit + 1, bound.world.seconds())?;
    let more = keys.len() > limit;
    keys.truncate(limit);
    let cursor = keys.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(&last.key));
    let keys: Vec<Value> = keys.into_iter().map(told).collect();
    let mut out = json!({"keys": keys, "list_complete": !more, "cacheStatus": null});
    if let Some(cursor) = cursor {
        out["cursor"] = json!(cursor);
    }
    Ok(Reply::json(200, &out))
}

/// A key; its metadata is JSON as text here.
fn told(blob: Blob) -> Value {
    let mut key = json!({"name": blob.key});
    if let Some(expires) = blob.expires {
        key["expiration"] = json!(expires);
    }
    if !blob.about.is_null() {
        key["metadata"] = json!(blob.about.to_string());
    }
    key
}

fn several(bound: &Bound<'_>, place: &str) -> Answered {
    let asked: Value = serde_json::from_slice(&bound.asked.body)
        .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
    let keys: Vec<&str> = asked["keys"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if keys.is_empty() || keys.len() > MOST_AT_ONCE {
        return Err(text(400, format!("You can request from 1 to {MOST_AT_ONCE} keys")));
    }
    let mut out = Map::new();
    for key in keys {
        let found = bound.world.store.blob(place, key, bound.world.seconds())?;
        let value = match found {
            None => Value::Null,
            Some(found) => {
                let text_of = String::from_utf8_lossy(&found.content).into_owned();
                let value = if asked["type"] == "json" {
                    serde_json::from_str(&text_of).map_err(|_| {
                        text(400, "At least one of the requested keys corresponds to a non-json value")
                    })?
                } else {
                    json!(text_of)
                };
                if asked["withMetadata"] == true {
                    json!({"value": value, "metadata": found.about})
                } else {
                    value
                }
            }
        };
        out.insert(key.to_owned(), value);
    }
    Ok(Reply::json(200, &Value::Object(out)))
}
