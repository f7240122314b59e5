//! Any bytes through everything, as the binaries do it: made whole, or refused with a reason.

use crate::fixture::config;
use codegen::artifact::Artifacts;
use codegen::diag::{Diagnostic, Severity};
use codegen::doc::Source;
use codegen::stack::big;
use gen_openapi::Ledger;
use segmenter::{Fallback, Manifest, SDK_NAMES, SERVICES_TOML, SdkNames, Segment};
use std::path::Path;
use std::sync::OnceLock;

/// What became of some bytes.
#[derive(Debug)]
pub enum Ran {
    /// Nothing was made.
    Refused(Vec<Diagnostic>),
    /// Crates, with the number of warnings.
    Made(Vec<Artifacts>, usize),
}

/// Cut and generated, without a manifest.
pub fn foreign(bytes: Vec<u8>) -> Ran {
    ran(segmented(bytes, &segmenter::Config::default()))
}

/// Cut by Cloudflare's manifest and generated; what no rule places goes to `misc`.
pub fn cloudflare(bytes: Vec<u8>) -> Ran {
    static CONFIG: OnceLock<segmenter::Config> = OnceLock::new();
    let config = CONFIG.get_or_init(|| segmenter::Config {
        manifest: Manifest::parse("services.toml", SERVICES_TOML).ok(),
        names: SdkNames::parse(SDK_NAMES).unwrap_or_default(),
        fallback: Fallback::Misc,
        only: Vec::new(),
    });
    ran(segmented(bytes, config))
}

/// Generated as it is.
pub fn alone(bytes: Vec<u8>) -> Ran {
    let made = || -> Result<(Vec<Artifacts>, usize), Diagnostic> {
        let source = Source::new("input", bytes)?;
        let doc = source.parse()?;
        gen_openapi::check(&source, &doc)?;
        let output = gen_openapi::generate(&doc, &config("alone", "alone"), &Ledger::default())?;
        let warnings = output.model.warnings().len();
        Ok((vec![output.artifacts], warnings))
    };
    ran(made().map_err(|error| vec![error]))
}

/// TypeScript definitions to a crate; deep ones have the stack that the binary gives them.
pub fn definitions(bytes: Vec<u8>) -> Ran {
    let Ok(text) = String::from_utf8(bytes) else {
        return Ran::Refused(vec![Diagnostic::error("document::encoding", "the input is not UTF-8")]);
    };
    let mut sources = gen_dts::Sources::default();
    sources.add("input.d.ts".to_owned(), text);
    let config = gen_dts::Config {
        manifest: gen_dts::Manifest::single("alone"),
        package: gen_dts::Package {
            support: "\"0.1\"".to_owned(),
            version: "0.0.0".to_owned(),
            ..gen_dts::Package::default()
        },
        ..gen_dts::Config::default()
    };
    let made = big(|| gen_dts::generate(&sources, &config));
    ran(made.map(|output| (vec![output.artifacts], output.model.diagnostics.len())))
}

fn segmented(bytes: Vec<u8>, config: &segmenter::Config) -> Result<(Vec<Artifacts>, usize), Vec<Diagnostic>> {
    let one = |error| vec![error];
    let source = Source::new("input", bytes).map_err(one)?;
    let doc = source.parse().map_err(one)?;
    let segmentation = segmenter::segment(&source, &doc, config)?;
    let mut warnings = segmentation.warnings.len();
    let with =
        |segment: &Segment| Ok((crate::fixture::config(&segment.name, &segment.name), Ledger::default()));
    let segments: Vec<&Segment> = segmentation.segments.iter().collect();
    let made = pipeline::each(&segments, &with, |segment, cut, model| {
        // A place that cannot be found would be a panic when the warning is printed.
        let placed = model
            .warnings()
            .iter()
            .filter(|warning| !segment.origins.original(&cut.pointer(warning.node)).as_str().is_empty());
        let placed = placed.count();
        Ok((gen_openapi::printed(model)?.artifacts, placed))
    });
    let (crates, placed): (Vec<Artifacts>, Vec<usize>) = made.map_err(one)?.into_iter().unzip();
    warnings += placed.iter().sum::<usize>();
    Ok((crates, warnings))
}

fn ran(made: Result<(Vec<Artifacts>, usize), Vec<Diagnostic>>) -> Ran {
    match made {
        Ok((crates, warnings)) => Ran::Made(crates, warnings),
        Err(errors) => Ran::Refused(errors),
    }
}

impl Ran {
    /// Why this is not how it should end: partial output, output out of proportion, or an error that says nothing.
    pub fn problem(&self, input: usize) -> Option<String> {
        /// Bytes that a crate has at least, and bytes of output for a byte of input.
        const BUDGET: (usize, usize) = (64 << 10, 400);
        match self {
            Self::Refused(errors) if errors.is_empty() => Some("refused without a reason".to_owned()),
            Self::Refused(errors) => {
                let told = |error: &Diagnostic| {
                    error.severity == Severity::Error && error.render(false).contains(error.code)
                };
                errors.iter().find(|error| !told(error)).map(|error| format!("no error: {error}"))
            }
            Self::Made(crates, _) => {
                let size: usize = crates.iter().flat_map(Artifacts::iter).map(|(_, text)| text.len()).sum();
                let budget = BUDGET.0 * crates.len().max(1) + BUDGET.1 * input;
                if size > budget {
                    return Some(format!("{size} bytes from {input}"));
                }
                crates.iter().find_map(incomplete)
            }
        }
    }
}

/// What a crate lacks to be one: a file, or a file's end.
fn incomplete(artifacts: &Artifacts) -> Option<String> {
    // Definitions may make several crates, in a folder each.
    if artifacts.get("Cargo.toml").is_none() {
        return no_rust(artifacts);
    }
    for path in ["Cargo.toml", "README.md", "src/lib.rs"] {
        if artifacts.get(path).is_none_or(str::is_empty) {
            return Some(format!("no {path}"));
        }
    }
    no_rust(artifacts)
}

fn no_rust(artifacts: &Artifacts) -> Option<String> {
    artifacts.iter().filter(|(path, _)| Path::new(path).extension() == Some("rs".as_ref())).find_map(
        |(path, text)| syn::parse_file(text).err().map(|error| format!("{path} is no Rust: {error}")),
    )
}
