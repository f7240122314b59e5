//! Model files.

use super::no_table;
use crate::document::{Data, Node, Source, from_node};
use crate::model::VERSION;
use crate::{Finding, Model};

/// Reads a model. Things that do not say where they were declared get their places in this file.
pub(super) fn read(
    node: &Node,
    source: &Source<'_>,
    environment: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Model {
    if node.as_object().is_none() {
        no_table(node, source, findings);
        return Model::default();
    }
    let Some(mut model) = from_node::<Model>(node, source, findings) else { return Model::default() };
    if model.version > VERSION {
        let at = node.get("cfs_model").map(|node| source.place(node.at));
        let message =
            format!("this is version {} of the form; version {VERSION} is what is read here", model.version);
        findings.push(Finding::warning(at, message).help("Members that came later have no effect."));
    }
    if let Some(wanted) = environment
        && model.environment.as_deref() != Some(wanted)
    {
        let at = node.get("environment").map(|node| source.place(node.at));
        let made = model.environment.as_deref().unwrap_or("the usual environment");
        findings.push(
            Finding::error(at, format!("this model was made for {made}, not for `{wanted}`"))
                .help("Make it again for that environment: environments are in the program that makes it."),
        );
    }
    places(&mut model, node, source);
    model
}

fn items<'n>(node: &'n Node, name: &str) -> &'n [Node] {
    match node.get(name).map(|node| &node.data) {
        Some(Data::Array(items)) => items,
        _ => &[],
    }
}

fn places(model: &mut Model, node: &Node, source: &Source<'_>) {
    for (resource, node) in model.resources.iter_mut().zip(items(node, "resources")) {
        resource.place.get_or_insert_with(|| source.place(node.at));
    }
    for (worker, node) in model.workers.iter_mut().zip(items(node, "workers")) {
        worker.place.get_or_insert_with(|| source.place(node.at));
        for (name, member) in node.get("bindings").and_then(Node::as_object).into_iter().flatten() {
            worker.places.entry(name.clone()).or_insert_with(|| source.place(member.at));
        }
        for (consumer, node) in worker.consumers.iter_mut().zip(items(node, "consumers")) {
            consumer.place.get_or_insert_with(|| source.place(node.at));
        }
        for (route, node) in worker.routes.iter_mut().flatten().zip(items(node, "routes")) {
            route.place.get_or_insert_with(|| source.place(node.at));
        }
        for (domain, node) in worker.domains.iter_mut().flatten().zip(items(node, "domains")) {
            domain.place.get_or_insert_with(|| source.place(node.at));
        }
        let mut declare = |path: String, at: usize| {
            worker.declared.entry(path).or_insert_with(|| source.place(at));
        };
        for name in ["crons", "workflows", "containers", "migrations"] {
            for (index, node) in items(node, name).iter().enumerate() {
                declare(format!("{name}.{index}"), node.at);
            }
        }
        for (name, member) in node.get("classes").and_then(Node::as_object).into_iter().flatten() {
            declare(format!("classes.{name}"), member.at);
        }
        for (name, member) in node.as_object().into_iter().flatten() {
            if matches!(name.as_str(), "compatibility_date" | "compatibility_flags" | "assets" | "source") {
                declare(name.clone(), member.at);
            }
        }
    }
}
