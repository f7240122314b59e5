//! Signature version 4: what a request says it was signed with, and what it should have been.
//!
//! Pure: no account, no clock. Every text that is signed is made here and nowhere else.

use crate::ids::hex;
use crate::server::asked::decoded;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What stands for the hash of content that is not signed.
pub(super) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The scope of a key: access key, day, region, service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) access_key: String,
    day: String,
    pub(super) region: String,
    pub(super) service: String,
}

impl Scope {
    /// `KEY/20261128/auto/s3/aws4_request`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.rsplitn(5, '/');
        let mut next = || parts.next().map(str::to_owned);
        let end = next()?;
        let (service, region, day, access_key) = (next()?, next()?, next()?, next()?);
        (end == "aws4_request" && day.len() == 8).then_some(Self { access_key, day, region, service })
    }

    fn text(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.day, self.region, self.service)
    }
}

/// What a request says of its signature.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    pub(super) scope: Scope,
    /// `20261128T101500Z`.
    pub(super) time: String,
    headers: Vec<String>,
    signature: String,
    /// How long an address is good for, in seconds; none where the signature is in a header.
    pub(super) expires: Option<i64>,
    /// The token of temporary credentials.
    pub(super) session: Option<String>,
}

/// A request, as far as it is signed.
pub(super) struct Signable<'a> {
    pub(super) method: &'a str,
    /// As it came, without the query.
    pub(super) path: &'a str,
    /// Decoded.
    pub(super) query: &'a [(String, String)],
    pub(super) headers: &'a HeaderMap,
}

impl Signable<'_> {
    fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What it says of its signature. Wrong is the name of what is missing or malformed.
    pub(super) fn signed(&self) -> Result<Signed, &'static str> {
        if let Some(header) = self.header("authorization") {
            return self.by_header(header);
        }
        if self.query("X-Amz-Algorithm") != Some(ALGORITHM) {
            return Err("X-Amz-Algorithm");
        }
        let needed = |name: &'static str| self.query(name).ok_or(name);
        Ok(Signed {
            scope: Scope::parse(needed("X-Amz-Credential")?).ok_or("X-Amz-Credential")?,
            time: needed("X-Amz-Date")?.to_owned(),
            headers: names(needed("X-Amz-SignedHeaders")?),
            signature: needed("X-Amz-Signature")?.to_owned(),
            expires: Some(needed("X-Amz-Expires")?.parse().map_err(|_| "X-Amz-Expires")?),
            session: self.query("X-Amz-Security-Token").map(str::to_owned),
        })
    }

    fn by_header(&self, header: &str) -> Result<Signed, &'static str> {
        let rest = header.strip_prefix(ALGORITHM).ok_or("Authorization")?;
        let member = |name: &'static str| {
            let mut members = rest.split(',').filter_map(|member| member.trim().split_once('='));
            members.find(|(known, _)| *known == name).map(|(_, value)| value.trim()).ok_or(name)
        };
        Ok(Signed {
            scope: Scope::parse(member("Credential")?).ok_or("Credential")?,
            time: self.header("x-amz-date").ok_or("x-amz-date")?.to_owned(),
            headers: names(member("SignedHeaders")?),
            signature: member("Signature")?.to_owned(),
            expires: None,
            session: self.header("x-amz-security-token").map(str::to_owned),
        })
    }

    /// The request in the one form that is signed.
    fn canonical(&self, signed: &Signed, payload: &str) -> String {
        let path: Vec<String> = self.path.split('/').map(|segment| encoded(&decoded(segment))).collect();
        let mut query: Vec<(String, String)> = self
            .query
            .iter()
            .filter(|(name, _)| signed.expires.is_none() || name != "X-Amz-Signature")
            .map(|(name, value)| (encoded(name), encoded(value)))
            .collect();
        query.sort_unstable();
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers: String =
            signed.headers.iter().map(|name| format!("{name}:{}\n", self.value(name))).collect();
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{payload}",
            self.method,
            path.join("/"),
            query.join("&"),
            signed.headers.join(";")
        )
    }

    /// All values of a header, with single blanks.
    fn value(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter().map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        });
        values.collect::<Vec<_>>().join(",")
    }

    /// Checks the signature; what the signatures of chunks go on from.
    pub(super) fn check(&self, signed: &Signed, secret: &str, payload: &str) -> Option<Chunks> {
        let canonical = self.canonical(signed, payload);
        let text = format!(
            "{ALGORITHM}\n{}\n{}\n{}",
            signed.time,
            signed.scope.text(),
            hex(&Sha256::digest(canonical.as_bytes()))
        );
        let key = key(&signed.scope, secret);
        let own = mac(&key, text.as_bytes());
        // By the hash of both, so that the time it takes tells nothing of where they differ.
        let same = mac(&key, hex(&own).as_bytes()) == mac(&key, signed.signature.as_bytes());
        same.then(|| Chunks { key, time: signed.time.clone(), scope: signed.scope.text(), before: hex(&own) })
    }
}

fn names(text: &str) -> Vec<String> {
    text.split(';').map(str::to_ascii_lowercase).collect()
}

/// A text as it is written in what is signed.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn key(scope: &Scope, secret: &str) -> Vec<u8> {
    let parts = [scope.day.as_str(), &scope.region, &scope.service, "aws4_request"];
    parts.iter().fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part.as_bytes()))
}

/// Signatures of the chunks of a body, each made from the one before it.
#[derive(Debug)]
pub(super) struct Chunks {
    key: Vec<u8>,
    time: String,
    scope: String,
    before: String,
}

impl Chunks {
    fn next(&mut self, kind: &str, rest: &str, given: &str) -> bool {
        let text = format!("{ALGORITHM}-{kind}\n{}\n{}\n{}\n{rest}", self.time, self.scope, self.before);
        self.before = hex(&mac(&self.key, text.as_bytes()));
        mac(&self.key, self.before.as_bytes()) == mac(&self.key, given.as_bytes())
    }

    /// Whether the next chunk, by its hash, is signed with this.
    pub(super) fn chunk(&mut self, hash: &[u8], given: &str) -> bool {
        let rest = format!("{}\n{}", hex(&Sha256::digest(b"")), hex(hash));
        self.next("PAYLOAD", &rest, given)
    }

    /// Whether the trailer, lines `name:value`, is signed with this.
    pub(super) fn trailer(&mut self, lines: &str, given: &str) -> bool {
        self.next("TRAILER", &hex(&Sha256::digest(lines.as_bytes())), given)
    }
}

#[cfg(test)]
mod tests;
