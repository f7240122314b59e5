//! One OpenAPI document in, one typed async client crate out.
//!
//! The pipeline, in the order [`generate`] runs it:
//!
//! 1. [`read`]: typed views of the document's nodes. After lowering, nothing uses them any more.
//! 2. `lower`: schemas to types, operations to methods; what the document means, with a note wherever it was read
//!    otherwise than literally.
//! 3. `pass`: links, merges equal types, tells unions apart, cuts cycles, gives names (the [`Ledger`]'s first).
//! 4. `emit`: files. One formatter prints them.
//!
//! [`ir`] is what the last three share.

mod catalogue;
mod config;
mod emit;
mod explain;
pub mod harness;
pub mod ir;
mod ledger;
mod lower;
mod pass;
pub mod read;
mod report;
mod umbrella;

pub use config::Config;
pub use emit::MAX_LINES;
pub use explain::{Considered, Explanation, Named, explain};
pub use ledger::Ledger;
pub use report::Report;
pub use umbrella::{Service, umbrella};

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, NodeId, Source};

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Output {
    /// The name of the type that leads to everything.
    pub root: String,
    /// Its files.
    pub artifacts: Artifacts,
    /// Its public names, to be committed.
    pub ledger: String,
    /// Its operations and collections, a line each.
    pub listing: String,
    /// Its numbers.
    pub report: Report,
    /// What was read otherwise than literally.
    pub warnings: Vec<Warning>,
}

/// A warning and the value it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The warning's code.
    pub code: &'static str,
    /// The value, in the document that was read.
    pub node: NodeId,
    /// What happened and what was done instead.
    pub message: String,
}

/// Checks that a document is one that can be read, before anything is generated from it.
///
/// # Errors
/// When it is no OpenAPI 3 document, or a reference leads nowhere.
pub fn check(source: &Source, doc: &Doc<'_>) -> Result<(), Diagnostic> {
    read::check(source, doc)
}

/// Generates a crate from a document.
///
/// # Errors
/// When an item cannot be printed: a defect of the generator.
pub fn generate(doc: &Doc<'_>, config: &Config, ledger: &Ledger) -> Result<Output, Diagnostic> {
    // Types in types in types recurse as deep as the document goes: a big stack costs nothing until it is used.
    const STACK: usize = 512 << 20;
    std::thread::scope(|scope| {
        let made =
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || make(doc, config, ledger));
        match made.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => make(doc, config, ledger),
        }
    })
}

fn make(doc: &Doc<'_>, config: &Config, ledger: &Ledger) -> Result<Output, Diagnostic> {
    let mut api = lower::lower(read::Document { doc }, &config.service);
    pass::run(&mut api, ledger);
    let artifacts = emit::emit(&api, config)?;
    let report = Report::new(&api, &artifacts, config);
    let ledger = ledger::write(&api, config);
    let listing = catalogue::listing(&api);
    let root = api.resources.first().map(|root| root.name.clone()).unwrap_or_default();
    let warnings =
        api.notes.into_iter().map(|note| Warning { code: note.code, node: note.node, message: note.message });
    Ok(Output { root, artifacts, ledger, listing, report, warnings: warnings.collect() })
}
