//! What the tested Workers declare, in `tests/runtime/declared.txt`: from the macros, through the wasm file, as
//! `cfs-build` reads it.

use super::{Context, committed};
use crate::Outcome;
use cfs_build::Manifest;
use std::fmt::Write;

const FILE: &str = "tests/runtime/declared.txt";

/// Compares what Workers declare with what is committed.
pub(super) fn compare(cx: &Context<'_>, workers: &[(&str, Manifest)]) -> Outcome {
    let text: String = workers.iter().map(|(name, manifest)| lines(name, manifest)).collect();
    committed::same(cx, "behaviour", FILE, &text)
}

/// A line for each handler, class and binding.
fn lines(worker: &str, manifest: &Manifest) -> String {
    let mut text = String::new();
    for handler in &manifest.handlers {
        _ = writeln!(text, "{worker}: handler {}", handler.name());
    }
    for class in &manifest.classes {
        _ = writeln!(text, "{worker}: {:?} {}", class.kind, class.name);
    }
    for binding in &manifest.bindings {
        let optional = if binding.optional { ", optional" } else { "" };
        let read = match binding.accepts() {
            [] => "any value".to_owned(),
            accepted => format!("{} of {}", binding.type_name, accepted.join(" or ")),
        };
        _ = writeln!(text, "{worker}: binding {}: {read}{optional}", binding.name);
    }
    if manifest.checks_env {
        _ = writeln!(text, "{worker}: bindings are checked");
    }
    text
}
