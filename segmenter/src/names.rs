//! Resource chains and method names.
//!
//! Where the official SDKs have a name for an operation it is used as it is. Other operations hang below the nearest
//! path that has a name, and are called after their HTTP method, as the SDKs do.

use crate::manifest::Manifest;
use crate::operations::{Operation, template};
use codegen::diag::Diagnostic;
use codegen::doc::Node;
use codegen::names::words;
use indexmap::IndexMap;
use std::collections::BTreeMap;

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
                path = template(line).into_iter().map(str::to_owned).collect();
                continue;
            }
            let mut parts = line.split_whitespace();
            let (Some(method), Some(dotted), page) = (parts.next(), parts.next(), parts.next()) else {
                return Err(Diagnostic::error("segment::names", format!("line {}: expected `METHOD name`", index + 1)));
            };
            let mut chain: Vec<String> = dotted.split('.').map(snake).collect();
            let Some(name) = chain.pop().filter(|_| !chain.is_empty()) else {
                return Err(Diagnostic::error("segment::names", format!("line {}: `{dotted}` has no resource", index + 1)));
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
    pub(crate) fn name(&self, service: &str, operations: &[&Operation<'_>], manifest: &Manifest) -> Vec<Name> {
        let paths = PathUse::count(operations);
        let mut names: Vec<Name> = operations
            .iter()
            .map(|operation| {
                let known = self.official(operation);
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
        names
    }

    /// Of several names the one whose resource owns the path wins: the one with the fewest words that are not in the
    /// path, then the most that are, then the method that fits the HTTP method.
    fn official(&self, operation: &Operation<'_>) -> Option<Name> {
        let path: Vec<String> = operation.template().into_iter().map(str::to_owned).collect();
        let found = self.by_operation.get(&(operation.method.to_owned(), path.clone()))?;
        let path_words: Vec<String> = path.iter().flat_map(|segment| words(segment)).collect();
        let rank = |name: &SdkName| {
            let chain: Vec<String> = name.chain.iter().flat_map(|part| words(part)).collect();
            let inside = chain.iter().filter(|word| path_words.contains(word)).count();
            let fits = method_name(operation, returns_list(operation.node)) == name.method;
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

    fn derive(&self, service: &str, operation: &Operation<'_>, paths: &PathUse, manifest: &Manifest) -> Name {
        let segments: Vec<String> = operation.template().into_iter().map(str::to_owned).collect();
        let (mut resource, from) = self.base(service, &segments, manifest);
        let mut rest: Vec<String> =
            segments[from..].iter().filter(|segment| *segment != "{}").map(|segment| snake(segment)).collect();
        let ends_static = segments.last().is_some_and(|last| last != "{}");
        let acts = matches!(operation.method, "post" | "put" | "patch") && paths.lonely(&segments);
        let connects = switches_protocol(operation.node);
        let method = if ends_static && (acts || connects) && !rest.is_empty() {
            let action = rest.pop().unwrap_or_default();
            if connects { format!("{action}_socket") } else { action }
        } else {
            method_name(operation, returns_list(operation.node)).to_owned()
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
                return (vec![root], length);
            }
        }
        let scope = segments.first().is_some_and(|first| first == "accounts" || first == "zones" || first == "{}");
        (vec![root], if scope { 2.min(segments.len()) } else { 0 })
    }
}

/// How the paths of a service are used: an action's path has one method and nothing below it.
struct PathUse(BTreeMap<Vec<String>, usize>);

impl PathUse {
    fn count(operations: &[&Operation<'_>]) -> Self {
        let mut used: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for operation in operations {
            let segments: Vec<String> = operation.template().into_iter().map(str::to_owned).collect();
            for length in 1..=segments.len() {
                // Operations that upgrade to a WebSocket stand beside the action, not against it.
                if !switches_protocol(operation.node) {
                    *used.entry(segments[..length].to_vec()).or_default() += 1;
                }
            }
        }
        Self(used)
    }

    fn lonely(&self, path: &[String]) -> bool {
        self.0.get(path).is_some_and(|count| *count == 1)
    }
}

/// Two operations of one resource may not have one name: the later words of the path, then the HTTP method, are added
/// to the derived ones until they differ.
fn make_unique(names: &mut [Name], operations: &[&Operation<'_>]) {
    for attempt in 0..3 {
        let mut count: BTreeMap<(Vec<String>, String), usize> = BTreeMap::new();
        for name in names.iter() {
            *count.entry((name.resource.clone(), name.method.clone())).or_default() += 1;
        }
        for (name, operation) in names.iter_mut().zip(operations) {
            let clashes = count[&(name.resource.clone(), name.method.clone())] > 1;
            if !clashes || name.official {
                continue;
            }
            let ends_in_parameter = operation.path.ends_with('}');
            name.method = match attempt {
                0 if matches!(operation.method, "put" | "patch" | "delete") && !ends_in_parameter => {
                    format!("bulk_{}", method_name(operation, false))
                }
                0 | 1 => match operation.template().first() {
                    Some(&"zones") => format!("{}_for_zone", name.method),
                    Some(&"user") => format!("{}_for_user", name.method),
                    Some(&"system") => format!("{}_for_system", name.method),
                    _ if ends_in_parameter => {
                        let parameter = operation.path.rsplit('{').next().unwrap_or_default();
                        format!("{}_by_{}", name.method, snake(parameter))
                    }
                    _ => format!("{}_{}", name.method, operation.method),
                },
                _ => snake(&operation.id),
            };
        }
    }
}

fn method_name(operation: &Operation<'_>, list: bool) -> &'static str {
    match operation.method {
        "get" if operation.path.ends_with('}') || !list => "get",
        "get" => "list",
        "post" => "create",
        "put" => "update",
        "patch" => "edit",
        "delete" => "delete",
        other => other,
    }
}

/// Whether the success body, or its `result`, is an array as far as can be seen without following references.
fn returns_list(operation: &Node<'_>) -> bool {
    let responses = operation.get("responses").map(Node::members).unwrap_or_default();
    let success = responses.iter().find(|response| response.key.starts_with('2'));
    let schema = success.and_then(|r| r.node.get("content")?.get("application/json")?.get("schema"));
    let is_array = |schema: &Node<'_>| schema.get("type").and_then(Node::as_str) == Some("array");
    let has_result = |schema: &Node<'_>| {
        let own = std::iter::once(schema);
        let parts = ["allOf", "anyOf"].iter().filter_map(|key| schema.get(key)).flat_map(Node::items);
        own.chain(parts).any(|part| part.get("properties").and_then(|p| p.get("result")).is_some_and(is_array))
    };
    schema.is_some_and(|schema| is_array(schema) || has_result(schema))
        || operation.get("parameters").map(Node::items).unwrap_or_default().iter().any(|parameter| {
            let name = parameter.get("name").and_then(Node::as_str);
            matches!(name, Some("per_page" | "page" | "cursor" | "limit"))
        })
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
