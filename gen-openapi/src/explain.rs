//! How a document became what it became: the IR that is emitted, and how its types got their names.

use crate::config::Config;
use crate::ir::{Api, TypeId};
use crate::ledger::Ledger;
use crate::read::Document;
use crate::{lower, pass};
use codegen::doc::Doc;
use std::collections::BTreeMap;

/// What is emitted, and how its types got their names.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The IR after all passes.
    pub api: Api,
    /// The names of the emitted types.
    pub names: BTreeMap<TypeId, Named>,
}

/// How one type got its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Whether the ledger has it: then nothing was considered.
    pub kept: bool,
    /// What would be considered without the ledger, best first.
    pub considered: Vec<Considered>,
}

/// One name that was considered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The name.
    pub name: String,
    /// How strong the claim is.
    pub strength: u32,
    /// What has the name, if the type does not.
    pub taken_by: Option<String>,
}

/// Explains a document: the same work as [`generate`](crate::generate), without the printing.
pub fn explain(doc: &Doc<'_>, config: &Config, ledger: &Ledger) -> Explanation {
    let mut api = lower::lower(Document { doc }, &config.service);
    pass::run(&mut api, ledger);
    let keys = pass::names::unambiguous_keys(&api);
    let mut names = BTreeMap::new();
    for (id, ty) in api.live() {
        let kept = ledger.type_name(keys[&id].iter().map(String::as_str)) == Some(ty.name.as_str());
        let considered = pass::names::considered(&api, id).into_iter().map(|(name, strength)| {
            let taken_by = if name == ty.name { None } else { owner(&api, &name) };
            Considered { name, strength, taken_by }
        });
        names.insert(id, Named { kept, considered: considered.collect() });
    }
    Explanation { api, names }
}

/// What a name stands for.
fn owner(api: &Api, name: &str) -> Option<String> {
    if pass::names::reserved(name) {
        return Some("generated code uses it".to_owned());
    }
    if let Some(resource) = api.resources.iter().find(|resource| resource.name == name) {
        return Some(format!("resource {}", resource.path.join(".")));
    }
    if let Some(operation) = api.operations.iter().find(|operation| operation.request == name) {
        return Some(format!("request of {}", operation.name));
    }
    api.live().find(|(_, ty)| ty.name == name).map(|_| "another type".to_owned())
}
