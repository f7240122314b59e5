//! A folder below `fixtures/openapi`: `input.yaml` or `input.json`, `case.toml`, and what the case needs besides.

use crate::{folders, read, root};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use codegen::names;
use gen_openapi::{Config, Ledger, Model, Output, PackageMeta};
use openapi::assembly::Assembly;
use openapi::overlay::{self, Rules};
use sdk::File;
use segmenter::{Fallback, Manifest, Origins, SdkNames, Segment, Segmentation};
use serde::Deserialize;
use std::path::PathBuf;

/// A small document that shows a rule of CONVENTIONS.md.
#[derive(Debug)]
pub struct Fixture {
    /// The folder's name.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
    /// What it is about.
    pub case: Case,
}

/// `case.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, in a sentence.
    pub title: String,
    /// The rules it shows: `R12`.
    pub rules: Vec<String>,
    /// Whether the document goes through the segmenter first, as Cloudflare's does.
    #[serde(default)]
    pub segmented: bool,
    /// What the snapshot holds besides the warnings.
    #[serde(default = "Show::usual")]
    pub show: Vec<Show>,
    /// Whether documentation is shown.
    #[serde(default)]
    pub docs: bool,
}

/// A part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// The segments' JSON and where what moved in them came from.
    Segments,
    /// Types.
    Types,
    /// Requests.
    Requests,
    /// Resources: accessors and methods.
    Resources,
    /// The ledger.
    Ledger,
    /// The lines of the catalogue.
    Catalogue,
    /// The front page, `Cargo.toml` and `README.md`.
    Package,
}

impl Show {
    fn usual() -> Vec<Self> {
        vec![Self::Types, Self::Requests, Self::Resources]
    }
}

/// What a fixture makes.
#[derive(Debug)]
pub struct Made {
    /// The segments, where the fixture is segmented.
    pub segmentation: Option<Segmentation>,
    /// The crates.
    pub crates: Vec<Crate>,
    /// Everything that was read otherwise than literally, in the document's order.
    pub warnings: Vec<Diagnostic>,
}

/// One crate of a fixture.
#[derive(Debug)]
pub struct Crate {
    /// The package's name; also its folder's where it is compiled.
    pub package: String,
    /// The crate.
    pub output: Output,
}

/// All of them, by name.
///
/// # Panics
/// When a `case.toml` is not what it should be.
pub fn all() -> Vec<Fixture> {
    folders(&root().join("fixtures/openapi")).into_iter().map(Fixture::open).collect()
}

impl Fixture {
    fn open(folder: PathBuf) -> Self {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match toml::from_str(&read(&folder.join("case.toml"))) {
            Ok(case) => Self { name, folder, case },
            Err(error) => panic!("fixtures/openapi/{name}/case.toml: {error}"),
        }
    }

