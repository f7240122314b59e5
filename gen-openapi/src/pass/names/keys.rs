//! What the ledger finds types by.

use crate::ir::{Api, Hint, Origin, Role, Root, Type, TypeId, TypeKind};
use std::collections::{BTreeMap, BTreeSet};

/// The keys of every type that no other type has. Of types that are found at one place, such as variants of one label, what
/// they require tells them apart.
pub(super) fn unambiguous(api: &Api) -> BTreeMap<TypeId, Vec<String>> {
    let mut keys: BTreeMap<TypeId, Vec<String>> =
        api.live().map(|(id, _)| (id, self::keys(api, id))).collect();
    let shared = shared(keys.values());
    for (id, keys) in &mut keys {
        if !keys.is_empty() && keys.iter().all(|key| shared.contains(key)) {
            let required = required(&api[*id]);
            keys.iter_mut().for_each(|key| key.push_str(&required));
        }
    }
    let shared = self::shared(keys.values());
    for keys in keys.values_mut() {
        keys.retain(|key| !shared.contains(key));
    }
    keys
}

/// The keys that several have.
fn shared<'k>(keys: impl Iterator<Item = &'k Vec<String>>) -> BTreeSet<String> {
    let (mut once, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for key in keys.flatten() {
        if !once.insert(key) {
            shared.insert(key.clone());
        }
    }
    shared
}

/// The members that a record requires: ` with host, mode`.
fn required(ty: &Type) -> String {
    let TypeKind::Record(record) = &ty.kind else { return String::new() };
    let mut names: Vec<&str> = record
        .fields
        .iter()
        .filter(|field| field.presence.is_required())
        .map(|field| field.wire.as_str())
        .collect();
    names.sort_unstable();
    if names.is_empty() { String::new() } else { format!(" with {}", names.join(", ")) }
}

/// Where a type was found, in words that do not depend on the run: the ledger's keys.
fn keys(api: &Api, id: TypeId) -> Vec<String> {
    let ty = &api[id];
    let role = match ty.role {
        Role::Request => " sent",
        _ => "",
    };
    let mut keys: Vec<String> = ty
        .origins
        .iter()
        .filter_map(|origin| match origin {
            Origin::Component(name) => Some(format!("schema {name}{role}")),
            Origin::Operation(op, root) => {
                let op = &api[*op];
                let what = match root {
                    Root::Result => "result".to_owned(),
                    Root::Item => "item".to_owned(),
                    Root::Body => "body".to_owned(),
                    Root::Param(name) => format!("parameter {name}"),
                    Root::Event => "event".to_owned(),
                    Root::Outcome => "outcome".to_owned(),
                    Root::Case(label) => format!("case {label}"),
                };
                Some(format!("{} {} {what}", op.http_method, op.path))
            }
            Origin::Below(parent, hint) => {
                let parent = &api[*parent].name;
                let hint = match hint {
                    Hint::Member(name) => name.clone(),
                    Hint::Element(name) => format!("{name} item"),
                    Hint::Variant(label) => format!("variant {label}"),
                };
                (!parent.is_empty()).then(|| format!("in {parent}.{hint}{role}"))
            }
        })
        .collect();
    // What does not depend on another name comes first.
    keys.sort_by_key(|key| (key.starts_with("in "), key.clone()));
    keys.dedup();
    keys
}
