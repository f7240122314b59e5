//! The whole run, and what it leaves.

use crate::assign::{Fallback, assign};
use crate::closure::{Address, Components};
use crate::manifest::Manifest;
use crate::names::{Name, Scope, SdkNames};
use crate::normalise::Normaliser;
use crate::operations::{self, Operation};
use crate::report::{Report, ServiceReport};
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Draft, Node, Pointer, Source};
use codegen::names;
use openapi::Place;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What to split by.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The placing rules; `None` splits by tag, or by first path segment where there are no tags.
    pub manifest: Option<Manifest>,
    /// Resource chains and method names.
    pub names: SdkNames,
    /// Where operations go that no rule matches.
    pub fallback: Fallback,
    /// Only these services, and what shares types with them; empty for all.
    pub only: Vec<String>,
}

/// All segments of a document.
#[derive(Clone, Debug)]
pub struct Segmentation {
    /// By service name.
    pub segments: Vec<Segment>,
    /// How many operations no rule placed.
    pub unassigned: usize,
    /// What was read otherwise than literally.
    pub warnings: Vec<Diagnostic>,
}

/// One service's document.
#[derive(Clone, Debug)]
pub struct Segment {
    /// The service.
    pub name: String,
    /// The document: canonical JSON.
    pub json: String,
    /// Where its values stand in the original.
    pub origins: Origins,
    /// Its number of operations.
    pub operations: usize,
    /// Its number of component schemas.
    pub schemas: usize,
    /// The service whose crate has the types that both have, if there is one.
    pub types: Option<String>,
}

/// Where the values of a segment stand in the document it was cut from.
///
/// A segment keeps the original's pointers; only values that were rewritten stand elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    moved: BTreeMap<String, String>,
}

impl Origins {
    /// The original pointer of a segment pointer.
    pub fn original(&self, pointer: &Pointer) -> Pointer {
        let text = pointer.as_str();
        let mut end = text.len();
        loop {
            if let Some(original) = self.moved.get(&text[..end]) {
                return Pointer::parse(&format!("{original}{}", &text[end..]))
                    .unwrap_or_else(|| pointer.clone());
            }
            match text[..end].rfind('/') {
                Some(cut) if cut > 0 => end = cut,
                _ => return pointer.clone(),
            }
        }
    }

    /// As a JSON object from segment pointers to original pointers; read back by [`Origins::from_json`].
    pub fn to_json(&self) -> String {
        let members =
            self.moved.iter().map(|(from, to)| (Cow::Borrowed(from.as_str()), Draft::string(to.as_str())));
        Draft::Object(members.collect()).to_json()
    }

    /// Reads what [`Origins::to_json`] wrote.
    pub fn from_json(doc: &Doc<'_>) -> Self {
        let members = doc.root().members().iter();
        let moved = members.filter_map(|m| Some((m.key.to_string(), m.node.as_str()?.to_owned()))).collect();
        Self { moved }
    }
}

impl Segmentation {
    /// The numbers.
    pub fn report(&self) -> Report {
        let services = self.segments.iter().map(|segment| ServiceReport {
            name: segment.name.clone(),
            operations: segment.operations,
            schemas: segment.schemas,
            bytes: segment.json.len(),
        });
        Report {
            operations: self.segments.iter().map(|segment| segment.operations).sum(),
            unassigned: self.unassigned,
            services: services.collect(),
        }
    }
}

