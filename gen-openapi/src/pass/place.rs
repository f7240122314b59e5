//! Where types live: in the module of the resource that all of their operations have in common, so that an operation that is
//! added beside others moves nothing. What the ledger knows stays where it is.

use crate::ir::{Api, OpId, Origin, ResourceId, Root, TypeId};
use crate::ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet};

/// A crate with no more types than that shows all of them on its front page.
const FEW: usize = 60;

/// Resources of the service that are no deeper than that are what it is mostly used for.
const NEAR: usize = 2;

pub(super) fn run(api: &mut Api, ledger: &Ledger) {
    let by_path: BTreeMap<Vec<String>, ResourceId> = api
        .resources
        .iter()
        .enumerate()
        .map(|(at, resource)| (resource.path.clone(), ResourceId(at as u32)))
        .collect();
    let service = api.resources.first().map(|root| root.path.clone()).unwrap_or_default();
    let kept = |name: &str| by_path.get(&[&service[..], ledger.module(name)?].concat()).copied();
    let shared = shared(api);
    let few = api.live().count() <= FEW;
    let sent = sent(api);
    for id in api.live_ids() {
        let home = kept(&api[id].name).or(shared.get(&id).copied()).unwrap_or_default();
        let given = api[id].origins.iter().any(|origin| is_given(api, origin));
        let shown = few || given || sent.contains(&id);
        let ty = &mut api[id];
        (ty.home, ty.at_root) = (home, shown);
    }
    for at in 0..api.aliases.len() {
        let alias = &api.aliases[at];
        let first = alias.ops.iter().min().map(|op| api[*op].resource);
        let home = kept(&alias.name).or(first).unwrap_or_default();
        let shown = few || alias.ops.iter().any(|op| is_near(api, *op));
        let alias = &mut api.aliases[at];
        (alias.home, alias.at_root) = (home, shown);
    }
}

/// Whether something is what an operation of the service, or right below it, gives.
fn is_given(api: &Api, origin: &Origin) -> bool {
    matches!(origin, Origin::Operation(op, Root::Result | Root::Item) if is_near(api, *op))
}

/// All that such operations are called with: who calls them writes its names.
fn sent(api: &Api) -> BTreeSet<TypeId> {
    let mut open: Vec<TypeId> = Vec::new();
    for operation in api.operations.iter().filter(|operation| api[operation.resource].path.len() <= NEAR) {
        operation.params().for_each(|param| param.sig.each_type(&mut |id| open.push(id)));
        operation.ways.iter().for_each(|way| open.extend(way.body.types()));
    }
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            api[id].each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
        }
    }
    found
}

fn is_near(api: &Api, op: OpId) -> bool {
    api[api[op].resource].path.len() <= NEAR
}

/// The nearest resource above all operations that reach a type.
fn shared(api: &Api) -> BTreeMap<TypeId, ResourceId> {
    let mut homes: BTreeMap<TypeId, ResourceId> = BTreeMap::new();
    for resource in (0..api.resources.len()).map(|at| ResourceId(at as u32)) {
        let mut open: Vec<TypeId> = Vec::new();
        for op in &api[resource].operations {
            api[*op].each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
        }
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let home = homes.get(&id).map_or(resource, |home| common(api, *home, resource));
            homes.insert(id, home);
            api[id].each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
        }
    }
    homes
}

/// The nearest resource that both are, or are below.
fn common(api: &Api, mut one: ResourceId, mut other: ResourceId) -> ResourceId {
    while one != other {
        let deeper = if api[one].path.len() >= api[other].path.len() { &mut one } else { &mut other };
        match api[*deeper].parent {
            Some(parent) => *deeper = parent,
            None => return one,
        }
    }
    one
}
