//! Which item of the account a node means.

use crate::actual::Actual;
use crate::call::{Known, plain, resolved, resolved_members};
use crate::compare::covers;
use crate::desired::{Desired, Node, Task};
use crate::state::{Entry, State};
use cfs_config::model::Origin;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What was found of all nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    /// Items by the address of their node.
    pub(crate) found: BTreeMap<String, Found>,
    /// The same, for references.
    pub(crate) known: Known,
    /// The arguments of nodes, as far as all that they refer to is there.
    pub(crate) arguments: BTreeMap<String, Map<String, Value>>,
    /// Items that are somebody's: place and id.
    pub(crate) claimed: BTreeSet<(String, String)>,
}

/// An item that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) item: Value,
    pub(crate) id: Option<Value>,
    pub(crate) how: How,
}

/// How an item was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It is ours: the entry has its id.
    Entry,
    /// By its name, or what else tells it from others.
    Name,
    /// By a name that it had before.
    Was,
    /// By an id that the model names.
    Id,
}

/// The entry of a node: under its address, or under one that it had before.
pub(crate) fn entry<'s>(state: &'s State, node: &Node) -> Option<(&'s str, &'s Entry)> {
    let addresses = std::iter::once(&node.address).chain(&node.formerly);
    let mut found = addresses.filter_map(|address| state.entries.get_key_value(address));
    found.next().map(|(address, entry)| (address.as_str(), entry))
}

/// Addresses in the order of their references.
pub(crate) fn order(desired: &Desired) -> Vec<&str> {
    fn visit<'d>(
        address: &'d str,
        seen: &mut BTreeSet<&'d str>,
        out: &mut Vec<&'d str>,
        needs: &BTreeMap<&'d str, Vec<&'d str>>,
    ) {
        if !seen.insert(address) {
            return;
        }
        for need in needs.get(address).into_iter().flatten() {
            visit(need, seen, out, needs);
        }
        out.push(address);
    }
    let needs: BTreeMap<&str, Vec<&str>> = desired
        .nodes
        .values()
        .map(|node| {
            let needs = node.needs();
            let known = needs.iter().filter_map(|need| desired.nodes.get_key_value(need));
            (node.address.as_str(), known.map(|(address, _)| address.as_str()).collect())
        })
        .collect();
    let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
    for address in desired.nodes.keys() {
        visit(address, &mut seen, &mut out, &needs);
    }
    out
}

/// Finds the items of all nodes, as far as their lists are there.
pub(crate) fn matches(desired: &Desired, actual: &Actual) -> Matches {
    let state = &actual.stored.state;
    let mut all = Matches::default();
    let zones = actual
        .zones
        .iter()
        .map(|(name, id)| (format!("zone/{name}"), serde_json::json!({"id": id, "name": name})));
    all.known.extend(zones);
    let mut owned: BTreeMap<(String, String), &str> = BTreeMap::new();
    for node in desired.nodes.values() {
        if let Some((_, entry)) = entry(state, node)
            && let (Some(place), Some(id)) = (node.kind.place(&entry.arguments), &entry.id)
        {
            owned.insert((place, plain(id)), &node.address);
        }
    }
    for address in order(desired) {
        let node = &desired.nodes[address];
        let Some(arguments) = actual.arguments(node, &all.known) else { continue };
        let found = find(node, &arguments, actual, &all, &owned);
        all.arguments.insert(address.to_owned(), arguments.clone());
        let Some(found) = found else { continue };
        if let (Some(place), Some(id)) = (actual.place(node, &arguments), &found.id) {
            all.claimed.insert((place, plain(id)));
        }
        all.known.insert(address.to_owned(), found.item.clone());
        all.found.insert(address.to_owned(), found);
    }
    all
}

/// Finds the item of one node, in its list alone.
pub(crate) fn one(
    node: &Node,
    arguments: &Map<String, Value>,
    actual: &Actual,
    all: &Matches,
) -> Option<Found> {
    find(node, arguments, actual, all, &BTreeMap::new())
}

