//! Resource chains and method names.
//!
//! Where the official SDKs have a name for an operation it is used as it is. Other operations hang below the nearest
//! path that has a name, and are called after their HTTP method, as the SDKs do.

use crate::manifest::Manifest;
use crate::operations::{Operation, scoped, template};
use crate::paths::{PathUse, switches_protocol};
use crate::scopes;
use codegen::diag::Diagnostic;
use codegen::doc::Doc;
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
    /// What it is to the operation of that name for the other of accounts and zones, where there is one.
    pub scope: Option<Scope>,
}

/// What one of two operations that are the same for accounts and zones says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It stands for both.
    Both,
    /// It is told by the other.
    Told,
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
    pub(crate) fn name<'d>(
        &self,
        doc: &'d Doc<'_>,
        service: &str,
        operations: &[&Operation<'d>],
        manifest: &Manifest,
    ) -> Vec<Name> {
        let paths = PathUse::count(doc, operations);
        let twins = scopes::twins(operations);
        let mut names: Vec<Name> = operations
            .iter()
            .enumerate()
            .map(|(index, operation)| {
                let twin = twins.iter().any(|twin| twin.0 == index || twin.1 == index);
                let known = self.official(operation, &paths, twin);
                known.unwrap_or_else(|| self.derive(service, operation, &paths, manifest, twin))
            })
            .collect();
        for name in &mut names {
            let root = snake(service);
            if name.resource.first() != Some(&root) {
                name.resource.insert(0, root);
            }
        }
        self.join_scopes(doc, &mut names, operations, &twins);
        make_unique(&mut names, operations);
        make_room_for_resources(&mut names, operations);
        names
    }

    /// What the SDKs have once, for accounts and zones alike, is one method where a document writes both, unless they have
    /// become two things.
    fn join_scopes<'d>(
        &self,
        doc: &'d Doc<'_>,
        names: &mut [Name],
        operations: &[&Operation<'d>],
        twins: &[(usize, usize)],
    ) {
        for &(account, zone) in twins {
            let apart = |index: usize| self.by_operation.contains_key(&key(operations[index]));
            if !names[account].official || !names[zone].official || apart(account) || apart(zone) {
                continue;
            }
            if scopes::same(doc, operations[account], operations[zone]) {
                names[account].scope = Some(Scope::Both);
                names[zone].scope = Some(Scope::Told);
            } else {
                names[zone].method = by_scope(operations[zone], &names[zone].method);
            }
        }
    }

    /// Of several names the one whose resource owns the path wins: the one with the fewest words that are not in the
    /// path, then the most that are, then the method that fits the HTTP method.
    fn official(&self, operation: &Operation<'_>, paths: &PathUse<'_>, twin: bool) -> Option<Name> {
        let path: Vec<String> = operation.template();
        let scoped =
            || self.by_operation.get(&(operation.method.to_owned(), scoped(&path).filter(|_| twin)?));
        let found = self.by_operation.get(&key(operation)).or_else(scoped)?;
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
            scope: None,
        })
    }

    /// The service whose resource the SDKs have the nearest path above an operation under.
    pub(crate) fn service<'m>(&self, operation: &Operation<'_>, manifest: &'m Manifest) -> Option<&'m str> {
        /// Shorter paths are those of accounts and zones themselves.
        const LEAST: usize = 3;
        let path = operation.template();
        let own = scoped(&path);
        let root = (LEAST..=path.len()).rev().find_map(|length| {
            let templates = [Some(&path), own.as_ref()].into_iter().flatten();
            templates.map(|template| without_trailing_parameters(&template[..length])).find_map(|prefix| {
                self.chains.get(prefix).filter(|_| prefix.len() >= LEAST).and_then(|chain| chain.first())
            })
        })?;
        manifest.services.keys().map(String::as_str).find(|service| snake(service) == *root)
    }

    fn derive(
        &self,
        service: &str,
        operation: &Operation<'_>,
        paths: &PathUse<'_>,
        manifest: &Manifest,
        twin: bool,
    ) -> Name {
        let segments: Vec<String> = operation.template();
        let (mut resource, from) = self.base(service, &segments, manifest, twin);
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
        Name { resource, method, aliases: Vec::new(), page: None, official: false, scope: None }
    }

    /// The resource chain of the nearest known path above an operation, and how many of its segments that covers.
    fn base(
        &self,
        service: &str,
        segments: &[String],
        manifest: &Manifest,
        twin: bool,
    ) -> (Vec<String>, usize) {
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
            let own = scoped(segments).filter(|_| twin);
            let prefixes = [Some(prefix), own.as_ref().map(|own| &own[..length])];
            let mut prefixes = prefixes.into_iter().flatten();
            let known =
                prefixes.clone().find_map(|prefix| self.chains.get(without_trailing_parameters(prefix)));
            if let Some(chain) = known.filter(|chain| chain.first() == Some(&root)) {
                return (chain.clone(), length);
            }
            let ruled = prefixes.any(|prefix| {
                manifest.paths.get(prefix).into_iter().flatten().any(|rule| rule.service == service)
            });
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

/// How the SDKs' names are looked up.
fn key(operation: &Operation<'_>) -> (String, Vec<String>) {
    (operation.method.to_owned(), operation.template())
}

/// Two operations of one resource may not have one name. What tells the derived ones apart is tried in this order:
/// whether they mean one item or many, the verb in the `operationId`, the scope or the parameter, the whole id.
fn make_unique(names: &mut [Name], operations: &[&Operation<'_>]) {
    for attempt in 0..4 {
        let mut count: BTreeMap<(Vec<String>, String), usize> = BTreeMap::new();
        for name in names.iter().filter(|name| name.scope != Some(Scope::Told)) {
            *count.entry((name.resource.clone(), name.method.clone())).or_default() += 1;
        }
        for (name, operation) in names.iter_mut().zip(operations) {
            let clashes =
                count.get(&(name.resource.clone(), name.method.clone())).is_some_and(|count| *count > 1);
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

fn without_trailing_parameters(path: &[String]) -> &[String] {
    let kept = path.iter().rposition(|segment| segment != "{}").map_or(0, |at| at + 1);
    &path[..kept]
}

fn snake(name: &str) -> String {
    codegen::names::snake(&words(name))
}
