//! From a call's parts to what is sent.

use super::{Call, ListStyle};
use crate::codec::{Kind, Reader};
use crate::{Error, Json, escape};
use std::borrow::Cow;

type Pairs = Vec<(Cow<'static, str>, String)>;

impl Call {
    /// The path as far as it is filled in, the rest as in the template.
    pub(crate) fn shown_path(&self) -> String {
        format!("{}{}", self.parts.path, &self.parts.operation.path[self.parts.used..])
    }

    /// The method and path, for errors and logs.
    pub(crate) fn shown(&self) -> String {
        format!("{} {}", self.parts.operation.method, self.shown_path())
    }

    /// The whole URL.
    pub(crate) fn url(&self) -> Result<http::Uri, Error> {
        let rest = &self.parts.operation.path[self.parts.used..];
        if rest.contains('{') {
            return Err(Error::request(format!(
                "{}: a path parameter is missing",
                self.parts.operation.name
            )));
        }
        let mut url = self.parts.client.inner.base.clone();
        url.push_str(&self.parts.path);
        url.push_str(rest);
        let base_query = &self.parts.client.inner.base_query;
        let queries = [base_query.as_str(), &joined(&self.parts.query)].map(str::to_owned);
        for query in queries.iter().filter(|query| !query.is_empty()) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(query);
        }
        http::Uri::try_from(url)
            .map_err(|error| Error::request(format!("{}: {error}", self.parts.operation.name)))
    }

    /// The headers that the call sets, with credentials hidden.
    #[cfg(feature = "catalogue")]
    pub(crate) fn shown_headers(&self) -> Vec<(String, String)> {
        let shown = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            let hidden = value.is_sensitive() || *name == http::header::AUTHORIZATION;
            let text =
                if hidden { crate::secret::HIDDEN.into() } else { String::from_utf8_lossy(value.as_bytes()) };
            (name.to_string(), text.into_owned())
        };
        self.parts.headers.iter().map(shown).collect()
    }

    /// The first thing that was wrong with an argument.
    pub(crate) fn take_error(&mut self) -> Result<(), Error> {
        self.parts.error.take().map_or(Ok(()), Err)
    }

    /// A query parameter's value as it was set, encoded.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.parts.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

pub(super) fn joined(pairs: &[(Cow<'static, str>, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

/// The texts of a list's items; `None` for other values.
pub(super) fn list(json: &Json) -> Option<Vec<String>> {
    let is_list = Reader::new(json.as_text()).kind().ok()? == Kind::Array;
    is_list.then(|| json.items().map(|item| item.as_str().unwrap_or_else(|| item.to_string())).collect())
}

/// A scalar's text without quotes; `None` for objects.
pub(super) fn text(json: &Json) -> Option<String> {
    match Reader::new(json.as_text()).kind().ok()? {
        Kind::Object => None,
        _ => Some(json.as_str().unwrap_or_else(|| json.to_string())),
    }
}

/// A scalar's text without quotes, encoded; nested values as JSON.
fn scalar(value: &Json) -> String {
    escape::encoded(&value.as_str().unwrap_or_else(|| value.to_string()))
}

/// Adds an object's members to a query or form.
pub(super) fn object(pairs: &mut Pairs, name: &str, style: ListStyle, json: &str) {
    let mut reader = Reader::new(json);
    let mut flat: Vec<String> = Vec::new();
    let mut first = true;
    if reader.kind().ok() != Some(Kind::Object) || reader.begin_object().is_err() {
        return;
    }
    while let Ok(Some(key)) = reader.next_key(first) {
        first = false;
        let Ok(value) = reader.value::<Json>() else { return };
        let key = escape::encoded(&key);
        let values = match Reader::new(value.as_text()).kind() {
            Ok(Kind::Array) => value.items().map(|item| scalar(&item)).collect(),
            Ok(Kind::Null) | Err(_) => Vec::new(),
            Ok(_) => vec![scalar(&value)],
        };
        for value in values {
            match style {
                ListStyle::Brackets => pairs.push((format!("{name}[{key}]").into(), value)),
                ListStyle::Repeat => pairs.push((key.clone().into(), value)),
                _ => flat.extend([key.clone(), value]),
            }
        }
    }
    if !flat.is_empty() {
        pairs.push((name.to_owned().into(), flat.join(",")));
    }
}