    /// The document.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn source(&self) -> Result<Source, Diagnostic> {
        let file = ["input.yaml", "input.json"].into_iter().find(|file| self.folder.join(file).exists());
        let file = file.unwrap_or("input.yaml");
        let bytes = std::fs::read(self.folder.join(file)).unwrap_or_default();
        Source::new(file, bytes)
    }

    /// A file that the case may have.
    pub fn file(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(name)).ok()
    }

    /// The document with what an SDK has besides, `sdk.ts`, and with corrections, `overlay.yaml`, where they are there.
    fn assembly(&self) -> Result<Assembly, Vec<Diagnostic>> {
        let one = |error| vec![error];
        let mut document = Assembly::new(self.source().map_err(one)?);
        if let Some(text) = self.file("sdk.ts") {
            let file = File { path: "src/resources/things.ts".to_owned(), text };
            document = sdk::merge(&document, &sdk::read("1.0.0", vec![file])?).map_err(one)?.assembly;
        }
        if let Some(text) = self.file("overlay.yaml") {
            let overlay = Source::by_hand("overlay.yaml", text.into_bytes()).map_err(one)?;
            document = overlay::apply(&document, &[overlay], Rules::GIVEN)?;
        }
        Ok(document)
    }

    /// Makes everything.
    ///
    /// # Errors
    /// What a user would be told.
    pub fn make(&self) -> Result<Made, Vec<Diagnostic>> {
        let assembly = self.assembly()?;
        let source = assembly.source();
        let doc = source.parse().map_err(|error| vec![error])?;
        let mut made =
            Made { segmentation: None, crates: Vec::new(), warnings: assembly.warnings().to_vec() };
        if self.case.segmented {
            let segmentation = segmenter::segment(source, &doc, &self.segmenter_config()?)?;
            made.warnings.extend_from_slice(&segmentation.warnings);
            let with = |segment: &Segment| {
                let config = config(&format!("{}-{}", self.name, segment.name), &segment.name);
                Ok((config, self.ledger(&segment.name)?))
            };
            let segments: Vec<&Segment> = segmentation.segments.iter().collect();
            let crates = pipeline::each(&segments, &with, |segment, cut, model| {
                generated(cut, model, &segment.origins, source, &doc)
            });
            for (one, warnings) in crates.map_err(|error| vec![error])? {
                made.crates.push(one);
                made.warnings.extend(warnings);
            }
            made.segmentation = Some(segmentation);
        } else {
            gen_openapi::check(source, &doc).map_err(|error| vec![error])?;
            let ledger = self.ledger("").map_err(|error| vec![error])?;
            let model = gen_openapi::model(&doc, &config(&self.name, &self.name), &ledger);
            let made_of = generated(&doc, model, &Origins::default(), source, &doc);
            let (one, warnings) = made_of.map_err(|error| vec![error])?;
            made.crates.push(one);
            made.warnings.extend(warnings);
        }
        made.warnings.sort_by(|a, b| (a.pointer(), a.code).cmp(&(b.pointer(), b.code)));
        Ok(made)
    }

    /// The names that stay: `ledger.txt`, of one of several services `ledger-<service>.txt`.
    fn ledger(&self, service: &str) -> Result<Ledger, Diagnostic> {
        let own = format!("ledger-{service}.txt");
        let (name, text) = match self.file(&own) {
            Some(text) => (own.as_str(), text),
            None => ("ledger.txt", self.file("ledger.txt").unwrap_or_default()),
        };
        Ledger::parse(name, &text)
    }

    fn segmenter_config(&self) -> Result<segmenter::Config, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let manifest = self.file("services.toml").map(|text| Manifest::parse("services.toml", &text));
        let names = self.file("sdk-names.txt").unwrap_or_default();
        Ok(segmenter::Config {
            manifest: manifest.transpose().map_err(one)?,
            names: SdkNames::parse(&names).map_err(one)?,
            fallback: Fallback::Refuse,
            only: Vec::new(),
        })
    }
}

fn generated(
    doc: &Doc<'_>,
    model: Model,
    origins: &Origins,
    source: &Source,
    original: &Doc<'_>,
) -> Result<(Crate, Vec<Diagnostic>), Diagnostic> {
    let output = gen_openapi::printed(model)?;
    let warnings = output.model.warnings().iter().map(|warning| {
        let pointer = origins.original(&doc.pointer(warning.node));
        let diagnostic = Diagnostic::warning(warning.code, warning.message.clone());
        match original.resolve(&pointer) {
            Some(node) => diagnostic.at(source.location(original, node.id())),
            None => diagnostic,
        }
    });
    let warnings = warnings.collect();
    Ok((Crate { package: output.model.config.meta.package.clone(), output }, warnings))
}

/// The settings of a crate that is compiled in [`Made::place`].
pub fn config(name: &str, service: &str) -> Config {
    let meta = PackageMeta {
        reference: "the document".to_owned(),
        pages: None,
        package: format!("fixture-{name}"),
        version: "0.1.0".to_owned(),
        title: names::upper_camel(&names::words(service)),
        input: "a fixture".to_owned(),
        cfs_http: "{ path = \"../../../support/http\", default-features = false }".to_owned(),
        beside: format!("{{ path = \"../fixture-{name}\", version = \"0.1.0\", default-features = false }}"),
        docs_base: Some("https://developers.example.com".to_owned()),
        repository: "https://example.com".to_owned(),
        keywords: ["cloudflare", "api", "client", "async"].map(str::to_owned).into(),
        categories: ["api-bindings", "web-programming::http-client"].map(str::to_owned).into(),
        standalone: false,
        license: "MIT OR Apache-2.0".to_owned(),
    };
    Config { service: service.to_owned(), meta, samples: false }
}

impl Made {
    /// Adds the crates to a workspace that stands two folders below the root.
    pub fn place(&self, workspace: &mut Artifacts) {
        for one in &self.crates {
            workspace.absorb(&one.package, one.output.artifacts.clone());
        }
    }
}
