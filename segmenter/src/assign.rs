//! Operations to services.

use crate::closure::Components;
use crate::manifest::Manifest;
use crate::names::SdkNames;
use crate::operations::{Operation, scoped};
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use codegen::names;
use std::collections::BTreeMap;

/// Where operations go that no rule matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fallback {
    /// Nowhere: it is an error.
    #[default]
    Refuse,
    /// Into the service [`misc_service`], with a warning.
    Misc,
}

/// The service of operations that no rule matches.
pub fn misc_service() -> &'static str {
    "misc"
}

/// Why an operation has no service.
enum Miss<'m> {
    Unmatched,
    Tie(Vec<&'m str>),
}

/// Places every operation; the result runs parallel to `operations`.
///
/// # Errors
/// One diagnostic per operation that no rule matches or several services claim, unless `fallback` takes it. Warnings
/// are returned beside the placement.
pub(crate) fn assign(
    source: &Source,
    doc: &Doc<'_>,
    operations: &[Operation<'_>],
    components: &Components<'_>,
    manifest: &Manifest,
    names: &SdkNames,
    fallback: Fallback,
) -> Result<(Vec<String>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut services = Vec::with_capacity(operations.len());
    let mut found = Vec::new();
    for operation in operations {
        let placed = place(operation, components, manifest, names);
        let (service, miss) = match placed {
            Ok(service) => (service.to_owned(), None),
            Err(miss) => (misc_service().to_owned(), Some(miss)),
        };
        services.push(service);
        if let Some(miss) = miss {
            found.push(report(source, doc, operation, &miss, fallback));
        }
    }
    if found.is_empty() || fallback == Fallback::Misc { Ok((services, found)) } else { Err(found) }
}

fn place<'m>(
    operation: &Operation<'_>,
    components: &Components<'_>,
    manifest: &'m Manifest,
    names: &SdkNames,
) -> Result<&'m str, Miss<'m>> {
    if let Some(found) = by_path(operation, manifest) {
        return found;
    }
    let tagged = manifest
        .services
        .iter()
        .filter(|(_, rules)| operation.tags().any(|tag| rules.tags.iter().any(|rule| rule == tag)))
        .map(|(service, _)| service.as_str());
    let tagged: Vec<_> = tagged.collect();
    if !tagged.is_empty() {
        return single(tagged);
    }
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for name in components.direct(operation) {
        let prefix = name.split('_').next().unwrap_or_default();
        for (service, rules) in &manifest.services {
            if rules.components.iter().any(|rule| rule == prefix) {
                *votes.entry(service).or_default() += 1;
            }
        }
    }
    let most = votes.values().copied().max().unwrap_or_default();
    let winners: Vec<_> =
        votes.into_iter().filter(|(_, count)| *count == most).map(|(service, _)| service).collect();
    if winners.is_empty()
        && let Some(service) = names.service(operation, manifest)
    {
        return Ok(service);
    }
    single(winners)
}

