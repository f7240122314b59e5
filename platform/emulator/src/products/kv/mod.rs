//! KV: values, metadata, expiration, bulk.

use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

const MAX_KEY: usize = 512;
const MAX_VALUE: usize = 25 << 20;
const MAX_METADATA: usize = 1024;
const LEAST_TTL: i64 = 60;

/// Where the values of a namespace are; an error where there is none.
fn place(world: &World, asked: &Asked) -> Result<String, Reply> {
    let (place, id) = (asked.place(5), &asked.segments[5]);
    match world.store.get(&place, id)? {
        Some(_) => Ok(asked.place(6)),
        None => Err(Reply::error(404, 10_013, "list keys: 'namespace not found'")),
    }
}

fn key(asked: &Asked) -> String {
    asked.segments[7..].join("/")
}

fn missing() -> Reply {
    Reply::error(404, 10_009, "get: 'key not found'")
}

/// The value of a key.
pub(crate) fn get(world: &World, asked: &Asked) -> Answered {
    let found = world.store.blob(&place(world, asked)?, &key(asked), world.seconds())?.ok_or_else(missing)?;
    let reply = Reply::content(200, "application/octet-stream", found.content);
    Ok(match found.expires {
        Some(expires) => reply.with("expiration", expires.to_string()),
        None => reply,
    })
}

/// The metadata of a key.
pub(crate) fn metadata(world: &World, asked: &Asked) -> Answered {
    let found = world.store.blob(&place(world, asked)?, &key(asked), world.seconds())?.ok_or_else(missing)?;
    Ok(Reply::result(found.about))
}

/// Sets a key.
pub(crate) fn put(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let (mut content, mut about) = (asked.body.to_vec(), Value::Null);
    if asked.media() == "multipart/form-data" {
        let parts = body::form(asked)?;
        let part = |name: &str| parts.iter().find(|part| part.name == name);
        let value = part("value")
            .ok_or_else(|| Reply::error(400, 10_012, "could not parse the form: `value` is missing"))?;
        content = value.content.to_vec();
        about = match part("metadata").map(body::Part::text).filter(|text| !text.is_empty()) {
            Some(text) => serde_json::from_str(&text)
                .map_err(|_| Reply::error(400, 10_012, "put: 'metadata must be valid json'"))?,
            None => Value::Null,
        };
    }
    let number = |name: &str| asked.query(name).and_then(|text| text.parse::<i64>().ok());
    let expires = expiry(world, number("expiration"), number("expiration_ttl"))?;
    let blob = checked(Blob { key: key(asked), content, about, expires })?;
    world.store.put_blobs(&place, &[blob])?;
    Ok(Reply::result(json!({})))
}

/// A key and its value, where they are of an allowed size.
pub(crate) fn checked(blob: Blob) -> Result<Blob, Reply> {
    let refused = |status, code, message: String| Err(Reply::error(status, code, message));
    if blob.key.is_empty() || blob.key.len() > MAX_KEY {
        return refused(
            414,
            10_030,
            format!("put: 'key length of {} exceeds limit of {MAX_KEY}'", blob.key.len()),
        );
    }
    if blob.content.len() > MAX_VALUE {
        return refused(
            413,
            10_047,
            format!("put: 'value length of {} exceeds limit of {MAX_VALUE}'", blob.content.len()),
        );
    }
    if !blob.about.is_null() && blob.about.to_string().len() > MAX_METADATA {
        return refused(413, 10_047, format!("put: 'metadata exceeds limit of {MAX_METADATA}'"));
    }
    Ok(blob)
}

/// When a key goes, in seconds since 1970.
pub(crate) fn expiry(world: &World, at: Option<i64>, ttl: Option<i64>) -> Result<Option<i64>, Reply> {
    let now = world.seconds();
    let Some(at) = ttl.map(|ttl| now.saturating_add(ttl)).or(at) else { return Ok(None) };
    if at < now + LEAST_TTL {
        let message = format!(
            "put: 'Invalid expiration of {at}. Please specify integer greater than the current number of seconds since the UNIX epoch by at least {LEAST_TTL}'"
        );
        return Err(Reply::error(400, 10_021, message));
    }
    Ok(Some(at))
}

/// Removes a key, whether it is there or not.
pub(crate) fn delete(world: &World, asked: &Asked) -> Answered {
    world.store.delete_blobs(&place(world, asked)?, &[key(asked)])?;
    Ok(Reply::result(json!({})))
}

