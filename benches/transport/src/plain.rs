//! What a careful programmer writes by hand for exactly these calls: `reqwest` and structs for serde.

use crate::{ACCOUNT, CONTENT, Failure, PIECE, ZONE};
use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Envelope<T> {
    success: bool,
    errors: Vec<Message>,
    result: T,
}

#[derive(Debug, Deserialize)]
struct Message {
    code: i64,
    message: String,
}

/// The same members as the generated type has, in the same types.
#[allow(dead_code)]
#[derive(Debug, Deserialize)]
struct Zone {
    account: Account,
    activated_on: Option<Timestamp>,
    cname_suffix: Option<String>,
    created_on: Timestamp,
    development_mode: f64,
    id: String,
    meta: Meta,
    modified_on: Timestamp,
    name: String,
    name_servers: Vec<String>,
    original_dnshost: Option<String>,
    original_name_servers: Option<Vec<String>>,
    original_registrar: Option<String>,
    owner: Owner,
    paused: Option<bool>,
    permissions: Option<Vec<String>>,
    plan: Plan,
    status: Option<Status>,
    tenant: Option<Account>,
    tenant_unit: Option<Unit>,
    #[serde(rename = "type")]
    kind: Option<Kind>,
    vanity_name_servers: Option<Vec<String>>,
    verification_key: Option<String>,
}

#[allow(dead_code)]
#[derive(Debug, Deserialize)]
struct Account {
    id: Option<String>,
    name: Option<String>,
}

#[allow(dead_code)]
#[derive(Debug, Deserialize)]
struct Unit {
    id: Option<String>,
}

#[allow(dead_code)]
#[derive(Debug, Deserialize)]
struct Meta {
    cdn_only: Option<bool>,
    custom_certificate_quota: Option<i64>,
    dns_only: Option<bool>,
    foundation_dns: Option<bool>,
    page_rule_quota: Option<i64>,
    phishing_detected: Option<bool>,
    step: Option<i64>,
}

#[allow(dead_code)]
#[derive(Debug, Deserialize)]
struct Owner {
    id: Option<String>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[allow(dead_code)]
#[derive(Debug, Deserialize)]
struct Plan {
    can_subscribe: Option<bool>,
    currency: Option<String>,
    externally_managed: Option<bool>,
    frequency: Option<String>,
    id: Option<String>,
    is_subscribed: Option<bool>,
    legacy_discount: Option<bool>,
    legacy_id: Option<String>,
    name: Option<String>,
    price: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Initializing,
    Pending,
    Active,
    Moved,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Full,
    Partial,
    Secondary,
    Internal,
}

pub struct Client {
    http: reqwest::Client,
    base: String,
}

pub fn client(url: &str) -> Result<Client, Failure> {
    Ok(Client { http: reqwest::Client::builder().build()?, base: format!("{url}/client/v4") })
}

impl Client {
    fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth("token")
    }

    fn value(&self) -> String {
        format!("/accounts/{ACCOUNT}/storage/kv/namespaces/namespace/values/key")
    }

    pub async fn list(&self) -> Result<usize, Failure> {
        let answer = self.get("/zones").query(&[("per_page", 1000)]).send().await?.error_for_status()?;
        let zones: Envelope<Vec<Zone>> = serde_json::from_slice(&answer.bytes().await?)?;
        checked(zones).map(|zones| zones.len())
    }

    pub async fn one(&self) -> Result<usize, Failure> {
        let answer = self.get(&format!("/zones/{ZONE}")).send().await?.error_for_status()?;
        let zone: Envelope<Zone> = serde_json::from_slice(&answer.bytes().await?)?;
        checked(zone).map(|zone| zone.id.len())
    }

    pub async fn download(&self) -> Result<usize, Failure> {
        let answer = self.get(&self.value()).send().await?.error_for_status()?;
        let mut chunks = answer.bytes_stream();
        let mut count = 0;
        while let Some(chunk) = chunks.try_next().await? {
            count += chunk.len();
        }
        Ok(count)
    }

    pub async fn upload(&self) -> Result<usize, Failure> {
        let piece = Bytes::from(vec![7; PIECE]);
        let pieces = stream::iter((0..CONTENT / PIECE).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
        let request = self.http.put(format!("{}{}", self.base, self.value())).bearer_auth("token");
        let request =
            request.header("content-type", "application/octet-stream").header("content-length", CONTENT);
        let answer = request.body(reqwest::Body::wrap_stream(pieces)).send().await?.error_for_status()?;
        let done: Envelope<serde_json::Value> = serde_json::from_slice(&answer.bytes().await?)?;
        checked(done).map(|_| CONTENT)
    }
}

fn checked<T>(answer: Envelope<T>) -> Result<T, Failure> {
    match answer.errors.first() {
        _ if answer.success => Ok(answer.result),
        Some(error) => Err(format!("{}: {}", error.code, error.message).into()),
        None => Err("no success".into()),
    }
}
