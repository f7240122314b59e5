//! What is no longer declared, and what never was.

use super::{Action, Options, Plan, Step};
use crate::actual::Actual;
use crate::call::{Call, plain};
use crate::desired::Desired;
use crate::kind::Kind;
use crate::matching::Matches;
use crate::state::Entry;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What was declared and is gone.
pub(super) fn steps(
    desired: &Desired,
    actual: &Actual,
    matches: &Matches,
    options: &Options,
    plan: &mut Plan,
) {
    let state = &actual.stored.state;
    let declared: BTreeSet<&str> = desired
        .nodes
        .values()
        .flat_map(|node| std::iter::once(&node.address).chain(&node.formerly))
        .map(String::as_str)
        .collect();
    let workers: BTreeSet<String> = desired.workers.iter().map(cfs_config::model::Worker::address).collect();
    let gone: Vec<(&String, &Entry)> = state
        .entries
        .iter()
        .filter(|(address, _)| !declared.contains(address.as_str()) && !workers.contains(*address))
        .collect();
    let mut steps: BTreeMap<String, Step> = BTreeMap::new();
    // Wholes before their parts: these go or stay with them.
    let (parts, wholes): (Vec<_>, Vec<_>) = gone.into_iter().partition(|(_, entry)| entry.part_of.is_some());
    for (address, entry) in wholes.into_iter().chain(parts) {
        let of = |whole: &String| steps.get(whole).map(|step| step.action);
        let whole = entry.part_of.as_ref().and_then(of);
        steps.insert(address.clone(), step(address, entry, whole, actual, matches, options));
    }
    // What needs a thing goes before it.
    let needs: Vec<(String, String)> = state
        .entries
        .iter()
        .flat_map(|(address, entry)| entry.needs.iter().map(|need| (need.clone(), address.clone())))
        .collect();
    for (need, address) in needs {
        if let Some(step) = steps.get_mut(&need) {
            step.after.insert(address);
        }
    }
    plan.steps.extend(steps.into_values());
}

fn blank(address: &str, action: Action) -> Step {
    Step {
        address: address.to_owned(),
        name: None,
        action,
        changes: Vec::new(),
        why: None,
        calls: Vec::new(),
        after: BTreeSet::new(),
        place: None,
        creates: None,
        kind: None,
    }
}

fn step(
    address: &str,
    entry: &Entry,
    whole: Option<Action>,
    actual: &Actual,
    matches: &Matches,
    options: &Options,
) -> Step {
    let own = address.rsplit('/').next();
    let name = entry.name.clone().filter(|name| Some(name.as_str()) != own);
    let with =
        |action, why: &str| Step { name: name.clone(), why: Some(why.to_owned()), ..blank(address, action) };
    if entry.kind == crate::workers::KIND {
        return crate::workers::gone(address, entry, actual, options);
    }
    let Ok(kind) = Kind::of(&entry.kind) else {
        return with(Action::Keep, "no longer declared, and of a kind that this version does not know");
    };
    match whole {
        Some(Action::Keep) => return with(Action::Keep, "what it is a part of stays"),
        Some(Action::Delete | Action::Forget) if kind.is_setting() || entry.id.is_none() => {
            return with(Action::Forget, "it goes with what it is a part of");
        }
        _ => {}
    }
    // Of migrations nothing can be taken back.
    if entry.declared.contains_key("table") && entry.part_of.is_some() && entry.id.is_none() {
        return with(Action::Forget, "what was applied stays applied");
    }
    let index = entry.declared.get("propertyName").filter(|_| entry.part_of.is_some());
    let found = found(&kind, entry, actual);
    if index.is_none() && !kind.is_setting() && found.is_none() {
        return with(Action::Forget, "no longer declared, and no longer there");
    }
    let claimed = kind.place(&entry.arguments).zip(found.as_ref());
    if claimed.is_some_and(|(place, id)| matches.claimed.contains(&(place, plain(id)))) {
        return with(Action::Forget, "it is declared under another address");
    }
    if entry.protect {
        return with(Action::Keep, "no longer declared, and protected");
    }
    if kind.is_data()
        && index.is_none()
        && !super::decide::wants_data_gone(options, address, entry.name.as_deref())
    {
        return with(
            Action::Keep,
            &format!("no longer declared; it holds data: `--delete-data {address}` deletes it"),
        );
    }
    let call = match index {
        Some(property) => Some(without_index(entry, property, actual)),
        None => kind.delete(&entry.arguments, found.as_ref()),
    };
    match call {
        Some(call) => {
            Step { calls: vec![call], kind: Some(kind), ..with(Action::Delete, "no longer declared") }
        }
        None if kind.is_setting() => emptied(&kind, entry, &with),
        None => with(Action::Keep, "no longer declared, and the API cannot delete it"),
    }
}

