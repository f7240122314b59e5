//! Doing what a plan says: a graph in parallel, bounded. Every step can be done again: what came of a call that was not answered
//! is looked for before it is made once more.

mod entry;
mod run;
mod step;

pub use run::apply;

use crate::plan::{Action, Step};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// What is told of a deployment while it goes on.
pub trait Progress: Sync {
    /// Something happened.
    fn tell(&self, event: Event<'_>);
}

/// Tells nobody.
impl Progress for () {
    fn tell(&self, _: Event<'_>) {}
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A step has begun.
    Begun(&'a Step),
    /// A step is done.
    Done(&'a Step, &'a Done),
    /// A step failed.
    Failed(&'a Step, &'a str),
    /// A step is not done, because of another.
    Skipped(&'a Step, &'a str),
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Done {
    /// The address.
    pub address: String,
    /// What was done.
    pub action: Action,
    /// What the API calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Value>,
    /// How long it took.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub time: Duration,
}

fn seconds<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time.as_secs_f64() * 1000.0).round() / 1000.0)
}

/// A step that was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotDone {
    /// The address.
    pub address: String,
    /// Why.
    pub why: String,
    /// The address whose failure stopped it; absent for that one itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_of: Option<String>,
}

/// What came of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// What was done.
    pub done: Vec<Done>,
    /// What was not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_done: Vec<NotDone>,
    /// Why nothing was begun, or the entry could not be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What deserves a word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The outputs of the model, as far as they are known.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub outputs: Map<String, Value>,
}

impl Outcome {
    /// Whether everything that was planned is done.
    pub fn is_complete(&self) -> bool {
        self.not_done.is_empty() && self.error.is_none()
    }
}
