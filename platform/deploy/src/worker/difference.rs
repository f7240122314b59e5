//! What a deployment changes.

use serde_json::Value;

/// The part of a Worker that a change is about: parts are changed by calls of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Modules and assets.
    Code,
    /// Bindings, compatibility, limits, placement: what belongs to a version.
    Version,
    /// Classes of Durable Objects.
    Classes,
    /// Secrets.
    Secrets,
    /// Observability, logpush, tails, tags: what belongs to all versions.
    Shared,
    /// Whether it is on `workers.dev`.
    Subdomain,
    /// Routes.
    Routes,
    /// Hosts of its own.
    Domains,
    /// Schedules.
    Schedules,
    /// Queues that it consumes.
    Consumers,
    /// Workflows.
    Workflows,
    /// Containers.
    Containers,
}

/// A change: old, new. Secrets have neither.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is about.
    pub area: Area,
    /// Which member, for people: `LOG`, `compatibility_date`, `route api.example.com/*`.
    pub member: String,
    /// What is there.
    pub old: Option<Value>,
    /// What will be.
    pub new: Option<Value>,
}

/// All that differs between what is there and what is declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Whether there is no such Worker yet.
    pub is_new: bool,
    /// What a deployment changes, by area.
    pub changes: Vec<Change>,
    /// What was set elsewhere and stays: `old` is there, `new` is what is declared, if anything is.
    pub drift: Vec<Change>,
    /// What is kept because it holds data, and what else deserves a word.
    pub notes: Vec<String>,
}

impl Difference {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        !self.is_new && self.changes.is_empty()
    }

    /// Whether something of an area changes.
    pub fn has(&self, area: Area) -> bool {
        self.changes.iter().any(|change| change.area == area)
    }

    /// Whether a version must be uploaded.
    pub fn needs_version(&self) -> bool {
        self.is_new || [Area::Code, Area::Version, Area::Classes].into_iter().any(|area| self.has(area))
    }
}
