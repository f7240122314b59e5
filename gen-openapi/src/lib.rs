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

mod config;
mod emit;
pub mod ir;
mod ledger;
mod lower;
mod pass;
pub mod read;
mod report;

pub use config::Config;
pub use emit::MAX_LINES;
pub use ledger::Ledger;
pub use report::Report;

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, NodeId};

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its files.
    pub artifacts: Artifacts,
    /// Its public names, to be committed.
    pub ledger: String,
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

/// Generates a crate from a document.
///
/// # Errors
/// When an item cannot be printed: a defect of the generator.
pub fn generate(doc: &Doc<'_>, config: &Config, ledger: &Ledger) -> Result<Output, Diagnostic> {
    let mut api = lower::lower(read::Document { doc });
    pass::run(&mut api, ledger);
    let artifacts = emit::emit(&api, config)?;
    let report = Report::new(&api, &artifacts, config);
    let ledger = ledger::write(&api, config);
    let warnings = api.notes.into_iter().map(|note| Warning { code: note.code, node: note.node, message: note.message });
    Ok(Output { artifacts, ledger, report, warnings: warnings.collect() })
}
