//! A bundle in the local runtime.

use super::Source;
use crate::{Outcome, npm, process};
use codegen::diag::Diagnostic;
use std::path::Path;
use std::process::Command;

/// Builds a crate and serves it. `options.json` in its folder names its bindings, in miniflare's terms.
pub(super) fn serve(root: &Path, source: &Source, port: u16) -> Outcome {
    let Some(packages) = npm::install(root)? else {
        let error = Diagnostic::error("worker::node", "serving needs Node and npm");
        return Err(vec![error.help("install Node 20 or newer")]);
    };
    let built = source.build(root)?;
    let mut command = Command::new("node");
    command
        .env("CFS_NPM", packages)
        .arg(root.join("tests/runtime/harness/serve.mjs"))
        .arg(&built.folder)
        .arg(source.path.join("options.json"))
        .arg(port.to_string());
    process::status(command)
}
