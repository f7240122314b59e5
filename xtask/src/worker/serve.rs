//! A bundle in the local runtime.

use super::{Panic, build};
use crate::{Outcome, npm, process};
use codegen::diag::Diagnostic;
use std::path::Path;
use std::process::Command;

/// Builds the crate in `path` and serves it. `options.json` in its folder names its bindings, in miniflare's terms.
pub(super) fn serve(root: &Path, path: &Path, port: u16, panic: Panic) -> Outcome {
    let Some(packages) = npm::install(root)? else {
        let error = Diagnostic::error("worker::node", "serving needs Node and npm");
        return Err(vec![error.help("install Node 20 or newer")]);
    };
    let bundle = build(root, path, panic)?;
    let mut command = Command::new("node");
    command
        .env("CFS_NPM", packages)
        .arg(root.join("tests/runtime/harness/serve.mjs"))
        .arg(&bundle.folder)
        .arg(path.join("options.json"))
        .arg(port.to_string());
    process::status(command)
}
