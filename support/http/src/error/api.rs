//! Errors that the API reports.

use crate::Json;
use crate::codec::{Codec, Fail, Kind, Reader, Writer};
use std::fmt;

/// An error that the API reported: a status from 400 on, or `"success": false` at any status.
///
/// Prints as `GET /accounts/…/d1/database: 403: Authentication error (code 10000)`, never with the body, which may hold
/// what was sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// What the API says is wrong; empty if the answer is not the API's (see [`ApiError::detail`]).
    pub errors: Vec<ApiMessage>,
    /// Other messages of the answer.
    pub messages: Vec<ApiMessage>,
    /// The `cf-ray` header, to be named to support.
    pub ray_id: Option<String>,
    /// The HTTP method and path that were called.
    pub request: String,
    /// The body as it was sent, bytes that are not UTF-8 replaced; at most 64 KiB of it.
    pub body: String,
    /// What the answer is where it holds no error of the API's own: an HTML page of a proxy, no body at all, …
    pub detail: Option<String>,
    /// What may help: for 401 and 403 the permissions one of which the token needs.
    pub hint: Option<String>,
}

impl ApiError {
    /// Whether the status is 404.
    pub fn is_not_found(&self) -> bool {
        self.status == 404
    }

    /// Whether the credentials are refused (status 401 or 403).
    pub fn is_denied(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    /// Whether too many requests were made (status 429).
    pub fn is_rate_limited(&self) -> bool {
        self.status == 429
    }

    /// The codes of the errors, also those that led to them.
    pub fn codes(&self) -> impl Iterator<Item = i64> {
        self.errors.iter().flat_map(ApiMessage::with_causes).filter_map(|error| error.code)
    }

    /// Whether one of the errors has this code.
    pub fn has_code(&self, code: i64) -> bool {
        self.codes().any(|found| found == code)
    }

    /// The `cf-ray` header, to be named to support.
    pub fn ray_id(&self) -> Option<&str> {
        self.ray_id.as_deref()
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("request", &self.request)
            .field("errors", &self.errors)
            .field("messages", &self.messages)
            .field("ray_id", &self.ray_id)
            .field("detail", &self.detail)
            .field("hint", &self.hint)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.request, self.status)?;
        for (index, error) in self.errors.iter().enumerate() {
            write!(f, "{} {error}", if index == 0 { ":" } else { ";" })?;
        }
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}

/// One error or message of an answer.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ApiMessage {
    /// The API's number for it.
    pub code: Option<i64>,
    /// The API's word for it, where it has no number: `too_big`, `authz`.
    pub kind: Option<String>,
    /// What it is about.
    pub message: String,
    /// Where it is explained.
    pub documentation_url: Option<String>,
    /// What in the request it is about.
    pub source: Option<ErrorSource>,
    /// What led to it.
    pub error_chain: Vec<ApiMessage>,
}

impl ApiMessage {
    fn with_causes(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.error_chain.iter().flat_map(Self::with_causes));
        all
    }
}

impl fmt::Debug for ApiMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for ApiMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message.as_str() {
            "" => f.write_str("no message")?,
            message => f.write_str(&crate::secret::message(message))?,
        }
        match (self.code, &self.kind) {
            (Some(code), _) => write!(f, " (code {code})")?,
            (None, Some(kind)) => write!(f, " ({})", crate::secret::message(kind))?,
            (None, None) => {}
        }
        if let Some(pointer) = self.source.as_ref().and_then(|source| source.pointer.as_ref()) {
            write!(f, " at {}", crate::secret::message(pointer))?;
        }
        for cause in &self.error_chain {
            write!(f, ", because of {cause}")?;
        }
        Ok(())
    }
}

/// A text, or what is there instead, as far as it may be shown.
fn words(value: &Json) -> String {
    value.as_str().unwrap_or_else(|| format!("{value:?}"))
}

/// Servers write messages as objects, as strings, and with codes that are numbers or strings: all are read.
impl Codec for ApiMessage {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        if reader.kind()? != Kind::Object {
            let text: Json = reader.value()?;
            self.message = words(&text);
            return Ok(());
        }
        let start = reader.mark();
        reader.begin_object()?;
        let mut first = true;
        while let Some(key) = reader.next_key(first)? {
            first = false;
            let value: Json = reader.value()?;
            match key.as_ref() {
                "code" => {
                    self.code = value.as_i64();
                    self.kind = value.as_str().filter(|_| self.code.is_none());
                }
                "message" | "error" | "detail" | "msg" if self.message.is_empty() => {
                    self.message = words(&value);
                }
                "documentation_url" => self.documentation_url = value.as_str(),
                "source" => self.source = value.decode().ok(),
                // Where in the request or the query, as a list of names and places.
                "path" if self.source.is_none() => self.source = ErrorSource::of_path(&value),
                "extensions" => self.kind = self.kind.take().or_else(|| value.get("code")?.as_str()),
                "error_chain" => self.error_chain = value.decode().unwrap_or_default(),
                _ => {}
            }
        }
        if self.message.is_empty() && self.code.is_none() && self.kind.is_none() && !first {
            // Of a form that nobody knows; what it says is better than nothing.
            let whole = reader.skip_from(&start).and_then(Json::parse)?;
            self.message = words(&whole);
        }
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.begin_object();
        if let Some(code) = self.code {
            writer.key("code");
            code.encode(writer);
        }
        writer.key("message");
        writer.string(&self.message);
        writer.end_object();
    }
}

/// What in a request an error is about.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ErrorSource {
    /// A JSON pointer into the request's body, or the path of a query's field.
    pub pointer: Option<String>,
}

impl ErrorSource {
    fn of_path(path: &Json) -> Option<Self> {
        let steps: Vec<String> = path.items().map(|step| words(&step)).collect();
        (!steps.is_empty()).then(|| Self { pointer: Some(format!("/{}", steps.join("/"))) })
    }
}

crate::record!(ErrorSource { 0 pointer opt "pointer" });
