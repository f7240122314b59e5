//! Lists of objects, in both versions.

use super::Call;
use super::bucket::{document, time};
use super::error::{Done, S3Error};
use super::sign::encoded;
use super::xml::Xml;
use crate::products::r2;
use crate::server::reply::Reply;
use crate::store::Blob;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A page is no longer than this.
const MOST: usize = 1000;

/// How many items a page has at most.
pub(super) fn most(call: &Call<'_>, name: &str) -> Done<usize> {
    let Some(text) = call.query(name) else { return Ok(MOST) };
    let number = text
        .parse::<usize>()
        .map_err(|_| S3Error::argument(format!("{name} params must be positive integer <= 1000.")))?;
    Ok(number.min(MOST))
}

/// Keys as they are, or as addresses have them where that is asked for.
pub(super) fn writer(call: &Call<'_>) -> Done<fn(&str) -> String> {
    match call.query("encoding-type") {
        None | Some("") => Ok(str::to_owned),
        // Slashes stay, as in S3.
        Some("url") => Ok(|key: &str| encoded(key).replace("%2F", "/")),
        Some(_) => Err(S3Error::argument("Invalid Encoding Method specified in Request")),
    }
}

fn object(blob: &Blob, write: fn(&str) -> String) -> Xml {
    let text = |name: &str| blob.about[name].as_str().unwrap_or_default().to_owned();
    Xml::new("Contents")
        .text("Key", write(&blob.key))
        .text("LastModified", time(&text("uploaded")))
        .text("ETag", format!("\"{}\"", text("etag")))
        .text("Size", blob.about["size"].to_string())
        .text("StorageClass", class(&text("storage_class")))
}

/// R2's classes by the names that S3 has for them.
pub(super) fn class(own: &str) -> &'static str {
    if own == "InfrequentAccess" { "STANDARD_IA" } else { "STANDARD" }
}

pub(super) fn list(call: &Call<'_>, second: bool) -> Done<Reply> {
    let place = call.objects()?;
    let prefix = call.query("prefix").unwrap_or_default();
    call.grant.read(&call.bucket, prefix)?;
    let delimiter = call.query("delimiter").filter(|delimiter| !delimiter.is_empty());
    let (limit, write) = (most(call, "max-keys")?, writer(call)?);
    let token = call.query("continuation-token");
    let after = if second {
        let known = token.and_then(|token| String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok());
        if token.is_some() && known.is_none() {
            return Err(S3Error::argument("The continuation token provided is incorrect"));
        }
        known.or_else(|| call.query("start-after").map(str::to_owned))
    } else {
        call.query("marker").map(str::to_owned)
    };
    let found = if limit == 0 {
        r2::Found::default()
    } else {
        let walked = r2::walk(call.world, &place, prefix, delimiter, after.unwrap_or_default(), limit);
        walked.map_err(|_| S3Error::new(500, "InternalError", "the emulator's state cannot be read"))?
    };
    let count = found.objects.len() + found.folders.len();
    let encoding = call.query("encoding-type").filter(|kind| !kind.is_empty());
    let mut xml = Xml::new("ListBucketResult")
        .text("Name", &call.bucket)
        .text("Prefix", write(prefix))
        .maybe("Delimiter", delimiter.map(write))
        .text("MaxKeys", limit.to_string())
        .maybe("EncodingType", encoding)
        .text("IsTruncated", found.more.to_string());
    if second {
        xml = xml
            .text("KeyCount", count.to_string())
            .maybe("ContinuationToken", token)
            .maybe("StartAfter", call.query("start-after").map(write))
            .maybe("NextContinuationToken", found.more.then(|| URL_SAFE_NO_PAD.encode(&found.last)));
    } else {
        let marker = call.query("marker").unwrap_or_default();
        xml = xml.text("Marker", write(marker)).maybe("NextMarker", found.more.then(|| write(&found.last)));
    }
    let objects = found.objects.iter().map(|blob| object(blob, write));
    let folders = found.folders.iter().map(|folder| Xml::new("CommonPrefixes").text("Prefix", write(folder)));
    Ok(document(&xml.all(objects).all(folders)))
}
