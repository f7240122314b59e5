//! An application as values: what an infrastructure program writes, and what every other form is read into.
//!
//! Members that the API has are written as the API writes them, in its own names and units: a binding is what stands in an
//! upload's metadata, `settings` are the members of the body that creates the thing. In them, an object with one of these keys
//! stands for a value that is not known yet:
//!
//! - `{"$ref": "d1/orders", "member": "uuid"}`: a member of another thing, known once it is there ([`Reference`]).
//! - `{"$secret": {"env": "API_KEY"}}`: a secret, by where it is found ([`Secret`]); never a secret itself.

mod resource;
mod value;
mod worker;

pub use resource::{Check, Origin, Resource};
pub use value::{Place, Reference, Secret};
pub use worker::{Assets, Class, Consumer, Container, Domain, Route, Source, Worker, Workflow};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the form that is written.
pub const VERSION: u32 = 1;

/// An application: resources, Workers, and what to say of them once they are deployed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The version of this form.
    #[serde(rename = "cfs_model")]
    pub version: u32,
    /// What it is called: what belongs to it is found by this name.
    pub app: String,
    /// The environment it was made for; absent for the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The account that it goes to, by name or id; absent for the one of the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Things with a name of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// Workers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workers: Vec<Worker>,
    /// What is said after a deployment, by name; values may hold references.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: IndexMap<String, Value>,
}

impl Model {
    /// The same model, as if it had been declared nowhere: two that differ only in where they were declared are equal so.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        self.resources.iter_mut().for_each(|resource| resource.place = None);
        for worker in &mut self.workers {
            worker.place = None;
            worker.places.clear();
            worker.declared.clear();
            worker.consumers.iter_mut().for_each(|consumer| consumer.place = None);
            worker.routes.iter_mut().flatten().for_each(|route| route.place = None);
            worker.domains.iter_mut().flatten().for_each(|domain| domain.place = None);
        }
        self
    }
}
