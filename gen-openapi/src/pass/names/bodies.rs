//! What a body is called by the operations that do not give their type its name: every operation finds its body under
//! resource and method, whatever else the type is.

use super::MAX_LENGTH;
use super::candidates::{qualified, sent_by};
use crate::ir::{Api, BodyForm, OpId, ResourceId, Sig, TypeAlias, TypeId};
use crate::ledger::Ledger;
use codegen::names;
use std::collections::BTreeSet;

pub(super) fn run(api: &mut Api, ledger: &Ledger, taken: &mut BTreeSet<String>) {
    let mut named: Vec<TypeAlias> = Vec::new();
    let mut rest: Vec<(TypeId, OpId)> = Vec::new();
    // Names that are there already come first.
    for (of, op) in called_otherwise(api) {
        match ledger.type_name([key(api, op).as_str()]).filter(|name| give(&mut named, taken, name, of, op)) {
            Some(_) => {}
            None => rest.push((of, op)),
        }
    }
    for (of, op) in rest {
        names_of(api, op).iter().find(|name| give(&mut named, taken, name, of, op));
    }
    named.sort_by(|a, b| a.name.cmp(&b.name));
    api.aliases = named;
}

/// Gives a name to a type, if nothing else has it.
fn give(named: &mut Vec<TypeAlias>, taken: &mut BTreeSet<String>, name: &str, of: TypeId, op: OpId) -> bool {
    if let Some(alias) = named.iter_mut().find(|alias| alias.name == name && alias.of == of) {
        alias.ops.push(op);
        return true;
    }
    let free = taken.insert(name.to_owned());
    if free {
        named.push(TypeAlias {
            name: name.to_owned(),
            of,
            ops: vec![op],
            home: ResourceId::default(),
            at_root: false,
            docs: String::new(),
        });
    }
    free
}

/// What the ledger finds such a name by.
fn key(api: &Api, op: OpId) -> String {
    let operation = &api[op];
    format!("{} {} name", operation.http_method, operation.path)
}

/// Resource and method, with more and more of the resources above before them.
fn names_of(api: &Api, op: OpId) -> Vec<String> {
    let method = names::words(&api[op].method);
    let all = qualified(api, api[op].resource).into_iter();
    all.map(|base| names::upper_camel(&[base, method.clone()].concat()))
        .filter(|name| name.len() <= MAX_LENGTH)
        .collect()
}

/// Bodies with another name, and their operations.
fn called_otherwise(api: &Api) -> Vec<(TypeId, OpId)> {
    let mut found = Vec::new();
    for (id, ty) in api.live() {
        for op in sent_by(&ty.origins) {
            let sends = |body: &BodyForm| matches!(body, BodyForm::Json(Sig::Type(sent), _) if *sent == id);
            if api[op].ways.first().is_some_and(|way| sends(&way.body))
                && !names_of(api, op).contains(&ty.name)
            {
                found.push((id, op));
            }
        }
    }
    found.sort_by_key(|(_, op)| *op);
    found
}
