//! How a Worker runs, and what it must answer.

use super::Worker;
use crate::json::{Json, Object};
use crate::value::WorkerName;
use crate::{Binding, DispatchNamespace};
use std::panic::Location;

impl Worker {
    /// A member of an upload's metadata, as the API has it.
    #[track_caller]
    pub fn metadata(self, member: &str, value: impl Into<Json>) -> Self {
        self.0.set("metadata", member, value);
        self.note(&format!("metadata.{member}"), Location::caller())
    }

    #[track_caller]
    fn limit(self, name: &str, value: u32) -> Self {
        self.0.members(|members| members.object("metadata").object("limits").insert(name, value));
        self.note("metadata.limits", Location::caller())
    }

    /// Milliseconds of processor time that a request has at most.
    #[track_caller]
    pub fn cpu_ms(self, milliseconds: u32) -> Self {
        self.limit("cpu_ms", milliseconds)
    }

    /// Requests of its own that a request has at most.
    #[track_caller]
    pub fn subrequests(self, count: u32) -> Self {
        self.limit("subrequests", count)
    }

    /// Where it runs.
    #[track_caller]
    pub fn placement(self, placement: Placement) -> Self {
        self.metadata("placement", placement.0)
    }

    /// What of it is kept: `.observability(|o| o.sampling(0.1).logs(|logs| logs.persist(true)))`.
    #[track_caller]
    pub fn observability(self, settings: impl FnOnce(Observability) -> Observability) -> Self {
        let observability = settings(Observability(Json::of("enabled", true))).0;
        self.metadata("observability", observability)
    }

    /// Whether its events go to the account's Logpush jobs.
    #[track_caller]
    pub fn logpush(self, on: bool) -> Self {
        self.metadata("logpush", on)
    }

    /// The Worker that is given its events.
    #[track_caller]
    pub fn tail(self, worker: impl Into<WorkerName>) -> Self {
        self.tailed("tail_consumers", worker.into())
    }

    /// The Worker that is given its events while they happen.
    #[track_caller]
    pub fn streaming_tail(self, worker: impl Into<WorkerName>) -> Self {
        self.tailed("streaming_tail_consumers", worker.into())
    }

    #[track_caller]
    fn tailed(self, list: &str, worker: WorkerName) -> Self {
        let consumer = Json::of("service", worker.0);
        self.0.members(|members| members.object("metadata").array(list).push(consumer));
        self.note(&format!("metadata.{list}"), Location::caller())
    }

    /// Whether its answers are cached.
    #[track_caller]
    pub fn cache(self, on: bool) -> Self {
        self.metadata("cache_options", Json::of("enabled", on))
    }

    /// Variables that were set elsewhere stay.
    pub fn keep_vars(self) -> Self {
        self.insert("keep_vars", true)
    }

    /// The namespace of Workers for Platforms that it is uploaded to.
    pub fn in_namespace(self, namespace: &DispatchNamespace) -> Self {
        self.insert("dispatch_namespace", namespace.id())
    }

    /// What it must answer: asked of a new version before it takes over, and of the Worker after that.
    #[track_caller]
    pub fn check(self, path: impl Into<String>, answer: Check) -> Self {
        let mut check = Object::new();
        check.insert("path", path.into());
        for (name, value) in answer.0.iter() {
            check.insert(name, value);
        }
        self.add("checks", check, Location::caller())
    }

    /// Objects of one of its classes, as a binding for other Workers.
    pub fn objects(&self, class: &str) -> Binding {
        crate::binding::of(super::durable_object(class).of(self))
    }
}

/// Where a Worker runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement(Json);

impl Placement {
    /// Where it is quickest, as it is observed.
    pub fn smart() -> Self {
        Self(Json::of("mode", "smart"))
    }

    /// Where it is quickest, begun near here.
    pub fn smart_near(hint: &str) -> Self {
        Self(Json::of("mode", "smart").with("hint", hint))
    }

    /// Near a region of another cloud: `aws:us-east-1`.
    pub fn region(region: &str) -> Self {
        Self::targeted("region", region)
    }

    /// Near a host and port: `db.example.com:5432`.
    pub fn host(host: &str) -> Self {
        Self::targeted("host", host)
    }

    /// Near a host that answers HTTP.
    pub fn hostname(host: &str) -> Self {
        Self::targeted("hostname", host)
    }

    fn targeted(name: &str, value: &str) -> Self {
        Self(Json::of("mode", "targeted").with(name, value))
    }
}

/// What is kept of a Worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Observability(Json);

impl Observability {
    /// Nothing is.
    pub fn off(self) -> Self {
        self.set("enabled", false)
    }

    /// The part of requests that is looked at: 0 to 1.
    pub fn sampling(self, rate: f64) -> Self {
        self.set("head_sampling_rate", rate)
    }

    /// Logs.
    pub fn logs(self, settings: impl FnOnce(Signals) -> Signals) -> Self {
        self.set("logs", settings(Signals(Json::of("enabled", true))).0)
    }

    /// Traces.
    pub fn traces(self, settings: impl FnOnce(Signals) -> Signals) -> Self {
        self.set("traces", settings(Signals(Json::of("enabled", true))).0)
    }

    /// Any other member, as the API has it.
    pub fn set(self, member: &str, value: impl Into<Json>) -> Self {
        Self(self.0.with(member, value))
    }
}

/// Logs or traces.
#[derive(Clone, Debug, PartialEq)]
pub struct Signals(Json);

impl Signals {
    /// None are kept.
    pub fn off(self) -> Self {
        self.set("enabled", false)
    }

    /// The part that is kept: 0 to 1.
    pub fn sampling(self, rate: f64) -> Self {
        self.set("head_sampling_rate", rate)
    }

    /// Whether each call is a log entry.
    pub fn invocations(self, on: bool) -> Self {
        self.set("invocation_logs", on)
    }

    /// Whether they are kept in the account.
    pub fn persist(self, on: bool) -> Self {
        self.set("persist", on)
    }

    /// Where else they go, by the names of destinations.
    pub fn destinations<const N: usize>(self, names: [&str; N]) -> Self {
        self.set("destinations", names)
    }

    /// Any other member, as the API has it.
    pub fn set(self, member: &str, value: impl Into<Json>) -> Self {
        Self(self.0.with(member, value))
    }
}

/// What an answer must be.
#[derive(Clone, Debug, PartialEq)]
pub struct Check(Object);

/// An answer with this status.
pub fn status(status: u16) -> Check {
    let mut check = Object::new();
    check.insert("status", status);
    Check(check)
}

impl Check {
    /// Its body holds this text.
    pub fn contains(mut self, text: impl Into<String>) -> Self {
        self.0.insert("contains", text.into());
        self
    }
}
