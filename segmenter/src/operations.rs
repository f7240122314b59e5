//! Every operation of a document.

use codegen::doc::{Doc, Node};
use codegen::names;
use std::collections::BTreeMap;

/// The members of a path item that are operations, in the order they are listed.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation<'d> {
    /// The path template as written.
    pub path: &'d str,
    /// Lower-case HTTP method.
    pub method: &'static str,
    /// The operation object.
    pub node: &'d Node<'d>,
    /// The path item object around it.
    pub item: &'d Node<'d>,
    /// Its `operationId`, or one derived from method and path; unique in the document.
    pub id: String,
    /// Whether the id was derived or made unique.
    pub derived_id: bool,
}

impl<'d> Operation<'d> {
    /// The path's segments, parameters as `{}`.
    pub fn template(&self) -> Vec<String> {
        template(self.path)
    }

    /// Its tags.
    pub fn tags(&self) -> impl Iterator<Item = &'d str> {
        self.node.get("tags").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
    }
}

/// A path's segments with every parameter written `{}`, also one that is part of a segment (`{id}.png`).
pub(crate) fn template(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(without_names).collect()
}

/// A template as one that is for accounts and zones alike has it: `/accounts/{}/rulesets` → `/{}/{}/rulesets`.
pub(crate) fn scoped(template: &[String]) -> Option<Vec<String>> {
    match template {
        [scope, id, _, ..] if id == "{}" && matches!(scope.as_str(), "accounts" | "zones") => {
            Some(std::iter::once("{}".to_owned()).chain(template[1..].iter().cloned()).collect())
        }
        _ => None,
    }
}

fn without_names(segment: &str) -> String {
    let mut text = String::new();
    let mut rest = segment;
    while let Some((before, (_, after))) =
        rest.split_once('{').and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
    {
        text.push_str(before);
        text.push_str("{}");
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Lists a document's operations, by path and then in the order of [`METHODS`].
pub fn list<'d>(doc: &'d Doc<'_>) -> Vec<Operation<'d>> {
    let paths = doc.root().get("paths").map(Node::members).unwrap_or_default();
    let mut operations: Vec<Operation<'d>> = Vec::new();
    for path in paths {
        for method in METHODS {
            if let Some(node) = path.node.get(method).filter(|node| node.is_object()) {
                let given = node.get("operationId").and_then(Node::as_str).filter(|id| !id.is_empty());
                operations.push(Operation {
                    path: &path.key,
                    method,
                    node,
                    item: &path.node,
                    id: given.map_or_else(|| derive_id(method, &path.key), str::to_owned),
                    derived_id: given.is_none(),
                });
            }
        }
    }
    tell_apart(&mut operations);
    operations
}

/// `get` + `/zones/{zone_id}/dns_records` → `get-zones-by-zone-id-dns-records`.
fn derive_id(method: &str, path: &str) -> String {
    let mut words = vec![method.to_owned()];
    for segment in path.split('/') {
        if segment.starts_with('{') {
            words.push("by".to_owned());
        }
        words.extend(names::words(segment));
    }
    words.join("-")
}

/// Operations that share an id all get method and path appended, so that none depends on which came first.
fn tell_apart(operations: &mut [Operation<'_>]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for operation in operations.iter() {
        *count.entry(operation.id.clone()).or_default() += 1;
    }
    for operation in operations.iter_mut().filter(|operation| count[&operation.id] > 1) {
        let suffix = derive_id(operation.method, operation.path);
        if operation.id != suffix {
            operation.id = format!("{}-{suffix}", operation.id);
        }
        operation.derived_id = true;
    }
}
