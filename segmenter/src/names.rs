//! Resource chains and method names.
//!
//! Where the official SDKs have a name for an operation it is used as it is. Other operations hang below the nearest
//! path that has a name, and are called after their HTTP method, as the SDKs do.

use crate::manifest::Manifest;
use crate::operations::{Operation, template};
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Node, Pointer};
use codegen::names::{singular, words};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// An operation's place in the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Resources from the service down, in snake case: `["d1", "database"]`.
    pub resource: Vec<String>,
    /// The method on the last resource, in snake case: `list`.
    pub method: String,
    /// Other names the SDKs have for it, dotted.
    pub aliases: Vec<String>,
    /// The page style the SDKs use, if they page it.
    pub page: Option<String>,
    /// Whether the name comes from the SDKs.
    pub official: bool,
}

/// The SDKs' name tree, parsed.
#[derive(Clone, Debug, Default)]
pub struct SdkNames {
    by_operation: BTreeMap<(String, Vec<String>), Vec<SdkName>>,
    /// For a path without its trailing parameters: the shortest resource chain of the operations on it.
    chains: IndexMap<Vec<String>, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SdkName {
    chain: Vec<String>,
    method: String,
    page: Option<String>,
}

impl SdkNames {
    /// Reads a name tree: a line per path template, then per name an indented line `METHOD a.b.method [page style]`.
    ///
    /// # Errors
    /// When a line is neither.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let mut names = Self::default();
        let mut path = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            if line.starts_with('/') {
                path = template(line);
                continue;
            }
            let mut parts = line.split_whitespace();
            let (Some(method), Some(dotted), page) = (parts.next(), parts.next(), parts.next()) else {
                return Err(Diagnostic::error(
                    "segment::names",
                    format!("line {}: expected `METHOD name`", index + 1),
                ));
            };
            let mut chain: Vec<String> = dotted.split('.').map(snake).collect();
            let Some(name) = chain.pop().filter(|_| !chain.is_empty()) else {
                return Err(Diagnostic::error(
                    "segment::names",
                    format!("line {}: `{dotted}` has no resource", index + 1),
                ));
            };
            let found = SdkName { chain: chain.clone(), method: name, page: page.map(str::to_owned) };
            names.by_operation.entry((method.to_lowercase(), path.clone())).or_default().push(found);
            let key = without_trailing_parameters(&path).to_vec();
            let known = names.chains.entry(key).or_insert_with(|| chain.clone());
            if (chain.len(), &chain) < (known.len(), &*known) {
                *known = chain;
            }
        }
        Ok(names)
    }

    /// Names the operations of one service; the result runs parallel to `operations`.
    pub(crate) fn name(
        &self,
        doc: &Doc<'_>,
        service: &str,
        operations: &[&Operation<'_>],
        manifest: &Manifest,
    ) -> Vec<Name> {
        let paths = PathUse::count(doc, operations);
        let mut names: Vec<Name> = operations
            .iter()
            .map(|operation| {
                let known = self.official(operation, &paths);
                known.unwrap_or_else(|| self.derive(service, operation, &paths, manifest))
            })
            .collect();
        for name in &mut names {
            let root = snake(service);
            if name.resource.first() != Some(&root) {
                name.resource.insert(0, root);
            }
        }
        make_unique(&mut names, operations);
        make_room_for_resources(&mut names, operations);
        names
    }

    /// Of several names the one whose resource owns the path wins: the one with the fewest words that are not in the
    /// path, then the most that are, then the method that fits the HTTP method.
    fn official(&self, operation: &Operation<'_>, paths: &PathUse<'_>) -> Option<Name> {
        let path: Vec<String> = operation.template();
        let found = self.by_operation.get(&(operation.method.to_owned(), path.clone()))?;
        let path_words: Vec<String> = path.iter().flat_map(|segment| words(segment)).collect();
        let rank = |name: &SdkName| {
            let chain: Vec<String> = name.chain.iter().flat_map(|part| words(part)).collect();
            let inside = chain.iter().filter(|word| path_words.contains(word)).count();
            let fits = paths.method_name(operation) == name.method;
            (chain.len() - inside, usize::MAX - inside, !fits, name.method.clone(), name.chain.clone())
        };
        let mut ranked: Vec<&SdkName> = found.iter().collect();
        ranked.sort_by_cached_key(|name| rank(name));
        let (first, others) = ranked.split_first()?;
        Some(Name {
            resource: first.chain.clone(),
            method: first.method.clone(),
            aliases: others.iter().map(|name| format!("{}.{}", name.chain.join("."), name.method)).collect(),
            page: first.page.clone(),
            official: true,
        })
    }

    fn derive(
        &self,
        service: &str,
        operation: &Operation<'_>,
        paths: &PathUse<'_>,
        manifest: &Manifest,
    ) -> Name {
        let segments: Vec<String> = operation.template();
        let (mut resource, from) = self.base(service, &segments, manifest);
        let named = segments[from..].iter().filter(|segment| *segment != "{}");
        // `members:batchCreate` is a resource and an action in one segment.
        let mut rest: Vec<String> = named.flat_map(|segment| segment.split(':')).map(snake).collect();
        let ends_static = segments.last().is_some_and(|last| last != "{}");
        let acts = match operation.method {
            "post" | "put" | "patch" => paths.lonely(&segments),
            "delete" => segments.last().is_some_and(|last| last == "delete"),
            _ => false,
        };
        let connects = switches_protocol(operation.node);
        let method = if ends_static && (acts || connects) && !rest.is_empty() {
            let action = rest.pop().unwrap_or_default();
            if connects { format!("{action}_socket") } else { action }
        } else {
            paths.method_name(operation).to_owned()
        };
        resource.append(&mut rest);
        Name { resource, method, aliases: Vec::new(), page: None, official: false }
    }

    /// The resource chain of the nearest known path above an operation, and how many of its segments that covers.
    fn base(&self, service: &str, segments: &[String], manifest: &Manifest) -> (Vec<String>, usize) {
        let root = snake(service);
        let resources = manifest.services.get(service).map(|rules| &rules.resources);
        let hinted = |prefix: &[String]| {
            let hints = resources.into_iter().flatten();
            let hint = hints.into_iter().find(|(path, _)| template(path).iter().eq(prefix.iter()))?;
            let below = hint.1.split('.').filter(|part| !part.is_empty()).map(snake);
            Some(std::iter::once(root.clone()).chain(below).collect::<Vec<_>>())
        };
        for length in (1..=segments.len()).rev() {
            let prefix = &segments[..length];
            if let Some(chain) = hinted(prefix) {
                return (chain, length);
            }
            if let Some(chain) = self.chains.get(without_trailing_parameters(prefix))
                && chain.first() == Some(&root)
            {
                return (chain.clone(), length);
            }
            let ruled = manifest.paths.get(prefix).into_iter().flatten().any(|rule| rule.service == service);
            if ruled {
                // `/accounts/{}/d1` is the service itself, `/accounts/{}/dlp` a resource of `zero-trust`.
                let own = words(service);
                let is_service =
                    prefix.last().is_some_and(|last| words(last).iter().any(|word| own.contains(word)));
                return (vec![root], if is_service { length } else { length - 1 });
            }
        }
        let scope =
            segments.first().is_some_and(|first| first == "accounts" || first == "zones" || first == "{}");
        let above = if scope { 2.min(segments.len()) } else { 0 };
        let is_service = segments.get(above).is_some_and(|segment| snake(segment) == root);
        (vec![root], above + usize::from(is_service))
    }
}

