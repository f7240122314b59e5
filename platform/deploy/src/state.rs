//! What belongs to an application: one entry of the KV namespace `cfs` for each application and environment.
//!
//! It is no state that a deployment rests on: the account is. It says what was declared, so that what is no longer declared is known to
//! have been ours. Where it is lost, things are adopted by their names, and nothing is deleted.

use crate::call::Call;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The title of the namespace.
pub const NAMESPACE: &str = "cfs";
/// The form that is written.
pub const VERSION: u64 = 1;

/// What belongs to an application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The form.
    #[serde(rename = "cfs_state")]
    pub version: u64,
    /// How often it was written.
    #[serde(default)]
    pub serial: u64,
    /// The deployment that has begun and not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Things by their address.
    #[serde(default)]
    pub entries: BTreeMap<String, Entry>,
}

/// A thing that was declared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Its kind, as the model wrote it.
    pub kind: String,
    /// What it is called in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Value>,
    /// What stands in the paths of its calls.
    pub arguments: Map<String, Value>,
    /// What was declared; secrets are sealed.
    pub declared: Map<String, Value>,
    /// Members that the account tells otherwise than they were declared.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub told: Map<String, Value>,
    /// What it needed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub needs: BTreeSet<String>,
    /// The thing that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// Whether it must never be deleted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
}

/// The entry as it was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The id of the namespace; none where there is none yet.
    pub namespace: Option<String>,
    /// The text of the entry; none where there is none.
    pub raw: Option<String>,
    /// What it says; nothing where it says nothing that can be used.
    pub state: State,
    /// Whether it was written by a later version: then it is left as it is.
    pub newer: bool,
    /// What is to be said of it.
    pub note: Option<String>,
}

impl Stored {
    /// What an entry says. What cannot be read is as good as lost.
    pub fn read(namespace: Option<String>, raw: Option<String>) -> Self {
        let mut stored = Self { namespace, raw, ..Self::default() };
        let Some(raw) = stored.raw.clone() else { return stored };
        let adopts = "what is declared is adopted by name, and nothing is deleted";
        let whole: Value = serde_json::from_str(&raw).unwrap_or_default();
        match whole.get("cfs_state").and_then(Value::as_u64) {
            Some(VERSION) => match serde_json::from_value(whole) {
                Ok(state) => stored.state = state,
                Err(error) => {
                    stored.note =
                        Some(format!("the entry of this application is damaged ({error}): {adopts}"));
                }
            },
            Some(version) if version > VERSION => {
                stored.newer = true;
                stored.note = Some(format!(
                    "the entry of this application was written by a later version of cfs (form {version}, this one writes {VERSION}): {adopts}, and the entry stays as it is"
                ));
            }
            _ if raw.trim().is_empty() || whole.as_object().is_some_and(Map::is_empty) => {
                stored.note = Some(format!("the entry of this application is empty: {adopts}"));
            }
            _ => {
                stored.note =
                    Some(format!("the entry of this application is of no form that is known: {adopts}"));
            }
        }
        stored
    }
}

/// The key of an application and its environment.
pub fn key(app: &str, environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("{app}:{environment}"),
        None => app.to_owned(),
    }
}

/// The call that reads an entry.
pub(crate) fn get(account: &str, namespace: &Value, key: &str) -> Call {
    call("kv.namespaces.values.get", account, namespace, key)
}

/// The call that writes an entry.
pub(crate) fn put(account: &str, namespace: &Value, key: &str, text: &str) -> Call {
    let content = crate::call::Content::from(text);
    let body = crate::call::Body::Raw("application/octet-stream".to_owned(), content);
    call("kv.namespaces.values.update", account, namespace, key).body(body)
}

/// The call that removes an entry.
pub(crate) fn delete(account: &str, namespace: &Value, key: &str) -> Call {
    call("kv.namespaces.values.delete", account, namespace, key)
}

/// The call that makes the namespace.
pub(crate) fn create(account: &str) -> Call {
    Call::operation("kv.namespaces.create")
        .with("account_id", account)
        .json(serde_json::json!({"title": NAMESPACE}))
}

fn call(name: &str, account: &str, namespace: &Value, key: &str) -> Call {
    Call::operation(name)
        .with("account_id", account)
        .with("namespace_id", namespace.clone())
        .with("key_name", key)
}
