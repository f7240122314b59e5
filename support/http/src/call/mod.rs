//! A call being put together: path, query, headers, body, options.

mod build;
mod lists;
mod options;
mod scope;
mod times;

pub use lists::PathStyle;
pub(crate) use options::Options;
pub use scope::{ListStyle, Scope};

use crate::Json;
use crate::body::{Body, IntoForm};
use crate::client::{BearerToken, Client};
use crate::clock::random_bits;
use crate::codec::{Codec, Dates, to_string_with};
use crate::escape;
use crate::kind::Decode;
use crate::operation::{Operation, Pages};
use crate::page::Before;
use crate::{Download, Error, Pending, Response, WebSocket};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::borrow::Cow;
use std::fmt;

/// A call of an operation that has not been made yet. Every generated request wraps one.
#[must_use = "a call is made when it is awaited"]
pub struct Call {
    pub(crate) parts: Box<Parts>,
}

pub(crate) struct Parts {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// The path as far as it is filled in, and how much of the template that used.
    path: String,
    used: usize,
    /// Query names and values, encoded.
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) options: Options,
    /// Of a list's next page, what came before it.
    pub(crate) before: Option<Before>,
    error: Option<Error>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {} {})", self.parts.operation.name, self.parts.operation.method, self.shown_path())
    }
}

