//! What may be asked of a dataset: how far back, how wide, how much.

use super::datasets::{Dataset, Scope};
use super::document::Node;
use super::failure::Failure;
use super::plan::{object, scalar};
use crate::events::Rules;
use serde_json::{Map, Value, json};

const DAY: i64 = 86_400;

/// The limits of a dataset.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) enabled: bool,
    /// In seconds.
    pub(crate) max_duration: i64,
    /// In seconds.
    pub(crate) not_older_than: i64,
    pub(crate) max_page_size: u64,
    pub(crate) max_number_of_fields: u64,
}

/// Fields of the type `Settings`, and their types.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("availableFields", "[string!]"),
    ("enabled", "bool!"),
    ("maxDuration", "int64!"),
    ("maxNumberOfFields", "int32!"),
    ("maxPageSize", "int64!"),
    ("notOlderThan", "int64!"),
];

/// Datasets that free zones have no access to.
const PAID: &[&str] = &[
    "firewallEventsAdaptiveGroups",
    "healthCheckEventsAdaptive",
    "healthCheckEventsAdaptiveGroups",
    "loadBalancingRequestsAdaptiveGroups",
];

impl Settings {
    /// The limits of a dataset under the account's rules.
    pub(crate) fn of(dataset: &Dataset, rules: &Rules, is_free: bool) -> Self {
        let (duration, older, fields) = match dataset.name {
            "firewallEventsAdaptive" | "firewallEventsAdaptiveGroups" => (3 * DAY, 31 * DAY, 30),
            "httpRequests1dGroups" => (366 * DAY, 366 * DAY, 50),
            _ => (31 * DAY, 92 * DAY, 50),
        };
        let own = rules.datasets.get(dataset.name).cloned().unwrap_or_default();
        let closed = is_free && dataset.scope == Scope::Zone && PAID.contains(&dataset.name);
        Self {
            enabled: own.enabled.unwrap_or(!closed),
            max_duration: own.max_duration.unwrap_or(duration),
            not_older_than: own.not_older_than.unwrap_or(older),
            max_page_size: own.max_page_size.unwrap_or(10_000),
            max_number_of_fields: own.max_number_of_fields.unwrap_or(fields),
        }
    }

    /// As a node asks for them.
    ///
    /// # Errors
    /// When it asks for something else.
    pub(crate) fn told(&self, dataset: &Dataset, node: &Node) -> Result<Value, Failure> {
        object(node)?;
        let mut out = Map::new();
        for below in &node.nodes {
            scalar(below)?;
            let value = match below.name.as_str() {
                "__typename" => json!("Settings"),
                "enabled" => json!(self.enabled),
                "maxDuration" => json!(self.max_duration),
                "maxNumberOfFields" => json!(self.max_number_of_fields),
                "maxPageSize" => json!(self.max_page_size),
                "notOlderThan" => json!(self.not_older_than),
                "availableFields" => json!(available(dataset)),
                other => {
                    let message = format!("Unknown field \"{other}\" on type \"Settings\"");
                    return Err(Failure::new(400, message).at(below.place));
                }
            };
            out.insert(below.key.clone(), value);
        }
        Ok(Value::Object(out))
    }
}

/// Names of all fields: `count`, `dimensions { date }` as `dimensions_date`, those of raw rows by their names.
fn available(dataset: &Dataset) -> Vec<String> {
    let mut all = Vec::new();
    if dataset.count {
        all.push("count".to_owned());
    }
    for (group, fields) in &dataset.groups {
        all.extend(fields.iter().map(|field| match *group {
            "fields" | "dimensions" => field.name.to_owned(),
            group => format!("{group}_{}", field.name),
        }));
    }
    all
}
