//! The pinned Cloudflare document.

use crate::root;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use gen_openapi::Output;
use inputs::Inputs;
use openapi::assembly::Assembly;
use pipeline::{Ledgers, Made};
use segmenter::Segmentation;
use std::sync::OnceLock;

/// The document's name among the pinned inputs.
pub const NAME: &str = document::PINNED;

/// How many operations the document has with all that belongs to it.
pub const OPERATIONS: usize = 3145;

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
    ASSEMBLY.get_or_init(|| done(document::pinned(root())))
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
    DOCUMENT.get_or_init(|| parsed(source()))
}

/// The document's segments.
pub fn segmentation() -> &'static Segmentation {
    static SEGMENTATION: OnceLock<Segmentation> = OnceLock::new();
    SEGMENTATION.get_or_init(|| segment(source(), document(), false))
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
    let doc = parsed(&source);
    finish(&source, &doc, segment(&source, &doc, true))
}

/// The segments of a document; what no rule places is in `misc` if that is let through.
fn segment(source: &Source, doc: &Doc<'_>, unpinned: bool) -> Segmentation {
    done(pipeline::segment(source, doc, &[], unpinned))
}

/// The crates of segments.
fn services(segmentation: &Segmentation, source: &Source, original: &Doc<'_>) -> Vec<Made> {
    let made = pipeline::services(&segmentation.segments, Ledgers::Committed(root()), source, original);
    done(made.map_err(|error| vec![error]))
}

fn parsed(source: &Source) -> Doc<'_> {
    done(source.parse().map_err(|error| vec![error]))
}

fn done<T>(result: Result<T, Vec<Diagnostic>>) -> T {
    match result {
        Ok(done) => done,
        Err(errors) => panic!("{}", crate::rendered(&errors)),
    }
}

fn finish(source: &Source, original: &Doc<'_>, segmentation: Segmentation) -> Run {
    let mut warnings = segmentation.warnings.clone();
    let mut outputs = Vec::new();
    for made in services(&segmentation, source, original) {
        warnings.extend(made.warnings);
        outputs.push(made.output);
    }
    warnings.sort_by(|a, b| (a.pointer(), a.code, &a.message).cmp(&(b.pointer(), b.code, &b.message)));
    // What several services share is read once for each.
    warnings.dedup_by(|a, b| (a.pointer(), a.code, &a.message) == (b.pointer(), b.code, &b.message));
    Run { segmentation, outputs, warnings }
}

/// The code of one service's crate and its lines of the catalogue, of a document that was put together.
///
/// # Panics
/// When it cannot be made.
pub fn code(document: &Assembly, service: &str) -> String {
    let doc = parsed(document.source());
    let segmentation = match pipeline::segment(document.source(), &doc, &[service.to_owned()], false) {
        // A correction may bring a service of its own.
        Err(errors) if errors.iter().all(|error| error.code == "segment::unknown-service") => {
            return String::new();
        }
        cut => done(cut),
    };
    let made = services(&segmentation, document.source(), &doc);
    let texts = made.iter().flat_map(|made| made.output.artifacts.iter().map(|(_, text)| text.to_owned()));
    let lines = made.iter().map(|made| gen_openapi::print::listing(&made.output.model));
    texts.chain(lines).collect::<Vec<_>>().join("\n")
}
