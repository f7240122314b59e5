//! Recordings of requests and their answers, as files that people can read and edit.

use crate::body::Body;
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::transport::{Pending, Transport};
use crate::types::Base64;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";
const FIRST_LINE: &str = "# cfs cassette 1: `>` what was sent, `<` what came back, `|` text, `~` base64";

/// Requests and their answers, in order.
///
/// A file has for each of them the method and path after `>`, the request's headers after `>`, its body's lines after
/// `|`, then the same for the answer after `<`, its status first. Bodies that are not text are base64 after `~`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cassette {
    exchanges: Vec<Exchange>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Exchange {
    request: Side,
    answer: Side,
}

/// A request or an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Side {
    /// `GET /path` or `200`.
    first: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Side {
    fn write(&self, mark: char, out: &mut String) {
        out.push_str(&format!("{mark} {}\n", self.first));
        for (name, value) in &self.headers {
            out.push_str(&format!("{mark} {name}: {value}\n"));
        }
        match std::str::from_utf8(&self.body) {
            Ok("") => {}
            Ok(text) => text.split('\n').for_each(|line| out.push_str(&format!("| {line}\n"))),
            Err(_) => out.push_str(&format!("~ {}\n", Base64(self.body.to_vec()))),
        }
    }

    fn replace(&mut self, secret: &str) {
        self.first = self.first.replace(secret, REDACTED);
        for (_, value) in &mut self.headers {
            *value = value.replace(secret, REDACTED);
        }
        if let Ok(text) = std::str::from_utf8(&self.body)
            && text.contains(secret)
        {
            self.body = text.replace(secret, REDACTED).into();
        }
    }
}

