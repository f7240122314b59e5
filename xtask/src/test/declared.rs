//! What the tested Workers declare, in `tests/runtime/declared.txt`: from the macros, through the wasm file, as
//! `cfs-build` reads it.

use super::Context;
use crate::Outcome;
use cfs_build::Manifest;
use codegen::artifact::write_file;
use std::fmt::Write;

const FILE: &str = "tests/runtime/declared.txt";

/// Compares what Workers declare with what is committed.
pub(super) fn compare(cx: &Context<'_>, workers: &[(&str, Manifest)]) -> Outcome {
    let text: String = workers.iter().map(|(name, manifest)| lines(name, manifest)).collect();
    let path = cx.root.join(FILE);
    if cx.update {
        write_file(&path, text.as_bytes()).map_err(|error| vec![error])?;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = |line: &&str, in_other: &str| !in_other.lines().any(|other| other == *line);
    for line in committed.lines().filter(|line| differing(line, &text)) {
        println!("{FILE}: no longer declared: {line}");
    }
    for line in text.lines().filter(|line| differing(line, &committed)) {
        println!("{FILE}: declared: {line}");
    }
    Ok(text == committed)
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
