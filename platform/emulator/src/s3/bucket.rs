//! Buckets.

use super::error::{Done, S3Error};
use super::xml::Xml;
use super::{Call, Content, object};
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use serde_json::{Value, json};

/// Makes an answer of a document.
pub(super) fn document(xml: &Xml) -> Reply {
    Reply::content(200, "application/xml", xml.document())
}

/// A time as S3 writes it.
pub(super) fn time(text: &str) -> String {
    let Ok(time) = text.parse::<jiff::Timestamp>() else { return text.to_owned() };
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// All buckets that the key opens.
pub(super) fn list(call: &Call<'_>) -> Done<Reply> {
    call.grant.administer(false)?;
    let mut buckets = call.world.store.list(&call.buckets())?;
    buckets.retain(|bucket| call.grant.know(&bucket.id).is_ok());
    buckets.sort_by(|one, other| one.id.cmp(&other.id));
    let buckets = buckets.iter().map(|bucket| {
        let made = bucket.value["creation_date"].as_str().unwrap_or_default();
        Xml::new("Bucket").text("Name", &bucket.id).text("CreationDate", time(made))
    });
    let owner = Xml::new("Owner").text("ID", &call.account).text("DisplayName", &call.account);
    Ok(document(&Xml::new("ListAllMyBucketsResult").with(&Xml::new("Buckets").all(buckets)).with(&owner)))
}

/// Asks the API to do it: a bucket is the same from both sides.
fn by_api(call: &Call<'_>, method: &str, path: &str, body: &Value) -> Done<()> {
    let path = format!("/client/v4{path}");
    let body = if body.is_null() { bytes::Bytes::new() } else { body.to_string().into() };
    let mut headers = http::HeaderMap::new();
    headers.insert("content-type", http::HeaderValue::from_static("application/json"));
    if let Ok(value) = http::HeaderValue::try_from(format!("Bearer {}", call.world.token)) {
        headers.insert("authorization", value);
    }
    let reply = call.world.answer(Asked::new(method, &path, "", headers, body));
    if reply.status.is_success() {
        return Ok(());
    }
    let told: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = told["errors"][0]["message"].as_str().unwrap_or("the API refuses it");
    let code = match told["errors"][0]["code"].as_u64() {
        Some(10_004) => "BucketAlreadyOwnedByYou",
        Some(10_005) => "InvalidBucketName",
        Some(10_006) => "NoSuchBucket",
        Some(10_008) => "BucketNotEmpty",
        _ => "InvalidRequest",
    };
    Err(S3Error::new(reply.status.as_u16(), code, message))
}

pub(super) async fn create(call: &Call<'_>, content: Content) -> Done<Reply> {
    call.grant.administer(true)?;
    call.grant.know(&call.bucket)?;
    // Where a bucket should be is a hint that this machine cannot follow.
    object::small(content, call.headers()).await?;
    by_api(call, "POST", &format!("/accounts/{}/r2/buckets", call.account), &json!({"name": call.bucket}))?;
    Ok(Reply::content(200, "", "").with("location", format!("/{}", call.bucket)))
}

pub(super) fn head(call: &Call<'_>) -> Done<Reply> {
    call.grant.know(&call.bucket)?;
    call.objects()?;
    Ok(Reply::content(200, "", "").with("x-amz-bucket-region", "auto"))
}

pub(super) fn remove(call: &Call<'_>) -> Done<Reply> {
    call.grant.administer(true)?;
    call.grant.know(&call.bucket)?;
    call.objects()?;
    let path = format!("/accounts/{}/r2/buckets/{}", call.account, call.bucket);
    by_api(call, "DELETE", &path, &Value::Null)?;
    Ok(Reply::content(204, "", ""))
}

pub(super) fn location(call: &Call<'_>) -> Done<Reply> {
    call.grant.know(&call.bucket)?;
    call.objects()?;
    let found = call.world.store.get(&call.buckets(), &call.bucket)?;
    let location = found.and_then(|found| found.value["location"].as_str().map(str::to_owned));
    let inner = location.unwrap_or_else(|| "auto".to_owned());
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><LocationConstraint \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{inner}</LocationConstraint>"
    );
    Ok(Reply::content(200, "application/xml", body))
}

/// Rules that a bucket may have, and has not by this interface.
pub(super) fn no_configuration(call: &Call<'_>, cors: bool) -> Done<Reply> {
    call.grant.administer(false)?;
    call.objects()?;
    let (code, message) = if cors {
        ("NoSuchCORSConfiguration", "The CORS configuration does not exist.")
    } else {
        ("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist.")
    };
    Err(S3Error::new(404, code, message))
}
