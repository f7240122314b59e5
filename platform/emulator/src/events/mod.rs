//! The one log of what happened: everything that is observed of the account (GraphQL analytics, telemetry, SQL, audit logs) is computed from it.
//!
//! An event has a time, a kind, an account, sometimes a zone, and members. What really ran comes from [`trace`] (Workers) and [`record`] (calls
//! of the API and of bindings); what a scenario file plays comes from [`scenario`]. Events have members of the same names whichever way they came.

pub(crate) mod answer;
pub(crate) mod audit;
mod log;
mod play;
pub(crate) mod points;
mod random;
pub(crate) mod record;
mod scenario;
pub(crate) mod told;
pub(crate) mod trace;

pub(crate) use log::{Log, Wanted};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use trace::Halves;

/// Microseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000;

/// A time or a day as text, in microseconds since 1970.
pub(crate) fn time(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_microsecond());
    }
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond())
}

/// Kinds of events that are not a dataset's own.
pub(crate) mod kind {
    pub(crate) const AI: &str = "ai";
    pub(crate) const AUDIT: &str = "audit";
    pub(crate) const D1: &str = "d1";
    pub(crate) const HTTP: &str = "http";
    pub(crate) const INVOCATION: &str = "invocation";
    pub(crate) const KV: &str = "kv";
    pub(crate) const POINT: &str = "point";
    pub(crate) const QUEUE: &str = "queue";
    pub(crate) const R2: &str = "r2";
    pub(crate) const VECTORIZE: &str = "vectorize";
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Event {
    /// Its place in the log; 0 where it is not in it yet.
    pub(crate) seq: i64,
    /// When, in microseconds since 1970.
    pub(crate) at: i64,
    /// One of [`kind`], or the name of a dataset of the GraphQL API.
    pub(crate) kind: String,
    pub(crate) account: String,
    pub(crate) zone: Option<String>,
    pub(crate) fields: Map<String, Value>,
}

impl Event {
    /// A member as text; nothing where it is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A member as a number; 0 where it is none.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.fields.get(name).and_then(Value::as_f64).unwrap_or(0.0)
    }
}

/// What the services that answer about the log keep to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules {
    /// So long after it happened something is seen by GraphQL, in microseconds.
    pub(crate) graphql_lag: i64,
    /// The same of telemetry.
    pub(crate) telemetry_lag: i64,
    /// So many GraphQL requests are answered in five minutes.
    pub(crate) budget: u64,
    /// So many nodes times scopes may a GraphQL request have.
    pub(crate) nodes: usize,
    /// Settings of datasets that differ from the usual.
    pub(crate) datasets: BTreeMap<String, DatasetRules>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { graphql_lag: 0, telemetry_lag: 0, budget: 300, nodes: 100, datasets: BTreeMap::new() }
    }
}

/// What may be asked of a dataset. What is not said is as usual.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DatasetRules {
    pub(crate) enabled: Option<bool>,
    /// In seconds.
    pub(crate) max_duration: Option<i64>,
    /// In seconds.
    pub(crate) not_older_than: Option<i64>,
    pub(crate) max_page_size: Option<u64>,
    pub(crate) max_number_of_fields: Option<u64>,
}

/// How many GraphQL requests there were in the window that began then, in seconds.
#[derive(Default)]
pub(crate) struct Spent {
    pub(crate) since: i64,
    pub(crate) count: u64,
}

/// The log, and what is kept beside it.
pub(crate) struct Events {
    pub(crate) log: Log,
    pub(crate) halves: Halves,
    pub(crate) told: told::Told,
    rules: Mutex<Rules>,
    spent: Mutex<Spent>,
}

impl Events {
    /// A log in a folder, or in memory, of so many events at most.
    pub(crate) fn open(folder: Option<&Path>, most: Option<u64>) -> rusqlite::Result<Self> {
        Ok(Self {
            log: Log::open(folder, most)?,
            halves: Halves::default(),
            told: told::Told::default(),
            rules: Mutex::default(),
            spent: Mutex::default(),
        })
    }

    /// Adds an event. One that cannot be written is lost: what it tells of has happened all the same.
    pub(crate) fn add(&self, event: &Event) {
        drop(self.log.add(std::slice::from_ref(event)));
    }

    pub(crate) fn rules(&self) -> Rules {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_rules(&self, rules: Rules) {
        *self.rules.lock().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    pub(crate) fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        self.set_rules(Rules::default());
        *self.spent() = Spent::default();
        self.log.clear()
    }
}
