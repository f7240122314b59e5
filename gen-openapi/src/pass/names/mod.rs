//! What types, requests and resources are called.
//!
//! Every type proposes names ([`candidates`]), best first, each with the strength of its claim. The ledger's names are
//! given out before any others. Then, round by round, a name goes to the one type that claims it, or to the one with
//! the strongest claim; the others move on to their next, longer proposal. Types inside other types are named after
//! those.

mod bodies;
mod candidates;
mod fallbacks;
mod keys;
mod words;

use words::is_generic;
pub(crate) use words::{at_its_source, component_words, without_namespace};

use crate::ir::{Api, Origin, Type, TypeId};
use crate::ledger::Ledger;
use candidates::{Candidate, Context};
use codegen::names;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// No name is longer.
pub(crate) const MAX_LENGTH: usize = 40;

/// No type has more keys in the ledger.
const MAX_KEYS: usize = 4;

/// Names that generated code uses for other things.
const RESERVED: &[&str] = &[
    "BTreeMap",
    "Base64",
    "Body",
    "Box",
    "Bytes",
    "Call",
    "Client",
    "Clone",
    "Date",
    "Debug",
    "Default",
    "Duration",
    "Eq",
    "Err",
    "Error",
    "Events",
    "File",
    "Form",
    "From",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Ipv4",
    "Ipv6",
    "Iterator",
    "Json",
    "Kept",
    "ListStyle",
    "None",
    "Nullable",
    "Ok",
    "Option",
    "Page",
    "Pages",
    "PathStyle",
    "PartialEq",
    "Pending",
    "Response",
    "Result",
    "Scope",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "Timestamp",
    "ToString",
    "Uri",
    "Uuid",
    "Vec",
];

pub(super) fn run(api: &mut Api, ledger: &Ledger) {
    // Resources see types and requests side by side.
    let mut beside: BTreeSet<String> = api.resources.iter().map(|resource| resource.name.clone()).collect();
    beside.extend(api.operations.iter().map(|operation| operation.request.clone()));
    let mut taken: BTreeSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
    taken.extend(beside.iter().cloned());
    keep_taken_names(api, &mut taken);
    let order = by_depth(api);
    keep_old_names(api, ledger, &order, &mut taken);
    beside.extend(api.live().map(|(_, ty)| ty.name.clone()));
    name_resources(api, &mut beside);
    name_requests(api, &mut beside);
    taken.extend(beside);
    let context = Context::new(api);
    for level in order {
        let open: Vec<TypeId> = level.into_iter().filter(|id| api[*id].name.is_empty()).collect();
        let mut proposals: Vec<Vec<Candidate>> = open.iter().map(|id| context.candidates(api, *id)).collect();
        let more = |index: usize, list: &[Candidate]| context.fallbacks(api, open[index], list);
        for (id, name) in open.iter().zip(assign(&mut proposals, &mut taken, &more)) {
            api[*id].name = name;
        }
    }
    bodies::run(api, ledger, &mut taken);
    for (id, mut keys) in keys::unambiguous(api) {
        // A type found in many places keeps its name by any of the first few.
        keys.truncate(MAX_KEYS);
        api[id].keys = keys;
    }
}

/// What a type proposed to be called, best first, with the strength of each claim.
pub(crate) fn considered(api: &Api, id: TypeId) -> Vec<(String, u32)> {
    let context = Context::new(api);
    let mut list = context.candidates(api, id);
    if !list.iter().any(|candidate| candidate.name == api[id].name) {
        list.extend(context.fallbacks(api, id, &list));
    }
    list.into_iter().map(|candidate| (candidate.name, candidate.strength)).collect()
}

/// Whether generated code uses a name for something else.
pub(crate) fn reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Types in levels: those found in operations and components, then those in them, and so on.
fn by_depth(api: &Api) -> Vec<Vec<TypeId>> {
    let mut depth: IndexMap<TypeId, usize> = IndexMap::new();
    let root = |ty: &Type| {
        let inside = ty.origins.iter().any(|origin| matches!(origin, Origin::Below(..)));
        ty.origins.iter().any(|origin| match origin {
            Origin::Below(..) => false,
            Origin::Component(name) => !inside || !is_generic(&without_namespace(name)),
            Origin::Operation(..) => true,
        })
    };
    for (id, _) in api.live().filter(|(_, ty)| root(ty)) {
        depth.insert(id, 0);
    }
    let mut levels = vec![depth.keys().copied().collect::<Vec<_>>()];
    loop {
        let next: Vec<TypeId> = api
            .live()
            .filter(|(id, ty)| {
                !depth.contains_key(id)
                    && ty.origins.iter().any(
                        |origin| matches!(origin, Origin::Below(parent, _) if depth.contains_key(parent)),
                    )
            })
            .map(|(id, _)| id)
            .collect();
        if next.is_empty() {
            break;
        }
        for id in &next {
            depth.insert(*id, levels.len());
        }
        levels.push(next);
    }
    // What is left has no named type above it.
    let rest: Vec<TypeId> = api.live().map(|(id, _)| id).filter(|id| !depth.contains_key(id)).collect();
    levels.push(rest);
    levels
}

/// What is taken from another crate is called as it is there, unless something has that name here.
fn keep_taken_names(api: &mut Api, taken: &mut BTreeSet<String>) {
    for id in api.live_ids() {
        let name = &mut api[id].name;
        if !name.is_empty() && !taken.insert(name.clone()) {
            name.clear();
        }
    }
}

