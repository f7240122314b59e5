//! Objects that come in parts.

use super::bucket::{document, time};
use super::error::{Done, S3Error};
use super::list::{most, writer};
use super::xml::{self, Xml};
use super::{Call, Content, hashes, meta, object};
use crate::products::r2;
use crate::products::r2::parts::{self, Wrong};
use crate::server::reply::Reply;
use serde::Deserialize;
use serde_json::Value;

impl From<Wrong> for S3Error {
    fn from(wrong: Wrong) -> Self {
        let code = match wrong {
            Wrong::NoUpload => return Self::no_upload(),
            Wrong::State(failed) => return failed.into(),
            Wrong::TooSmall => "EntityTooSmall",
            Wrong::NoPart | Wrong::Uneven | Wrong::NoParts => "InvalidPart",
        };
        Self::new(400, code, wrong.message())
    }
}

/// Where the bucket's objects are, the upload and the number of a part.
pub(super) fn of(call: &Call<'_>) -> Done<(String, String, u64)> {
    call.grant.write(&call.bucket, &call.key)?;
    let place = call.objects()?;
    let id = call.query("uploadId").unwrap_or_default();
    parts::find(call.world, &place, &call.key, id)?;
    let number = call.query("partNumber").and_then(|text| text.parse::<u64>().ok());
    let number = number
        .filter(|number| (1..=10_000).contains(number))
        .ok_or_else(|| S3Error::argument("Part number must be an integer between 1 and 10000, inclusive"))?;
    Ok((place, id.to_owned(), number))
}

/// Begins an upload.
pub(super) fn create(call: &Call<'_>) -> Done<Reply> {
    call.grant.write(&call.bucket, &call.key)?;
    let place = call.objects()?;
    let given = meta::given(call);
    let about = r2::about(call.world, "", 0, given.class, given.http, given.custom);
    let id = parts::begin(call.world, &place, &call.key, &about)?;
    Ok(document(
        &Xml::new("InitiateMultipartUploadResult")
            .text("Bucket", &call.bucket)
            .text("Key", &call.key)
            .text("UploadId", id),
    ))
}

/// Takes a part.
pub(super) async fn upload(call: &Call<'_>, content: Content) -> Done<Reply> {
    let (kept, hashed) = object::take(call, content, of(call).map(drop)).await?;
    // It may have been ended while the part came.
    let (place, id, number) = of(call)?;
    parts::put(call.world, &place, &id, number, &hashed.etag, kept)?;
    let reply = Reply::content(200, "", "").with("etag", format!("\"{}\"", hashed.etag));
    let checksums = hashes::told(&hashed.checksums.into());
    Ok(checksums.into_iter().fold(reply, |reply, (name, value)| reply.with(&name, value)))
}

#[derive(Deserialize)]
struct Complete {
    #[serde(rename = "Part", default)]
    parts: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(rename = "PartNumber")]
    number: u64,
    #[serde(rename = "ETag")]
    etag: String,
}

/// Makes the object of its parts.
pub(super) async fn complete(call: &Call<'_>, content: Content) -> Done<Reply> {
    call.grant.write(&call.bucket, &call.key)?;
    let body = object::small(content, call.headers()).await?;
    let place = call.objects()?;
    let wanted: Complete = xml::read(&body)?;
    if wanted.parts.windows(2).any(|pair| pair[0].number >= pair[1].number) {
        let message = "The list of parts was not in ascending order. Parts must be ordered by part number.";
        return Err(S3Error::new(400, "InvalidPartOrder", message));
    }
    let wanted: Vec<(u64, String)> =
        wanted.parts.into_iter().map(|part| (part.number, part.etag.trim_matches('"').to_owned())).collect();
    let id = call.query("uploadId").unwrap_or_default();
    let about = parts::complete(call.world, &place, &call.key, id, &wanted)?;
    Ok(document(
        &Xml::new("CompleteMultipartUploadResult")
            .text("Location", format!("{}/{}/{}", call.world.origin, call.bucket, call.key))
            .text("Bucket", &call.bucket)
            .text("Key", &call.key)
            .text("ETag", format!("\"{}\"", about["etag"].as_str().unwrap_or_default())),
    ))
}

