//! Workers that are bound to one another: which come first, and what stands for those that cannot.

use super::{Stage, Step, step};
use crate::worker::check::leads_to;
use crate::worker::classes::{migration, names};
use crate::worker::deployed::Deployed;
use crate::worker::metadata::form;
use crate::worker::request::{Body, Method};
use crate::worker::upload::{Module, ModuleKind, Upload};
use crate::worker::wanted::Wanted;
use bytes::Bytes;
use cfs_config::model::Worker;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The order of Workers: those that others are bound to first. In it, the Workers that must be there as placeholders before any
/// of them is uploaded, because the bindings go round in circles. Workers that are `there` already stand in nobody's way.
pub fn order<'a>(workers: &'a [Worker], there: &BTreeSet<String>) -> (Vec<&'a Worker>, Vec<&'a Worker>) {
    let mut search =
        Search { workers, there, state: BTreeMap::new(), order: Vec::new(), placeholders: BTreeSet::new() };
    for at in 0..workers.len() {
        if !search.state.contains_key(&at) {
            search.visit(at);
        }
    }
    let placeholders = search.placeholders.iter().map(|at| &workers[*at]).collect();
    (placeholders, search.order.iter().map(|at| &workers[*at]).collect())
}

struct Search<'a> {
    workers: &'a [Worker],
    there: &'a BTreeSet<String>,
    /// Whether a Worker is done; absent: not seen.
    state: BTreeMap<usize, bool>,
    order: Vec<usize>,
    placeholders: BTreeSet<usize>,
}

impl Search<'_> {
    fn visit(&mut self, at: usize) {
        self.state.insert(at, false);
        for other in needs(self.workers, at) {
            match self.state.get(&other) {
                Some(true) => {}
                Some(false) if self.there.contains(self.workers[other].called()) => {}
                Some(false) => {
                    self.placeholders.insert(other);
                }
                None => self.visit(other),
            }
        }
        self.state.insert(at, true);
        self.order.push(at);
    }
}

/// The Workers that one must find when it is uploaded.
fn needs(workers: &[Worker], at: usize) -> Vec<usize> {
    let worker = &workers[at];
    let mut named: Vec<&Value> = Vec::new();
    for binding in worker.bindings.values() {
        named.extend([&binding["service"], &binding["outbound"]["worker"]["service"]]);
        // Its own classes come with it.
        named.extend(Some(&binding["script_name"]).filter(|script| !leads_to(script, worker)));
    }
    for tails in ["tail_consumers", "streaming_tail_consumers"] {
        let all = worker.metadata.get(tails).and_then(Value::as_array).into_iter().flatten();
        named.extend(all.map(|tail| &tail["service"]));
    }
    let found = |name: &&Value| workers.iter().position(|other| leads_to(name, other));
    named.iter().filter_map(found).collect()
}

/// An upload that stands for a Worker until it comes: others can be bound to it, its entry points and its classes. It answers
/// that it is not there yet.
pub fn placeholder(wanted: &Wanted<'_>, others: &[Worker]) -> Step {
    let mut code = String::from(
        "import { DurableObject, WorkerEntrypoint } from \"cloudflare:workers\";\n\
         export default { fetch() { return new Response(\"This Worker is being deployed.\", { status: 503 }); } };\n",
    );
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let classes = names(wanted.worker);
    for class in classes.iter().filter(|class| is_name(class)) {
        code.push_str(&format!("export class {class} extends DurableObject {{}}\n"));
    }
    let entries: BTreeSet<&str> = others
        .iter()
        .chain([wanted.worker])
        .flat_map(|worker| worker.bindings.values())
        .filter(|binding| leads_to(&binding["service"], wanted.worker))
        .filter_map(|binding| binding["entrypoint"].as_str())
        .filter(|entry| *entry != "default" && !classes.contains(*entry) && is_name(entry))
        .collect();
    for entry in entries {
        code.push_str(&format!("export class {entry} extends WorkerEntrypoint {{}}\n"));
    }
    let module =
        Module { name: "index.js".to_owned(), kind: ModuleKind::EsModule, content: Bytes::from(code) };
    let upload = Upload { main: module.name.clone(), modules: vec![module], ..Upload::default() };
    let migration = migration(wanted.worker, None, wanted.policy.classes);
    let mut metadata = json!({
        "main_module": upload.main, "bindings": [], "annotations": {"workers/message": "placeholder"},
        // Of a day that every runtime knows: nothing in it depends on one.
        "compatibility_date": "2025-01-01",
    });
    for (name, value) in [("migrations", migration.migrations), ("exports", migration.exports)] {
        if let Some(value) = value {
            metadata[name] = value;
        }
    }
    if !wanted.tags.is_empty() {
        metadata["tags"] = json!(wanted.tags);
    }
    let mut request = wanted.target.request(Method::Put, "").query("excludeScript", "true");
    request.body = Body::Form(form(metadata, Some(&upload)));
    step(
        Stage::Placeholder,
        format!("a placeholder for {}, which others are bound to", wanted.target.name),
        request,
    )
}

/// What is there once a placeholder was uploaded: what a plan goes on from.
pub fn after_placeholder(wanted: &Wanted<'_>) -> Deployed {
    let migration = migration(wanted.worker, None, wanted.policy.classes);
    let tag = migration.migrations.as_ref().and_then(|migrations| migrations["new_tag"].as_str());
    let is_legacy = |name: &String| wanted.worker.classes.get(name).is_some_and(|class| class.legacy_kv);
    Deployed {
        migration_tag: tag.map(str::to_owned),
        classes: Some(
            names(wanted.worker).into_iter().map(|name| (name.clone(), !is_legacy(&name))).collect(),
        ),
        crons: Some(BTreeSet::new()),
        subdomain: Some((false, false)),
        routes: Some(Vec::new()),
        domains: Some(Vec::new()),
        consumers: Some(Vec::new()),
        workflows: Some(Vec::new()),
        ..Deployed::default()
    }
}
