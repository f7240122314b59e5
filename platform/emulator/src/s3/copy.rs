//! Copies within the account.

use super::bucket::{document, time};
use super::condition::{Of, Stands, range, stands};
use super::error::{Done, S3Error};
use super::xml::Xml;
use super::{Call, meta, parts};
use crate::ids::hex;
use crate::products::r2;
use crate::server::asked::decoded;
use crate::server::reply::Reply;
use md5::{Digest as _, Md5};
use serde_json::{Map, Value, json};
use std::sync::PoisonError;

/// The bucket and key that are copied, and what is said of the object.
struct Source {
    place: String,
    key: String,
    about: Value,
}

fn source(call: &Call<'_>) -> Done<Source> {
    let header = call.headers().get("x-amz-copy-source").map(http::HeaderValue::as_bytes).unwrap_or_default();
    let text = decoded(&String::from_utf8_lossy(header));
    let text = text.strip_prefix('/').unwrap_or(&text);
    let (bucket, key) = text
        .split_once('/')
        .filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty())
        .ok_or_else(|| {
            S3Error::argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
        })?;
    call.grant.read(bucket, key)?;
    let place = call.objects_of(bucket)?;
    let found = call.world.store.about(&place, key)?.ok_or_else(S3Error::no_key)?;
    match stands(call.headers(), Of::Source, Some(&found.about)) {
        Stands::Holds => Ok(Source { place, key: key.to_owned(), about: found.about }),
        _ => Err(S3Error::unmet()),
    }
}

fn told(name: &'static str, etag: &Value, uploaded: &Value) -> Reply {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let xml = Xml::new(name)
        .text("LastModified", time(&text(uploaded)))
        .text("ETag", format!("\"{}\"", text(etag)));
    document(&xml)
}

/// Copies an object.
pub(super) fn object(call: &Call<'_>) -> Done<Reply> {
    call.grant.write(&call.bucket, &call.key)?;
    let place = call.objects()?;
    let source = source(call)?;
    let replaces = call
        .header("x-amz-metadata-directive")
        .is_some_and(|directive| directive.eq_ignore_ascii_case("replace"));
    if !replaces && source.place == place && source.key == call.key {
        let message = "This copy request is illegal because it is trying to copy an object to itself without changing the \
                       object's metadata.";
        return Err(S3Error::new(400, "InvalidRequest", message));
    }
    let given = meta::given(call);
    let old = &source.about;
    let map = |name: &str| old[name].as_object().cloned().unwrap_or_default();
    let (http, custom): (Map<String, Value>, Map<String, Value>) =
        if replaces { (given.http, given.custom) } else { (map("http_metadata"), map("custom_metadata")) };
    let etag = old["etag"].as_str().unwrap_or_default();
    let size = old["size"].as_u64().unwrap_or_default();
    let mut about = r2::about(call.world, etag, size, given.class, http, custom);
    about["checksums"] = old["checksums"].clone();
    let _one = call.world.binding.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = call.world.store.copied(&source.place, &source.key)?.ok_or_else(S3Error::no_key)?;
    call.world.store.put_object(&place, &call.key, &about, kept)?;
    Ok(told("CopyObjectResult", &about["etag"], &about["uploaded"]))
}

/// Copies an object, or a range of it, as a part.
pub(super) async fn part(call: &Call<'_>) -> Done<Reply> {
    let (place, id, number) = parts::of(call)?;
    let source = source(call)?;
    let found = call.world.store.object(&source.place, &source.key)?.ok_or_else(S3Error::no_key)?;
    let mut content = found.content;
    if let Some(text) = call.header("x-amz-copy-source-range") {
        let (from, length) = range(text, content.size())?.ok_or_else(|| {
            S3Error::argument("The x-amz-copy-source-range value must be of the form bytes=first-last")
        })?;
        content = content.range(from, length);
    }
    let (mut writing, mut hash) = (call.world.store.writing(), Md5::new());
    loop {
        let bytes = content.next()?;
        if bytes.is_empty() {
            break;
        }
        hash.update(&bytes);
        writing.write(&bytes)?;
        tokio::task::yield_now().await;
    }
    let etag = hex(&hash.finalize());
    let uploaded = json!(call.world.now().to_string());
    r2::parts::put(call.world, &place, &id, number, &etag, writing.end()?)?;
    Ok(told("CopyPartResult", &json!(etag), &uploaded))
}
