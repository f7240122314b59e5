//! A transport that answers from a script.

use crate::body::Body;
use crate::error::{TransportError, TransportErrorKind};
use crate::transport::{Pending, Transport};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One answer of a script.
#[derive(Clone, Debug)]
pub struct Reply(Result<(StatusCode, HeaderMap, Bytes), TransportErrorKind>);

impl Reply {
    /// A status without a body.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Ok((status, HeaderMap::new(), Bytes::new())))
    }

    /// A status with a JSON body.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::status(status).header("content-type", "application/json").body(body.into())
    }

    /// No answer: the transport fails.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self(Err(kind))
    }

    /// Adds a header; one that is not valid is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok((_, headers, _)), Ok(name), Ok(value)) =
            (&mut self.0, HeaderName::try_from(name), HeaderValue::try_from(value))
        {
            headers.append(name, value);
        }
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, content: impl Into<Bytes>) -> Self {
        if let Ok((_, _, body)) = &mut self.0 {
            *body = content.into();
        }
        self
    }
}

/// A request as it was sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sent {
    /// The method.
    pub method: http::Method,
    /// The whole URL.
    pub uri: http::Uri,
    /// The headers, those with credentials included.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// A transport that answers from a script, in order, and keeps what it was sent. Clones are the same script. When the
/// script is over, the last answer is repeated.
#[derive(Clone, Debug, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    requests: Vec<Sent>,
}

impl Script {
    /// A script of these answers.
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = replies.into_iter().collect();
        Self(Arc::new(Mutex::new(State { replies, requests: Vec::new() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was sent so far.
    pub fn requests(&self) -> Vec<Sent> {
        self.state().requests.clone()
    }

    fn next(&self, sent: Sent) -> Option<Reply> {
        let mut state = self.state();
        state.requests.push(sent);
        if state.replies.len() > 1 { state.replies.pop_front() } else { state.replies.front().cloned() }
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let script = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.into_bytes().await?;
            let sent = Sent { method: parts.method, uri: parts.uri, headers: parts.headers, body };
            let reply = script.next(sent).map_or(Err(TransportErrorKind::Other), |reply| reply.0);
            let (status, headers, body) =
                reply.map_err(|kind| TransportError::new(kind, "so the script says"))?;
            let mut response = http::Response::new(Body::from(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}
