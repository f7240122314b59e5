//! R2's S3 interface: requests that are signed, sent, and tried again.

use super::keys::Keys;
use crate::failure::{Exit, Failure};
use crate::terminal::say;
use cfs_http::http::{self, Method, StatusCode};
use cfs_http::{Body, Error, Transport, retry_after};
use rusty_s3::actions::{CreateMultipartUpload, ListObjectsV2, ListParts, ObjectIdentifier};
use rusty_s3::{Bucket, Credentials, S3Action};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long what is signed is good for: a part has this long to begin.
pub(super) const GOOD: Duration = Duration::from_hours(1);
/// How often a request is sent at most.
const ATTEMPTS: u32 = 5;

/// An object of a list.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) key: String,
    pub(super) size: u64,
    pub(super) etag: String,
}

/// A bucket by S3.
pub(super) struct S3<'s> {
    transport: Arc<dyn Transport>,
    bucket: Bucket,
    keys: Keys<'s>,
    verbose: bool,
}

/// A request: what is sent, as often as it takes.
pub(super) struct Asking<'a> {
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: &'a dyn Fn() -> Body,
}

impl Asking<'_> {
    pub(super) fn nothing() -> Self {
        Self { headers: Vec::new(), body: &Body::default }
    }
}

impl<'s> S3<'s> {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        endpoint: &str,
        bucket: &str,
        keys: Keys<'s>,
        verbose: bool,
    ) -> Result<Self, Failure> {
        let wrong = |why: String| {
            Failure::usage(format!("the endpoint `{endpoint}`: {why}"))
                .hint("https://ACCOUNT.r2.cloudflarestorage.com")
        };
        let url = endpoint.parse().map_err(|error| wrong(format!("{error}")))?;
        let bucket = Bucket::new(url, rusty_s3::UrlStyle::Path, bucket.to_owned(), "auto")
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self { transport, bucket, keys, verbose })
    }

    /// Sends what `sign` gives the address of, until it is answered for good.
    pub(super) async fn send(
        &self,
        method: Method,
        sign: &dyn Fn(&Bucket, &Credentials) -> String,
        asking: Asking<'_>,
    ) -> Result<http::Response<Body>, Failure> {
        let mut attempt = 1;
        loop {
            let keys = self.keys.get().await?;
            let url = sign(&self.bucket, &keys);
            // The rest of the address is its signature.
            let shown = format!("{method} {}", url.split('?').next().unwrap_or_default());
            let mut request = http::Request::builder().method(method.clone()).uri(url.as_str());
            for (name, value) in &asking.headers {
                request = request.header(*name, value);
            }
            let request = request.body((asking.body)());
            let came = self
                .transport
                .send(request.map_err(|error| Failure::usage(format!("{shown}: {error}")))?)
                .await;
            if self.verbose {
                let status = came.as_ref().map_or("no answer".to_owned(), |came| came.status().to_string());
                say!("{shown}: attempt {attempt}, {status}");
            }
            match came {
                Ok(came) if came.status().is_success() => return Ok(came),
                Ok(came) => {
                    let again =
                        came.status() == StatusCode::TOO_MANY_REQUESTS || came.status().is_server_error();
                    if !again || attempt >= ATTEMPTS {
                        return Err(refused(&shown, came).await);
                    }
                    let stated = retry_after(came.headers(), cfs_http::Timestamp::now());
                    pause(attempt, stated).await;
                }
                Err(Error::Transport(_)) if attempt < ATTEMPTS => pause(attempt, None).await,
                Err(error) => return Err(Failure::from(error).doing(shown)),
            }
            attempt += 1;
        }
    }

    async fn text(came: http::Response<Body>) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&came.into_body().into_bytes().await?).into_owned())
    }

    /// All objects whose keys begin with a prefix.
    pub(super) async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Failure> {
        let (mut all, mut token) = (Vec::new(), None::<String>);
        loop {
            let sign = |bucket: &Bucket, keys: &Credentials| {
                let mut action = bucket.list_objects_v2(Some(keys));
                action.with_prefix(prefix.to_owned());
                if let Some(token) = &token {
                    action.with_continuation_token(token.clone());
                }
                action.sign(GOOD).into()
            };
            let text = Self::text(self.send(Method::GET, &sign, Asking::nothing()).await?).await?;
            let page =
                ListObjectsV2::parse_response(&text).map_err(|error| odd("a list", &error.to_string()))?;
            all.extend(page.contents.into_iter().map(|object| Listed {
                size: object.size.unwrap_or_default(),
                etag: object.etag.unwrap_or_default().trim_matches('"').to_owned(),
                key: object.key,
            }));
            match page.next_continuation_token {
                Some(next) => token = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// Removes up to 1000 objects.
    pub(super) async fn delete(&self, keys: &[String]) -> Result<(), Failure> {
        let named: Vec<ObjectIdentifier> =
            keys.iter().map(|key| ObjectIdentifier::new(key.clone())).collect();
        let body = {
            let mut action = self.bucket.delete_objects(None, named.iter());
            action.set_quiet(true);
            action.body_with_md5()
        };
        let asking =
            Asking { headers: vec![("content-md5", body.1.clone())], body: &|| Body::from(body.0.clone()) };
        let sign = |bucket: &Bucket, own: &Credentials| {
            bucket.delete_objects(Some(own), named.iter()).sign(GOOD).into()
        };
        let text = Self::text(self.send(Method::POST, &sign, asking).await?).await?;
        match element(&text, "Error") {
            Some(error) => Err(Failure::failed(format!(
                "{}: {}",
                element(error, "Key").unwrap_or_default(),
                element(error, "Message").unwrap_or_default()
            ))),
            None => Ok(()),
        }
    }

    /// Begins an upload in parts.
    pub(super) async fn begin(
        &self,
        key: &str,
        media: String,
        meta: &[(&'static str, String)],
    ) -> Result<String, Failure> {
        let sign = |bucket: &Bucket, keys: &Credentials| {
            let mut action = bucket.create_multipart_upload(Some(keys), key);
            for (name, value) in meta {
                action.headers_mut().insert(*name, value.clone());
            }
            action.sign(GOOD).into()
        };
        let mut headers = meta.to_vec();
        headers.push(("content-type", media));
        let came = self.send(Method::POST, &sign, Asking { headers, body: &Body::default }).await?;
        let text = Self::text(came).await?;
        let parsed = CreateMultipartUpload::parse_response(&text);
        Ok(parsed.map_err(|error| odd("an upload", &error.to_string()))?.upload_id().to_owned())
    }

    /// The parts that came, by their numbers; none where the upload is not there any more.
    pub(super) async fn parts(&self, key: &str, id: &str) -> Result<Option<BTreeMap<u16, String>>, Failure> {
        let (mut all, mut marker) = (BTreeMap::new(), None);
        loop {
            let sign = |bucket: &Bucket, keys: &Credentials| {
                let mut action = bucket.list_parts(Some(keys), key, id);
                if let Some(marker) = marker {
                    action.set_part_number_marker(marker);
                }
                action.sign(GOOD).into()
            };
            let gone =
                |failure: &Failure| failure.details.iter().any(|detail| detail.starts_with("NoSuchUpload"));
            let came = match self.send(Method::GET, &sign, Asking::nothing()).await {
                Ok(came) => came,
                Err(failure) if gone(&failure) => return Ok(None),
                Err(failure) => return Err(failure),
            };
            let text = Self::text(came).await?;
            let page = ListParts::parse_response(&text).map_err(|error| odd("parts", &error.to_string()))?;
            let own =
                page.parts.into_iter().map(|part| (part.number, part.etag.trim_matches('"').to_owned()));
            all.extend(own);
            match page.next_part_number_marker {
                Some(next) => marker = Some(next),
                None => return Ok(Some(all)),
            }
        }
    }

    /// Makes the object of its parts, by their MD5s in order; its tag.
    pub(super) async fn complete(&self, key: &str, id: &str, hashes: &[String]) -> Result<String, Failure> {
        let quoted: Vec<String> = hashes.iter().map(|hash| format!("\"{hash}\"")).collect();
        let etags = || quoted.iter().map(String::as_str);
        let body = self.bucket.complete_multipart_upload(None, key, id, etags()).body();
        let asking = Asking { headers: Vec::new(), body: &|| Body::from(body.clone()) };
        let sign = |bucket: &Bucket, keys: &Credentials| {
            bucket.complete_multipart_upload(Some(keys), key, id, etags()).sign(GOOD).into()
        };
        let text = Self::text(self.send(Method::POST, &sign, asking).await?).await?;
        let etag = element(&text, "ETag").unwrap_or_default();
        Ok(etag.replace("&quot;", "").trim_matches('"').to_owned())
    }
}

/// Waits before the next attempt.
async fn pause(attempt: u32, stated: Option<Duration>) {
    tokio::time::sleep(stated.unwrap_or(Duration::from_millis(100 << attempt))).await;
}

fn odd(what: &str, why: &str) -> Failure {
    Failure::failed(format!("what R2 answered is not {what}: {why}"))
}

/// What the first element of a name holds.
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}

/// What a refusal says.
async fn refused(shown: &str, came: http::Response<Body>) -> Failure {
    let status = came.status();
    let body = came.into_body().into_bytes().await.unwrap_or_default();
    let text = String::from_utf8_lossy(&body).into_owned();
    let denied = matches!(status.as_u16(), 401 | 403);
    let mut failure =
        Failure::new(if denied { Exit::Denied } else { Exit::Failed }, format!("{shown}: R2 says {status}"));
    if let Some(code) = element(&text, "Code") {
        failure.details.push(format!("{code}: {}", element(&text, "Message").unwrap_or_default().trim()));
    }
    match status.as_u16() {
        401 | 403 => failure.hint("have the keys the permission for this bucket, and is the clock right?"),
        404 => failure.hint("is the name of the bucket right? `cfs r2 bucket list`"),
        412 => failure.hint("it was changed meanwhile: try again"),
        _ => failure,
    }
}
