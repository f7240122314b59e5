//! Scenario files: what happens when, in TOML; `OBSERVING.md` has the format.

use super::{DatasetRules, Rules, SECOND};
use jiff::{SpanRelativeTo, Timestamp};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::str::FromStr;
use toml::Table;

/// A scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    #[serde(default)]
    pub(super) seed: u64,
    /// What times are counted from: a time, or how far it is from the account's time when the scenario is loaded.
    #[serde(default)]
    pub(super) start: Option<String>,
    #[serde(default)]
    pub(super) account: Option<String>,
    #[serde(default)]
    pub(super) zone: Option<String>,
    #[serde(default)]
    lag: Lag,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    dataset: BTreeMap<String, DatasetLimits>,
    #[serde(default, rename = "event")]
    pub(super) events: Vec<One>,
    #[serde(default)]
    pub(super) traffic: Vec<Traffic>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lag {
    graphql: Option<Span>,
    telemetry: Option<Span>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    graphql: Option<u64>,
    nodes: Option<usize>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DatasetLimits {
    enabled: Option<bool>,
    max_duration: Option<Span>,
    not_older_than: Option<Span>,
    max_page_size: Option<u64>,
    max_number_of_fields: Option<u64>,
}

/// An event, or the same one several times.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct One {
    /// When: how far it is from the start, or a time.
    #[serde(default)]
    pub(super) at: Option<String>,
    pub(super) kind: String,
    pub(super) account: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) every: Option<Span>,
    pub(super) times: Option<u64>,
    #[serde(default)]
    pub(super) fields: Table,
}

/// Events as they come in a while.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Traffic {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) from: Option<String>,
    pub(super) until: String,
    pub(super) rate: Rate,
    #[serde(default)]
    pub(super) spacing: Spacing,
    pub(super) account: Option<String>,
    pub(super) zone: Option<String>,
    #[serde(default)]
    pub(super) fields: Table,
}

/// How far events of traffic are from one another.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Spacing {
    /// Always as far.
    #[default]
    Even,
    /// By chance: as far as the rate says on average.
    Random,
}

/// A time span, in microseconds.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub(super) struct Span(pub(super) i64);

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        of_span(&text).map(Self)
    }
}

/// How many events there are in a second.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(try_from = "String")]
pub(super) struct Rate(pub(super) f64);

impl TryFrom<String> for Rate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no rate: 120/s, 30/m or 5/h is one");
        let (count, unit) = text.split_once('/').ok_or_else(wrong)?;
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return Err(wrong()),
        };
        let count: f64 = count.trim().parse().map_err(|_| wrong())?;
        if count > 0.0 && count.is_finite() { Ok(Self(count / seconds)) } else { Err(wrong()) }
    }
}

/// A span of time as text (`90s`, `-2h`, `1h 30m`), in microseconds.
///
/// # Errors
/// When it is none.
fn of_span(text: &str) -> Result<i64, String> {
    let wrong = |error: jiff::Error| format!("`{text}` is no span of time: {error}");
    let span: jiff::Span = text.parse().map_err(wrong)?;
    let exact = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(wrong)?;
    i64::try_from(exact.as_micros()).map_err(|_| format!("`{text}` is too long"))
}

/// A time, or a span from one; in microseconds since 1970.
pub(super) fn moment(text: &str, from: i64) -> Result<i64, String> {
    match text.parse::<Timestamp>() {
        Ok(time) => Ok(time.as_microsecond()),
        Err(_) => of_span(text).map(|span| from.saturating_add(span)),
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}

impl Scenario {
    /// What the services that answer about the log keep to in it.
    pub(super) fn rules(&self) -> Rules {
        let usual = Rules::default();
        let span = |span: Option<Span>| span.map_or(0, |span| span.0);
        let seconds = |span: Option<Span>| span.map(|span| span.0 / SECOND);
        let dataset = |own: &DatasetLimits| DatasetRules {
            enabled: own.enabled,
            max_duration: seconds(own.max_duration),
            not_older_than: seconds(own.not_older_than),
            max_page_size: own.max_page_size,
            max_number_of_fields: own.max_number_of_fields,
        };
        Rules {
            graphql_lag: span(self.lag.graphql),
            telemetry_lag: span(self.lag.telemetry),
            budget: self.limits.graphql.unwrap_or(usual.budget),
            nodes: self.limits.nodes.unwrap_or(usual.nodes),
            datasets: self.dataset.iter().map(|(name, own)| (name.clone(), dataset(own))).collect(),
        }
    }
}
