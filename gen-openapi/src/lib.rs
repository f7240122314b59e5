//! One OpenAPI document in, one typed async client crate out.
//!
//! The pipeline, in the order [`model()`] and then [`generate`] run it:
//!
//! 1. [`read`]: typed views of the document's nodes. After lowering, nothing uses them any more.
//! 2. `lower`: schemas to types, operations to methods; what the document means, with a note wherever it was read
//!    otherwise than literally.
//! 3. `pass`: links, merges equal types, tells unions apart, cuts cycles, gives names (the [`Ledger`]'s first). All is
//!    decided then: the result is the [`Model`].
//! 4. [`mod@print`]: the model as text, a printer for each purpose. One formatter prints all Rust.
//!
//! [`ir`] is what the last three share.

mod config;
mod explain;
pub mod ir;
mod ledger;
mod lower;
mod model;
mod pass;
pub mod print;
pub mod read;
mod report;

pub use config::{Config, PackageMeta};
pub use explain::{Considered, Named, explain};
pub use ledger::Ledger;
pub use model::Model;
pub use report::Report;

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use codegen::stack::big;

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Output {
    /// What it was printed from.
    pub model: Model,
    /// Its files.
    pub artifacts: Artifacts,
    /// Its public names, to be committed.
    pub ledger: String,
    /// Its numbers.
    pub report: Report,
}

/// Checks that a document is one that can be read, before anything is generated from it.
///
/// # Errors
/// When it is no OpenAPI 3 document, or a reference leads nowhere.
pub fn check(source: &Source, doc: &Doc<'_>) -> Result<(), Diagnostic> {
    read::check(source, doc)
}

/// What a crate is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The document.
    pub doc: &'a Doc<'a>,
    /// What the crate is besides.
    pub config: &'a Config,
    /// The names that stay.
    pub ledger: &'a Ledger,
}

/// Reads a document and makes all decisions.
pub fn model(doc: &Doc<'_>, config: &Config, ledger: &Ledger) -> Model {
    models(Input { doc, config, ledger }, &[]).swap_remove(0)
}

/// Reads documents of services and makes all decisions: the first one's model, then those of the others, which take from its
/// crate the types that they have in common with it.
pub fn models(giver: Input<'_>, takers: &[Input<'_>]) -> Vec<Model> {
    big(|| {
        let apis = pass::run(lowered(&giver), takers.iter().map(lowered).collect());
        let configs = std::iter::once(&giver).chain(takers).map(|input| input.config.clone());
        apis.into_iter().zip(configs).map(|(api, config)| Model { api, config }).collect()
    })
}

fn lowered<'a>(input: &Input<'a>) -> pass::Service<'a> {
    let Input { doc, config, ledger } = *input;
    pass::Service { doc, api: lower::lower(read::Document { doc }, config), ledger, meta: &config.meta }
}

/// Generates a crate from a document: its [`model()`], printed.
///
/// # Errors
/// When an item cannot be printed: a defect of the generator.
pub fn generate(doc: &Doc<'_>, config: &Config, ledger: &Ledger) -> Result<Output, Diagnostic> {
    printed(model(doc, config, ledger))
}

/// A model's crate.
///
/// # Errors
/// When an item cannot be printed: a defect of the generator.
pub fn printed(model: Model) -> Result<Output, Diagnostic> {
    let artifacts = print::krate(&model)?;
    let ledger = print::surface(&model);
    let report = Report::new(&model, &artifacts);
    Ok(Output { model, artifacts, ledger, report })
}