/// How the paths of a service are used.
struct PathUse<'d> {
    doc: &'d Doc<'d>,
    /// Operations at or below a path.
    below: BTreeMap<Vec<String>, usize>,
    /// Paths with a GET.
    read: BTreeSet<Vec<String>>,
}

impl<'d> PathUse<'d> {
    fn count(doc: &'d Doc<'_>, operations: &[&Operation<'_>]) -> Self {
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
    fn lonely(&self, path: &[String]) -> bool {
        self.below.get(path).is_some_and(|count| *count == 1)
    }

    /// What the SDKs call an operation of this HTTP method.
    fn method_name(&self, operation: &Operation<'_>) -> &'static str {
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

/// Two operations of one resource may not have one name. What tells the derived ones apart is tried in this order:
/// whether they mean one item or many, the verb in the `operationId`, the scope or the parameter, the whole id.
fn make_unique(names: &mut [Name], operations: &[&Operation<'_>]) {
    for attempt in 0..4 {
        let mut count: BTreeMap<(Vec<String>, String), usize> = BTreeMap::new();
        for name in names.iter() {
            *count.entry((name.resource.clone(), name.method.clone())).or_default() += 1;
        }
        for (name, operation) in names.iter_mut().zip(operations) {
            let clashes = count[&(name.resource.clone(), name.method.clone())] > 1;
            if !clashes || name.official {
                continue;
            }
            let other = match attempt {
                0 => by_number(operation),
                1 => by_id(operation, name),
                2 => Some(by_scope(operation, &name.method)),
                _ => Some(snake(&operation.id)),
            };
            if let Some(other) = other {
                name.method = other;
            }
        }
    }
}

fn by_number(operation: &Operation<'_>) -> Option<String> {
    let one = operation.path.ends_with('}');
    let name = match operation.method {
        "post" if one => "update",
        "put" if !one => "bulk_update",
        "patch" if !one => "bulk_edit",
        "delete" if !one => "bulk_delete",
        _ => return None,
    };
    Some(name.to_owned())
}

/// The words of the `operationId` that are not the resource's: `load-balancer-pools-list-pools` is a `list`.
fn by_id(operation: &Operation<'_>, name: &Name) -> Option<String> {
    if operation.derived_id {
        return None;
    }
    let resource: Vec<String> =
        name.resource.iter().flat_map(|part| words(part)).map(|word| singular(&word)).collect();
    let own: Vec<String> = words(&operation.id)
        .into_iter()
        .filter(|word| !resource.contains(&singular(word)) && word != "deprecated")
        .collect();
    let mut own = own;
    own.dedup();
    (1..=3).contains(&own.len()).then(|| codegen::names::snake(&own))
}

/// A method may not be called like a resource below its own: `instances.terminate` stands aside for
/// `instances.terminate.get` and becomes `instances.batch_terminate`, after the path segment before it.
fn make_room_for_resources(names: &mut [Name], operations: &[&Operation<'_>]) {
    let mut resources: BTreeSet<Vec<String>> = BTreeSet::new();
    for name in names.iter() {
        resources.extend((1..=name.resource.len()).map(|length| name.resource[..length].to_vec()));
    }
    for (name, operation) in names.iter_mut().zip(operations) {
        let full: Vec<String> = name.resource.iter().chain([&name.method]).cloned().collect();
        if resources.contains(&full) {
            let named = operation.template().into_iter().rev().filter(|segment| *segment != "{}");
            let before = named
                .map(|segment| snake(&segment))
                .find(|segment| *segment != name.method)
                .unwrap_or_default();
            name.method = format!("{before}_{}", name.method);
        }
    }
}

fn by_scope(operation: &Operation<'_>, method: &str) -> String {
    match operation.template().first().map(String::as_str) {
        Some("zones") => format!("{method}_for_zone"),
        Some("user") => format!("{method}_for_user"),
        _ if operation.path.ends_with('}') => {
            let parameter = operation.path.rsplit('{').next().unwrap_or_default();
            format!("{method}_by_{}", snake(parameter))
        }
        _ => format!("{method}_{}", operation.method),
    }
}

fn switches_protocol(operation: &Node<'_>) -> bool {
    operation.get("responses").is_some_and(|responses| responses.get("101").is_some())
}

fn without_trailing_parameters(path: &[String]) -> &[String] {
    let kept = path.iter().rposition(|segment| segment != "{}").map_or(0, |at| at + 1);
    &path[..kept]
}

fn snake(name: &str) -> String {
    codegen::names::snake(&words(name))
}
