//! Which events of a Worker are sent.

use super::TailEvent;
use cfs_http::Json;
use cfs_tail_events::{TraceItem, TraceItemEvent, TraceItemFetchEventInfoRequest};
use std::collections::BTreeMap;
use std::fmt;

/// A condition on the events of a tail. Of several all must hold.
///
/// The service leaves out what does not pass. It may still send some events that were under way before, so that
/// [`Tail`](super::Tail) asks [`TailFilter::passes`] again.
#[derive(Clone, Debug, PartialEq)]
pub struct TailFilter(Rule);

#[derive(Clone, Debug, PartialEq)]
enum Rule {
    Sampling(f64),
    Outcomes(Vec<String>),
    Methods(Vec<String>),
    Header { name: String, value: Option<String> },
    Addresses(Vec<String>),
    Text(String),
    Version(String),
}

/// How invocations ended, as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TailStatus {
    /// Well.
    Ok,
    /// The client went away.
    Canceled,
    /// In any other way.
    Error,
}

/// A filter that would mean nothing, or not what was meant: why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError(String);

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FilterError {}

impl TailFilter {
    /// So much of all events, by chance: 0.25 is a quarter of them.
    ///
    /// # Errors
    /// For a rate that is not between 0 and 1: it would leave out all events, or none.
    pub fn sampling(rate: f64) -> Result<Self, FilterError> {
        if rate > 0.0 && rate < 1.0 {
            return Ok(Self(Rule::Sampling(rate)));
        }
        Err(FilterError(format!(
            "a sampling rate of {rate} leaves out all events or none: it must be between 0 and 1, such as 0.25 for a quarter \
             of them"
        )))
    }

    /// Events that ended in one of these ways, as [`outcome`](TraceItem::outcome) says it.
    ///
    /// # Errors
    /// Without any, or with an empty one.
    pub fn outcomes<T: Into<String>>(outcomes: impl IntoIterator<Item = T>) -> Result<Self, FilterError> {
        several("outcomes", outcomes).map(|outcomes| Self(Rule::Outcomes(outcomes)))
    }

    /// Events that ended in one of these ways; [`TailStatus::Error`] stands for all outcomes that are errors.
    ///
    /// # Errors
    /// Without any.
    pub fn status(statuses: impl IntoIterator<Item = TailStatus>) -> Result<Self, FilterError> {
        let mut outcomes: Vec<&str> = Vec::new();
        for status in statuses {
            for outcome in status.outcomes() {
                if !outcomes.contains(outcome) {
                    outcomes.push(outcome);
                }
            }
        }
        Self::outcomes(outcomes)
    }

    /// Requests with one of these methods.
    ///
    /// # Errors
    /// Without any, or with one that cannot be a method.
    pub fn methods<T: Into<String>>(methods: impl IntoIterator<Item = T>) -> Result<Self, FilterError> {
        let methods = several("methods", methods)?;
        match methods.iter().find(|method| cfs_http::http::Method::from_bytes(method.as_bytes()).is_err()) {
            Some(method) => Err(FilterError(format!("`{method}` cannot be the method of a request"))),
            None => Ok(Self(Rule::Methods(methods.iter().map(|method| method.to_uppercase()).collect()))),
        }
    }

    /// Requests that have a header, with a value that contains the given text where there is one.
    ///
    /// # Errors
    /// For a name that no header can have.
    pub fn header(name: &str, value: Option<&str>) -> Result<Self, FilterError> {
        let name = name.trim();
        if cfs_http::http::HeaderName::try_from(name).is_err() {
            return Err(FilterError(format!("`{name}` cannot be the name of a header")));
        }
        let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        Ok(Self(Rule::Header { name: name.to_owned(), value }))
    }

    /// A header as `NAME` or `NAME:VALUE`.
    ///
    /// # Errors
    /// As [`TailFilter::header`].
    pub fn parse_header(text: &str) -> Result<Self, FilterError> {
        match text.split_once(':') {
            Some((name, value)) => Self::header(name, Some(value)),
            None => Self::header(text, None),
        }
    }

    /// Requests from one of these addresses; `self` is the address that the tail is created from.
    ///
    /// # Errors
    /// Without any, or with one that is no IP address.
    pub fn client_ips<T: Into<String>>(addresses: impl IntoIterator<Item = T>) -> Result<Self, FilterError> {
        let addresses = several("addresses", addresses)?;
        let is_none = |text: &&String| *text != SELF && text.parse::<std::net::IpAddr>().is_err();
        match addresses.iter().find(is_none) {
            Some(text) => Err(FilterError(format!("`{text}` is neither an IP address nor `{SELF}`"))),
            None => Ok(Self(Rule::Addresses(addresses))),
        }
    }

