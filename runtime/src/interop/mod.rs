//! Requests and responses as the `http` crate has them, for routers and layers: axum, tower and what builds on them.
//!
//! ```ignore
//! #[event(fetch)]
//! async fn fetch(request: Request, env: Env) -> Result<Response> {
//!     let router = Router::new().route("/users/{id}", get(user)).with_state(SendWrapper::new(Rc::new(env)));
//!     Response::from_http(router.oneshot(request.into_http()?).await?)
//! }
//!
//! #[send] // the future of a handler has to be `Send`: a Worker has one thread
//! async fn user(State(env): State<SendWrapper<Rc<Env>>>, Path(id): Path<String>) -> String {
//!     env.users.get(&id).await.ok().flatten().unwrap_or_default()
//! }
//! ```
//!
//! Bodies are streams in both directions. A `SendWrapper<core::Request>` among the extensions of a request is the
//! runtime's own, with what only it knows (`cf`); its body is the stream. A `SendWrapper<core::WebSocket>` among the
//! extensions of a response with status 101 is the client's end of an upgrade.

mod body;

pub use body::Body;

use crate::core;
use crate::{Error, Request, Response, Result, SendWrapper};
use ::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use ::http::{HeaderMap, HeaderName, HeaderValue};
use cfs_worker::Options;
use std::error::Error as StdError;

type Cause = Box<dyn StdError + Send + Sync>;

impl Request {
    /// The request as the `http` crate has it.
    ///
    /// # Errors
    /// When its method, address or a header is none for that crate, or its body is being read already.
    pub fn into_http(self) -> Result<::http::Request<Body>> {
        let inner = self.into_inner();
        let mut request = ::http::Request::builder().method(inner.method().as_str()).uri(inner.url());
        if let Some(headers) = request.headers_mut() {
            *headers = read_headers(&inner.headers())?;
        }
        if let Some(extensions) = request.extensions_mut() {
            extensions.insert(SendWrapper::new(inner.clone()));
        }
        let body = Body::of(inner.body())?;
        request.body(body).map_err(|error| Error::new(format!("{}: {error}", inner.url())))
    }

    /// A request of the runtime, to be fetched.
    ///
    /// # Errors
    /// When the runtime takes no such request: a relative address, a body with `GET`.
    pub fn from_http<B>(request: ::http::Request<B>) -> Result<Self>
    where
        B: http_body::Body<Error: Into<Cause>> + 'static,
    {
        let (head, body) = request.into_parts();
        let mut init = Options::none();
        init.set("method", head.method.as_str());
        init.set("headers", &write_headers(&head.headers)?);
        if let Some(body) = body::write(body)? {
            init.set("body", &body);
        }
        let url = wasm_bindgen::JsValue::from_str(&head.uri.to_string());
        let made = core::sys::Request::new(&url, init.js()?)?;
        Ok(Self::from(cfs_worker::cast::<core::Request>(&made).clone()))
    }
}

impl Response {
    /// The response as the `http` crate has it. The runtime decompresses what it fetches: headers that say how long the
    /// compressed body was are left out.
    ///
    /// # Errors
    /// When a header is none for that crate, or the body is being read already.
    pub fn into_http(self) -> Result<::http::Response<Body>> {
        let inner = self.into_inner();
        let status = inner.status()?;
        let mut response = ::http::Response::builder().status(status as u16);
        if let Some(headers) = response.headers_mut() {
            *headers = read_headers(&inner.headers())?;
            if headers.remove(CONTENT_ENCODING).is_some() {
                headers.remove(CONTENT_LENGTH);
            }
        }
        if let (Some(extensions), Some(socket)) = (response.extensions_mut(), inner.web_socket()) {
            extensions.insert(SendWrapper::new(socket));
        }
        let body = Body::of(inner.body())?;
        response.body(body).map_err(|error| Error::new(format!("status {status}: {error}")))
    }

    /// A response of the runtime. A body that says how it is encoded is sent as it is.
    ///
    /// # Errors
    /// When the runtime takes no such response.
    pub fn from_http<B>(response: ::http::Response<B>) -> Result<Self>
    where
        B: http_body::Body<Error: Into<Cause>> + 'static,
    {
        let (head, body) = response.into_parts();
        let mut init = Options::none();
        init.set("status", &head.status.as_u16());
        init.set("headers", &write_headers(&head.headers)?);
        if head.headers.contains_key(CONTENT_ENCODING) {
            init.set("encodeBody", "manual");
        }
        #[cfg(feature = "web-socket")]
        if let Some(socket) = head.extensions.get::<SendWrapper<core::WebSocket>>() {
            init.set("webSocket", &**socket);
        }
        let empty = matches!(head.status.as_u16(), 101 | 204 | 205 | 304);
        let body = if empty { None } else { body::write(body)? };
        Self::of_parts(body.as_ref(), &init)
    }
}

impl TryFrom<Request> for ::http::Request<Body> {
    type Error = Error;

    fn try_from(request: Request) -> Result<Self> {
        request.into_http()
    }
}

impl TryFrom<Response> for ::http::Response<Body> {
    type Error = Error;

    fn try_from(response: Response) -> Result<Self> {
        response.into_http()
    }
}

impl<B: http_body::Body<Error: Into<Cause>> + 'static> TryFrom<::http::Request<B>> for Request {
    type Error = Error;

    fn try_from(request: ::http::Request<B>) -> Result<Self> {
        Self::from_http(request)
    }
}

impl<B: http_body::Body<Error: Into<Cause>> + 'static> TryFrom<::http::Response<B>> for Response {
    type Error = Error;

    fn try_from(response: ::http::Response<B>) -> Result<Self> {
        Self::from_http(response)
    }
}

fn read_headers(headers: &core::Headers) -> Result<HeaderMap> {
    let mut map = HeaderMap::new();
    for entry in headers.entries()? {
        let (name, value) = entry?;
        let wrong = |what: &dyn std::fmt::Display| Error::new(format!("the header `{name}`: {what}"));
        let key = HeaderName::try_from(name.as_str()).map_err(|error| wrong(&error))?;
        let value = HeaderValue::try_from(value.as_str()).map_err(|error| wrong(&error))?;
        map.append(key, value);
    }
    Ok(map)
}

fn write_headers(map: &HeaderMap) -> Result<core::Headers> {
    let headers = core::Headers::new()?;
    for (name, value) in map {
        // A byte a character, as JavaScript has headers.
        let text: String = value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
        headers.append(name.as_str(), &text)?;
    }
    Ok(headers)
}
