//! The generated crates: what the compiler and its companions say of them.

use super::Context;
use crate::{Outcome, figures, process};
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// The workspace of the management crates.
pub(super) fn workspace(root: &Path) -> PathBuf {
    root.join("output/management")
}

/// One build folder for everything that is built of generated crates.
pub(super) fn target(root: &Path) -> String {
    root.join("target/management").display().to_string()
}

fn cargo(cx: &Context<'_>, arguments: &[&str], flags: &[(&str, &str)]) -> Outcome {
    cargo_in(cx, &workspace(cx.root), arguments, flags)
}

/// Runs cargo in a folder whose crates are over the generated ones, in the build folder that all of those share.
pub(super) fn cargo_in(
    cx: &Context<'_>,
    folder: &Path,
    arguments: &[&str],
    flags: &[(&str, &str)],
) -> Outcome {
    let target = target(cx.root);
    // Thousands of files are compiled once: remembering how would cost more than it saves.
    let mut variables = vec![("CARGO_TARGET_DIR", target.as_str()), ("CARGO_INCREMENTAL", "0")];
    variables.extend_from_slice(flags);
    process::cargo_with(folder, arguments, &variables)
}

pub(super) fn lint(cx: &Context<'_>) -> Outcome {
    let all =
        ["clippy", "--workspace", "--features", "cfs-management/all", "--quiet", "--", "-D", "warnings"];
    let catalogue = ["clippy", "--quiet", "--", "-D", "warnings"];
    Ok(cargo(cx, &all, &[])? && cargo_in(cx, &catalogue_folder(cx.root), &catalogue, &[])?)
}

/// The crate of the catalogue.
fn catalogue_folder(root: &Path) -> PathBuf {
    root.join("output/catalogue")
}

/// The README's examples, as a user would write them, and its figures.
pub(super) fn readme(cx: &Context<'_>) -> Outcome {
    let examples = cargo_in(cx, &cx.root.join("tests/readme"), &["test", "--doc", "--quiet"], &[])?;
    Ok(figures::shown(cx.root, cx.update)? && examples)
}

/// Of every crate in `--full`, otherwise of a few of different kinds and the umbrella.
pub(super) fn docs(cx: &Context<'_>) -> Outcome {
    let mut arguments = vec!["doc", "--no-deps", "--quiet"];
    if cx.full {
        arguments.push("--workspace");
    } else {
        for package in ["d1", "dns", "kv", "r2", "workers", "page-rules", "zones"] {
            arguments.extend(["-p", package]);
        }
    }
    let named: Vec<String> = arguments
        .iter()
        .enumerate()
        .map(|(index, argument)| {
            let package = index > 0 && arguments[index - 1] == "-p";
            if package { format!("cfs-management-{argument}") } else { (*argument).to_owned() }
        })
        .collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let flags = [("RUSTDOCFLAGS", "-D warnings")];
    let catalogue = catalogue_folder(cx.root);
    Ok(cargo(cx, &named, &flags)?
        && cargo_in(cx, &catalogue, &["doc", "--no-deps", "--quiet"], &flags)?
        && cargo_in(cx, &catalogue, &["test", "--doc", "--quiet"], &[])?)
}

/// Every manifest has the members a registry requires or shows.
pub(super) fn metadata(cx: &Context<'_>) -> Outcome {
    const WANTED: [&str; 9] = [
        "description",
        "license",
        "repository",
        "documentation",
        "readme",
        "keywords",
        "categories",
        "rust-version",
        "edition",
    ];
    let mut complete = true;
    let mut count = 0;
    let entries = std::fs::read_dir(workspace(cx.root)).map_err(|error| vec![io(&error)])?;
    let folders = entries.map(|entry| entry.map(|entry| entry.path())).chain([Ok(catalogue_folder(cx.root))]);
    for folder in folders {
        let manifest = folder.map_err(|error| vec![io(&error)])?.join("Cargo.toml");
        let Ok(text) = std::fs::read_to_string(&manifest) else { continue };
        let parsed: toml::Table = toml::from_str(&text).unwrap_or_default();
        let package = parsed.get("package").and_then(toml::Value::as_table);
        let missing: Vec<&str> = WANTED
            .into_iter()
            .filter(|key| !package.is_some_and(|package| package.contains_key(*key)))
            .collect();
        if !missing.is_empty() {
            println!("{}: no {}", manifest.display(), missing.join(", "));
            complete = false;
        }
        count += 1;
    }
    println!("{count} manifests");
    Ok(complete && count > 0)
}

fn io(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("test::io", error.to_string())
}
