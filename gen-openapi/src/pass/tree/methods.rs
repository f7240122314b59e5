//! Methods of one resource have different names, also from the accessors of the resources below it.
//!
//! The segmenter's names always differ. In other documents an operation id may be repeated, or be the same once the
//! resource's own words are left out.

use crate::ir::{Api, OpId, Operation, Way};
use codegen::names;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(api: &mut Api) {
    for index in 0..api.resources.len() {
        let resource = &api.resources[index];
        let mut operations = resource.operations.clone();
        // What has its name from the ledger keeps it.
        operations.sort_by_key(|id| api[*id].request.is_empty());
        let below = resource.children.iter().filter_map(|child| api[*child].path.last());
        let mut reserved: BTreeSet<String> = below.map(|name| names::avoid_keyword(name.clone())).collect();
        reserved.insert("new".to_owned());
        let attempts: [fn(&Operation) -> String; 3] = [with_http_method, with_parameters, with_whole_path];
        for attempt in attempts {
            for id in clashing(api, &operations, &reserved) {
                let name = attempt(&api[id]);
                let chain = api[api[id].resource].path.join(".");
                let operation = &mut api.operations[id.0 as usize];
                operation.name = format!("{chain}.{name}");
                operation.method = names::avoid_keyword(name);
            }
        }
    }
    for operation in &mut api.operations {
        for index in 0..operation.ways.len() {
            operation.ways[index].method = spelled(operation, &operation.ways[index]);
        }
    }
}

/// A way's method: a second content type adds a suffix to the name.
fn spelled(operation: &Operation, way: &Way) -> String {
    match way.suffix.as_str() {
        "" => operation.method.clone(),
        suffix => format!("{}{suffix}", operation.method.trim_end_matches('_')),
    }
}

/// Operations whose name is reserved or that of an operation before them.
fn clashing(api: &Api, operations: &[OpId], reserved: &BTreeSet<String>) -> Vec<OpId> {
    let mut seen: BTreeMap<String, usize> = reserved.iter().map(|name| (name.clone(), 1)).collect();
    let mut clashing = Vec::new();
    for id in operations {
        let operation = &api[*id];
        let names: Vec<String> = operation.ways.iter().map(|way| spelled(operation, way)).collect();
        let clashes = names.iter().any(|name| seen.contains_key(name));
        for name in names {
            *seen.entry(name).or_default() += 1;
        }
        if clashes {
            clashing.push(*id);
        }
    }
    clashing
}

fn with_http_method(operation: &Operation) -> String {
    format!("{}_{}", operation.method.trim_end_matches('_'), operation.http_method.to_lowercase())
}

fn with_parameters(operation: &Operation) -> String {
    let parameter =
        operation.path.rsplit('{').next().and_then(|rest| rest.split('}').next()).unwrap_or_default();
    let words = names::words(parameter);
    format!("{}_by_{}", operation.method.trim_end_matches('_'), names::snake(&words))
}

fn with_whole_path(operation: &Operation) -> String {
    let words: Vec<String> =
        std::iter::once(operation.http_method.to_lowercase()).chain(names::words(&operation.path)).collect();
    names::snake(&words)
}