/// Which rule of the manifest places an operation, in words; `None` if none does.
///
/// # Errors
/// References that lead nowhere.
pub fn why(
    source: &Source,
    doc: &Doc<'_>,
    manifest: &Manifest,
    names: &SdkNames,
    method: &str,
    path: &str,
) -> Result<Option<String>, Vec<Diagnostic>> {
    let operations = crate::operations::list(doc);
    let components = Components::index(source, doc, &operations)?;
    let found = operations.iter().find(|found| found.path == path && found.method == method);
    let Some(operation) = found else { return Ok(None) };
    let Ok(service) = place(operation, &components, manifest, names) else { return Ok(None) };
    if by_path(operation, manifest).is_some() {
        let segments: Vec<String> = operation.template();
        let scoped = scoped(&segments);
        let rules = (1..=segments.len()).rev().find_map(|length| {
            let templates = [Some(&segments), scoped.as_ref()].into_iter().flatten();
            templates.map(|template| &template[..length]).find_map(|template| {
                let rules = manifest.paths.get(template)?;
                let used = |rule: &&crate::manifest::PathRule| !rule.exact || length == segments.len();
                rules.iter().find(used).map(|_| {
                    let exact = length == segments.len() && rules.iter().any(|rule| rule.exact);
                    let kind = if exact { "exact" } else { "paths" };
                    format!("`{kind}` has `/{}`", template.join("/"))
                })
            })
        });
        return Ok(rules.map(|rule| format!("{rule} under [{service}]")));
    }
    let rules = manifest.services.get(service);
    let tag =
        operation.tags().find(|tag| rules.is_some_and(|rules| rules.tags.iter().any(|rule| rule == tag)));
    let voted = rules.is_some_and(|rules| {
        let direct = components.direct(operation);
        let mut prefixes = direct.iter().map(|name| name.split('_').next().unwrap_or_default());
        prefixes.any(|prefix| rules.components.iter().any(|rule| rule == prefix))
    });
    Ok(Some(match tag {
        Some(tag) => format!("`tags` has `{tag}` under [{service}]"),
        None if !voted => format!("the official SDKs have the nearest path above it under [{service}]"),
        None => format!("`components` has a prefix of what it refers to under [{service}]"),
    }))
}

/// Longer templates first, then exact ones. A rule for accounts and zones alike comes after one of its length that names
/// the scope.
fn by_path<'m>(operation: &Operation<'_>, manifest: &'m Manifest) -> Option<Result<&'m str, Miss<'m>>> {
    let segments: Vec<String> = operation.template();
    let scoped = scoped(&segments);
    for length in (0..=segments.len()).rev() {
        for template in [Some(&segments), scoped.as_ref()].into_iter().flatten() {
            let mut best: Vec<(bool, &str)> = Vec::new();
            for rule in manifest.paths.get(&template[..length]).into_iter().flatten() {
                if !rule.exact || length == segments.len() {
                    best.push((!rule.exact, &rule.service));
                }
            }
            best.sort_unstable();
            if let Some(&(subtree, _)) = best.first() {
                let equal = best.iter().take_while(|rule| rule.0 == subtree);
                return Some(single(equal.map(|rule| rule.1).collect()));
            }
        }
    }
    None
}

fn single(mut services: Vec<&str>) -> Result<&str, Miss<'_>> {
    services.sort_unstable();
    services.dedup();
    match services.as_slice() {
        [] => Err(Miss::Unmatched),
        [service] => Ok(service),
        _ => Err(Miss::Tie(services)),
    }
}

fn report(
    source: &Source,
    doc: &Doc<'_>,
    operation: &Operation<'_>,
    miss: &Miss<'_>,
    fallback: Fallback,
) -> Diagnostic {
    let title = format!("{} {}", operation.method.to_uppercase(), operation.path);
    let segments = operation.template();
    let depth = segments.iter().position(|s| !matches!(s.as_str(), "accounts" | "zones" | "user" | "{}"));
    let depth = depth.map_or(segments.len(), |at| at + 1);
    let rule = format!("/{}", segments[..depth].join("/"));
    let name = depth
        .checked_sub(1)
        .and_then(|at| segments.get(at))
        .map_or_else(|| "name".to_owned(), |s| names::words(s).join("-"));
    let (code, message, help) = match miss {
        Miss::Unmatched => (
            "segment::unassigned",
            format!("no rule places `{title}`"),
            format!("add to the manifest:\n\n[{name}]\npaths = [\"{rule}\"]\n\nor pass --allow-unassigned"),
        ),
        Miss::Tie(services) => (
            "segment::tie",
            format!("equally specific rules of {} place `{title}`", services.join(" and ")),
            format!("make one more specific:\n\n[{}]\npaths = [\"/{}\"]", services[0], segments.join("/")),
        ),
    };
    let diagnostic = match fallback {
        Fallback::Refuse => Diagnostic::error(code, message).help(help),
        Fallback::Misc => {
            Diagnostic::warning(code, format!("{message}: put into `{}`", misc_service())).help(help)
        }
    };
    diagnostic.at(source.location(doc, operation.node.id()))
}
