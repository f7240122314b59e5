//! What is declared beside what is there, member by member.

mod bindings;
mod settings;
mod triggers;

use super::classes::{Migration, migration};
use super::deployed::Deployed;
use super::difference::{Area, Change, Difference};
use super::digest::{digest, is_digest};
use super::wanted::Wanted;
use serde_json::{Value, json};
pub(super) use settings::kept;
pub(super) use triggers::{consumer, on_workers_dev, queue_name};

/// Compares a Worker as it should be with the one that is there.
///
/// Only what is declared is compared: what the service adds of its own, and members that are not known, are no difference.
/// What was set elsewhere is told as drift where it stays.
pub fn compare(wanted: &Wanted<'_>, deployed: Option<&Deployed>) -> Difference {
    let mut found = Found { difference: Difference::default(), ignore: &wanted.worker.ignore };
    found.difference.is_new = deployed.is_none();
    let migration = migration(wanted.worker, deployed, wanted.policy.classes);
    classes(&migration, &mut found);
    code(wanted, deployed, &mut found);
    let nothing = Deployed::default();
    let there = deployed.unwrap_or(&nothing);
    bindings::compare(wanted, there, &mut found);
    settings::compare(wanted, there, &mut found);
    if wanted.target.namespace.is_none() && !wanted.policy.version_only {
        triggers::compare(wanted, deployed, &mut found);
    }
    found.difference
}

/// A difference that is being found.
struct Found<'a> {
    difference: Difference,
    /// What others set.
    ignore: &'a [String],
}

impl Found<'_> {
    fn is_ignored(&self, member: &str) -> bool {
        self.ignore.iter().any(|name| name == member)
    }

    fn change(&mut self, area: Area, member: impl Into<String>, old: Option<Value>, new: Option<Value>) {
        let member = member.into();
        if !self.is_ignored(&member) {
            self.difference.changes.push(Change { area, member, old, new });
        }
    }

    fn drift(&mut self, area: Area, member: impl Into<String>, old: Option<Value>, new: Option<Value>) {
        let member = member.into();
        if !self.is_ignored(&member) {
            self.difference.drift.push(Change { area, member, old, new });
        }
    }

    fn note(&mut self, note: String) {
        self.difference.notes.push(note);
    }
}

fn classes(migration: &Migration, found: &mut Found<'_>) {
    for change in &migration.changes {
        found.change(Area::Classes, change.clone(), None, None);
    }
    for note in &migration.notes {
        found.note(note.clone());
    }
}

/// Code is the same if the version that answers is tagged with its digest, or nobody has uploaded any since it was.
fn code(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    if wanted.upload.is_none() && wanted.site.is_none() {
        return;
    }
    let new = digest(wanted.worker, wanted.upload, wanted.site);
    let old = deployed.and_then(|there| {
        let tag = there.active().and_then(|(_, version)| version?.said.tag.clone());
        let known = wanted.known_code.as_ref().filter(|known| there.etag.as_ref() == Some(&known.etag));
        tag.filter(|tag| is_digest(tag)).or_else(|| known.map(|known| known.digest.clone()))
    });
    if old.as_ref() != Some(&new) {
        found.change(Area::Code, "code", old.map(Value::String), Some(json!(new)));
    }
    let split = deployed.and_then(|there| there.deployments.first()).filter(|now| now.versions.len() > 1);
    if let Some(now) = split {
        let shares = now.versions.iter().map(|(id, share)| format!("{id} {share}%"));
        found.note(format!(
            "{}: a rollout is under way ({}); a deployment ends it",
            wanted.worker.address(),
            shares.collect::<Vec<_>>().join(", ")
        ));
    }
}

/// Whether what is declared is there: of objects, the declared members; nothing, `null`, `false`, `[]` and `{}` are the same.
fn is_there(declared: &Value, there: &Value) -> bool {
    match (declared, there) {
        (Value::Object(declared), Value::Object(there)) => {
            declared.iter().all(|(name, value)| is_there(value, there.get(name).unwrap_or(&Value::Null)))
        }
        (Value::Object(declared), Value::Null) => {
            declared.values().all(|value| is_there(value, &Value::Null))
        }
        (Value::Array(declared), Value::Array(there)) => {
            declared.len() == there.len()
                && declared.iter().zip(there).all(|(declared, there)| is_there(declared, there))
        }
        (Value::Number(declared), Value::Number(there)) => declared.as_f64() == there.as_f64(),
        (declared, there) => declared == there || is_nothing(declared) && is_nothing(there),
    }
}

/// Whether a value says no more than its absence does.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Number(_) | Value::Bool(true) => false,
    }
}
