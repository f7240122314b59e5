//! Where operations hang: the resources, their accessors and methods.
//!
//! What the ledger knows keeps its place and its name, whatever the document says now; what is new hangs where the document
//! has it, and gives way where a name is taken.

mod methods;

use crate::ir::{Api, OpId, Resource, ResourceId, Way};
use crate::ledger::{Ledger, Placed};
use codegen::names;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(api: &mut Api, ledger: &Ledger) {
    let known = known(api, ledger);
    let places = Places::of(ledger, &known);
    let mut resources: IndexMap<Vec<String>, ResourceId> = IndexMap::new();
    for (index, placed) in known.into_iter().enumerate() {
        let operation = &api.operations[index];
        let Some((wanted, wanted_method)) = operation.wanted.split_last().map(|(last, path)| (path, last))
        else {
            continue;
        };
        let (path, method) = match placed {
            Some(placed) => (places.kept(&placed.path), &placed.method),
            None => (places.free(wanted), wanted_method),
        };
        let name = [path.join("."), method.clone()].join(".");
        let method = rust_method(method.clone());
        let wanted = if path.len() == wanted.len() { wanted.to_vec() } else { path.clone() };
        let resource = hang(api, ledger, &mut resources, &path, &wanted);
        api.resources[resource.0 as usize].operations.push(OpId(index as u32));
        let operation = &mut api.operations[index];
        (operation.resource, operation.name, operation.method) = (resource, name, method);
        if let Some(placed) = placed {
            placed.request.clone_into(&mut operation.request);
            keep_suffixes(&mut operation.ways, placed);
        }
    }
    methods::run(api);
}

/// What the ledger has of each operation. One that is not there as its path is written now may be there by an older path.
fn known<'l>(api: &Api, ledger: &'l Ledger) -> Vec<Option<&'l Placed>> {
    let mut claimed: BTreeSet<&str> = BTreeSet::new();
    let exactly = api.operations.iter().map(|operation| {
        let (key, placed) = ledger.operation(operation.http_method, &operation.path)?;
        claimed.insert(key);
        Some(placed)
    });
    let mut known: Vec<Option<&Placed>> = exactly.collect();
    for (operation, known) in api.operations.iter().zip(&mut known).filter(|(_, known)| known.is_none()) {
        let loosely = ledger.loose_operation(operation.http_method, &operation.path);
        *known = loosely.filter(|(key, _)| claimed.insert(key)).map(|(_, placed)| placed);
    }
    known
}

/// The places that are taken.
struct Places<'l> {
    ledger: &'l Ledger,
    /// Methods that are kept, by the path of their resource.
    methods: BTreeMap<Vec<String>, BTreeSet<String>>,
    /// Resources with methods that are kept, and those above them.
    resources: BTreeSet<Vec<String>>,
}

impl<'l> Places<'l> {
    fn of(ledger: &'l Ledger, known: &[Option<&Placed>]) -> Self {
        let mut places = Self { ledger, methods: BTreeMap::new(), resources: BTreeSet::new() };
        for placed in known.iter().flatten() {
            let path = places.kept(&placed.path);
            places.resources.extend((1..=path.len()).map(|length| path[..length].to_vec()));
            let suffixes = placed.suffixes.values().map(String::as_str).chain([""]);
            let methods = suffixes.map(|suffix| format!("{}{suffix}", placed.method));
            places.methods.entry(path).or_default().extend(methods);
        }
        places
    }

    /// The path of a resource that a request of the ledger says: the resource's line may have been edited.
    fn kept(&self, path: &[String]) -> Vec<String> {
        if self.ledger.resource(path).is_some() { path.to_vec() } else { self.ledger.path(path) }
    }

    /// The path of a resource that the document says. A new one is never called like a method beside it that is kept.
    fn free(&self, wanted: &[String]) -> Vec<String> {
        let mut path = self.ledger.path(wanted);
        for last in 1..path.len() {
            let (above, own) = path.split_at(last);
            let new = !self.resources.contains(&path[..=last]);
            if new && self.methods.get(above).is_some_and(|methods| methods.contains(&own[0])) {
                path[last].push_str("_resource");
            }
        }
        path
    }
}

/// The resource at a path, made if it is not there.
fn hang(
    api: &mut Api,
    ledger: &Ledger,
    resources: &mut IndexMap<Vec<String>, ResourceId>,
    path: &[String],
    wanted: &[String],
) -> ResourceId {
    if let Some(id) = resources.get(path) {
        return *id;
    }
    let above = path.len() - 1;
    let parent = (above > 0).then(|| hang(api, ledger, resources, &path[..above], &wanted[..above]));
    let id = ResourceId(api.resources.len() as u32);
    api.resources.push(Resource {
        path: path.to_vec(),
        wanted: ledger.chain(path).unwrap_or(wanted).to_vec(),
        parent,
        name: ledger.resource(path).unwrap_or_default().to_owned(),
        accessor: accessor(path[above].clone()),
        docs: String::new(),
        module_docs: String::new(),
        accessor_docs: String::new(),
        children: Vec::new(),
        operations: Vec::new(),
    });
    if let Some(parent) = parent {
        api.resources[parent.0 as usize].children.push(id);
    }
    resources.insert(path.to_vec(), id);
    id
}

/// Gives the ways to send a body what their methods end in, as they did; a new one gives way.
fn keep_suffixes(ways: &mut [Way], placed: &Placed) {
    let kept: Vec<Option<&String>> = ways.iter().map(|way| placed.suffixes.get(way.body.media()?)).collect();
    for (way, own) in ways.iter_mut().zip(&kept) {
        match own {
            Some(suffix) => way.suffix.clone_from(suffix),
            None if kept.contains(&Some(&way.suffix)) => way.suffix.clone_from(&way.otherwise),
            None => {}
        }
    }
}

/// A resource's accessor. `new` is what makes the type around it.
fn accessor(name: String) -> String {
    if name == "new" { "new_".to_owned() } else { names::avoid_keyword(name) }
}

/// A method's Rust name. What is called `new` makes the type it belongs to; this makes something in the API.
fn rust_method(name: String) -> String {
    if name == "new" { "create_new".to_owned() } else { names::avoid_keyword(name) }
}
