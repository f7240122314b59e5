//! R2's S3 interface, over the store that the API and bindings have.
//!
//! A request is one of S3 when its host is R2's (`ACCOUNT.r2.cloudflarestorage.com`, `ACCOUNT.r2.localhost`, either with a bucket
//! before it), or when it is signed as AWS signs and comes to the emulator's own address: then the path begins with the bucket.
//! `sign` knows what a signature is of, `access` whose it is; `body` and `hashes` take content in; the rest are the calls.

mod access;
mod body;
mod bucket;
mod condition;
mod copy;
mod error;
mod hashes;
mod list;
mod meta;
mod object;
mod parts;
mod sign;
mod xml;

pub(crate) use access::Grant;

use crate::server::asked::{Asked, decoded, place};
use crate::server::reply::Reply;
use crate::server::{Body, as_asked, response};
use crate::world::World;
use body::Form;
use error::{Done, S3Error};
use http::HeaderMap;
use hyper::body::Incoming;
use std::net::IpAddr;
use std::sync::Arc;

/// Where a request says that it goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    account: Option<String>,
    /// A bucket in the host: the path is the key alone.
    bucket: Option<String>,
}

/// The host's part before R2's own names, if it is R2's.
fn of_r2(host: &str) -> Option<Target> {
    const OWN: [&str; 2] = [".r2.cloudflarestorage.com", ".r2.localhost"];
    let rest = OWN.iter().find_map(|own| host.strip_suffix(own))?;
    let mut labels: Vec<&str> = rest.split('.').collect();
    // Jurisdictions have hosts of their own.
    if labels.len() > 1 && labels.last().is_some_and(|last| ["eu", "fedramp"].contains(last)) {
        labels.pop();
    }
    let account = labels.pop().map(str::to_owned);
    let bucket = (!labels.is_empty()).then(|| labels.join("."));
    Some(Target { account, bucket })
}

/// Whether a request is one of S3, and where it goes.
pub(crate) fn target<T>(request: &http::Request<T>) -> Option<Target> {
    let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().host().or(host).unwrap_or_default().to_ascii_lowercase();
    let bare = match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => bare,
        _ => &host,
    };
    if let Some(target) = of_r2(bare) {
        return Some(target);
    }
    let is_own =
        bare.is_empty() || bare == "localhost" || bare.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let by_header = request.headers().get(http::header::AUTHORIZATION);
    let by_header = by_header.is_some_and(|header| header.as_bytes().starts_with(sign::ALGORITHM.as_bytes()));
    let by_query = request.uri().query().is_some_and(|query| query.contains("X-Amz-Signature="));
    (is_own && (by_header || by_query)).then_some(Target { account: None, bucket: None })
}

/// A request, without its content.
struct Call<'a> {
    world: &'a World,
    grant: Grant,
    account: String,
    bucket: String,
    key: String,
    asked: &'a Asked,
}

impl Call<'_> {
    fn query(&self, name: &str) -> Option<&str> {
        self.asked.query(name)
    }

    fn headers(&self) -> &HeaderMap {
        &self.asked.headers
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.asked.header(name)
    }

    /// Where the buckets are.
    fn buckets(&self) -> String {
        place(["accounts", &self.account, "r2", "buckets"])
    }

    /// Where the objects of a bucket are, which has to be there.
    fn objects_of(&self, bucket: &str) -> Done<String> {
        match self.world.store.get(&self.buckets(), bucket)? {
            Some(_) => Ok(place(["accounts", &self.account, "r2", "buckets", bucket])),
            None => Err(S3Error::no_bucket()),
        }
    }

    fn objects(&self) -> Done<String> {
        self.objects_of(&self.bucket)
    }
}

/// What comes with a request.
struct Content {
    body: Incoming,
    form: Form,
    /// The hash that is signed.
    payload: Option<String>,
}

/// Answers a request.
pub(crate) async fn answer(
    world: &Arc<World>,
    target: Target,
    request: http::Request<Incoming>,
    ray: &str,
) -> http::Response<Body> {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let asked = Asked::new(method, path, query, parts.headers, bytes::Bytes::new());
    let fault = world.faults.of(&asked);
    if let Some(fault) = &fault {
        tokio::time::sleep(fault.latency).await;
    }
    let half_open = fault.as_ref().is_some_and(|fault| fault.half_open);
    let cut = fault.as_ref().is_some_and(|fault| fault.cut);
    let reply = match fault.and_then(|fault| fault.reply) {
        Some(reply) => {
            body::passed_over(body).await;
            reply
        }
        None => {
            let answered = of(world, target, &asked, body).await;
            answered.unwrap_or_else(|error| error.reply(asked.method == "HEAD"))
        }
    };
    let reply = reply.with("x-amz-request-id", ray);
    as_asked(response(reply, ray), cut, half_open)
}

