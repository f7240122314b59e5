//! Who asks by a signature, and whether they may: keys as R2 has them.
//!
//! An access key is the id of an API token, its secret the SHA-256 of the token's value; temporary credentials are made from one
//! by the API.

use super::body::{Form, differs};
use super::error::{Done, S3Error};
use super::sign::{ALGORITHM, Signable, Signed, UNSIGNED};
use crate::auth::tokens;
use crate::emulator::ACCOUNT_ID;
use crate::products::r2::temporary;
use crate::world::World;

/// A clock may be wrong by so many seconds.
const SKEW: i64 = 15 * 60;
/// An address is good for so many seconds at most.
const LONGEST: i64 = 7 * 24 * 3600;
const REGIONS: [&str; 9] = ["auto", "us-east-1", "", "wnam", "enam", "weur", "eeur", "apac", "oc"];

/// What a key may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grant {
    /// The account, where the key is of one only.
    pub(crate) account: Option<String>,
    pub(crate) reads: bool,
    pub(crate) writes: bool,
    /// Whether buckets may be listed, made and removed.
    pub(crate) administers: bool,
    /// The only bucket.
    pub(crate) bucket: Option<String>,
    /// Where not empty: only keys that begin so, or are these.
    pub(crate) prefixes: Vec<String>,
    pub(crate) objects: Vec<String>,
}

impl Grant {
    /// What a token with these permissions may do; with all of them, where none are given.
    pub(crate) fn of_token(permissions: Option<&[String]>, account: Option<String>) -> Self {
        let has = |name: &str| permissions.is_none_or(|all| all.iter().any(|own| own == name));
        let administers = has("Workers R2 Storage Read") || has("Workers R2 Storage Write");
        let writes = has("Workers R2 Storage Write") || has("Workers R2 Storage Bucket Item Write");
        let reads = administers || writes || has("Workers R2 Storage Bucket Item Read");
        Self { account, reads, writes, administers, ..Self::default() }
    }

    fn means(&self, bucket: &str, key: Option<&str>) -> bool {
        let some_keys = !self.prefixes.is_empty() || !self.objects.is_empty();
        let in_scope = match key {
            Some(key) if some_keys => {
                self.prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
                    || self.objects.iter().any(|object| object == key)
            }
            _ => true,
        };
        self.bucket.as_ref().is_none_or(|own| own == bucket) && in_scope
    }

    /// Refuses to read what the key does not open. A list is of the keys that begin with a prefix.
    pub(super) fn read(&self, bucket: &str, key: &str) -> Done<()> {
        if self.reads && self.means(bucket, Some(key)) { Ok(()) } else { Err(S3Error::denied()) }
    }

    pub(super) fn write(&self, bucket: &str, key: &str) -> Done<()> {
        if self.writes && self.means(bucket, Some(key)) { Ok(()) } else { Err(S3Error::denied()) }
    }

    /// Refuses what concerns buckets.
    pub(super) fn administer(&self, writes: bool) -> Done<()> {
        if self.administers && (self.writes || !writes) { Ok(()) } else { Err(S3Error::denied()) }
    }

    /// Refuses to tell of a bucket that the key does not open.
    pub(super) fn know(&self, bucket: &str) -> Done<()> {
        if self.means(bucket, None) { Ok(()) } else { Err(S3Error::denied()) }
    }
}

/// The secret of an access key, and what it may do.
fn find(world: &World, signed: &Signed) -> Done<(String, Grant)> {
    let key = &signed.scope.access_key;
    if let Some(session) = &signed.session {
        return temporary::find(world, key, session)?
            .map_err(|why| S3Error::new(403, why, "The provided token is invalid or has expired."));
    }
    if let Some(found) = tokens::key(world, key)? {
        return Ok((found.secret, Grant::of_token(found.permissions.as_deref(), found.account)));
    }
    Err(if key.len() == 32 {
        S3Error::new(401, "Unauthorized", "Unauthorized")
    } else {
        S3Error::argument(format!("Credential access key has length {}, should be 32", key.len()))
    })
}

/// Who asks, what hash the content is said to have, and how it comes.
pub(super) fn check(world: &World, request: &Signable<'_>) -> Done<(Grant, Option<String>, Form)> {
    let has_header = request
        .headers
        .get("authorization")
        .is_some_and(|header| header.as_bytes().starts_with(ALGORITHM.as_bytes()));
    let in_query = request.query.iter().any(|(name, _)| name == "X-Amz-Signature");
    if !has_header && !in_query {
        return Err(S3Error::argument("Authorization"));
    }
    let signed = request.signed().map_err(S3Error::argument)?;
    in_time(world, &signed)?;
    if !REGIONS.contains(&signed.scope.region.as_str()) {
        let message = format!(
            "The region name '{}' is not valid. Must be one of: wnam, enam, weur, eeur, apac, oc, auto",
            signed.scope.region
        );
        return Err(S3Error::new(400, "InvalidRegionName", message));
    }
    if signed.scope.service != "s3" {
        return Err(S3Error::argument("the service of the credential is not s3"));
    }
    let said = request.headers.get("x-amz-content-sha256").and_then(|hash| hash.to_str().ok());
    let payload = match said {
        Some(said) => said,
        None if signed.expires.is_some() => UNSIGNED,
        None => return Err(S3Error::argument("x-amz-content-sha256")),
    };
    let (secret, grant) = find(world, &signed)?;
    let chunks = request.check(&signed, &secret, payload).ok_or_else(differs)?;
    Ok(match payload {
        UNSIGNED => (grant, None, Form::Plain),
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => (grant, None, Form::Chunks(None)),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" | "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => {
            (grant, None, Form::Chunks(Some(chunks)))
        }
        hash if hash.len() == 64 => (grant, Some(hash.to_owned()), Form::Plain),
        other => return Err(S3Error::not_there(&format!("x-amz-content-sha256 {other}"))),
    })
}

fn in_time(world: &World, signed: &Signed) -> Done<()> {
    let malformed = || S3Error::argument("X-Amz-Date must be formatted as 20060102T150405Z");
    let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &signed.time).map_err(|_| malformed())?;
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| malformed())?.timestamp().as_second();
    let now = world.seconds();
    match signed.expires {
        Some(expires) if !(1..=LONGEST).contains(&expires) => {
            Err(S3Error::argument("X-Amz-Expires must be between 1 and 604800 seconds"))
        }
        Some(expires) if now > at + expires => {
            Err(S3Error::new(403, "ExpiredRequest", "Request has expired"))
        }
        None if (now - at).abs() > SKEW => {
            let message = "The difference between the request time and the server's time is too large.";
            Err(S3Error::new(403, "RequestTimeTooSkewed", message))
        }
        _ => Ok(()),
    }
}

/// The account that a request is about: the host's, the key's, or the one that is there from the start.
pub(super) fn account(host: Option<&str>, grant: &Grant) -> Done<String> {
    match (host, &grant.account) {
        (Some(host), Some(own)) if host != own => Err(S3Error::denied()),
        (Some(account), _) => Ok(account.to_owned()),
        (None, own) => Ok(own.clone().unwrap_or_else(|| ACCOUNT_ID.to_owned())),
    }
}
