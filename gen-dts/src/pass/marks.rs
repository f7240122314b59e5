//! Names that only one handle has: how a binding of the wrong kind is told when a Worker starts.

use crate::ir::rust::{CallKind, Crates, Handle, ItemKind, Receiver};
use std::collections::BTreeMap;

/// More tell no more.
const MOST: usize = 3;

pub(crate) fn run(crates: &mut Crates) {
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for item in &crates.items {
        if let ItemKind::Handle(handle) = &item.kind {
            for name in methods(handle) {
                *owners.entry(name).or_default() += 1;
            }
        }
    }
    for item in &mut crates.items {
        if let ItemKind::Handle(handle) = &mut item.kind {
            let own = methods(handle).into_iter().filter(|name| owners.get(name) == Some(&1));
            handle.marks = own.take(MOST).collect();
        }
    }
}

/// Methods that every object of the type has, each once.
fn methods(handle: &Handle) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for method in &handle.methods {
        let plain = method.kind == CallKind::Call
            && method.receiver == Receiver::Instance
            && !method.absent
            && !method.variants.experimental_only()
            && !method.js.starts_with("@@");
        if plain && !names.contains(&method.js) {
            names.push(method.js.clone());
        }
    }
    names
}