async fn of(world: &Arc<World>, target: Target, asked: &Asked, body: Incoming) -> Done<Reply> {
    let signable = sign::Signable {
        method: &asked.method,
        path: &asked.path,
        query: &asked.query,
        headers: &asked.headers,
    };
    let checked = access::check(world, &signable).and_then(|(grant, payload, form)| {
        let account = access::account(target.account.as_deref(), &grant)?;
        Ok((grant, payload, form, account))
    });
    let (grant, payload, form, account) = match checked {
        Ok(checked) => checked,
        Err(error) => {
            body::passed_over(body).await;
            return Err(error);
        }
    };
    let path = asked.path.strip_prefix('/').unwrap_or(&asked.path);
    let (bucket, key) = match target.bucket {
        Some(bucket) => (bucket, decoded(path)),
        None => {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (decoded(bucket), decoded(key))
        }
    };
    let call = Call { world, grant, account, bucket, key, asked };
    let content = Content { body, form, payload };
    if call.bucket.is_empty() {
        return match asked.method.as_str() {
            "GET" => bucket::list(&call),
            method => Err(S3Error::new(405, "MethodNotAllowed", format!("{method} needs a bucket"))),
        };
    }
    if call.key.is_empty() { of_bucket(&call, content).await } else { of_object(&call, content).await }
}

/// What S3 has and R2 has not, or not here.
const ELSEWHERE: [&str; 12] = [
    "acl",
    "tagging",
    "policy",
    "object-lock",
    "versions",
    "versioning",
    "website",
    "logging",
    "notification",
    "replication",
    "encryption",
    "accelerate",
];

async fn of_bucket(call: &Call<'_>, content: Content) -> Done<Reply> {
    let has = |name: &str| call.query(name).is_some();
    if let Some(name) = ELSEWHERE.iter().find(|name| has(name)) {
        return Err(S3Error::not_there(name));
    }
    match call.asked.method.as_str() {
        "GET" if has("location") => bucket::location(call),
        "GET" if has("cors") || has("lifecycle") => bucket::no_configuration(call, has("cors")),
        "GET" if has("uploads") => parts::uploads(call),
        "GET" => list::list(call, call.query("list-type") == Some("2")),
        "HEAD" => bucket::head(call),
        "PUT" if has("cors") || has("lifecycle") => Err(S3Error::not_there("PUT of a configuration")),
        "PUT" => bucket::create(call, content).await,
        "DELETE" => bucket::remove(call),
        "POST" if has("delete") => object::delete_many(call, content).await,
        method => Err(S3Error::new(405, "MethodNotAllowed", format!("{method} is not for buckets"))),
    }
}

async fn of_object(call: &Call<'_>, content: Content) -> Done<Reply> {
    if call.key.len() > 1024 {
        let message = "The specified object name is not valid.";
        return Err(S3Error::new(400, "KeyTooLongError", message));
    }
    let has = |name: &str| call.query(name).is_some();
    if let Some(name) = ELSEWHERE.iter().find(|name| has(name)) {
        return Err(S3Error::not_there(name));
    }
    let copies = call.header("x-amz-copy-source").is_some();
    match call.asked.method.as_str() {
        "GET" if has("uploadId") => parts::list(call),
        "GET" => object::get(call, true),
        "HEAD" => object::get(call, false),
        "PUT" if has("uploadId") && copies => copy::part(call).await,
        "PUT" if has("uploadId") => parts::upload(call, content).await,
        "PUT" if copies => copy::object(call),
        "PUT" => object::put(call, content).await,
        "POST" if has("uploads") => parts::create(call),
        "POST" if has("uploadId") => parts::complete(call, content).await,
        "DELETE" if has("uploadId") => parts::abort(call),
        "DELETE" => object::delete(call),
        method => Err(S3Error::new(405, "MethodNotAllowed", format!("{method} is not for objects"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, of_r2};

    #[test]
    fn hosts_are_of_accounts_and_buckets() {
        let target = |account: &str, bucket: Option<&str>| {
            Some(Target { account: Some(account.to_owned()), bucket: bucket.map(str::to_owned) })
        };
        assert_eq!(of_r2("abc.r2.cloudflarestorage.com"), target("abc", None));
        assert_eq!(of_r2("abc.eu.r2.cloudflarestorage.com"), target("abc", None));
        assert_eq!(of_r2("photos.abc.r2.localhost"), target("abc", Some("photos")));
        assert_eq!(of_r2("photos.abc.fedramp.r2.cloudflarestorage.com"), target("abc", Some("photos")));
        assert_eq!(of_r2("r2.localhost.example"), None);
    }
}
