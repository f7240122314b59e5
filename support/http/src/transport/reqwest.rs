//! A transport over `reqwest`.

use super::{Pending, Transport};
use crate::body::Body;
use crate::error::{Error, TransportError, TransportErrorKind};
use futures_util::StreamExt;
use std::fmt;

/// Sends by a `reqwest` client, for programs that configure one: proxies, certificates, DNS.
#[derive(Clone)]
pub struct ReqwestTransport(reqwest::Client);

/// Without the client, whose default headers may hold credentials.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl ReqwestTransport {
    /// A transport over a client of its own, with rustls and the system's certificates.
    ///
    /// # Errors
    /// [`Error::Request`] when there is no TLS.
    pub fn new() -> Result<Self, Error> {
        // A process-wide default that is already there is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let built = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        built.map(Self).map_err(|error| Error::request(format!("reqwest: {error}")))
    }

    /// A transport over a client that is there. It should follow no redirects itself
    /// ([`reqwest::redirect::Policy::none`]): it would send credentials along that it does not know to be such.
    pub fn with_client(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let length = body.length();
            let mut builder = client.request(parts.method, parts.uri.to_string()).headers(parts.headers);
            if let Some(bytes) = body.as_bytes() {
                builder = builder.body(bytes.clone());
            } else if !body.is_empty() {
                if let Some(length) = length {
                    builder = builder.header(http::header::CONTENT_LENGTH, length);
                }
                builder = builder.body(reqwest::Body::wrap_stream(body.into_stream()));
            }
            let response = builder.send().await.map_err(|error| failed(TransportErrorKind::Send, error))?;
            let response: http::Response<reqwest::Body> = response.into();
            Ok(response.map(incoming))
        })
    }
}

fn failed(kind: TransportErrorKind, error: reqwest::Error) -> Error {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        kind
    };
    // The URL is in our own error already, without its query.
    TransportError::new(kind, error.without_url()).into()
}

fn incoming(body: reqwest::Body) -> Body {
    let length = http_body::Body::size_hint(&body).exact();
    let stream = futures_util::stream::unfold(body, |mut body| async {
        loop {
            let frame = std::future::poll_fn(|context| {
                http_body::Body::poll_frame(std::pin::Pin::new(&mut body), context)
            });
            match frame.await? {
                Ok(frame) => {
                    let Ok(data) = frame.into_data() else { continue };
                    return Some((Ok(data), body));
                }
                Err(error) => return Some((Err(failed(TransportErrorKind::Body, error)), body)),
            }
        }
    });
    Body::stream(stream.boxed(), length)
}
