//! A Worker as a newcomer writes it: in a workspace of its own, outside the checkout.

use super::Context;
use super::runtime::node;
use crate::Outcome;
use crate::worker::{self, Panic};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::fs;
use std::path::{Path, PathBuf};

/// The chat of `tests/runtime/newcomer`, built where it knows nothing of this repository, through every runtime case.
pub(super) fn outside(cx: &Context<'_>) -> Outcome {
    node(cx.root, "newcomer.mjs", || {
        let outside = Outside::copy(cx.root)?;
        let bundle = worker::build(cx.root, &outside.0.join("chat"), Panic::Abort)?;
        Ok([bundle.folder, cx.root.join("tests/runtime/newcomer/chat/options.json")])
    })
}

/// The newcomer's folder; it goes away with this.
struct Outside(PathBuf);

impl Outside {
    fn copy(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        let folder = Self(std::env::temp_dir().join(format!("newcomer-{}", std::process::id())));
        copy(&root.join("tests/runtime/newcomer"), &folder.0, root)?;
        Ok(folder)
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's folder for such things.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Copies a folder; manifests name the checkout's crate by its path, where a newcomer would name a version.
fn copy(from: &Path, to: &Path, root: &Path) -> Result<(), Vec<Diagnostic>> {
    let failed = |error: std::io::Error| {
        vec![Diagnostic::error("newcomer::copy", format!("cannot copy {}: {error}", from.display()))]
    };
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