    /// Events with this text in something that was logged.
    ///
    /// # Errors
    /// For an empty text.
    pub fn text(text: impl Into<String>) -> Result<Self, FilterError> {
        let text = text.into();
        if text.is_empty() {
            return Err(FilterError("every log contains the empty text".to_owned()));
        }
        Ok(Self(Rule::Text(text)))
    }

    /// Events of this version of the Worker.
    ///
    /// # Errors
    /// For an empty id.
    pub fn version(id: impl Into<String>) -> Result<Self, FilterError> {
        let id = id.into();
        if id.trim().is_empty() {
            return Err(FilterError("the id of the version is empty".to_owned()));
        }
        Ok(Self(Rule::Version(id.trim().to_owned())))
    }

    /// The filter as the API takes it.
    pub fn as_json(&self) -> BTreeMap<String, Json> {
        let list = |texts: &[String]| Json::of(&texts.to_vec());
        let (name, value) = match &self.0 {
            Rule::Sampling(rate) => ("sampling_rate", Json::of(rate)),
            Rule::Outcomes(outcomes) => ("outcome", list(outcomes)),
            Rule::Methods(methods) => ("method", list(methods)),
            Rule::Header { name, value } => {
                let key = std::iter::once(("key", Json::from(name.as_str())));
                let query = value.iter().map(|value| ("query", Json::from(value.as_str())));
                ("header", Json::object(key.chain(query)))
            }
            Rule::Addresses(addresses) => ("client_ip", list(addresses)),
            Rule::Text(text) => ("query", Json::from(text.as_str())),
            Rule::Version(id) => ("scriptVersion", Json::from(id.as_str())),
        };
        BTreeMap::from([(name.to_owned(), value)])
    }

    /// Whether an event passes, as far as it says: of a sample each does, and of a value that the service has replaced by
    /// `REDACTED` nobody knows.
    pub fn passes(&self, item: &TraceItem) -> bool {
        match &self.0 {
            Rule::Sampling(_) => true,
            Rule::Outcomes(outcomes) => outcomes.contains(&item.outcome),
            Rule::Methods(methods) => {
                request(item).is_some_and(|request| methods.contains(&request.method.to_uppercase()))
            }
            Rule::Header { name, value } => {
                request(item).and_then(|request| header(request, name)).is_some_and(|found| {
                    value.as_ref().is_none_or(|value| found == REDACTED || found.contains(value.as_str()))
                })
            }
            Rule::Addresses(addresses) => {
                let from = request(item).and_then(|request| header(request, "cf-connecting-ip"));
                // Who `self` is only the service knows.
                from.is_some_and(|from| addresses.iter().any(|known| known == SELF || is_same(known, from)))
            }
            Rule::Text(text) => {
                item.logs.iter().any(|log| logged(&log.message).any(|line| line.contains(text)))
            }
            Rule::Version(id) => {
                item.script_version.as_ref().and_then(|version| version.id.as_ref()) == Some(id)
            }
        }
    }
}

/// Where the tail is created from.
const SELF: &str = "self";
/// What the service writes instead of a value that may be secret.
const REDACTED: &str = "REDACTED";

impl TailStatus {
    fn outcomes(self) -> &'static [&'static str] {
        match self {
            Self::Ok => &["ok"],
            Self::Canceled => &["canceled"],
            Self::Error => &["exception", "exceededCpu", "exceededMemory", "unknown"],
        }
    }
}

/// Whether an event passes all filters. A notice of the tail itself does.
pub(super) fn all_pass(filters: &[TailFilter], event: &TailEvent) -> bool {
    event.failure.is_some() || event.is_notice() || filters.iter().all(|filter| filter.passes(&event.item))
}

fn several<T: Into<String>>(
    what: &str,
    values: impl IntoIterator<Item = T>,
) -> Result<Vec<String>, FilterError> {
    let values: Vec<String> = values.into_iter().map(|value| value.into().trim().to_owned()).collect();
    if values.is_empty() {
        return Err(FilterError(format!("a filter by no {what} lets no event pass")));
    }
    if values.iter().any(String::is_empty) {
        return Err(FilterError(format!("one of the {what} is empty")));
    }
    Ok(values)
}

fn request(item: &TraceItem) -> Option<&TraceItemFetchEventInfoRequest> {
    match &item.event {
        Some(TraceItemEvent::Fetch(event)) => Some(&event.request),
        _ => None,
    }
}

fn header<'r>(request: &'r TraceItemFetchEventInfoRequest, name: &str) -> Option<&'r str> {
    let found = request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// Whether two texts are the same address, however they write it.
fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<std::net::IpAddr>(), other.parse::<std::net::IpAddr>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// The texts of what was logged at once.
fn logged(message: &Json) -> impl Iterator<Item = String> {
    let text = |value: Json| value.as_str().unwrap_or_else(|| value.to_string());
    let items: Vec<Json> = message.items().collect();
    let items = if items.is_empty() { vec![message.clone()] } else { items };
    items.into_iter().map(text)
}
