//! What a model asks for, as nodes with the references between them.

mod check;
mod parts;

use crate::call::{Secrets, references};
use crate::kind::Kind;
use crate::migrations::Migration;
use crate::workers::Built;
use cfs_config::Model;
use cfs_config::model::{Origin, Place, Resource, Worker};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a model asks for.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// The application.
    pub app: String,
    /// Its environment.
    pub environment: Option<String>,
    /// The account's id.
    pub account: String,
    /// Nodes by their address, in the order of the model.
    pub nodes: IndexMap<String, Node>,
    /// The secrets, as far as they were found.
    pub secrets: Secrets,
    /// What is wrong with the model, each with its place where it has one.
    pub problems: Vec<String>,
    /// Workers.
    pub workers: Vec<Worker>,
    /// What was built of them, by their address.
    pub built: BTreeMap<String, Built>,
    /// What is said after a deployment.
    pub outputs: IndexMap<String, Value>,
}

/// A thing, or a part of one that has calls of its own.
#[derive(Clone, Debug)]
pub struct Node {
    /// `d1/orders`, `r2/uploads/cors`.
    pub address: String,
    /// What it is.
    pub kind: Kind,
    /// What it is called in the account; absent where that is no member of it.
    pub name: Option<String>,
    /// Who makes it.
    pub origin: Origin,
    /// What stands in the paths of its calls, and in headers of all of them, by name. Values may be references.
    pub arguments: Map<String, Value>,
    /// What it is put under, where it is no member of what is sent. It may be a reference.
    pub id: Option<Value>,
    /// The zone that it belongs to, by name or id.
    pub zone: Option<String>,
    /// The members that are declared, its name among them.
    pub declared: Map<String, Value>,
    /// Members that tell which item is meant.
    pub identity: Vec<String>,
    /// What is done with it.
    pub task: Task,
    /// The node that it is a part of.
    pub part_of: Option<String>,
    /// Never deleted, never replaced.
    pub protect: bool,
    /// Names that it had before.
    pub was: Vec<String>,
    /// Addresses that it had before.
    pub formerly: Vec<String>,
    /// Members that are never compared.
    pub ignore: Vec<String>,
    /// Where it was declared.
    pub place: Option<Place>,
}

/// What is done with a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A thing of its collection, or a setting.
    Thing,
    /// Migrations of a database.
    Migrations(Vec<Migration>),
    /// An index over metadata of vectors.
    MetadataIndex,
}

impl Node {
    /// The member that it is told from the others of its list by, where the calls of its collection do not say.
    pub(crate) fn id_of(&self, item: &Value) -> Option<Value> {
        match self.task {
            Task::MetadataIndex => item.get("propertyName").cloned(),
            _ => self.kind.id_of(item),
        }
    }

    /// The addresses that it refers to, and what it is a part of.
    pub fn needs(&self) -> BTreeSet<String> {
        let values = self.arguments.values().chain(self.declared.values()).chain(&self.id);
        let mut all: BTreeSet<String> =
            values.flat_map(references).map(|reference| reference.address).collect();
        all.extend(self.part_of.clone());
        all
    }

    /// Where it was declared, for what is said of it.
    pub(crate) fn said(&self) -> String {
        match &self.place {
            Some(place) => format!("{place}: {}", self.address),
            None => self.address.clone(),
        }
    }
}

/// What a model needs beside itself: what is read from files before anything is planned.
#[derive(Clone, Debug, Default)]
pub struct Materials {
    /// Variables of the environment that things are found by.
    pub environment: BTreeMap<String, String>,
    /// What was built of Workers, by their address.
    pub built: BTreeMap<String, Built>,
    /// Migrations of databases, by the address of the database.
    pub migrations: BTreeMap<String, Vec<Migration>>,
    /// Secrets.
    pub secrets: Secrets,
}

/// The nodes of a model.
pub fn desired(model: &Model, account: &str, materials: &Materials) -> Desired {
    let mut desired = Desired {
        app: model.app.clone(),
        environment: model.environment.clone(),
        account: account.to_owned(),
        secrets: materials.secrets.clone(),
        outputs: model.outputs.clone(),
        workers: model.workers.clone(),
        built: materials.built.clone(),
        ..Desired::default()
    };
    for resource in model.resources.iter().filter(|resource| resource.origin != Origin::Local) {
        match node(resource, account) {
            Ok(node) => {
                let parts = parts::of(resource, &node, materials);
                desired.add(node);
                match parts {
                    Ok(parts) => parts.into_iter().for_each(|part| desired.add(part)),
                    Err(problem) => desired.problem(resource, &problem),
                }
            }
            Err(problem) => desired.problem(resource, &problem),
        }
    }
    desired.link();
    check::all(&mut desired);
    desired
}

