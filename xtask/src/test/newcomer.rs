//! A Worker as a newcomer writes it: in a workspace of its own, outside the checkout.

use super::Context;
use super::runtime::node;
use crate::Outcome;
use crate::worker::{self, Panic};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::fs;
use std::path::Path;

/// The chat of `tests/runtime/newcomer`, built where it knows nothing of this repository, through every runtime case.
pub(super) fn outside(cx: &Context<'_>) -> Outcome {
    node(cx.root, "newcomer.mjs", || {
        let outside = tempfile::tempdir().map_err(|error| failed(&std::env::temp_dir(), &error))?;
        copy(&cx.root.join("tests/runtime/newcomer"), outside.path(), cx.root)?;
        let options = worker::options(cx.root, Panic::Abort);
        let bundle = worker::build(cx.root, &outside.path().join("chat"), &options)?;
        Ok([bundle.folder, cx.root.join("tests/runtime/newcomer/chat/options.json")])
    })
}

/// Copies a folder; manifests name the checkout's crate by its path, where a newcomer would name a version.
fn copy(from: &Path, to: &Path, root: &Path) -> Result<(), Vec<Diagnostic>> {
    let failed = |error: std::io::Error| failed(from, &error);
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&entry.path(), &target, root)?;
            continue;
        }
        let text = fs::read_to_string(entry.path()).map_err(failed)?;
        let runtime = root.join("runtime");
        let text = text.replace("CFS_RUNTIME", &runtime.display().to_string());
        write_file(&target, text.as_bytes()).map_err(|error| vec![error])?;
    }
    Ok(())
}

fn failed(folder: &Path, error: &std::io::Error) -> Vec<Diagnostic> {
    vec![Diagnostic::error("newcomer::copy", format!("cannot copy {}: {error}", folder.display()))]
}
