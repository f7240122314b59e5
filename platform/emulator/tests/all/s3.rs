//! R2's S3 interface, asked by requests that another implementation signs.

mod lists;
mod multipart;
mod objects;
mod refusals;
mod shared;

use bytes::Bytes;
use cfs_emulator::Emulator;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use std::time::Duration;

/// How long what is signed is good for.
const LONG: Duration = Duration::from_mins(10);

/// A bucket of an emulator, and a client with keys.
pub(crate) struct S3 {
    pub(crate) emulator: Emulator,
    pub(crate) bucket: Bucket,
    pub(crate) keys: Credentials,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Came {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What an element holds.
    pub(crate) fn element(&self, name: &str) -> String {
        let text = self.text();
        let inner = text.split_once(&format!("<{name}>")).map(|(_, rest)| rest).unwrap_or_default();
        inner.split_once(&format!("</{name}>")).map(|(inner, _)| inner.to_owned()).unwrap_or_default()
    }
}

impl S3 {
    /// The bucket `photos` of a new account.
    pub(crate) async fn start() -> Self {
        Self::of(Emulator::start().await.expect("an emulator")).await
    }

    pub(crate) async fn of(emulator: Emulator) -> Self {
        let endpoint = emulator.s3_endpoint().parse().expect("an address");
        let bucket = Bucket::new(endpoint, UrlStyle::Path, "photos", "auto").expect("a bucket");
        let (key, secret) = emulator.s3_keys();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let s3 = Self { emulator, bucket, keys: Credentials::new(key, secret), client };
        let made = s3.signed("PUT", &s3.bucket.create_bucket(&s3.keys), &[], b"").await;
        assert_eq!(made.status, 200, "{made:?}");
        s3
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Came {
        let request =
            headers.iter().fold(http::Request::builder().method(method).uri(url), |request, header| {
                request.header(header.0, header.1)
            });
        let request = request.body(Full::new(Bytes::copy_from_slice(body))).expect("a request");
        let (parts, body) = self.client.request(request).await.expect("an answer").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Came { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Sends an action with more headers.
    pub(crate) async fn signed<'a>(
        &self,
        method: &str,
        action: &impl S3Action<'a>,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Came {
        self.send(method, action.sign(LONG).as_str(), headers, body).await
    }

    pub(crate) async fn put(&self, key: &str, headers: &[(&str, &str)], body: &[u8]) -> Came {
        self.signed("PUT", &self.bucket.put_object(Some(&self.keys), key), headers, body).await
    }

    pub(crate) async fn get(&self, key: &str, headers: &[(&str, &str)]) -> Came {
        self.signed("GET", &self.bucket.get_object(Some(&self.keys), key), headers, b"").await
    }

    pub(crate) async fn delete(&self, key: &str) -> Came {
        self.signed("DELETE", &self.bucket.delete_object(Some(&self.keys), key), &[], b"").await
    }
}
