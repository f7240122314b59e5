//! Conditions of reads and writes, and ranges of reads.

use super::failed;
use crate::server::reply::Reply;
use crate::store::Blob;
use serde_json::Value;

/// A number that may be written as text.
pub(super) fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// When an object was written, in milliseconds since 1970.
pub(super) fn uploaded(blob: &Blob) -> i64 {
    let text = blob.about["uploaded"].as_str().unwrap_or_default();
    text.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond)
}

fn names(tags: &Value, etag: &str, weak: bool) -> bool {
    tags.as_array().into_iter().flatten().any(|tag| match tag["type"].as_str() {
        Some("wildcard") => true,
        Some("strong") => tag["value"] == etag,
        _ => weak && tag["value"] == etag,
    })
}

/// Whether what is there, if anything, is as it should be.
pub(super) fn holds(condition: &Value, found: Option<&Blob>) -> bool {
    let given = |name: &str| !condition[name].is_null();
    let Some(found) = found else { return !given("etagMatches") && !given("uploadedAfter") };
    let etag = found.about["etag"].as_str().unwrap_or_default();
    let whole = |time: i64| {
        if condition["secondsGranularity"] == true { time - time.rem_euclid(1000) } else { time }
    };
    let at = whole(uploaded(found));
    let time = |name: &str| number(&condition[name]).map(whole);
    let matches = !given("etagMatches") || names(&condition["etagMatches"], etag, false);
    let differs = !given("etagDoesNotMatch") || !names(&condition["etagDoesNotMatch"], etag, true);
    let after = time("uploadedAfter").is_none_or(|time| time < at) || given("etagDoesNotMatch") && differs;
    let before = time("uploadedBefore").is_none_or(|time| at < time) || given("etagMatches") && matches;
    matches && differs && after && before
}

/// From where and how many bytes are asked for.
pub(super) fn range(asked: &Value, size: usize) -> Result<(usize, usize), Reply> {
    let invalid = || failed(416, 10_039, "The requested range is not satisfiable");
    let whole = Ok((0, size));
    let (offset, length, suffix) = if let Some(header) = asked["rangeHeader"].as_str() {
        let Some((from, to)) = header.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
            return whole;
        };
        let number = |text: &str| text.trim().parse::<i64>().ok();
        match (number(from), number(to)) {
            (None, suffix) => (None, None, suffix),
            (Some(from), to) => (Some(from), to.map(|to| to - from + 1), None),
        }
    } else {
        let range = &asked["range"];
        (number(&range["offset"]), number(&range["length"]), number(&range["suffix"]))
    };
    if offset.is_none() && length.is_none() && suffix.is_none() {
        return whole;
    }
    let size = i64::try_from(size).map_err(|_| invalid())?;
    let (offset, length) = match suffix {
        Some(suffix) if suffix <= 0 => return Err(invalid()),
        Some(suffix) => (size - suffix.min(size), suffix.min(size)),
        None => {
            let offset = offset.unwrap_or(0);
            (offset, length.unwrap_or(size - offset))
        }
    };
    if offset < 0 || offset > size || length <= 0 {
        return Err(invalid());
    }
    let length = length.min(size - offset);
    let fits = |number: i64| usize::try_from(number).map_err(|_| invalid());
    Ok((fits(offset)?, fits(length)?))
}
