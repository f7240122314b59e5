//! A request as a value: it can be shown, kept and sent alike.

use bytes::Bytes;
use cfs_config::model::Reference;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::fmt;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the method of its name")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As it is written in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request to the API. `Debug` tells no value of its body and no header that authorizes.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the API's base, from `/` on, percent-encoded.
    pub path: String,
    /// Parameters of the query, not encoded, in the order in which they are sent.
    pub query: Vec<(String, String)>,
    /// Headers besides those of every request and of the body. An `authorization` here is sent instead of the credentials of
    /// the account: files of assets go up with the token of their session.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// The body of a request.
#[derive(Clone, PartialEq)]
pub enum Body {
    /// None.
    Empty,
    /// JSON, as `application/json`.
    Json(Value),
    /// JSON under another media type (`application/merge-patch+json`).
    JsonAs(&'static str, Value),
    /// A form of several parts, in their order.
    Form(Vec<Part>),
    /// Bytes as they are.
    Bytes {
        /// The media type.
        media: String,
        /// What is sent.
        content: Bytes,
    },
}

/// A part of a form.
#[derive(Clone, PartialEq)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file, where it is one.
    pub file: Option<String>,
    /// The media type; absent where the part has none.
    pub media: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// What a part holds.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// Bytes as they are.
    Bytes(Bytes),
    /// A value, sent as its JSON text.
    Json(Value),
}

impl Request {
    /// A request without a body.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), headers: Vec::new(), body: Body::Empty }
    }

    /// A request for what is there.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path)
    }

    /// With a value as its body.
    #[must_use]
    pub fn json(mut self, value: Value) -> Self {
        self.body = Body::Json(value);
        self
    }

    /// With a parameter of its query.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Whether sending it twice does what sending it once does: besides what HTTP says of methods, uploads (a version that
    /// nothing reaches is no harm), deployments and what sets a whole.
    pub fn is_repeatable(&self) -> bool {
        let ends = ["/versions", "/deployments", "/subdomain", "/changeset", "/assets-upload-session"];
        let is_upload = self.path.contains("/assets/upload");
        self.method != Method::Post || is_upload || ends.iter().any(|end| self.path.ends_with(end))
    }

    /// The segments of its path, decoded: what a template `/{}/{}/…` is filled with.
    pub fn segments(&self) -> Vec<String> {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        self.path.split('/').skip(1).map(decoded).collect()
    }

    /// The values that it holds: its body, or the parts of its form.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        let (own, parts) = match &self.body {
            Body::Json(value) | Body::JsonAs(_, value) => (Some(value), &[][..]),
            Body::Form(parts) => (None, parts.as_slice()),
            Body::Empty | Body::Bytes { .. } => (None, &[][..]),
        };
        own.into_iter().chain(parts.iter().filter_map(|part| match &part.content {
            Content::Json(value) => Some(value),
            Content::Bytes(_) => None,
        }))
    }

    /// Puts values in the place of references in its body.
    ///
    /// # Errors
    /// The first reference that `known` gives nothing for.
    pub fn resolve(&mut self, known: &dyn Fn(&Reference) -> Option<Value>) -> Result<(), Reference> {
        match &mut self.body {
            Body::Json(value) | Body::JsonAs(_, value) => resolve(value, known),
            Body::Form(parts) => parts.iter_mut().try_for_each(|part| match &mut part.content {
                Content::Json(value) => resolve(value, known),
                Content::Bytes(_) => Ok(()),
            }),
            Body::Empty | Body::Bytes { .. } => Ok(()),
        }
    }
}

fn resolve(value: &mut Value, known: &dyn Fn(&Reference) -> Option<Value>) -> Result<(), Reference> {
    if let Some(reference) = Reference::of(value) {
        *value = known(&reference).ok_or(reference)?;
        return Ok(());
    }
    match value {
        Value::Array(all) => all.iter_mut().try_for_each(|value| resolve(value, known)),
        Value::Object(all) => all.values_mut().try_for_each(|value| resolve(value, known)),
        _ => Ok(()),
    }
}

impl Part {
    /// A value, as a field without a media type: the API's `metadata` of an upload.
    pub fn json(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), file: None, media: None, content: Content::Json(value) }
    }

    /// A file that is called as its field is.
    pub fn file(name: &str, media: &str, content: Bytes) -> Self {
        let (name, file) = (name.to_owned(), Some(name.to_owned()));
        Self { name, file, media: Some(media.to_owned()), content: Content::Bytes(content) }
    }

    /// The bytes that are sent.
    pub fn bytes(&self) -> Bytes {
        match &self.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::Json(value) => Bytes::from(value.to_string()),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        for (at, (name, value)) in self.query.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { '?' } else { '&' })?;
        }
        write!(f, " {:?}", self.body)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("(no body)"),
            Self::Json(_) => f.write_str("(JSON)"),
            Self::JsonAs(media, _) => write!(f, "({media})"),
            Self::Form(parts) => f.debug_list().entries(parts).finish(),
            Self::Bytes { media, content } => write!(f, "({} bytes of {media})", content.len()),
        }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Bytes(content) => write!(f, "{} ({} bytes)", self.name, content.len()),
            Content::Json(_) => write!(f, "{} (JSON)", self.name),
        }
    }
}
