//! How long a run took.

use indexmap::IndexMap;
use serde::Serialize;
use std::time::Instant;

/// How long each phase took, in seconds.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Phases(IndexMap<&'static str, f64>);

impl Phases {
    /// Records a phase that began at `since`.
    pub fn record(&mut self, phase: &'static str, since: Instant) {
        self.0.insert(phase, since.elapsed().as_secs_f64());
    }

    /// Takes over what was recorded elsewhere.
    pub fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The phases in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().map(|(name, seconds)| (*name, *seconds))
    }
}
