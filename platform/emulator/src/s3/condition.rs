//! Conditions of reads and writes, and ranges of reads, in HTTP's headers.

use super::error::{Done, S3Error};
use http::HeaderMap;
use jiff::Timestamp;
use serde_json::Value;

/// A time in HTTP's form, in seconds since 1970.
fn seconds(text: &str) -> Option<i64> {
    Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second())
}

fn uploaded(about: &Value) -> i64 {
    let text = about["uploaded"].as_str().unwrap_or_default();
    text.parse::<Timestamp>().map_or(0, Timestamp::as_second)
}

/// What conditions are called.
#[derive(Clone, Copy)]
pub(super) enum Of {
    /// The object that the request names.
    This,
    /// The source of a copy.
    Source,
}

/// How conditions of a request stand to an object.
pub(super) enum Stands {
    Holds,
    /// A read is not needed: what is known is what there is.
    Same,
    Fails,
}

/// Whether what is there, if anything, is as it should be.
pub(super) fn stands(headers: &HeaderMap, of: Of, about: Option<&Value>) -> Stands {
    let given = |name: &str| {
        let name = match of {
            Of::This => name.to_owned(),
            Of::Source => format!("x-amz-copy-source-{name}"),
        };
        headers.get(name).and_then(|value| value.to_str().ok())
    };
    let Some(about) = about else {
        return if given("if-match").is_some() { Stands::Fails } else { Stands::Holds };
    };
    let etag = about["etag"].as_str().unwrap_or_default();
    let names = |list: &str| {
        list.split(',')
            .map(str::trim)
            .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one).trim_matches('"') == etag)
    };
    let at = uploaded(about);
    match given("if-match") {
        Some(list) if !names(list) => return Stands::Fails,
        Some(_) => {}
        None => {
            if given("if-unmodified-since").and_then(seconds).is_some_and(|since| at > since) {
                return Stands::Fails;
            }
        }
    }
    match given("if-none-match") {
        Some(list) if names(list) => Stands::Same,
        Some(_) => Stands::Holds,
        None if given("if-modified-since").and_then(seconds).is_some_and(|since| at <= since) => Stands::Same,
        None => Stands::Holds,
    }
}

/// From where and how many bytes `Range` asks for, of so many; none where it asks for all.
pub(super) fn range(text: &str, size: u64) -> Done<Option<(u64, u64)>> {
    let invalid = || S3Error::new(416, "InvalidRange", "The requested range is not satisfiable");
    let Some((from, to)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(from), number(to)) {
        (None, Some(suffix)) if suffix > 0 && size > 0 => {
            let length = suffix.min(size);
            Ok(Some((size - length, length)))
        }
        (None, Some(_)) => Err(invalid()),
        (Some(from), to) => {
            if from >= size || to.is_some_and(|to| to < from) {
                return Err(invalid());
            }
            let to = to.unwrap_or(size - 1).min(size - 1);
            Ok(Some((from, to - from + 1)))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_of_what_there_is() {
        let of = |text: &str| range(text, 10).ok();
        assert_eq!(of("bytes=2-4"), Some(Some((2, 3))));
        assert_eq!(of("bytes=8-99"), Some(Some((8, 2))));
        assert_eq!(of("bytes=3-"), Some(Some((3, 7))));
        assert_eq!(of("bytes=-4"), Some(Some((6, 4))));
        assert_eq!(of("lines=1-2"), Some(None));
        for wrong in ["bytes=10-", "bytes=-0", "bytes=4-2"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        assert!(range("bytes=0-", 0).is_err());
    }
}
