//! How the paths of a service are used: what an operation is called follows from the operations beside it.

use crate::operations::Operation;
use codegen::doc::{Doc, Node, Pointer};
use std::collections::{BTreeMap, BTreeSet};

/// How the paths of a service are used.
pub(crate) struct PathUse<'d> {
    doc: &'d Doc<'d>,
    /// Operations at or below a path.
    below: BTreeMap<Vec<String>, usize>,
    /// Paths with a GET.
    read: BTreeSet<Vec<String>>,
}

impl<'d> PathUse<'d> {
    pub(crate) fn count(doc: &'d Doc<'_>, operations: &[&Operation<'_>]) -> Self {
        let mut paths = Self { doc, below: BTreeMap::new(), read: BTreeSet::new() };
        for operation in operations {
            let segments: Vec<String> = operation.template();
            // Operations that upgrade to a WebSocket stand beside an action, not against it.
            if !switches_protocol(operation.node) {
                for length in 1..=segments.len() {
                    *paths.below.entry(segments[..length].to_vec()).or_default() += 1;
                }
            }
            if operation.method == "get" {
                paths.read.insert(segments);
            }
        }
        paths
    }

    /// Whether a path has one operation and nothing below it, as an action's path has.
    pub(crate) fn lonely(&self, path: &[String]) -> bool {
        self.below.get(path).is_some_and(|count| *count == 1)
    }

    /// What the SDKs call an operation of this HTTP method.
    pub(crate) fn method_name(&self, operation: &Operation<'_>) -> &'static str {
        match operation.method {
            "get" if operation.path.ends_with('}') => "get",
            "get" => {
                let mut item: Vec<String> = operation.template();
                item.push("{}".to_owned());
                if self.read.contains(&item) || self.returns_list(operation.node) { "list" } else { "get" }
            }
            "post" => "create",
            "put" => "update",
            "patch" => "edit",
            "delete" => "delete",
            "options" => "options",
            "head" => "head",
            _ => "trace",
        }
    }

    /// Whether the success body, or its `result`, is an array, or the parameters page through one.
    fn returns_list(&self, operation: &Node<'_>) -> bool {
        let responses = operation.get("responses").map(Node::members).unwrap_or_default();
        let success = responses.iter().find(|response| response.key.starts_with('2'));
        let schema = success
            .map(|response| self.target(&response.node))
            .and_then(|r| r.get("content")?.get("application/json")?.get("schema"))
            .map(|schema| self.target(schema));
        let is_array = |schema: &Node<'_>| schema.get("type").and_then(Node::as_str) == Some("array");
        let result_is_array = |schema: &Node<'_>| {
            let result = schema.get("properties").and_then(|properties| properties.get("result"));
            result.is_some_and(|result| is_array(self.target(result)))
        };
        let found = schema.is_some_and(|schema| {
            let parts = ["allOf", "anyOf"].iter().filter_map(|key| schema.get(key)).flat_map(Node::items);
            is_array(schema)
                || result_is_array(schema)
                || parts.map(|part| self.target(part)).any(result_is_array)
        });
        found
            || operation.get("parameters").map(Node::items).unwrap_or_default().iter().any(|parameter| {
                let name = self.target(parameter).get("name").and_then(Node::as_str);
                matches!(name, Some("per_page" | "page" | "cursor" | "limit"))
            })
    }

    /// What a reference leads to; the node itself if it is none.
    fn target<'n>(&'n self, node: &'n Node<'n>) -> &'n Node<'n> {
        let reference = node.get("$ref").and_then(Node::as_str).and_then(Pointer::parse);
        reference.and_then(|pointer| self.doc.resolve(&pointer)).unwrap_or(node)
    }
}

/// Whether an operation opens a WebSocket.
pub(crate) fn switches_protocol(operation: &Node<'_>) -> bool {
    operation.get("responses").is_some_and(|responses| responses.get("101").is_some())
}
