//! The OpenAPI half: one document to a crate per service and the umbrella.

use super::report::Phases;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Pointer, Source};
use gen_openapi::{Config, Ledger, Output, Report, Service, umbrella};
use rayon::prelude::*;
use segmenter::{Fallback, Manifest, SDK_NAMES, SERVICES_TOML, SdkNames, Segment, Segmentation};
use std::collections::BTreeMap;
use std::time::Instant;

/// Everything that a run makes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generated {
    /// Files below `output/management`.
    pub(crate) output: Artifacts,
    /// Files below `ledger`.
    pub(crate) ledgers: Artifacts,
    /// A report per crate.
    pub(crate) reports: Vec<Report>,
    /// The number of services, operations that no rule placed included.
    pub(crate) services: usize,
    /// Operations in all services.
    pub(crate) operations: usize,
    /// Operations that no rule placed.
    pub(crate) unassigned: usize,
    /// What the document has from the SDK, by what it is.
    pub(crate) additions: BTreeMap<String, usize>,
    /// What was read otherwise than literally, in the original document.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Words that services' titles write in capitals.
const CAPITALS: [&str; 19] = [
    "acm", "ai", "api", "ca", "d1", "dcv", "ddos", "dns", "iam", "ip", "kv", "mtls", "r2", "rum", "ssl",
    "tls", "txt", "url", "waf",
];

/// What one service's crate is called and says of itself.
pub(crate) fn service_config(service: &str) -> Config {
    let word = |word: &str| {
        if CAPITALS.contains(&word) { word.to_uppercase() } else { codegen::names::upper_camel(&[word]) }
    };
    Config {
        package: format!("cfs-management-{service}"),
        service: service.to_owned(),
        title: service.split('-').map(word).collect::<Vec<_>>().join(" "),
        ..base_config()
    }
}

fn base_config() -> Config {
    Config {
        package: "cfs-management".to_owned(),
        service: String::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: "Cloudflare".to_owned(),
        input: "Cloudflare's OpenAPI document".to_owned(),
        cfs_http: format!(
            "{{ path = \"../../../support/http\", version = \"{}\", default-features = false }}",
            env!("CARGO_PKG_VERSION")
        ),
        docs_base: Some("https://developers.cloudflare.com".to_owned()),
        repository: env!("CARGO_PKG_REPOSITORY").to_owned(),
        standalone: false,
        license: "MIT OR Apache-2.0".to_owned(),
    }
}

/// What a crate of any other document is called and says of itself.
pub(crate) fn foreign_config(name: &str) -> Config {
    Config {
        package: name.to_owned(),
        service: name.to_owned(),
        title: name.to_owned(),
        input: "an OpenAPI document".to_owned(),
        docs_base: None,
        repository: String::new(),
        standalone: true,
        ..base_config()
    }
}

/// Where names that stay come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ledgers<'a> {
    /// The committed ledgers.
    Committed,
    /// Those that another run made.
    Made(&'a Artifacts),
}

impl Ledgers<'_> {
    /// A service's ledger. Without one every name is new.
    pub(crate) fn of(self, service: &str) -> Ledger {
        let name = format!("{service}.txt");
        match self {
            Self::Committed => {
                let path = crate::root().join("ledger").join(name);
                Ledger::parse(&std::fs::read_to_string(path).unwrap_or_default())
            }
            Self::Made(ledgers) => Ledger::parse(ledgers.get(&name).unwrap_or_default()),
        }
    }
}

/// Segments a document and generates a crate per service. `unpinned` lets operations that no rule places through.
pub(crate) fn generate(
    source: &Source,
    only: &[String],
    unpinned: bool,
    ledgers: Ledgers<'_>,
    phases: &mut Phases,
) -> Result<Generated, Vec<Diagnostic>> {
    let parsing = Instant::now();
    let doc = source.parse().map_err(|error| vec![error])?;
    phases.record("parse", parsing);

    let segmenting = Instant::now();
    let segmentation = segment(source, &doc, only, unpinned)?;
    phases.record("segment", segmenting);

    let generating = Instant::now();
    let made: Result<Vec<_>, Diagnostic> =
        segmentation.segments.par_iter().map(|segment| service(segment, ledgers, source, &doc)).collect();
    let made = made.map_err(|error| vec![error])?;
    let mut generated = Generated {
        services: segmentation.segments.len(),
        unassigned: segmentation.unassigned,
        warnings: segmentation.warnings,
        ..Generated::default()
    };
    let mut services = Vec::new();
    for (segment, made) in segmentation.segments.iter().zip(made) {
        generated.operations += segment.operations;
        services.push(Service {
            name: segment.name.clone(),
            package: made.output.report.package.clone(),
            root: made.output.root,
            title: service_config(&segment.name).title,
            operations: segment.operations,
        });
        generated.output.absorb(&segment.name, made.output.artifacts);
        generated.ledgers.insert(format!("{}.txt", segment.name), made.output.ledger);
        generated.reports.push(made.output.report);
        generated.warnings.extend(made.warnings);
    }
    if only.is_empty() {
        generated.output.absorb("cfs-management", umbrella(&services, &base_config()));
        generated.output.insert("Cargo.toml", workspace(&services));
        generated.output.insert("rustfmt.toml", super::RUSTFMT);
    }
    generated.warnings.sort_by(|a, b| (a.pointer(), a.code).cmp(&(b.pointer(), b.code)));
    generated
        .warnings
        .dedup_by(|a, b| a.pointer() == b.pointer() && a.code == b.code && a.message == b.message);
    phases.record("generate", generating);
    Ok(generated)
}

/// Splits a document by the manifest and the SDK names.
pub(crate) fn segment(
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

struct Made {
    output: Output,
    warnings: Vec<Diagnostic>,
}

fn service(
    segment: &Segment,
    ledgers: Ledgers<'_>,
    source: &Source,
    original: &Doc<'_>,
) -> Result<Made, Diagnostic> {
    let text = Source::json(format!("{}.json", segment.name), segment.json.as_str());
    let doc = text.parse()?;
    let ledger = ledgers.of(&segment.name);
    let mut config = service_config(&segment.name);
    document::license(&segment.json).clone_into(&mut config.license);
    let output = gen_openapi::generate(&doc, &config, &ledger)?;
    let warnings = output
        .warnings
        .iter()
        .map(|warning| {
            let pointer = segment.origins.original(&doc.pointer(warning.node));
            locate(Diagnostic::warning(warning.code, warning.message.clone()), &pointer, source, original)
        })
        .collect();
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
fn workspace(services: &[Service]) -> String {
    let members: Vec<String> =
        services.iter().map(|service| format!("    \"{}\",\n", service.name)).collect();
    format!(
        "# Generated by gen-openapi. Do not edit.\n\n[workspace]\nresolver = \"3\"\nmembers = [\n    \
         \"cfs-management\",\n{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.release]\nlto = \
         \"thin\"\ncodegen-units = 4\nstrip = true\n",
        members.concat()
    )
}
