//! The OpenAPI half: one document to a crate per service and the umbrella.

use crate::config::{catalogue_meta, service_config, umbrella};
use crate::{Ledgers, Phases};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Pointer, Source};
use gen_openapi::{Config, Input, Ledger, Model, Output, Report, print, printed};
use segmenter::{Fallback, Manifest, SDK_NAMES, SERVICES_TOML, SdkNames, Segment, Segmentation};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Instant;

/// Everything that a run makes.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// Files below `output/management`.
    pub output: Artifacts,
    /// Files below `output/catalogue`, and how large they are; none where not all services were made.
    pub catalogue: Option<print::Catalogue>,
    /// Files below `ledger`.
    pub ledgers: Artifacts,
    /// A report per crate.
    pub reports: Vec<Report>,
    /// The number of services, operations that no rule placed included.
    pub services: usize,
    /// Operations in all services.
    pub operations: usize,
    /// Operations that no rule placed.
    pub unassigned: usize,
    /// What the document has from the SDK, by what it is.
    pub additions: BTreeMap<String, usize>,
    /// What was read otherwise than literally, in the original document.
    pub warnings: Vec<Diagnostic>,
}

/// What a run is about.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Only these services; all if there are none.
    pub only: &'a [String],
    /// Whether operations that no rule places go into `misc`; otherwise they are an error.
    pub unpinned: bool,
    /// The names that stay.
    pub ledgers: Ledgers<'a>,
    /// Whether the catalogue is made, too.
    pub catalogue: bool,
}

/// Segments a document and generates a crate per service.
///
/// # Errors
/// When the document is no JSON, or something in it cannot be placed or generated.
pub fn generate(
    source: &Source,
    options: &Options<'_>,
    phases: &mut Phases,
) -> Result<Generated, Vec<Diagnostic>> {
    let parsing = Instant::now();
    let doc = source.parse().map_err(|error| vec![error])?;
    phases.record("parse", parsing);

    let segmenting = Instant::now();
    let segmentation = segment(source, &doc, options.only, options.unpinned)?;
    phases.record("segment", segmenting);

    let generating = Instant::now();
    // Of a service's model only what the umbrella needs is kept.
    let segments: Vec<&Segment> = segmentation.segments.iter().collect();
    let made = each(&segments, &committed(options.ledgers), |segment, cut, model| {
        let Made { output: Output { model, artifacts, ledger, report }, warnings } =
            self::made(segment, cut, model, source, &doc)?;
        let part = if options.catalogue { Some(print::Part::of(&model)?) } else { None };
        Ok((print::Service::of(&model), part, artifacts, ledger, report, warnings))
    });
    let made = made.map_err(|error| vec![error])?;
    let mut generated = Generated {
        services: segmentation.segments.len(),
        unassigned: segmentation.unassigned,
        warnings: segmentation.warnings,
        ..Generated::default()
    };
    let mut services: Vec<print::Service> = Vec::new();
    let mut parts: Vec<print::Part> = Vec::new();
    for (segment, (service, part, artifacts, ledger, report, warnings)) in
        segmentation.segments.iter().zip(made)
    {
        generated.operations += segment.operations;
        generated.output.absorb(&segment.name, artifacts);
        generated.ledgers.insert(format!("{}.txt", segment.name), ledger);
        generated.reports.push(report);
        generated.warnings.extend(warnings);
        services.push(service);
        parts.extend(part);
    }
    if options.only.is_empty() {
        generated.output.absorb("cfs-management", print::umbrella(&services, &umbrella()));
        generated.output.insert("Cargo.toml", workspace(&services));
        generated.output.insert("rustfmt.toml", crate::RUSTFMT);
        if options.catalogue {
            generated.catalogue = Some(catalogue(&parts, &services).map_err(|error| vec![error])?);
        }
    }
    generated.warnings.sort_by(|a, b| (a.pointer(), a.code).cmp(&(b.pointer(), b.code)));
    generated
        .warnings
        .dedup_by(|a, b| a.pointer() == b.pointer() && a.code == b.code && a.message == b.message);
    phases.record("generate", generating);
    Ok(generated)
}

/// The catalogue of all services, under the licence of the one that asks for most: it holds what they hold.
fn catalogue(parts: &[print::Part], services: &[print::Service]) -> Result<print::Catalogue, Diagnostic> {
    let mut meta = catalogue_meta();
    let licenses = services.iter().map(|service| &service.config.meta.license);
    licenses.max_by_key(|license| license.len()).iter().for_each(|most| meta.license.clone_from(most));
    print::catalogue(parts, &meta)
}

/// Splits a document by the manifest and the SDK names. `unpinned` lets operations that no rule places through.
///
/// # Errors
/// When an operation cannot be placed, or there is no service that was asked for.
pub fn segment(
    source: &Source,
    doc: &Doc<'_>,
    only: &[String],
    unpinned: bool,
) -> Result<Segmentation, Vec<Diagnostic>> {
    let config = segmenter::Config {
        manifest: Some(Manifest::parse("services.toml", SERVICES_TOML).map_err(|error| vec![error])?),
        names: SdkNames::parse(SDK_NAMES).map_err(|error| vec![error])?,
        fallback: if unpinned { Fallback::Misc } else { Fallback::Refuse },
        only: only.to_vec(),
    };
    segmenter::segment(source, doc, &config)
}

/// A service's crate.
#[derive(Clone, Debug)]
pub struct Made {
    /// What was made.
    pub output: Output,
    /// What was read otherwise than literally, in the original document.
    pub warnings: Vec<Diagnostic>,
}