impl Call {
    /// A call of an operation, without arguments.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        let parts = Parts {
            client: client.clone(),
            operation,
            path: String::new(),
            used: 0,
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Body::default(),
            options: Options::default(),
            before: None,
            error: None,
        };
        Self { parts: Box::new(parts) }
    }

    pub(crate) fn fail(&mut self, why: &str) {
        if self.parts.error.is_none() {
            self.parts.error = Some(Error::request(format!("{}: {why}", self.parts.operation.name)));
        }
    }

    /// Fills in the path template up to its next parameter, which it names.
    fn next_parameter(&mut self) -> Option<&'static str> {
        let rest = &self.parts.operation.path[self.parts.used..];
        let open = rest.find('{')?;
        let close = open + rest[open..].find('}')?;
        self.parts.path.push_str(&rest[..open]);
        self.parts.used += close + 1;
        Some(&rest[open + 1..close])
    }

    /// Fills in the next path parameter; `/` in the value is encoded. A value that is empty, `.` or `..` would name
    /// another path and makes the call fail.
    pub fn path(mut self, value: &dyn fmt::Display) -> Self {
        let value = value.to_string();
        self.fill(&value, false);
        self
    }

    /// Fills in the next path parameter; `/` in the value separates segments.
    pub fn path_segments(mut self, value: &dyn fmt::Display) -> Self {
        let value = value.to_string();
        self.fill(&value, true);
        self
    }

    fn fill(&mut self, value: &str, several: bool) {
        let Some(name) = self.next_parameter() else {
            return self.fail("it has fewer path parameters");
        };
        if value.is_empty() {
            return self.fail(&format!("`{name}` is empty"));
        }
        for (index, part) in value.split('/').enumerate().take(if several { usize::MAX } else { 1 }) {
            let part = if several { part } else { value };
            if escape::is_dots(part) {
                return self.fail(&format!("`{name}` cannot be `{part}`"));
            }
            if index > 0 {
                self.parts.path.push('/');
            }
            escape::segment(&mut self.parts.path, part);
        }
    }

    /// Fills in the two path parameters that say whether the call is about an account or a zone.
    pub fn scope(self, scope: Scope) -> Self {
        match scope {
            Scope::Account(id) => self.path(&"accounts").path(&id),
            Scope::Zone(id) => self.path(&"zones").path(&id),
        }
    }

    /// Sets a query parameter.
    pub fn query(mut self, name: &'static str, value: &dyn fmt::Display) -> Self {
        self.set_query(name, escape::encoded(&value.to_string()));
        self
    }

    fn dates(&self) -> Dates {
        self.parts.client.inner.dates
    }

    /// A value as JSON text, as it is sent.
    fn written(&self, value: &dyn Codec) -> String {
        to_string_with(value, self.dates())
    }

    pub(crate) fn set_query(&mut self, name: &'static str, encoded: String) {
        match self.parts.query.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) => *value = encoded,
            None => self.parts.query.push((name.into(), encoded)),
        }
    }

    /// Sets a query parameter that is a list; an empty list leaves it out.
    pub fn query_list<T: fmt::Display>(
        mut self,
        name: &'static str,
        style: ListStyle,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values: Vec<String> =
            values.into_iter().map(|value| escape::encoded(&value.to_string())).collect();
        self.parts.query.retain(|(known, _)| known != name);
        match style {
            _ if values.is_empty() => {}
            ListStyle::Comma => self.set_query(name, values.join(",")),
            ListStyle::Space => self.set_query(name, values.join("%20")),
            ListStyle::Pipe => self.set_query(name, values.join("%7C")),
            ListStyle::Repeat => {
                self.parts.query.extend(values.into_iter().map(|value| (name.into(), value)));
            }
            ListStyle::Brackets => {
                let name = Cow::from(format!("{name}[]"));
                self.parts.query.extend(values.into_iter().map(|value| (name.clone(), value)));
            }
        }
        self
    }

    /// Sets query parameters from an object's members: `name[member]=value` for [`ListStyle::Brackets`],
    /// `member=value` for [`ListStyle::Repeat`], else `name=member,value,…`.
    pub fn query_object(mut self, name: &'static str, style: ListStyle, value: &dyn Codec) -> Self {
        let json = self.written(value);
        build::object(&mut self.parts.query, name, style, &json);
        self
    }

    /// Sets a query parameter from a value that may be a scalar, a list or an object; each is written as its style says.
    pub fn query_any(mut self, name: &'static str, style: ListStyle, value: &dyn Codec) -> Self {
        let json = Json::parse(&self.written(value)).unwrap_or_default();
        if let Some(items) = build::list(&json) {
            return self.query_list(name, style, items);
        }
        match build::text(&json) {
            Some(text) => self.set_query(name, escape::encoded(&text)),
            None => build::object(&mut self.parts.query, name, style, json.as_text()),
        }
        self
    }

    /// Sets a query parameter to a value's JSON text.
    pub fn query_json(mut self, name: &'static str, value: &dyn Codec) -> Self {
        let json = self.written(value);
        self.set_query(name, escape::encoded(&json));
        self
    }

    /// Adds a query parameter that the operation does not describe, after those that it does.
    pub fn query_param(mut self, name: &str, value: &str) -> Self {
        self.parts.query.push((escape::encoded(name).into(), escape::encoded(value)));
        self
    }

    /// Sets a header of this call; it replaces the client's header of that name.
    pub fn header(mut self, name: &str, value: &dyn fmt::Display) -> Self {
        let value = value.to_string();
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => drop(self.parts.headers.insert(name, value)),
            // The value is not shown: it may be a secret.
            _ => self.fail(&format!("`{name}` with this value is not a valid header")),
        }
        self
    }

    /// Sends a token of the call's own. With an operation that takes one ([`Auth::Bearer`](crate::operation::Auth)), it
    /// is the only credential that is sent.
    pub fn bearer(mut self, token: &BearerToken) -> Self {
        if let Err(error) = token.apply(&mut self.parts.headers) {
            self.parts.error.get_or_insert(error);
        }
        self
    }

    /// Prefers no content type, unless the call says one: the answer is content.
    pub fn any_type(mut self) -> Self {
        self.parts.headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        self
    }

    /// Adds a cookie.
    pub fn cookie(mut self, name: &str, value: &dyn fmt::Display) -> Self {
        let mut cookies = match self.parts.headers.get(header::COOKIE).and_then(|known| known.to_str().ok()) {
            Some(known) => format!("{known}; "),
            None => String::new(),
        };
        cookies.push_str(&format!("{name}={}", escape::encoded(&value.to_string())));
        if let Ok(value) = HeaderValue::try_from(cookies) {
            self.parts.headers.insert(header::COOKIE, value);
        }
        self
    }

    /// Sends a JSON body; `null` is no body.
    pub fn json(self, value: &dyn Codec) -> Self {
        self.json_as("application/json", value)
    }

    /// Sends a JSON body, unless the value is absent.
    pub fn json_opt(self, value: &dyn Codec) -> Self {
        if value.is_absent() { self } else { self.json(value) }
    }

    /// Sends a JSON body under another content type, unless the value is absent.
    pub fn json_opt_as(self, content_type: &'static str, value: &dyn Codec) -> Self {
        if value.is_absent() { self } else { self.json_as(content_type, value) }
    }

    /// Sends a JSON body under another content type, such as `application/merge-patch+json`.
    pub fn json_as(self, content_type: &'static str, value: &dyn Codec) -> Self {
        match self.written(value) {
            // Nothing is sent as nothing: no operation has `null` for a body.
            nothing if nothing == "null" => self,
            json => self.raw(content_type, json),
        }
    }

    /// Sends a form with files.
    pub fn multipart(mut self, form: impl IntoForm) -> Self {
        let dates = self.dates();
        let random = || random_bits(&*self.parts.client.inner.clock);
        let boundary = format!("cfs-{:014x}{:014x}", random(), random());
        let (body, content_type) = form.into_form(dates).into_body(&boundary);
        self.set_body(&content_type, body);
        self
    }

    /// Sends a record as `application/x-www-form-urlencoded`.
    pub fn form(self, value: &dyn Codec) -> Self {
        let mut pairs = Vec::new();
        build::object(&mut pairs, "", ListStyle::Repeat, &self.written(value));
        self.raw("application/x-www-form-urlencoded", build::joined(&pairs))
    }

    /// Sends values as newline-delimited JSON.
    pub fn ndjson<'v, T: Codec>(self, values: impl IntoIterator<Item = &'v T>) -> Self {
        let lines: String = values.into_iter().map(|value| self.written(value) + "\n").collect();
        self.raw("application/x-ndjson", lines)
    }

    /// Sends a body as it is.
    pub fn raw(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.set_body(content_type, body.into());
        self
    }

    fn set_body(&mut self, content_type: &str, body: Body) {
        match HeaderValue::try_from(content_type) {
            Ok(value) => drop(self.parts.headers.insert(header::CONTENT_TYPE, value)),
            Err(_) => self.fail(&format!("`{content_type}` is not a valid content type")),
        }
        self.parts.body = body;
    }

    /// Makes the call and returns the answer as it came, whatever its status.
    pub fn send<T: 'static>(self, decode: Decode<T>) -> Pending<Response<T>> {
        Box::pin(async move { Ok(Response::new(self.answer().await?, decode)) })
    }

    /// Makes the call and reads its answer.
    pub fn run<T: 'static>(self, decode: Decode<T>) -> Pending<T> {
        Box::pin(async move {
            let client = self.parts.client.clone();
            let answer = self.answer().await?;
            let read = decode(&answer);
            answer.tell(client.inner.on_note.as_deref());
            read
        })
    }

    /// Makes the call and returns the answer's content as a stream.
    pub fn download(self) -> Pending<Download> {
        crate::exec::download(self)
    }

    /// Makes the call and returns the connection that it opens.
    pub fn socket(self) -> Pending<WebSocket> {
        crate::websocket::open(self)
    }

    pub(crate) fn answer(self) -> Pending<crate::Answer> {
        crate::exec::answer(self)
    }

    /// The same call once more; `None` if its body can be sent once only.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        let parts = &*self.parts;
        let parts = Parts {
            client: parts.client.clone(),
            operation: parts.operation,
            path: parts.path.clone(),
            used: parts.used,
            query: parts.query.clone(),
            headers: parts.headers.clone(),
            body: parts.body.try_clone()?,
            options: parts.options.clone(),
            before: parts.before,
            error: None,
        };
        Some(Self { parts: Box::new(parts) })
    }

    /// Whether several pages may follow from this call.
    pub(crate) fn is_paged(&self) -> bool {
        self.parts.operation.pages != Pages::NONE
    }
}
