//! Operations on many items of a collection at once: they stand at its own path, or at `bulk` or `batch` below it.

use super::create::{add, keep};
use super::{Shape, Spot, missing};
use crate::server::reply::{Answered, Reply};
use cfs_catalogue::{Collection, CollectionKind, Operation};
use serde_json::{Map, Value, json};

/// What is done with many items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bulk {
    Add,
    Change,
    Replace,
    Remove,
}

/// The collection whose items an operation is about, and what it does with them.
pub(super) fn of(operation: Operation) -> Option<(Collection, Bulk)> {
    if operation.verb().is_some() {
        return None;
    }
    let path = operation.detail().ok()?.path();
    let above = std::iter::successors(Some(operation.resource()), |resource| resource.parent()).take(2);
    let collections = above.filter_map(cfs_catalogue::Resource::collection);
    collections
        .filter(|collection| collection.kind() == CollectionKind::Collection && super::is_made(*collection))
        .find_map(|collection| {
            let rest = below(collection.path().ok()?, path)?;
            let bulk = match (operation.method(), rest) {
                ("DELETE", "" | "/bulk" | "/batch") => Bulk::Remove,
                ("PUT", "" | "/bulk" | "/batch") => Bulk::Replace,
                ("PATCH", "" | "/bulk" | "/batch") => Bulk::Change,
                ("POST", "/bulk" | "/batch") => Bulk::Add,
                _ => return None,
            };
            Some((collection, bulk))
        })
}

/// What a path has below another, whatever its parameters are called.
fn below<'p>(whole: &str, path: &'p str) -> Option<&'p str> {
    let mut at = 0;
    for segment in whole.trim_start_matches('/').split('/') {
        let rest = path.get(at + 1..)?;
        let own = rest.split('/').next()?;
        if own != segment && !(own.starts_with('{') && segment.starts_with('{')) {
            return None;
        }
        at += 1 + own.len();
    }
    path.get(at..)
}

/// Does it to all that are named.
pub(super) fn answer(shape: &Shape<'_>, spot: &Spot, bulk: Bulk, value: Option<Value>) -> Answered {
    if bulk == Bulk::Remove {
        return super::delete_many(shape, spot);
    }
    let value = value.unwrap_or_else(|| json!([]));
    if let Some(steps) = value.as_object().filter(|value| is_batch(value)) {
        return batch(shape, spot, steps);
    }
    match (bulk, listed(&value)) {
        (Bulk::Add, Some(items)) => told(shape, items.into_iter().map(|item| add(shape, spot, item))),
        (Bulk::Change, Some(items)) => {
            told(shape, items.into_iter().map(|item| change(shape, spot, item, false)))
        }
        (Bulk::Replace, Some(items)) => replace(shape, spot, items),
        (Bulk::Add, None) => told(shape, std::iter::once(add(shape, spot, value))),
        // What names no items is said of all.
        (_, None) => {
            let all = shape.world.store.list(&spot.place)?.into_iter();
            told(shape, all.map(|item| edited(shape, spot, &item.id, item.value, value.clone(), false)))
        }
        (Bulk::Remove, _) => Err(Reply::error(500, 10_500, "nothing is removed here")),
    }
}

fn told(shape: &Shape<'_>, items: impl Iterator<Item = Result<Value, Reply>>) -> Answered {
    let items: Result<Vec<Value>, Reply> = items.collect();
    Ok(shape.many(Value::Array(items?)))
}

/// The items of a body: itself, or the one list that it has.
fn listed(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(items) => Some(items.clone()),
        Value::Object(members) => {
            let mut lists = members.values().filter_map(Value::as_array);
            let first = lists.next().filter(|items| items.iter().all(Value::is_object))?;
            lists.next().is_none().then(|| first.clone())
        }
        _ => None,
    }
}

fn edited(
    shape: &Shape<'_>,
    spot: &Spot,
    id: &str,
    before: Value,
    given: Value,
    whole: bool,
) -> Result<Value, Reply> {
    let after = shape.changed(before, given, whole);
    keep(shape, &spot.place, id, &after)?;
    Ok(after)
}

fn change(shape: &Shape<'_>, spot: &Spot, given: Value, whole: bool) -> Result<Value, Reply> {
    let id = shape.id(&given).unwrap_or_default();
    let found = shape.world.store.get(&spot.place, &id)?;
    match found {
        Some(found) => edited(shape, spot, &id, found.value, given, whole),
        None => Err(missing(shape.collection, &id)),
    }
}

/// Items that are known are replaced one by one; a list of others is the whole from now on.
fn replace(shape: &Shape<'_>, spot: &Spot, items: Vec<Value>) -> Answered {
    let store = &shape.world.store;
    let known = |item: &Value| match shape.id(item) {
        Some(id) => store.get(&spot.place, &id).map(|found| found.is_some()),
        None => Ok(false),
    };
    let mut all_known = !items.is_empty();
    for item in &items {
        all_known = all_known && known(item)?;
    }
    if all_known {
        return told(shape, items.into_iter().map(|item| change(shape, spot, item, true)));
    }
    for old in store.list(&spot.place)? {
        store.delete(&spot.place, &old.id)?;
    }
    told(shape, items.into_iter().map(|item| add(shape, spot, item)))
}

const STEPS: [&str; 4] = ["deletes", "patches", "puts", "posts"];

fn is_batch(value: &Map<String, Value>) -> bool {
    value.keys().any(|name| STEPS.contains(&name.as_str()))
}

/// Deletions, changes, replacements and additions, in this order.
fn batch(shape: &Shape<'_>, spot: &Spot, steps: &Map<String, Value>) -> Answered {
    let mut told = Map::new();
    for name in STEPS {
        let mut done = Vec::new();
        for item in steps.get(name).and_then(Value::as_array).into_iter().flatten() {
            done.push(match name {
                "deletes" => {
                    let id = shape.id(item).unwrap_or_default();
                    let found = shape.world.store.get(&spot.place, &id)?;
                    let found = found.ok_or_else(|| missing(shape.collection, &id))?;
                    shape.world.store.delete(&spot.place, &id)?;
                    found.value
                }
                "patches" => change(shape, spot, item.clone(), false)?,
                "puts" => change(shape, spot, item.clone(), true)?,
                _ => add(shape, spot, item.clone())?,
            });
        }
        if steps.contains_key(name) {
            told.insert(name.to_owned(), Value::Array(done));
        }
    }
    Ok(shape.whole(&Value::Object(told)))
}