/// Generates the crates of segments, in their order. `original` is `source`, parsed.
///
/// # Errors
/// When one cannot be generated.
pub fn services(
    segments: &[Segment],
    ledgers: Ledgers<'_>,
    source: &Source,
    original: &Doc<'_>,
) -> Result<Vec<Made>, Diagnostic> {
    let segments: Vec<&Segment> = segments.iter().collect();
    each(&segments, &committed(ledgers), |segment, cut, model| made(segment, cut, model, source, original))
}

/// What a service is made with, by default: what its crate says of itself, and its ledger.
pub fn committed(ledgers: Ledgers<'_>) -> impl Fn(&Segment) -> Result<(Config, Ledger), Diagnostic> + Sync {
    move |segment| {
        let mut config = service_config(&segment.name);
        document::license(&segment.json).clone_into(&mut config.meta.license);
        Ok((config, ledgers.of(&segment.name)?))
    }
}

/// Makes something of each segment and its model, in their order; those that share types are decided together. The largest
/// are begun first: what is left at the end is small, and no processor waits for another's.
///
/// # Errors
/// The first that something has.
pub fn each<T: Send>(
    segments: &[&Segment],
    with: &(impl Fn(&Segment) -> Result<(Config, Ledger), Diagnostic> + Sync),
    make: impl Fn(&Segment, &Doc<'_>, Model) -> Result<T, Diagnostic> + Sync,
) -> Result<Vec<T>, Diagnostic> {
    let mut families = families(segments);
    families.sort_by_key(|members| Reverse(members.iter().map(|at| segments[*at].json.len()).sum::<usize>()));
    let mut made: Vec<Result<Vec<T>, Diagnostic>> = families.iter().map(|_| Ok(Vec::new())).collect();
    rayon::scope_fifo(|scope| {
        for (members, place) in families.iter().zip(&mut made) {
            let make = &make;
            scope.spawn_fifo(move |_| *place = together(members, segments, with, make));
        }
    });
    let mut all: BTreeMap<usize, T> = BTreeMap::new();
    for (members, made) in families.into_iter().zip(made) {
        all.extend(members.into_iter().zip(made?));
    }
    Ok(all.into_values().collect())
}

/// A segment, and those of `all` that are decided together with it.
pub fn family<'a>(of: &'a Segment, all: &[&'a Segment]) -> Vec<&'a Segment> {
    let giver = |segment: &Segment| segment.types.clone().unwrap_or_else(|| segment.name.clone());
    let others = all.iter().filter(|other| other.name != of.name && giver(other) == giver(of));
    std::iter::once(of).chain(others.copied()).collect()
}

/// The positions of segments that share types, the one that has them first.
fn families(segments: &[&Segment]) -> Vec<Vec<usize>> {
    let at = |name: &str| segments.iter().position(|segment| segment.name == name);
    let giver = |segment: &Segment| segment.types.as_deref().and_then(at);
    let first = (0..segments.len()).filter(|own| giver(segments[*own]).is_none());
    let takers = |of: usize| (0..segments.len()).filter(move |own| giver(segments[*own]) == Some(of));
    first.map(|of| std::iter::once(of).chain(takers(of)).collect()).collect()
}

fn together<T>(
    members: &[usize],
    segments: &[&Segment],
    with: &(impl Fn(&Segment) -> Result<(Config, Ledger), Diagnostic> + Sync),
    make: &impl Fn(&Segment, &Doc<'_>, Model) -> Result<T, Diagnostic>,
) -> Result<Vec<T>, Diagnostic> {
    let texts: Vec<Source> = members.iter().map(|at| text(segments[*at])).collect();
    let docs = texts.iter().map(Source::parse).collect::<Result<Vec<Doc<'_>>, Diagnostic>>()?;
    let settings = members.iter().map(|at| with(segments[*at])).collect::<Result<Vec<_>, Diagnostic>>()?;
    let inputs = docs.iter().zip(&settings).map(|(doc, (config, ledger))| Input { doc, config, ledger });
    let inputs: Vec<Input<'_>> = inputs.collect();
    let models = inputs.split_first().map(|(giver, takers)| gen_openapi::models(*giver, takers));
    let models = models.unwrap_or_default().into_iter();
    members.iter().zip(&docs).zip(models).map(|((at, doc), model)| make(segments[*at], doc, model)).collect()
}

/// A segment as a document of its own.
pub fn text(segment: &Segment) -> Source {
    Source::json(format!("{}.json", segment.name), segment.json.as_str())
}

fn made(
    segment: &Segment,
    doc: &Doc<'_>,
    model: Model,
    source: &Source,
    original: &Doc<'_>,
) -> Result<Made, Diagnostic> {
    let output = printed(model)?;
    let warnings = output.model.warnings().iter().map(|warning| {
        let pointer = segment.origins.original(&doc.pointer(warning.node));
        locate(Diagnostic::warning(warning.code, warning.message.clone()), &pointer, source, original)
    });
    let warnings = warnings.collect();
    Ok(Made { output, warnings })
}

/// Adds the place in the original document.
fn locate(diagnostic: Diagnostic, pointer: &Pointer, source: &Source, original: &Doc<'_>) -> Diagnostic {
    match original.resolve(pointer) {
        Some(node) => diagnostic.at(source.location(original, node.id())),
        None => diagnostic,
    }
}

/// The workspace of the generated crates: their own, so that formatting and linting the root leaves them alone.
fn workspace(services: &[print::Service]) -> String {
    let members: Vec<String> =
        services.iter().map(|service| format!("    \"{}\",\n", service.config.service)).collect();
    format!(
        "# Generated by gen-openapi. Do not edit.\n\n[workspace]\nresolver = \"3\"\nmembers = [\n    \
         \"cfs-management\",\n{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.release]\nlto = \
         \"thin\"\ncodegen-units = 4\nstrip = true\n",
        members.concat()
    )
}