/// Splits a document.
///
/// # Errors
/// Every reason why it cannot be split: references that lead nowhere, operations without a service, a service asked
/// for that does not exist.
pub fn segment(source: &Source, doc: &Doc<'_>, config: &Config) -> Result<Segmentation, Vec<Diagnostic>> {
    check_version(source, doc).map_err(|error| vec![error])?;
    let mut warnings: Vec<Diagnostic> =
        doc.duplicates().iter().map(|id| source.repeated_key(doc, *id)).collect();
    if let Some(webhooks) = doc.root().get("webhooks").filter(|hooks| !hooks.members().is_empty()) {
        let what = "requests that the API sends; left out";
        let warning = Diagnostic::warning("openapi::webhooks", what);
        warnings.push(warning.at(source.location(doc, webhooks.id())));
    }
    let operations = operations::list(doc);
    if operations.is_empty() {
        let error = Diagnostic::error("openapi::no-operations", "the document's `paths` have no operation");
        let at = doc.root().get("paths").unwrap_or(doc.root());
        return Err(vec![
            error
                .at(source.location(doc, at.id()))
                .help("a client is generated from operations; the document must have some"),
        ]);
    }
    let components = Components::index(source, doc, &operations)?;
    let default_manifest = Manifest::default();
    let (services, unassigned) = match &config.manifest {
        Some(manifest) => {
            let (services, found) =
                assign(source, doc, &operations, &components, manifest, &config.names, config.fallback)?;
            let unassigned = found.len();
            warnings.extend(found);
            (services, unassigned)
        }
        None => (by_tag_or_path(&operations), 0),
    };
    let manifest = config.manifest.as_ref().unwrap_or(&default_manifest);
    let mut by_service: BTreeMap<&str, Vec<&Operation<'_>>> = BTreeMap::new();
    for (service, operation) in services.iter().zip(&operations) {
        by_service.entry(service).or_default().push(operation);
    }
    for wanted in &config.only {
        if !by_service.contains_key(wanted.as_str()) {
            let known = by_service.keys().copied();
            let error =
                Diagnostic::error("segment::unknown-service", format!("there is no service `{wanted}`"));
            return Err(vec![match codegen::diag::closest(wanted, known) {
                Some(close) => error.help(format!("did you mean `{close}`?")),
                None => error.help("run without --service to list them"),
            }]);
        }
    }
    let wanted = |service: &str| config.only.iter().any(|wanted| manifest.together(wanted, service));
    by_service.retain(|service, _| config.only.is_empty() || wanted(service));
    let cut = by_service.par_iter().map(|(service, operations)| {
        let names = config.names.name(doc, service, operations, manifest);
        let (segment, found) = cut(source, doc, &components, service, operations, &names);
        (Segment { types: manifest.types_of(service).map(str::to_owned), ..segment }, found)
    });
    let (segments, found): (Vec<_>, Vec<_>) = cut.unzip();
    warnings.extend(found.concat());
    warnings.sort_by(|a, b| a.pointer().cmp(&b.pointer()));
    warnings.dedup_by(|a, b| a.pointer() == b.pointer() && a.code == b.code);
    Ok(Segmentation { segments, unassigned, warnings })
}

fn check_version(source: &Source, doc: &Doc<'_>) -> Result<(), Diagnostic> {
    let version = doc.root().get("openapi").and_then(Node::as_str);
    if version.is_some_and(|version| version.starts_with("3.")) {
        return Ok(());
    }
    let found = match (version, doc.root().get("swagger").and_then(Node::as_str)) {
        (Some(version), _) => format!("OpenAPI {version}"),
        (None, Some(version)) => format!("Swagger {version}"),
        (None, None) => "no `openapi` member".to_owned(),
    };
    Err(Diagnostic::error(
        "openapi::version",
        format!("expected an OpenAPI 3.0 or 3.1 document, found {found}"),
    )
    .at(source.location(doc, doc.root().id()))
    .help("convert the document to OpenAPI 3 first"))
}

/// Services for a document without a manifest.
fn by_tag_or_path(operations: &[Operation<'_>]) -> Vec<String> {
    let name = |text: &str| names::words(text).join("-");
    let tagged = operations.iter().filter(|operation| operation.tags().next().is_some()).count();
    let of = |operation: &Operation<'_>| {
        let tag = operation.tags().map(name).find(|name| !name.is_empty());
        let segment = || {
            let segments = operation.template();
            segments.iter().map(|segment| name(segment)).find(|name| !name.is_empty() && !is_version(name))
        };
        let found = if tagged * 2 >= operations.len() { tag.or_else(segment) } else { segment() };
        found.unwrap_or_else(|| crate::misc_service().to_owned())
    };
    operations.iter().map(of).collect()
}

/// `v1`, `v2beta1` and `api` say nothing about the service.
fn is_version(name: &str) -> bool {
    name == "api" || (name.starts_with('v') && name[1..].starts_with(|c: char| c.is_ascii_digit()))
}