/// Gives out the ledger's names. A type that is found in several others has a name by any of them: until nothing is
/// found any more, as one may stand deeper than another.
fn keep_old_names(api: &mut Api, ledger: &Ledger, order: &[Vec<TypeId>], taken: &mut BTreeSet<String>) {
    loop {
        let mut found = false;
        for level in order {
            let unnamed = |api: &Api| -> Vec<TypeId> {
                level.iter().copied().filter(|id| api[*id].name.is_empty()).collect()
            };
            let open = unnamed(api);
            if open.is_empty() {
                continue;
            }
            let keys = keys::unambiguous(api);
            let mut keep = |api: &mut Api, id: TypeId, name: Option<&str>| {
                if let Some(name) = name.filter(|name| taken.insert((*name).to_owned())) {
                    name.clone_into(&mut api[id].name);
                    api[id].kept = true;
                    found = true;
                }
            };
            for id in open {
                keep(api, id, ledger.type_name(keys[&id].iter().map(String::as_str)));
            }
            // What is left may stand at a path that is written otherwise now.
            for id in unnamed(api) {
                keep(api, id, ledger.loose_type_name(keys[&id].iter().map(String::as_str)));
            }
        }
        if !found {
            return;
        }
    }
}

/// Gives each list of candidates a name of its own. `more` makes further candidates for a list that is used up.
fn assign(
    proposals: &mut [Vec<Candidate>],
    taken: &mut BTreeSet<String>,
    more: &dyn Fn(usize, &[Candidate]) -> Vec<Candidate>,
) -> Vec<String> {
    let mut at = vec![0usize; proposals.len()];
    let mut extended = vec![false; proposals.len()];
    let mut names: Vec<Option<String>> = vec![None; proposals.len()];
    while names.iter().any(Option::is_none) {
        let mut claims: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, list) in proposals.iter_mut().enumerate() {
            if names[index].is_some() {
                continue;
            }
            if at[index] >= list.len() && !std::mem::replace(&mut extended[index], true) {
                list.extend(more(index, list));
            }
            match list.get(at[index]) {
                Some(candidate) => claims.entry(candidate.name.clone()).or_default().push(index),
                None => names[index] = Some(last_resort(list, taken)),
            }
        }
        for (name, claimants) in claims {
            let strength = |index: usize| proposals[index][at[index]].strength;
            let strongest = claimants.iter().map(|index| strength(*index)).max().unwrap_or_default();
            let winners: Vec<usize> =
                claimants.iter().copied().filter(|index| strength(*index) == strongest).collect();
            let winner = match winners.as_slice() {
                [only] if !taken.contains(&name) => Some(*only),
                _ => None,
            };
            for index in claimants {
                if winner == Some(index) {
                    taken.insert(name.clone());
                    names[index] = Some(name.clone());
                } else {
                    at[index] += 1;
                }
            }
        }
    }
    names.into_iter().map(Option::unwrap_or_default).collect()
}

/// When every proposal is taken, words that count are added to the last.
fn last_resort(list: &[Candidate], taken: &mut BTreeSet<String>) -> String {
    const WORDS: [&str; 9] =
        ["Other", "Alternate", "Further", "Extra", "More", "Added", "Next", "Later", "Final"];
    let base = names::words(list.last().map_or("Unnamed", |candidate| candidate.name.as_str()));
    let mut suffix = String::new();
    loop {
        for word in WORDS {
            let last = format!("{suffix}{word}");
            // Leading words say where, trailing ones what: when a name is too long, where goes first.
            let fits = |skip: &usize| names::upper_camel(&base[*skip..]).len() + last.len() <= MAX_LENGTH;
            let skip = (0..=base.len()).find(fits).unwrap_or_default();
            let name = format!("{}{last}", names::upper_camel(&base[skip..]));
            if taken.insert(name.clone()) {
                return name;
            }
        }
        suffix.push_str("Other");
    }
}

/// Accessor types are called after the whole chain below the service and `Resource`.
fn name_resources(api: &mut Api, taken: &mut BTreeSet<String>) {
    for index in 0..api.resources.len() {
        if !api.resources[index].name.is_empty() {
            continue;
        }
        let path = &api.resources[index].path;
        let below = if path.len() > 1 { &path[1..] } else { &path[..] };
        let words: Vec<String> = below.iter().flat_map(|part| names::words(part)).collect();
        // Below the service, so that `d1.database` and a `Database` are two things.
        let said = path.len() == 1 || words.last().is_some_and(|word| word == "resource");
        let tail: Vec<String> = if said { Vec::new() } else { vec!["resource".to_owned()] };
        api.resources[index].name = shortest_free(&words, &tail, &path.concat(), taken);
    }
}

/// Request types are called after resource, method and `Request`.
fn name_requests(api: &mut Api, taken: &mut BTreeSet<String>) {
    for index in 0..api.operations.len() {
        if !api.operations[index].request.is_empty() {
            continue;
        }
        let op = &api.operations[index];
        let path = &api[op.resource].path;
        let below = if path.len() > 1 { &path[1..] } else { &path[..] };
        let words: Vec<String> = below.iter().flat_map(|part| names::words(part)).collect();
        let method = names::words(&op.method);
        let tail: Vec<String> = method.into_iter().chain(["request".to_owned()]).collect();
        let name = shortest_free(&words, &tail, &op.name, taken);
        api.operations[index].request = name;
    }
}

/// The words and the tail as one name, leading words left out until it is short enough.
fn shortest_free(words: &[String], tail: &[String], fallback: &str, taken: &mut BTreeSet<String>) -> String {
    let all: Vec<&String> = words.iter().chain(tail).collect();
    for skip in 0..all.len() {
        let name = names::avoid_type_keyword(names::upper_camel(&all[skip..]));
        if name.len() <= MAX_LENGTH && taken.insert(name.clone()) {
            return name;
        }
    }
    let mut name: String = names::type_name(fallback).chars().take(MAX_LENGTH - 4).collect();
    while !taken.insert(name.clone()) {
        name.push_str("More");
    }
    name
}
