//! The pinned Cloudflare document.

use crate::fixture::config;
use crate::root;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use gen_openapi::{Ledger, Output};
use inputs::Inputs;
use openapi::assembly::Assembly;
use rayon::prelude::*;
use segmenter::{Config, Fallback, Manifest, SDK_NAMES, SERVICES_TOML, SdkNames, Segment, Segmentation};
use std::sync::OnceLock;

/// The document's name among the pinned inputs.
pub const NAME: &str = document::PINNED;

/// How many operations the document has with all that belongs to it.
pub const OPERATIONS: usize = 3138;

/// A document, cut and generated.
#[derive(Debug)]
pub struct Run {
    /// The segments.
    pub segmentation: Segmentation,
    /// A crate per segment.
    pub outputs: Vec<Output>,
    /// Everything that was read otherwise than literally, by place in the whole document.
    pub warnings: Vec<Diagnostic>,
}

/// The document with all that belongs to it.
///
/// # Panics
/// When it is not available, or a correction does not fit; the message says what to do.
pub fn assembly() -> &'static Assembly {
    static ASSEMBLY: OnceLock<Assembly> = OnceLock::new();
    ASSEMBLY.get_or_init(|| match document::pinned(root()) {
        Ok(assembly) => assembly,
        Err(errors) => panic!("{}", crate::rendered(&errors)),
    })
}

/// The document as it was fetched.
///
/// # Panics
/// When it is not available; the message says what to do.
pub fn pinned() -> Source {
    let fetched = match Inputs::open(root()).and_then(|inputs| inputs.file(NAME)) {
        Ok(fetched) => fetched,
        Err(error) => panic!("{error}\n{}", error.help().unwrap_or_default()),
    };
    match Source::new(NAME, fetched.bytes) {
        Ok(source) => source,
        Err(error) => panic!("{}", error.render(false)),
    }
}

/// The text of the document with all that belongs to it.
///
/// # Panics
/// As [`assembly`].
pub fn source() -> &'static Source {
    assembly().source()
}

/// The parsed document.
///
/// # Panics
/// When it is no JSON.
pub fn document() -> &'static Doc<'static> {
    static DOCUMENT: OnceLock<Doc<'static>> = OnceLock::new();
    DOCUMENT.get_or_init(|| match source().parse() {
        Ok(doc) => doc,
        Err(error) => panic!("{}", error.render(false)),
    })
}

/// The document's segments.
pub fn segmentation() -> &'static Segmentation {
    static SEGMENTATION: OnceLock<Segmentation> = OnceLock::new();
    SEGMENTATION.get_or_init(|| segment(source(), document(), Fallback::Refuse))
}

/// What the document becomes.
pub fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let mut segmentation = segmentation().clone();
        segmentation.warnings.extend_from_slice(assembly().warnings());
        finish(source(), document(), segmentation)
    })
}

/// Cuts and generates a text in place of the document; what no rule places is in `misc`.
///
/// # Panics
/// When it cannot be cut.
pub fn run_text(text: String) -> Run {
    let source = Source::json(NAME, text);
    match source.parse() {
        Ok(doc) => finish(&source, &doc, segment(&source, &doc, Fallback::Misc)),
        Err(error) => panic!("{}", error.render(false)),
    }
}

fn segment(source: &Source, doc: &Doc<'_>, fallback: Fallback) -> Segmentation {
    match segment_of(source, doc, fallback, Vec::new()) {
        Some(done) => done,
        None => unreachable!("no service was asked for"),
    }
}

/// The segments of some services; none if there is no such service.
fn segment_of(source: &Source, doc: &Doc<'_>, fallback: Fallback, only: Vec<String>) -> Option<Segmentation> {
    let config = || -> Result<Config, Diagnostic> {
        let manifest = Some(Manifest::parse("services.toml", SERVICES_TOML)?);
        Ok(Config { manifest, names: SdkNames::parse(SDK_NAMES)?, fallback, only })
    };
    let done =
        config().map_err(|error| vec![error]).and_then(|config| segmenter::segment(source, doc, &config));
    match done {
        Ok(done) => Some(done),
        Err(errors) if errors.iter().all(|error| error.code == "segment::unknown-service") => None,
        Err(errors) => panic!("{}", crate::rendered(&errors)),
    }
}

fn finish(source: &Source, original: &Doc<'_>, segmentation: Segmentation) -> Run {
    let made: Vec<(Output, Vec<Diagnostic>)> =
        segmentation.segments.par_iter().map(|segment| generate(segment, source, original)).collect();
    let mut warnings = segmentation.warnings.clone();
    let mut outputs = Vec::new();
    for (output, found) in made {
        warnings.extend(found);
        outputs.push(output);
    }
    warnings.sort_by(|a, b| (a.pointer(), a.code, &a.message).cmp(&(b.pointer(), b.code, &b.message)));
    // What several services share is read once for each.
    warnings.dedup_by(|a, b| (a.pointer(), a.code, &a.message) == (b.pointer(), b.code, &b.message));
    Run { segmentation, outputs, warnings }
}

/// The code of one service's crate, of a document that was put together.
///
/// # Panics
/// When it cannot be made.
pub fn code(document: &Assembly, service: &str) -> String {
    let doc = match document.source().parse() {
        Ok(doc) => doc,
        Err(error) => panic!("{}", error.render(false)),
    };
    // A correction may bring a service of its own.
    let Some(segmentation) = segment_of(document.source(), &doc, Fallback::Refuse, vec![service.to_owned()])
    else {
        return String::new();
    };
    let code = segmentation.segments.iter().map(|segment| {
        let (output, _) = generate(segment, document.source(), &doc);
        output.artifacts.iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    });
    code.collect()
}

/// One segment's crate, and its warnings placed in the whole document.
fn generate(segment: &Segment, source: &Source, original: &Doc<'_>) -> (Output, Vec<Diagnostic>) {
    let text = Source::json(format!("{}.json", segment.name), segment.json.as_str());
    let ledger = root().join(format!("ledger/{}.txt", segment.name));
    let ledger = Ledger::parse(&std::fs::read_to_string(ledger).unwrap_or_default());
    let generated = text.parse().and_then(|doc| {
        let output = gen_openapi::generate(&doc, &config(&segment.name, &segment.name), &ledger)?;
        let warnings = output.warnings.iter().map(|warning| {
            let pointer = segment.origins.original(&doc.pointer(warning.node));
            let diagnostic = Diagnostic::warning(warning.code, warning.message.clone());
            match original.resolve(&pointer) {
                Some(node) => diagnostic.at(source.location(original, node.id())),
                None => diagnostic,
            }
        });
        let warnings = warnings.collect();
        Ok((output, warnings))
    });
    match generated {
        Ok(made) => made,
        Err(error) => panic!("{}", error.render(false)),
    }
}
