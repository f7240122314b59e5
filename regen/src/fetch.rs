//! `cargo xtask fetch`: verified copies of the pinned inputs.

use crate::{Outcome, root};
use codegen::diag::Diagnostic;
use inputs::{Fetched, InputError, Inputs, Origin};
use std::path::Path;

/// The document that the management crates are made from.
pub const OPENAPI: &str = document::PINNED;

/// What begins the names of other people's documents and definition files.
const OTHERS: [&str; 2] = ["corpus/", "definitions/"];

/// Options of `cargo xtask fetch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these inputs; without any, all but the corpus.
    names: Vec<String>,
    /// The corpora of other documents and definition files too.
    #[arg(long)]
    corpus: bool,
    /// Use no source that may need the network.
    #[arg(long)]
    offline: bool,
}

/// Fetches and verifies what is asked for.
///
/// # Errors
/// When an input cannot be had, or is not the pinned one.
pub fn run(args: &Args) -> Outcome {
    let inputs = Inputs::open(&root()).map_err(failed)?.offline(args.offline);
    let wanted = |name: &str| {
        if args.names.is_empty() {
            args.corpus || !OTHERS.iter().any(|other| name.starts_with(other))
        } else {
            args.names.iter().any(|n| n == name)
        }
    };
    for name in &args.names {
        inputs.lock().get(name).map_err(failed)?;
    }
    for input in inputs.lock().inputs.iter().filter(|input| wanted(&input.name)) {
        let fetched = inputs.file(&input.name).map_err(failed)?;
        let from = match fetched.origin {
            Origin::Given => "given",
            Origin::Cache => "cache",
            Origin::Source(ref source) => source,
        };
        println!("{:32} {:>10} bytes  {}  {from}", input.name, fetched.bytes.len(), &input.sha256[..12]);
    }
    Ok(true)
}

/// The OpenAPI document: the pinned one, from `given` if that is named.
pub fn openapi(given: Option<&Path>) -> Result<Fetched, Vec<Diagnostic>> {
    let inputs = Inputs::open(&root()).map_err(failed)?;
    match given {
        Some(path) => inputs.given(OPENAPI, path).map_err(failed),
        None => inputs.file(OPENAPI).map_err(failed),
    }
}

/// An input's error as a diagnostic.
pub fn failed(error: InputError) -> Vec<Diagnostic> {
    vec![document::told(&error)]
}
