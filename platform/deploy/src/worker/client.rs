//! Requests over the network, through `cfs-http`.

use super::assets::{Refused, Transport};
use super::request::{Body, Content, Method, Part, Request};
use cfs_http::operation::{self, Auth, Operation, Pages};
use cfs_http::{BearerToken, Call, Client, Error, File, Form, Json, RetryPolicy, kind};
use serde_json::Value;
use std::future::Future;
use std::sync::LazyLock;

/// Paths by how many segments they have.
const PATHS: [&str; 12] = [
    "/{a}",
    "/{a}/{b}",
    "/{a}/{b}/{c}",
    "/{a}/{b}/{c}/{d}",
    "/{a}/{b}/{c}/{d}/{e}",
    "/{a}/{b}/{c}/{d}/{e}/{f}",
    "/{a}/{b}/{c}/{d}/{e}/{f}/{g}",
    "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}",
    "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}",
    "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}",
    "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}",
    "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}",
];

const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

/// Operations without a name, of each method and number of segments, with the account's credentials and without.
static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for auth in [&[Auth::Token, Auth::Key][..], &[Auth::Bearer]] {
        for method in METHODS {
            all.extend(PATHS.map(|path| Operation {
                name: "workers",
                method: http_method(method),
                path,
                auth,
                permissions: &[],
                pages: Pages::NONE,
            }));
        }
    }
    all
});

fn http_method(method: Method) -> operation::Method {
    match method {
        Method::Get => operation::Method::GET,
        Method::Post => operation::Method::POST,
        Method::Put => operation::Method::PUT,
        Method::Patch => operation::Method::PATCH,
        Method::Delete => operation::Method::DELETE,
    }
}

/// Sends a request; the `result` of its answer.
///
/// # Errors
/// When it cannot be sent, or the service refuses.
pub async fn send(client: &Client, request: &Request) -> Result<Value, Error> {
    let json = call(client, request)?.run(kind::result::<Json>).await?;
    // Numbers and members are kept as they came.
    Ok(serde_json::from_str(json.as_text()).unwrap_or_default())
}

/// A request as a call of a client, to be sent with other options.
///
/// # Errors
/// When its path has more segments than any of the API.
pub fn call(client: &Client, request: &Request) -> Result<Call, Error> {
    let segments = request.segments();
    let bearer = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let of_method = METHODS.iter().position(|method| *method == request.method).unwrap_or_default();
    let row = if bearer.is_some() { METHODS.len() + of_method } else { of_method };
    let operation = segments.len().checked_sub(1).filter(|at| *at < PATHS.len());
    let operation = operation.and_then(|at| OPERATIONS.get(row * PATHS.len() + at));
    let operation =
        operation.ok_or_else(|| Error::Request(format!("no call has the path {}", request.path)))?;
    let mut call = segments.iter().fold(Call::new(client, operation), |call, segment| call.path(segment));
    for (name, value) in &request.query {
        call = call.query_param(name, value);
    }
    for (name, value) in &request.headers {
        if name.eq_ignore_ascii_case("authorization") {
            let token = value.strip_prefix("Bearer ").unwrap_or(value);
            call = call.bearer(&BearerToken::from(token.to_owned()));
        } else {
            call = call.header(name, value);
        }
    }
    Ok(match &request.body {
        Body::Empty => call,
        Body::Json(value) => call.raw("application/json", value.to_string()),
        Body::JsonAs(media, value) => call.raw(media, value.to_string()),
        Body::Form(parts) => call.multipart(form(parts)),
        Body::Bytes { media, content } => call.raw(media, content.clone()),
    })
}

/// A form as `cfs-http` sends it.
fn form(parts: &[Part]) -> Form {
    parts.iter().fold(Form::new(), |form, part| match (&part.file, &part.content) {
        (None, Content::Json(value)) if part.media.is_none() => form.text(part.name.clone(), value),
        (None, Content::Bytes(text)) if part.media.is_none() => {
            form.text(part.name.clone(), String::from_utf8_lossy(text))
        }
        _ => {
            let file = File::new(part.bytes()).name(part.file.clone().unwrap_or_else(|| part.name.clone()));
            let media = part.media.as_deref().unwrap_or("application/octet-stream");
            form.file(part.name.clone(), file.content_type(media))
        }
    })
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let (status, codes) = match &error {
            Error::Api(api) => (Some(api.status), api.codes().collect()),
            // An answer that is not understood does not become so.
            Error::Decode(_) | Error::Request(_) => (Some(400), Vec::new()),
            _ => (None, Vec::new()),
        };
        Self { status, codes, message: error.to_string() }
    }
}

/// With the client's own pace and retries; what may be sent twice is repeated more readily than calls in general are.
impl Transport for Client {
    fn send(&self, request: Request) -> impl Future<Output = Result<Value, Refused>> + Send {
        let call = call(self, &request);
        async move {
            let mut call = call?;
            if request.is_repeatable() {
                call = call.max_retries(5).retry_policy(RetryPolicy::default().repeat_unsafe(true));
            }
            let json = call.run(kind::result::<Json>).await?;
            Ok(serde_json::from_str(json.as_text()).unwrap_or_default())
        }
    }
}
