//! A crate's front page: the call that shows how it is used, and its operations in tables.

use super::uses;
use crate::ir::{Api, OpId, Operation, ResourceId, Section, Verb};

/// A table with more rows is one for each resource at the top.
const ROWS: usize = 24;

/// What takes least to call and shows most: a list of what can be made before anything else, what only reads before what
/// changes, few arguments before many, a short way before a long one; nothing deprecated where there is anything else.
pub(super) fn choose(api: &Api) -> Option<OpId> {
    let made = |operation: &Operation| {
        let collection = operation.role.and_then(|(id, _)| api.collections.get(id.0 as usize));
        collection.is_some_and(|collection| collection.operations.contains_key(&Verb::Create))
    };
    let effort = |operation: &Operation| {
        (
            operation.deprecated.is_some(),
            operation.http_method != "GET",
            operation.method != "list",
            operation.arguments.len(),
            !made(operation),
            api.chain(operation.resource).len(),
        )
    };
    let best = api.operations.iter().enumerate().min_by_key(|(_, operation)| effort(operation));
    best.map(|(at, _)| OpId(at as u32))
}

/// The operations in the order of the resource tree.
pub(super) fn sections(api: &Api) -> Vec<Section> {
    let Some(root) = api.resources.first() else { return Vec::new() };
    let children = in_order(api, &root.children);
    if api.operations.len() <= ROWS || children.len() < 2 {
        return vec![Section { heading: None, operations: below(api, ResourceId(0)) }];
    }
    let own = Section { heading: None, operations: api.methods(ResourceId(0)) };
    let own = Some(own).filter(|own| !own.operations.is_empty());
    let of = |child: ResourceId| Section {
        heading: Some(uses::module(api, child)),
        operations: below(api, child),
    };
    own.into_iter().chain(children.into_iter().map(of)).collect()
}

/// The operations of a resource and of all below it.
fn below(api: &Api, id: ResourceId) -> Vec<OpId> {
    let mut found = api.methods(id);
    for child in in_order(api, &api[id].children) {
        found.extend(below(api, child));
    }
    found
}

/// Resources by their names.
fn in_order(api: &Api, resources: &[ResourceId]) -> Vec<ResourceId> {
    let mut ordered = resources.to_vec();
    ordered.sort_by_key(|id| api[*id].accessor.trim_start_matches("r#"));
    ordered
}