fn cut<'d>(
    source: &'d Source,
    doc: &'d Doc<'_>,
    components: &Components<'d>,
    service: &str,
    operations: &[&Operation<'d>],
    names: &[Name],
) -> (Segment, Vec<Diagnostic>) {
    let needed = components.closure(operations.iter().copied());
    let mut normaliser = Normaliser::new(source, doc);
    let mut members: Vec<(Cow<'_, str>, Draft<'_>)> = Vec::new();
    for member in doc.root().members() {
        match member.key.as_ref() {
            "paths" | "components" | "webhooks" | "tags" => {}
            "openapi" => members.push(("openapi".into(), Draft::string("3.0.3"))),
            key => members.push((key.into(), normaliser.rewrite_at(&[key], &member.node, Place::Object))),
        }
    }
    members.push(("x-cfs-service".into(), Draft::string(service.to_owned())));
    members.push(("paths".into(), cut_paths(&mut normaliser, operations, names)));
    let schemas = needed.iter().filter(|(kind, _)| *kind == "schemas").count();
    if !needed.is_empty() {
        members.push(("components".into(), cut_components(&mut normaliser, components, &needed)));
    }
    let (moved, warnings) = normaliser.finish();
    let moved =
        moved.into_iter().map(|(from, to)| (from.as_str().to_owned(), to.as_str().to_owned())).collect();
    let segment = Segment {
        name: service.to_owned(),
        json: Draft::Object(members).to_json(),
        origins: Origins { moved },
        operations: operations.len(),
        schemas,
        types: None,
    };
    (segment, warnings)
}

fn cut_paths<'d>(
    normaliser: &mut Normaliser<'d>,
    operations: &[&Operation<'d>],
    names: &[Name],
) -> Draft<'d> {
    let mut paths: BTreeMap<&'d str, Vec<(Cow<'d, str>, Draft<'d>)>> = BTreeMap::new();
    for (operation, name) in operations.iter().zip(names) {
        let item = paths.entry(operation.path).or_insert_with(|| {
            let shared = operation
                .item
                .members()
                .iter()
                .filter(|member| !operations::METHODS.contains(&member.key.as_ref()));
            shared
                .map(|member| {
                    let place = Place::Object.member(&member.key, member.node.is_object());
                    let path = ["paths", operation.path, member.key.as_ref()];
                    (member.key.as_ref().into(), normaliser.rewrite_at(&path, &member.node, place))
                })
                .collect()
        });
        let path = ["paths", operation.path, operation.method];
        let Draft::Object(mut members) = normaliser.rewrite_at(&path, operation.node, Place::Object) else {
            continue;
        };
        if operation.derived_id {
            members.retain(|(key, _)| key != "operationId");
            members.push(("operationId".into(), Draft::string(operation.id.clone())));
            members.push(("x-cfs-derived-id".into(), Draft::Bool(true)));
        }
        let strings =
            |list: &[String]| Draft::Array(list.iter().map(|text| Draft::string(text.clone())).collect());
        members.push(("x-cfs-resource".into(), strings(&name.resource)));
        members.push(("x-cfs-method".into(), Draft::string(name.method.clone())));
        if let Some(scope) = name.scope {
            let both = scope == Scope::Both;
            members.push(("x-cfs-scope".into(), Draft::string(if both { "both" } else { "told" })));
        }
        if !name.aliases.is_empty() {
            members.push(("x-cfs-aliases".into(), strings(&name.aliases)));
        }
        if let Some(page) = &name.page {
            members.push(("x-cfs-page".into(), Draft::string(page.clone())));
        }
        item.push((operation.method.into(), Draft::Object(members)));
    }
    Draft::Object(paths.into_iter().map(|(path, item)| (path.into(), Draft::Object(item))).collect())
}

fn cut_components<'d>(
    normaliser: &mut Normaliser<'d>,
    components: &Components<'d>,
    needed: &BTreeSet<Address<'d>>,
) -> Draft<'d> {
    let mut kinds: BTreeMap<&'d str, Vec<(Cow<'d, str>, Draft<'d>)>> = BTreeMap::new();
    for &(kind, name) in needed {
        if let Some(node) = components.get((kind, name)) {
            let place = if kind == "schemas" { Place::Schema } else { Place::Object };
            let draft = normaliser.rewrite_at(&["components", kind, name], node, place);
            kinds.entry(kind).or_default().push((name.into(), draft));
        }
    }
    Draft::Object(kinds.into_iter().map(|(kind, members)| (kind.into(), Draft::Object(members))).collect())
}