/// The call that deletes an index over metadata.
fn without_index(entry: &Entry, property: &Value, actual: &Actual) -> Call {
    Call::operation("vectorize.indexes.metadata_index.delete")
        .with("account_id", actual.account.clone())
        .with("index_name", entry.arguments.get("index_name").cloned().unwrap_or_default())
        .json(json!({"propertyName": property}))
}

/// A setting that cannot be deleted: rules are emptied, everything else stays as it is.
fn emptied(kind: &Kind, entry: &Entry, with: &dyn Fn(Action, &str) -> Step) -> Step {
    let lists = entry.declared.iter().filter(|(_, value)| value.is_array());
    let mut empty: serde_json::Map<String, Value> =
        lists.map(|(name, _)| (name.clone(), json!([]))).collect();
    if kind.rules.collection == "r2.buckets.domains.managed" {
        empty = serde_json::Map::from_iter([("enabled".to_owned(), false.into())]);
    }
    let names: Vec<String> = empty.keys().cloned().collect();
    let call =
        kind.change(&entry.arguments, None, &empty, &names, &Value::Null).filter(|_| !empty.is_empty());
    match call {
        Some(call) => Step {
            calls: vec![call],
            kind: Some(kind.clone()),
            ..with(Action::Delete, "no longer declared: set to nothing")
        },
        None => with(
            Action::Forget,
            "no longer declared; the API has no call that takes a setting back: it stays as it is",
        ),
    }
}

/// The id of what an entry is about, if it is there. What was about to be made has no id yet, but a name.
fn found(kind: &Kind, entry: &Entry, actual: &Actual) -> Option<Value> {
    let items = actual.items(&kind.place(&entry.arguments)?)?;
    let named = |item: &&Value| {
        let name = kind.name().and_then(|name| item.get(kind.read(name))).map(plain);
        name.is_some() && name == entry.name
    };
    let item = match &entry.id {
        Some(id) => items.iter().find(|item| kind.id_of(item).is_some_and(|own| plain(&own) == plain(id))),
        None => items.iter().find(named),
    };
    kind.id_of(item?)
}

/// What is in the lists that were read, and nobody's.
pub(super) fn unmanaged(desired: &Desired, actual: &Actual, matches: &Matches, plan: &mut Plan) {
    let mut ours: BTreeSet<(String, String)> = matches.claimed.clone();
    for entry in actual.stored.state.entries.values() {
        if let (Ok(kind), Some(id)) = (Kind::of(&entry.kind), &entry.id)
            && let Some(place) = kind.place(&entry.arguments)
        {
            ours.insert((place, plain(id)));
        }
    }
    let mut seen = BTreeSet::new();
    for node in desired.nodes.values().filter(|node| !node.kind.is_setting() && node.part_of.is_none()) {
        let Some(place) =
            matches.arguments.get(&node.address).and_then(|arguments| node.kind.place(arguments))
        else {
            continue;
        };
        if !seen.insert(place.clone()) {
            continue;
        }
        for item in actual.items(&place).unwrap_or_default() {
            let Some(id) = node.kind.id_of(item) else { continue };
            let name = node.kind.name().and_then(|name| item.get(node.kind.read(name))).map(plain);
            let own = name.as_deref() == Some(crate::state::NAMESPACE)
                && node.kind.rules.collection == "kv.namespaces";
            if own || ours.contains(&(place.clone(), plain(&id))) {
                continue;
            }
            let address = format!("{}/{}", node.kind.word, name.unwrap_or_else(|| plain(&id)));
            plan.steps.push(blank(&address, Action::Unmanaged));
        }
    }
}