impl Cassette {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`Error::Request`] with the line that cannot be read.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut exchanges: Vec<Exchange> = Vec::new();
        let mut in_answer = true;
        let mut has_body = false;
        for (number, line) in text.split('\n').enumerate() {
            let wrong = || Error::request(format!("the cassette's line {} cannot be read", number + 1));
            let Some(mark) = line.chars().next() else { continue };
            let rest = line.get(2..).unwrap_or_default();
            match mark {
                '#' => continue,
                '>' if in_answer => {
                    let request = Side { first: rest.to_owned(), ..Side::default() };
                    exchanges.push(Exchange { request, answer: Side::default() });
                    (in_answer, has_body) = (false, false);
                    continue;
                }
                '<' if !in_answer => {
                    let exchange = exchanges.last_mut().ok_or_else(wrong)?;
                    rest.clone_into(&mut exchange.answer.first);
                    (in_answer, has_body) = (true, false);
                    continue;
                }
                _ => {}
            }
            let exchange = exchanges.last_mut().ok_or_else(wrong)?;
            let side = if in_answer { &mut exchange.answer } else { &mut exchange.request };
            match mark {
                '>' | '<' => {
                    let (name, value) = rest.split_once(": ").ok_or_else(wrong)?;
                    side.headers.push((name.to_owned(), value.to_owned()));
                }
                '|' => {
                    let mut body = side.body.to_vec();
                    if has_body {
                        body.push(b'\n');
                    }
                    has_body = true;
                    body.extend_from_slice(rest.as_bytes());
                    side.body = body.into();
                }
                '~' => side.body = Base64::decode(rest).ok_or_else(wrong)?.0.into(),
                _ => return Err(wrong()),
            }
        }
        Ok(Self { exchanges })
    }

    /// The text of a file.
    pub fn to_text(&self) -> String {
        let mut out = format!("{FIRST_LINE}\n");
        for exchange in &self.exchanges {
            out.push('\n');
            exchange.request.write('>', &mut out);
            exchange.answer.write('<', &mut out);
        }
        out
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Request`] when there is none, or it cannot be read.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn load(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::request(format!("cannot read {}: {error}", path.display())))?;
        Self::parse(&text)
    }

    /// Writes a file.
    ///
    /// # Errors
    /// [`Error::Request`] when it cannot be written.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn save(&self, path: impl AsRef<std::path::Path>) -> Result<(), Error> {
        let path = path.as_ref();
        std::fs::write(path, self.to_text())
            .map_err(|error| Error::request(format!("cannot write {}: {error}", path.display())))
    }
}

/// A transport that lets another one answer and records what is sent and what comes back.
///
/// Credentials are not recorded: headers that hold them are redacted, and so is their value wherever else it turns up.
/// Name further secrets with [`secret`](Self::secret). Clones are the same recorder.
#[derive(Clone, Debug)]
pub struct Recorder<T> {
    inner: T,
    secrets: Vec<String>,
    cassette: Arc<Mutex<Cassette>>,
}

impl<T: Transport + Clone> Recorder<T> {
    /// Records what goes through `inner`.
    pub fn new(inner: T) -> Self {
        Self { inner, secrets: Vec::new(), cassette: Arc::default() }
    }

    /// A text that is not to be recorded, wherever it turns up.
    #[must_use]
    pub fn secret(mut self, text: impl Into<String>) -> Self {
        self.secrets.push(text.into());
        self
    }

    fn state(&self) -> MutexGuard<'_, Cassette> {
        self.cassette.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was recorded so far.
    pub fn cassette(&self) -> Cassette {
        self.state().clone()
    }

    fn keep(&self, mut request: Side, mut answer: Side, found: &[String]) {
        for secret in self.secrets.iter().chain(found).filter(|secret| !secret.is_empty()) {
            request.replace(secret);
            answer.replace(secret);
        }
        self.state().exchanges.push(Exchange { request, answer });
    }
}

/// Headers as text, those with credentials redacted; their values go to `found`.
fn headers(headers: &HeaderMap, found: &mut Vec<String>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let secret = headers.get(name).is_some_and(HeaderValue::is_sensitive) || is_secret(name.as_str());
        if secret {
            found.push(value.strip_prefix("Bearer ").unwrap_or(&value).to_owned());
        }
        all.push((name.to_string(), if secret { REDACTED.to_owned() } else { value }));
    }
    all
}

fn is_secret(name: &str) -> bool {
    matches!(name, "authorization" | "proxy-authorization" | "cookie" | "set-cookie")
        || ["x-auth-", "token", "secret", "password", "api-key"].iter().any(|part| name.contains(part))
}

fn request_line(method: &http::Method, uri: &http::Uri) -> String {
    format!("{method} {}", uri.path_and_query().map_or("/", |path| path.as_str()))
}

/// A form's boundary is random: recordings have a fixed one.
fn without_boundary(headers: &mut [(String, String)], body: Bytes) -> Bytes {
    let Some((_, value)) = headers.iter_mut().find(|(name, _)| name == "content-type") else { return body };
    let Some(boundary) = value.split_once("boundary=").map(|(_, boundary)| boundary.to_owned()) else {
        return body;
    };
    *value = value.replace(&boundary, "BOUNDARY");
    match std::str::from_utf8(&body) {
        Ok(text) => text.replace(&boundary, "BOUNDARY").into(),
        Err(_) => body,
    }
}

impl<T: Transport + Clone> Transport for Recorder<T> {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let recorder = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.into_bytes().await?;
            let mut found = Vec::new();
            let mut side = Side {
                first: request_line(&parts.method, &parts.uri),
                headers: headers(&parts.headers, &mut found),
                body: Bytes::new(),
            };
            side.body = without_boundary(&mut side.headers, body.clone());
            let sent = if body.is_empty() { Body::default() } else { Body::from(body) };
            let response = recorder.inner.send(http::Request::from_parts(parts, sent)).await?;
            let (parts, body) = response.into_parts();
            let body = body.into_bytes().await?;
            let first = parts.status.as_u16().to_string();
            let answer = Side { first, headers: headers(&parts.headers, &mut found), body: body.clone() };
            recorder.keep(side, answer, &found);
            Ok(http::Response::from_parts(parts, body.into()))
        })
    }
}

/// A transport that answers from a recording. Each recorded answer is given once, to a request with the same method,
/// path, query and body; a request that was not recorded is an error. Clones are the same replay.
#[derive(Clone, Debug)]
pub struct Replay {
    left: Arc<Mutex<Vec<Exchange>>>,
    secrets: Vec<String>,
}

impl Replay {
    /// Answers from a recording.
    pub fn new(cassette: Cassette) -> Self {
        Self { left: Arc::new(Mutex::new(cassette.exchanges)), secrets: Vec::new() }
    }

    /// A text that was not recorded (see [`Recorder::secret`]) but is sent again.
    #[must_use]
    pub fn secret(mut self, text: impl Into<String>) -> Self {
        self.secrets.push(text.into());
        self
    }

    fn left(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The requests that were recorded and not yet made, as `GET /path`.
    pub fn unused(&self) -> Vec<String> {
        self.left().iter().map(|exchange| exchange.request.first.clone()).collect()
    }

    fn answer(&self, mut request: Side, found: &[String]) -> Result<Side, Error> {
        for secret in self.secrets.iter().chain(found).filter(|secret| !secret.is_empty()) {
            request.replace(secret);
        }
        let mut left = self.left();
        let fits = |exchange: &Exchange| {
            exchange.request.first == request.first && exchange.request.body == request.body
        };
        let Some(at) = left.iter().position(fits) else {
            let why = format!("`{}` with this body is not in the recording, or no more", request.first);
            return Err(TransportError::new(TransportErrorKind::Other, why).into());
        };
        Ok(left.remove(at).answer)
    }
}

impl Transport for Replay {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let replay = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.into_bytes().await?;
            let mut found = Vec::new();
            let mut side = Side {
                first: request_line(&parts.method, &parts.uri),
                headers: headers(&parts.headers, &mut found),
                body: Bytes::new(),
            };
            side.body = without_boundary(&mut side.headers, body);
            let answer = replay.answer(side, &found)?;
            let wrong =
                |what: &str| Error::request(format!("the cassette's answer has a {what} that is none"));
            let status = answer.first.parse::<u16>().ok().and_then(|code| StatusCode::from_u16(code).ok());
            let mut response = http::Response::new(Body::from(answer.body));
            *response.status_mut() = status.ok_or_else(|| wrong("status"))?;
            for (name, value) in answer.headers {
                let name = HeaderName::try_from(name).map_err(|_| wrong("header"))?;
                response
                    .headers_mut()
                    .append(name, HeaderValue::try_from(value).map_err(|_| wrong("header"))?);
            }
            Ok(response)
        })
    }
}
