//! Compatibility, limits, placement; and what belongs to all versions: observability, logpush, tails, tags.

use super::super::deployed::Deployed;
use super::super::difference::Area;
use super::super::metadata::tags;
use super::super::wanted::{Elsewhere, Wanted};
use super::{Found, is_nothing, is_there};
use cfs_config::model::Worker;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Members of all versions, and what each is when nothing is said of it.
const SHARED: [&str; 4] = ["observability", "logpush", "tail_consumers", "streaming_tail_consumers"];

/// Members of a version that the account tells back.
const OWN: [&str; 3] = ["limits", "placement", "cache_options"];

/// What a shared member is when nothing is said of it.
fn default(member: &str) -> Value {
    match member {
        "observability" => json!({"enabled": false}),
        "logpush" => json!(false),
        _ => json!([]),
    }
}

pub(super) fn compare(wanted: &Wanted<'_>, there: &Deployed, found: &mut Found<'_>) {
    compatibility(wanted, there, found);
    for member in OWN {
        own(wanted, there, member, found);
    }
    if wanted.policy.version_only {
        return;
    }
    for member in SHARED {
        shared(wanted, member, there.settings.get(member), found);
    }
    let (old, new) = (there.settings.get("tags"), tags(wanted, Some(there)));
    if new.len() > old.and_then(Value::as_array).map_or(0, Vec::len) {
        found.change(Area::Shared, "tags", old.filter(|old| !is_nothing(old)).cloned(), Some(json!(new)));
    }
}

fn is_off(member: &str, value: &Value) -> bool {
    is_nothing(value)
        || member == "placement"
            && (value["mode"] == "off" || value["mode"].is_null() && set(value).is_empty())
}

/// What a placement says, without what the service says of it.
fn set(placement: &Value) -> Map<String, Value> {
    let members = ["mode", "hint", "region", "host", "hostname"];
    let member =
        |name: &str| Some((name.to_owned(), placement.get(name).filter(|value| !value.is_null())?.clone()));
    members.into_iter().filter_map(member).collect()
}

fn own(wanted: &Wanted<'_>, there: &Deployed, member: &str, found: &mut Found<'_>) {
    let declared = wanted.worker.metadata.get(member).filter(|value| !is_off(member, value));
    let old = there.settings.get(member).filter(|value| !is_off(member, value));
    match (declared, old) {
        (Some(declared), old) if !old.is_some_and(|old| is_there(&told(member, declared), old)) => {
            found.change(Area::Version, member, old.cloned(), Some(declared.clone()));
        }
        (None, Some(old)) if kept(wanted, there, member).is_some() => {
            found.drift(Area::Version, member, Some(old.clone()), None);
        }
        (None, Some(old)) => found.change(Area::Version, member, Some(old.clone()), None),
        _ => {}
    }
}

/// A member of a version that was set elsewhere and stays: a new version has it too.
pub(in crate::worker) fn kept(wanted: &Wanted<'_>, there: &Deployed, member: &str) -> Option<Value> {
    let says = |worker: &Worker| worker.metadata.get(member).is_some_and(|value| !value.is_null());
    let stays =
        wanted.policy.shared == Elsewhere::Keep && !wanted.before.is_some_and(says) && !says(wanted.worker);
    let old = there
        .settings
        .get(member)
        .filter(|value| stays && OWN.contains(&member) && !is_off(member, value))?;
    Some(if member == "placement" { Value::Object(set(old)) } else { old.clone() })
}

/// A member as the account tells it.
fn told(member: &str, declared: &Value) -> Value {
    let mut declared = declared.clone();
    // Every placement that names a place is a targeted one, whether it says so or not.
    if let (true, Some(members)) = (member == "placement", declared.as_object_mut()) {
        members.retain(|name, value| name != "mode" || *value != "targeted");
    }
    declared
}

fn compatibility(wanted: &Wanted<'_>, there: &Deployed, found: &mut Found<'_>) {
    let old = there.settings.get("compatibility_date").filter(|old| !is_nothing(old));
    if let Some(date) = &wanted.worker.compatibility_date
        && old.and_then(Value::as_str) != Some(date)
    {
        found.change(Area::Version, "compatibility_date", old.cloned(), Some(json!(date)));
    }
    let there = there.settings.get("compatibility_flags");
    let old: BTreeSet<&str> =
        there.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let new: BTreeSet<&str> = wanted.worker.compatibility_flags.iter().map(String::as_str).collect();
    if old != new {
        let old = (!old.is_empty()).then(|| json!(old));
        found.change(Area::Version, "compatibility_flags", old, Some(json!(new)));
    }
}

fn shared(wanted: &Wanted<'_>, member: &str, old: Option<&Value>, found: &mut Found<'_>) {
    let declared = wanted.worker.metadata.get(member).filter(|value| !value.is_null());
    let none = Value::Null;
    let old = old.unwrap_or(&none);
    let default = default(member);
    let is_usual = is_there(&default, old);
    let shown = (!is_usual).then(|| old.clone());
    let was_ours = wanted.before.is_some_and(|before| before.metadata.contains_key(member));
    match declared {
        Some(declared) if !is_there(declared, old) => {
            found.change(Area::Shared, member, shown, Some(declared.clone()));
        }
        None if !is_usual && (was_ours || wanted.policy.shared == Elsewhere::Reset) => {
            found.change(Area::Shared, member, shown, Some(default));
        }
        None if !is_usual => found.drift(Area::Shared, member, shown, None),
        _ => {}
    }
}
