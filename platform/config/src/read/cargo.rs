//! `[package.metadata.cfs]` of the manifest of a Worker's crate: the fields of a wrangler file, of which none is needed.

use super::wrangler::{self, taker};
use crate::document::{Node, Object, Source};
use crate::model::Source as Built;
use crate::{Finding, Model};

/// Reads a manifest. The Worker is called as the package unless it has a `name`, and built of the crate unless it has a `main`.
pub(super) fn read(
    node: &Node,
    source: &Source<'_>,
    environment: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Model {
    let package = node.get("package");
    let table = package.and_then(|package| package.get("metadata")?.get("cfs"));
    let Some(package) = package else {
        let finding = Finding::error(Some(source.place(0)), "this manifest has no `[package]`");
        findings.push(finding.help("Name the manifest of the Worker's own crate."));
        return Model::default();
    };
    let Some(table) = table else {
        let finding =
            Finding::error(Some(source.place(package.at)), "this manifest has no `[package.metadata.cfs]`");
        findings.push(finding.help("Add it, with `compatibility_date` at least."));
        return Model::default();
    };
    let Some(members) = table.as_object() else {
        taker(source, findings).error(table.at, "`package.metadata.cfs`: expected a table");
        return Model::default();
    };
    let mut members: Object = members.clone();
    if !members.contains_key("name")
        && let Some(name) = package.get("name")
        && let Some(text) = name.as_str()
    {
        let name = Node { at: name.at, ..Node::text(text.replace('_', "-")) };
        members.insert("name".to_owned(), name.into());
    }
    let crate_itself = !members.contains_key("main");
    let table = Node { data: crate::document::Data::Object(members), at: table.at };
    let mut model = wrangler::read(&table, source, environment, findings);
    if crate_itself && let Some(worker) = model.workers.first_mut() {
        worker.source = Some(Built::Crate(".".to_owned()));
    }
    model
}
