//! Things with a name of their own: databases, buckets, queues, and whatever else the API has collections of.

use super::Place;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A thing of the account or of a zone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// A short word (`kv`, `r2`, `d1`, `queue`, `vectorize`, `hyperdrive`, …), or a collection of the API by its path in the
    /// catalogue (`dns.records`).
    pub kind: String,
    /// What it is called in the application.
    pub name: String,
    /// What it is called in the account, where that is something else (`orders-staging`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// Who makes it.
    #[serde(default, skip_serializing_if = "Origin::is_ensure")]
    pub origin: Origin,
    /// The zone that it belongs to, by name or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What else stands in the path of its collection, by the name of the parameter; references are usual.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub path: Map<String, Value>,
    /// The members of the body that creates it, besides its name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    /// What belongs to it and has calls of its own, by name: `cors`, `lifecycle`, `locks`, `event_notifications`,
    /// `custom_domains`, `managed_domain` of a bucket; `migrations` of a database (a folder, or `directory`, `table` and `pattern`);
    /// `metadata_indexes` of an index.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: IndexMap<String, Value>,
    /// Members whose value tells that a thing of the account is this one, where the catalogue names none or others are wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<String>,
    /// Never deleted, never replaced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// What it was called before, in the application or in the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// Members that others set: never compared, never changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// Where it was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Resource {
    /// How it is called in references, plans and on the command line.
    pub fn address(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// What it is called in the account.
    pub fn called(&self) -> &str {
        self.called.as_deref().unwrap_or(&self.name)
    }
}

/// Who makes a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// This application: created if there is none of its name, adopted if there is.
    #[default]
    Ensure,
    /// Somebody else: an error if it is not there. By its name, or by the id that stands here.
    Existing {
        /// Its id, where it is not found by its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// Another application, which must have been deployed.
    App(String),
    /// Somebody else: the environment variable holds its id.
    Environment(String),
    /// Nobody: it is there in local development only.
    Local,
}

impl Origin {
    /// Whether this application makes it.
    pub fn is_ensure(&self) -> bool {
        *self == Self::Ensure
    }
}

/// A request that a deployed Worker must answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The path, with a query if need be.
    pub path: String,
    /// The status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What the answer's body holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}