/// Gives an upload up.
pub(super) fn abort(call: &Call<'_>) -> Done<Reply> {
    call.grant.write(&call.bucket, &call.key)?;
    let place = call.objects()?;
    parts::abort(call.world, &place, &call.key, call.query("uploadId").unwrap_or_default())?;
    Ok(Reply::content(204, "", ""))
}

/// The parts that came so far.
pub(super) fn list(call: &Call<'_>) -> Done<Reply> {
    call.grant.read(&call.bucket, &call.key)?;
    let place = call.objects()?;
    let id = call.query("uploadId").unwrap_or_default();
    parts::find(call.world, &place, &call.key, id)?;
    let limit = most(call, "max-parts")?.max(1);
    let after = call.query("part-number-marker").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut all = parts::all(call.world, &place, id, after, limit + 1)?;
    let more = all.len() > limit;
    all.truncate(limit);
    let text = |about: &Value, name: &str| about[name].as_str().unwrap_or_default().to_owned();
    let last = all.last().map(|(number, _)| number.to_string());
    let parts = all.iter().map(|(number, about)| {
        Xml::new("Part")
            .text("PartNumber", number.to_string())
            .text("LastModified", time(&text(about, "uploaded")))
            .text("ETag", format!("\"{}\"", text(about, "etag")))
            .text("Size", about["size"].to_string())
    });
    let xml = Xml::new("ListPartsResult")
        .text("Bucket", &call.bucket)
        .text("Key", &call.key)
        .text("UploadId", id)
        .text("StorageClass", "STANDARD")
        .text("PartNumberMarker", after.to_string())
        .maybe("NextPartNumberMarker", last.filter(|_| more))
        .text("MaxParts", limit.to_string())
        .text("IsTruncated", more.to_string());
    Ok(document(&xml.all(parts)))
}

/// The uploads that were begun and not ended.
pub(super) fn uploads(call: &Call<'_>) -> Done<Reply> {
    let prefix = call.query("prefix").unwrap_or_default();
    call.grant.read(&call.bucket, prefix)?;
    let place = call.objects()?;
    let (limit, write) = (most(call, "max-uploads")?.max(1), writer(call)?);
    let marker =
        (call.query("key-marker").unwrap_or_default(), call.query("upload-id-marker").unwrap_or_default());
    let key = |item: &crate::store::Item| item.value["key"].as_str().unwrap_or_default().to_owned();
    let mut all = call.world.store.list(&parts::uploads(&place))?;
    all.sort_by(|one, other| (key(one), &one.id).cmp(&(key(other), &other.id)));
    // Without an id the marker is behind all uploads of its key.
    let behind = |item: &crate::store::Item| match marker {
        (known, "") => key(item).as_str() > known,
        (known, id) => (key(item).as_str(), item.id.as_str()) > (known, id),
    };
    all.retain(|item| key(item).starts_with(prefix) && (marker.0.is_empty() || behind(item)));
    let more = all.len() > limit;
    all.truncate(limit);
    let last = all.last().filter(|_| more);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let uploads = all.iter().map(|item| {
        Xml::new("Upload")
            .text("Key", write(&key(item)))
            .text("UploadId", &item.id)
            .text("Initiated", time(&text(&item.value["about"]["uploaded"])))
            .text("StorageClass", "STANDARD")
    });
    let xml = Xml::new("ListMultipartUploadsResult")
        .text("Bucket", &call.bucket)
        .text("Prefix", write(prefix))
        .text("KeyMarker", write(marker.0))
        .text("UploadIdMarker", marker.1)
        .maybe("NextKeyMarker", last.map(|item| write(&key(item))))
        .maybe("NextUploadIdMarker", last.map(|item| item.id.clone()))
        .text("MaxUploads", limit.to_string())
        .text("IsTruncated", more.to_string());
    Ok(document(&xml.all(uploads)))
}
