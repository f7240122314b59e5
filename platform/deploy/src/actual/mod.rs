//! What is there: lists of the collections that the model and the entry name, read concurrently; one call a list and page.

mod read;

pub use read::{Failure, read};
pub(crate) use read::{again, entry};

use crate::call::{Known, plain, resolved_members};
use crate::desired::{Node, Task};
use crate::state::Stored;
use crate::workers::There;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is there.
#[derive(Clone, Debug, Default)]
pub struct Actual {
    /// The account's id.
    pub account: String,
    /// Items by where they are: the path of their list.
    pub places: BTreeMap<String, Vec<Value>>,
    /// The ids of zones, by their names and ids.
    pub zones: BTreeMap<String, String>,
    /// The migrations that databases have, by the address of the node.
    pub applied: BTreeMap<String, Vec<String>>,
    /// What belongs to the application.
    pub stored: Stored,
    /// Variables of the environment that things are found by.
    pub environment: BTreeMap<String, String>,
    /// What there is of Workers.
    pub workers: There,
    /// How many lists and items were asked for.
    pub reads: usize,
}

impl Actual {
    /// The arguments of a node's calls: none where something that they refer to is not there.
    pub(crate) fn arguments(&self, node: &Node, known: &Known) -> Option<Map<String, Value>> {
        let mut arguments = resolved_members(&node.arguments, known, None).ok()?;
        if let Some(zone) = &node.zone
            && node.part_of.is_none()
        {
            arguments.insert("zone_id".to_owned(), self.zones.get(zone)?.as_str().into());
        }
        Some(arguments)
    }

    /// Where the items are that a node is one of.
    pub(crate) fn place(&self, node: &Node, arguments: &Map<String, Value>) -> Option<String> {
        match node.task {
            Task::Thing => node.kind.place(arguments),
            Task::MetadataIndex => Some(format!(
                "{}/{}/metadata_index",
                node.kind.place(arguments)?,
                plain(arguments.get("index_name")?)
            )),
            Task::Migrations(_) => None,
        }
    }

    /// The items of a place; none where it was not read.
    pub(crate) fn items(&self, place: &str) -> Option<&[Value]> {
        self.places.get(place).map(Vec::as_slice)
    }

    /// What is there once.
    pub(crate) fn single(&self, place: &str) -> Option<&Value> {
        self.places.get(place)?.first()
    }

    /// What all of this comes to, as far as a plan rests on it.
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest as _, Sha256};
        let mut digest = Sha256::new();
        let whole = serde_json::json!([
            self.account,
            self.places,
            self.zones,
            self.applied,
            self.stored.raw,
            self.workers.print()
        ]);
        digest.update(whole.to_string().as_bytes());
        crate::seal::hex(&digest.finalize())
    }
}
