//! Single objects, and the removal of many.

use super::body::{passed_over, receive};
use super::bucket::document;
use super::condition::{Of, Stands, range, stands};
use super::error::{Done, S3Error};
use super::hashes::{self, Hashed, Hashes};
use super::xml::{self, Xml};
use super::{Call, Content, meta};
use crate::products::r2;
use crate::server::reply::Reply;
use crate::store::Kept;
use http::HeaderMap;
use serde::Deserialize;
use std::sync::PoisonError;

/// The body of a call that is no content is no larger than this.
const SMALL: usize = 8 << 20;
/// So many keys are removed at once.
const MOST: usize = 1000;
/// What is put at once is no larger than this.
const LARGEST: u64 = 5 << 30;

/// How long the content is, without what it is wrapped in.
fn length(headers: &HeaderMap) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    number("x-amz-decoded-content-length").or_else(|| number("content-length"))
}

/// A body that is no content, whole.
pub(super) async fn small(content: Content, headers: &HeaderMap) -> Done<Vec<u8>> {
    let mut hashes = Hashes::new(headers, content.payload.as_deref())?;
    let mut all = Vec::new();
    let length = length(headers);
    receive(content.body, content.form, length, &mut hashes, |bytes| {
        all.extend_from_slice(bytes);
        let message = "Your proposed upload exceeds the maximum allowed object size.";
        if all.len() > SMALL { Err(S3Error::new(400, "EntityTooLarge", message)) } else { Ok(()) }
    })
    .await?;
    hashes.end()?;
    Ok(all)
}

/// Takes content in. Where it is refused before it came, it is read all the same, so that the client hears why.
pub(super) async fn take(call: &Call<'_>, content: Content, ready: Done<()>) -> Done<(Kept, Hashed)> {
    let length = length(call.headers());
    let begun = ready.and_then(|()| {
        if length.is_some_and(|length| length > LARGEST) {
            let message = "Your proposed upload exceeds the maximum allowed object size.";
            return Err(S3Error::new(400, "EntityTooLarge", message));
        }
        Hashes::new(call.headers(), content.payload.as_deref())
    });
    let mut hashes = match begun {
        Ok(hashes) => hashes,
        Err(error) => {
            passed_over(content.body).await;
            return Err(error);
        }
    };
    let mut writing = call.world.store.writing();
    receive(content.body, content.form, length, &mut hashes, |bytes| Ok(writing.write(bytes)?)).await?;
    let hashed = hashes.end()?;
    Ok((writing.end()?, hashed))
}

/// Stores an object.
pub(super) async fn put(call: &Call<'_>, content: Content) -> Done<Reply> {
    let ready = call.grant.write(&call.bucket, &call.key).and_then(|()| call.objects().map(drop));
    let (kept, hashed) = take(call, content, ready).await?;
    let place = call.objects()?;
    let given = meta::given(call);
    let mut about = r2::about(call.world, &hashed.etag, kept.size(), given.class, given.http, given.custom);
    about["checksums"] = hashed.checksums.into();
    {
        // From the condition to what is written, nobody else writes.
        let _one = call.world.binding.lock().unwrap_or_else(PoisonError::into_inner);
        let known = call.world.store.about(&place, &call.key)?;
        let known = known.as_ref().map(|known| &known.about);
        if !matches!(stands(call.headers(), Of::This, known), Stands::Holds) {
            return Err(S3Error::unmet());
        }
        call.world.store.put_object(&place, &call.key, &about, kept)?;
    }
    let reply = Reply::content(200, "", "").with("etag", format!("\"{}\"", hashed.etag));
    Ok(hashes::told(&about["checksums"])
        .into_iter()
        .fold(reply, |reply, (name, value)| reply.with(&name, value)))
}

/// Gives an object, a range of it, or what is said of it.
pub(super) fn get(call: &Call<'_>, with_content: bool) -> Done<Reply> {
    call.grant.read(&call.bucket, &call.key)?;
    let place = call.objects()?;
    let found = call.world.store.object(&place, &call.key)?.ok_or_else(S3Error::no_key)?;
    match stands(call.headers(), Of::This, Some(&found.about)) {
        Stands::Holds => {}
        Stands::Same => return Ok(meta::told(call, &found.about, Reply::content(304, "", ""))),
        Stands::Fails => return Err(S3Error::unmet()),
    }
    let size = found.content.size();
    let wanted = call.header("range").map(|text| range(text, size)).transpose()?.flatten();
    let mut reply = Reply::content(if wanted.is_some() { 206 } else { 200 }, "", "");
    let mut content = found.content;
    if let Some((from, length)) = wanted {
        content = content.range(from, length);
        reply = reply.with("content-range", format!("bytes {from}-{}/{size}", from + length - 1));
    }
    reply = meta::told(call, &found.about, reply);
    let wants_checksums =
        call.header("x-amz-checksum-mode").is_some_and(|mode| mode.eq_ignore_ascii_case("enabled"));
    if wants_checksums && wanted.is_none() {
        let checksums = hashes::told(&found.about["checksums"]);
        reply = checksums.into_iter().fold(reply, |reply, (name, value)| reply.with(&name, value));
    }
    if with_content {
        return Ok(reply.then(content));
    }
    Ok(reply.with("content-length", content.size().to_string()))
}

/// Removes an object, whether or not it is there.
pub(super) fn delete(call: &Call<'_>) -> Done<Reply> {
    call.grant.write(&call.bucket, &call.key)?;
    let place = call.objects()?;
    call.world.store.delete_blobs(&place, std::slice::from_ref(&call.key))?;
    Ok(Reply::content(204, "", ""))
}

#[derive(Deserialize)]
struct Delete {
    #[serde(rename = "Object", default)]
    objects: Vec<Named>,
    #[serde(rename = "Quiet", default)]
    quiet: bool,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "Key")]
    key: String,
}

/// Removes many objects.
pub(super) async fn delete_many(call: &Call<'_>, content: Content) -> Done<Reply> {
    let body = small(content, call.headers()).await?;
    let place = call.objects()?;
    let wanted: Delete = xml::read(&body)?;
    if wanted.objects.is_empty() || wanted.objects.len() > MOST {
        let message =
            "The XML you provided was not well formed or did not validate against our published schema.";
        return Err(S3Error::new(400, "MalformedXML", message));
    }
    let keys = wanted.objects.into_iter().map(|named| named.key);
    let (keys, refused): (Vec<String>, Vec<String>) =
        keys.partition(|key| call.grant.write(&call.bucket, key).is_ok());
    call.world.store.delete_blobs(&place, &keys)?;
    let gone = keys.iter().filter(|_| !wanted.quiet).map(|key| Xml::new("Deleted").text("Key", key));
    let errors = refused.iter().map(|key| {
        Xml::new("Error").text("Key", key).text("Code", "AccessDenied").text("Message", "Access Denied")
    });
    Ok(document(&Xml::new("DeleteResult").all(gone).all(errors)))
}
