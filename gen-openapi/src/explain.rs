//! How the types of a model got their names.

use crate::ir::{Api, TypeId};
use crate::model::Model;
use crate::pass;
use std::collections::BTreeMap;

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

/// How the types of a model got their names.
pub fn explain(model: &Model) -> BTreeMap<TypeId, Named> {
    let api = &model.api;
    let named = api.live().map(|(id, ty)| {
        let considered = pass::names::considered(api, id).into_iter().map(|(name, strength)| {
            let taken_by = if name == ty.name { None } else { owner(api, &name) };
            Considered { name, strength, taken_by }
        });
        (id, Named { kept: ty.kept, considered: considered.collect() })
    });
    named.collect()
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