fn node(resource: &Resource, account: &str) -> Result<Node, String> {
    let kind = Kind::of(&resource.kind)?;
    let mut arguments = resource.path.clone();
    let (needs_zone, may) = kind.takes_zone();
    if needs_zone && resource.zone.is_none() && !arguments.contains_key("zone_id") {
        return Err("it belongs to a zone: say which, by name or id".to_owned());
    }
    if !(needs_zone || may && resource.zone.is_some()) {
        arguments.entry("account_id").or_insert_with(|| account.into());
    }
    let mut declared = resource.settings.clone();
    for (setting, header) in kind.rules.headers {
        if let Some(value) = declared.remove(*setting) {
            arguments.insert((*header).to_owned(), value);
        }
    }
    let name = kind.name();
    if let Some(member) = name {
        declared.entry(member).or_insert_with(|| resource.called().into());
    }
    // What is put under an id has its name there.
    let put = kind.creation().is_some_and(|(verb, _)| verb == cfs_catalogue::Verb::Put);
    let id = (put && !kind.is_setting()).then(|| json!(resource.called()));
    let called = name.and_then(|name| declared.get(name)).and_then(Value::as_str).map(str::to_owned);
    let was = resource.was.iter().map(|was| was.rsplit('/').next().unwrap_or(was).to_owned());
    Ok(Node {
        address: resource.address(),
        name: called.or_else(|| put.then(|| resource.called().to_owned())),
        origin: resource.origin.clone(),
        arguments,
        id,
        zone: resource.zone.clone(),
        declared,
        identity: resource.identity.clone(),
        task: Task::Thing,
        part_of: None,
        protect: resource.protect,
        was: was.collect(),
        formerly: resource
            .was
            .iter()
            .map(|was| if was.contains('/') { was.clone() } else { format!("{}/{was}", resource.kind) })
            .collect(),
        ignore: resource.ignore.clone(),
        place: resource.place.clone(),
        kind,
    })
}

impl Desired {
    /// The zones that are named, by name or id.
    pub(crate) fn zones(&self) -> BTreeSet<String> {
        let routes = self.workers.iter().flat_map(|worker| worker.routes.iter().flatten());
        let named = self.nodes.values().filter_map(|node| node.zone.clone());
        let named = named.chain(routes.filter_map(|route| route.zone.clone()));
        let needs = self.nodes.values().flat_map(Node::needs);
        named.chain(needs.filter_map(|need| need.strip_prefix("zone/").map(str::to_owned))).collect()
    }

    fn add(&mut self, node: Node) {
        if let Some(first) = self.nodes.get(&node.address) {
            let problem = format!("{}: it is declared twice, first as {}", node.said(), first.said());
            self.problems.push(problem);
            return;
        }
        self.nodes.insert(node.address.clone(), node);
    }

    fn problem(&mut self, resource: &Resource, problem: &str) {
        let place = resource.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        self.problems.push(format!("{place}{}: {problem}", resource.address()));
    }

    /// References to what is not declared, and things that need one another.
    fn link(&mut self) {
        let mut problems = Vec::new();
        for node in self.nodes.values() {
            for need in node.needs().iter().filter(|need| !self.nodes.contains_key(*need)) {
                if !need.starts_with("worker/") && !need.starts_with("zone/") {
                    problems.push(format!("{}: it refers to {need}, which is not declared", node.said()));
                }
            }
        }
        if let Some(circle) = self.circle() {
            problems.push(format!("{} need one another: none can be first", circle.join(" and ")));
        }
        self.problems.extend(problems);
    }

    /// The nodes that are in a circle, if any are.
    fn circle(&self) -> Option<Vec<String>> {
        let mut left: BTreeMap<&str, BTreeSet<String>> =
            self.nodes.values().map(|node| (node.address.as_str(), node.needs())).collect();
        loop {
            let free: Vec<&str> = left
                .iter()
                .filter(|(_, needs)| !needs.iter().any(|need| left.contains_key(need.as_str())))
                .map(|(address, _)| *address)
                .collect();
            if free.is_empty() {
                break;
            }
            for address in free {
                left.remove(address);
            }
        }
        (!left.is_empty()).then(|| left.keys().map(|address| (*address).to_owned()).collect())
    }
}
