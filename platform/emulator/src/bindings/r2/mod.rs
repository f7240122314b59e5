//! R2, as the runtime asks for it: what is meant comes as JSON in a header or before the content, and so does what is answered.

mod condition;
mod object;
mod parts;

use super::{Bound, text};
use crate::products::r2;
use crate::server::reply::{Answered, Reply};
use crate::store::Reading;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const SIZE: &str = "cf-r2-metadata-size";
const MOST: usize = 1000;
/// So many objects at most where what is said of them is listed, too.
const MOST_WITH: usize = 100;

/// A failure that the runtime makes an error of: status, code and message.
fn failed(status: u16, code: u32, message: &str) -> Reply {
    let error = json!({"version": 1, "v4code": code, "message": message});
    Reply::content(status, "application/json", "").with("cf-r2-error", error.to_string())
}

fn missing() -> Reply {
    failed(404, 10_007, "The specified key does not exist.")
}

/// JSON, and content behind it.
fn told(about: &Value, content: Option<Reading>) -> Reply {
    let json = about.to_string();
    let size = json.len();
    let reply = Reply::content(200, "application/json", json).with(SIZE, size.to_string());
    match content {
        Some(content) => reply.then(content),
        None => reply,
    }
}

/// What is asked, the place of the bucket's objects, and the content.
struct Call<'a> {
    bound: &'a Bound<'a>,
    place: String,
    asked: Value,
    content: &'a [u8],
}

impl Call<'_> {
    fn text(&self, name: &str) -> &str {
        self.asked[name].as_str().unwrap_or_default()
    }

    fn key(&self) -> Result<&str, Reply> {
        match self.text("object") {
            key if key.is_empty() || key.len() > 1024 => {
                Err(failed(400, 10_020, "The specified object name is not valid."))
            }
            key => Ok(key),
        }
    }
}

/// Answers one request.
pub(super) fn answer(bound: &Bound<'_>) -> Answered {
    let (name, buckets) = match bound.id.split_once('@') {
        Some((name, jurisdiction)) => (name, r2::place_within(jurisdiction)),
        None => (bound.id, "buckets".to_owned()),
    };
    if bound.world.store.get(&bound.place(&["r2", &buckets]), name)?.is_none() {
        return Err(failed(404, 10_006, "The specified bucket does not exist."));
    }
    let invalid = || failed(400, 10_029, "Metadata missing or invalid");
    let body = &bound.asked.body[..];
    let (asked, content) = match bound.method() {
        "GET" => (bound.asked.headers.get("cf-r2-request").ok_or_else(invalid)?.as_bytes(), &body[..0]),
        "PUT" => {
            let size = bound.asked.header(SIZE).and_then(|size| size.parse::<usize>().ok());
            body.split_at_checked(size.ok_or_else(invalid)?).ok_or_else(invalid)?
        }
        method => return Err(text(405, format!("R2 has no {method}"))),
    };
    let asked: Value = serde_json::from_slice(asked).map_err(|_| invalid())?;
    let call = Call { bound, place: bound.place(&["r2", &buckets, name]), asked, content };
    match call.text("method") {
        "head" => object::head(&call),
        "get" => object::get(&call),
        "put" => object::put(&call),
        "delete" => delete(&call),
        "list" => list(&call),
        "createMultipartUpload" => parts::create(&call),
        "uploadPart" => parts::upload(&call),
        "completeMultipartUpload" => parts::complete(&call),
        "abortMultipartUpload" => parts::abort(&call),
        other => Err(failed(501, 10_001, &format!("The emulator does not know the call {other}."))),
    }
}

fn delete(call: &Call<'_>) -> Answered {
    let keys = match call.asked["objects"].as_array() {
        Some(all) => all.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect(),
        None => vec![call.key()?.to_owned()],
    };
    call.bound.world.store.delete_blobs(&call.place, &keys)?;
    Ok(Reply::content(200, "", ""))
}

fn list(call: &Call<'_>) -> Answered {
    let limit = call.asked["limit"].as_u64().map_or(MOST, |limit| usize::try_from(limit).unwrap_or(0));
    if !(1..=MOST).contains(&limit) {
        return Err(failed(400, 10_022, "MaxKeys params must be positive integer <= 1000."));
    }
    let include = call.asked["include"].as_array().cloned().unwrap_or_default();
    let limit = if include.is_empty() { limit } else { limit.min(MOST_WITH) };
    let cursor = URL_SAFE_NO_PAD.decode(call.text("cursor")).ok();
    let cursor = cursor.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let after = cursor.max(call.text("startAfter").to_owned());
    let delimiter = Some(call.text("delimiter")).filter(|delimiter| !delimiter.is_empty());
    let found = r2::walk(call.bound.world, &call.place, call.text("prefix"), delimiter, after, limit)?;
    let objects = found.objects.iter().map(|blob| {
        let mut one = object::about(blob, None);
        if !include.contains(&json!(0)) {
            one["httpFields"] = json!({});
        }
        if !include.contains(&json!(1)) {
            one["customFields"] = json!([]);
        }
        one
    });
    let mut out = json!({
        "objects": objects.collect::<Vec<_>>(), "truncated": found.more, "delimitedPrefixes": found.folders,
    });
    if found.more {
        out["cursor"] = json!(URL_SAFE_NO_PAD.encode(&found.last));
    }
    Ok(told(&out, None))
}