fn find(
    node: &Node,
    arguments: &Map<String, Value>,
    actual: &Actual,
    all: &Matches,
    owned: &BTreeMap<(String, String), &str>,
) -> Option<Found> {
    if let Task::Migrations(_) = node.task {
        return None;
    }
    let state = &actual.stored.state;
    if node.kind.is_setting() {
        let place = actual.place(node, arguments)?;
        let item = actual.single(&place)?.clone();
        let how = if entry(state, node).is_some() { How::Entry } else { How::Name };
        return Some(Found { item, id: None, how });
    }
    let place = actual.place(node, arguments)?;
    let items = actual.items(&place)?;
    let of = |item: &Value, how| Some(Found { id: node.id_of(item), item: item.clone(), how });
    let by_id =
        |id: &Value| items.iter().find(|item| node.id_of(item).is_some_and(|own| plain(&own) == plain(id)));
    if let Origin::Existing { id: Some(id) } = &node.origin {
        return of(by_id(&id.as_str().into())?, How::Id);
    }
    if let Origin::Environment(name) = &node.origin {
        return of(by_id(&actual.environment.get(name)?.as_str().into())?, How::Id);
    }
    if let Some((_, entry)) = entry(state, node)
        && let (Some(id), true) = (&entry.id, node.origin.is_ensure())
        && node.kind.place(&entry.arguments) == node.kind.place(arguments)
        && let Some(item) = by_id(id)
    {
        return of(item, How::Entry);
    }
    let free = |item: &&Value| {
        let Some(id) = node.id_of(item) else { return true };
        let key = (place.clone(), plain(&id));
        !all.claimed.contains(&key) && owned.get(&key).is_none_or(|owner| *owner == node.address)
    };
    if let Some(id) = &node.id
        && let Ok(id) = resolved(id, &all.known, None)
    {
        return of(by_id(&id).filter(|item| free(item))?, How::Name);
    }
    named(node, items, &all.known, &free)
}

/// The item that has what tells a node from others, or had it before.
fn named(node: &Node, items: &[Value], known: &Known, free: &dyn Fn(&&Value) -> bool) -> Option<Found> {
    let of = |item: &Value, how| Some(Found { id: node.id_of(item), item: item.clone(), how });
    let wanted = identity(node, known)?;
    let fits = |item: &&Value, wanted: &[(String, Value)]| {
        wanted.iter().all(|(member, value)| {
            crate::call::at(item, node.kind.read(member)).is_some_and(|there| covers(there, value))
        })
    };
    // Of several that it may mean, the one that is most like it.
    let likeness = |item: &&Value| {
        let same = node.declared.iter().filter(|(name, value)| {
            crate::call::at(item, node.kind.read(name)).is_some_and(|there| covers(there, value))
        });
        std::cmp::Reverse(same.count())
    };
    if let Some(item) =
        items.iter().filter(|item| fits(item, &wanted)).filter(|item| free(item)).min_by_key(likeness)
    {
        return of(item, How::Name);
    }
    let name = node.kind.name()?;
    node.was.iter().find_map(|was| {
        let mut before = wanted.clone();
        before.retain(|(member, _)| member != name);
        before.push((name.to_owned(), was.as_str().into()));
        of(items.iter().find(|item| free(item) && fits(item, &before))?, How::Was)
    })
}

/// The members that tell which item is meant, with their values. None where one of them is not known.
fn identity(node: &Node, known: &Known) -> Option<Vec<(String, Value)>> {
    let names: Vec<String> = if node.identity.is_empty() {
        let own = node.kind.identity();
        let there = own.iter().filter(|name| node.declared.contains_key(**name));
        let own: Vec<String> = there.map(|name| (*name).to_owned()).collect();
        // Nothing tells it: it is the one that has all that is declared and told.
        if own.is_empty() { comparable(node) } else { own }
    } else {
        node.identity.clone()
    };
    if names.is_empty() {
        return None;
    }
    let members: Map<String, Value> = names
        .into_iter()
        .filter_map(|name| {
            let value = node.declared.get(&name).or_else(|| {
                let (first, rest) = name.split_once('.')?;
                crate::call::at(node.declared.get(first)?, rest)
            })?;
            Some((name.clone(), value.clone()))
        })
        .collect();
    Some(resolved_members(&members, known, None).ok()?.into_iter().collect())
}

/// The declared members that items have.
fn comparable(node: &Node) -> Vec<String> {
    let item = node.kind.collection.item().ok().flatten();
    let told = |name: &str| {
        let secret = node.kind.is_secret(name);
        !secret && item.is_none_or(|schema| schema.at(node.kind.read(name)).is_some())
    };
    let hidden = |value: &Value| cfs_config::model::Secret::of(value).is_some() || value.is_null();
    node.declared
        .iter()
        .filter(|(name, value)| told(name) && !hidden(value))
        .map(|(name, _)| name.clone())
        .collect()
}