/// Lists keys.
pub(crate) fn list(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let limit = asked.query("limit").map_or(Ok(1000), str::parse::<usize>);
    let limit = limit.ok().filter(|limit| (10..=1000).contains(limit));
    let limit =
        limit.ok_or_else(|| Reply::error(400, 10_012, "list keys: 'limit must be from 10 to 1000'"))?;
    let after = URL_SAFE_NO_PAD.decode(asked.query("cursor").unwrap_or_default());
    let after = after.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let after = after.ok_or_else(|| Reply::error(400, 10_012, "list keys: 'invalid cursor'"))?;
    let prefix = asked.query("prefix").unwrap_or_default();
    let mut keys = world.store.keys(&place, prefix, &after, limit + 1, world.seconds())?;
    let more = keys.len() > limit;
    keys.truncate(limit);
    let cursor =
        keys.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(&last.key)).unwrap_or_default();
    let result: Vec<Value> = keys.into_iter().map(told).collect();
    let info = json!({"count": result.len(), "cursor": cursor});
    Ok(Reply::enveloped(200, Value::Array(result), Some(info)))
}

fn told(blob: Blob) -> Value {
    let mut key = Map::from_iter([("name".to_owned(), json!(blob.key))]);
    if let Some(expires) = blob.expires {
        key.insert("expiration".to_owned(), json!(expires));
    }
    if !blob.about.is_null() {
        key.insert("metadata".to_owned(), blob.about);
    }
    Value::Object(key)
}

/// Sets many keys.
pub(crate) fn bulk_put(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let Value::Array(given) = body::needed(asked)? else {
        return Err(Reply::error(400, 10_012, "bulk put: 'a list of key value pairs is expected'"));
    };
    if given.len() > 10_000 {
        return Err(Reply::error(413, 10_047, "bulk put: 'at most 10000 pairs'"));
    }
    let blobs: Result<Vec<Blob>, Reply> = given.iter().map(|pair| pair_of(world, pair)).collect();
    let blobs = blobs?;
    world.store.put_blobs(&place, &blobs)?;
    Ok(counted(blobs.len()))
}

fn pair_of(world: &World, pair: &Value) -> Result<Blob, Reply> {
    let refused = |what: &str| Reply::error(400, 10_012, format!("bulk put: '{what}'"));
    let key = pair["key"].as_str().ok_or_else(|| refused("a pair has no `key`"))?.to_owned();
    let value = pair["value"].as_str().ok_or_else(|| refused("a pair has no `value`"))?;
    let content = if pair["base64"] == true {
        STANDARD.decode(value).map_err(|_| refused("a value is no base64"))?
    } else {
        value.as_bytes().to_vec()
    };
    let expires = expiry(world, pair["expiration"].as_i64(), pair["expiration_ttl"].as_i64())?;
    checked(Blob { key, content, about: pair["metadata"].clone(), expires })
}

fn counted(count: usize) -> Reply {
    Reply::result(json!({"successful_key_count": count, "unsuccessful_keys": []}))
}

/// Removes many keys.
pub(crate) fn bulk_delete(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let value = body::needed(asked)?;
    // Both a list of names and one of objects with names are taken.
    let name = |key: &Value| key.as_str().or_else(|| key["name"].as_str()).map(str::to_owned);
    let keys: Vec<String> = value.as_array().into_iter().flatten().filter_map(name).collect();
    world.store.delete_blobs(&place, &keys)?;
    Ok(counted(keys.len()))
}

/// Reads many keys.
pub(crate) fn bulk_get(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let body = body::needed(asked)?;
    let keys =
        body["keys"].as_array().ok_or_else(|| Reply::error(400, 10_012, "bulk get: 'keys are expected'"))?;
    if keys.len() > 100 {
        return Err(Reply::error(400, 10_012, "bulk get: 'at most 100 keys'"));
    }
    let mut values = Map::new();
    for key in keys.iter().filter_map(Value::as_str) {
        let found = world.store.blob(&place, key, world.seconds())?;
        let value = match found {
            None => Value::Null,
            Some(found) => {
                let text = String::from_utf8_lossy(&found.content).into_owned();
                let value = match body["type"].as_str() {
                    Some("json") => serde_json::from_str(&text).map_err(|_| {
                        Reply::error(400, 10_012, format!("bulk get: 'the value of {key} is no JSON'"))
                    })?,
                    _ => json!(text),
                };
                if body["withMetadata"] == true {
                    let mut with = json!({"value": value, "metadata": found.about});
                    if let Some(expires) = found.expires {
                        with["expiration"] = json!(expires);
                    }
                    with
                } else {
                    value
                }
            }
        };
        values.insert(key.to_owned(), value);
    }
    Ok(Reply::result(json!({"values": values})))
}
