//! The generated crates: what the compiler and its companions say of them.

use super::Context;
use crate::{Outcome, figures, process, release};
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
    // With the umbrella's examples; no other crate has any.
    let targets = ["--lib", "--examples", "--features", "cfs-management/all"];
    let arguments = [&["clippy", "--workspace"][..], &targets, &["--quiet", "--", "-D", "warnings"]].concat();
    let catalogue = ["clippy", "--quiet", "--", "-D", "warnings"];
    let native = ["clippy", "-p", NATIVE, "--all-features", "--quiet", "--", "-D", "warnings"];
    Ok(cargo(cx, &arguments, &[])?
        && cargo_in(cx, &catalogue_folder(cx.root), &catalogue, &[])?
        && cargo_in(cx, &runtime_folder(cx.root), &native, &[])?)
}

/// What gen-dts makes for programs outside of a Worker, beside the crates for those inside.
const NATIVE: &str = "cfs-tail-events";

fn runtime_folder(root: &Path) -> PathBuf {
    root.join("output/runtime")
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
    let runtime = runtime_folder(cx.root);
    Ok(cargo(cx, &named, &flags)?
        && cargo_in(cx, &runtime, &["doc", "-p", NATIVE, "--no-deps", "--quiet"], &flags)?
        && cargo_in(cx, &runtime, &["test", "-p", NATIVE, "--doc", "--quiet"], &[])?
        && cargo_in(cx, &catalogue, &["doc", "--no-deps", "--quiet"], &flags)?
        && cargo_in(cx, &catalogue, &["test", "--doc", "--quiet"], &[])?)
}

/// Every package has what a registry requires or shows: in its manifest, and beside it.
pub(super) fn metadata(cx: &Context<'_>) -> Outcome {
    let packages = release::packages(cx.root)?;
    let mut complete = true;
    for package in &packages {
        let missing = release::missing(cx.root, package)?;
        if !missing.is_empty() {
            println!("{}: no {}", package.name, missing.join(", "));
            complete = false;
        }
    }
    println!("{} packages", packages.len());
    Ok(complete && !packages.is_empty())
}
