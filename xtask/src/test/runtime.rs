//! The runtime crates: compiled for wasm32, and checked in the real runtime.

use super::{Context, could_not_run, declared};
use crate::worker::{self, Panic};
use crate::{Outcome, diff, npm, process};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// The workspace of the Workers that are tested.
const WORKERS: &str = "tests/runtime/workers";

const NO_NODE: &str = "there is no Node and npm on this machine";

/// What the first uses need: the facade with all products.
const FIRST_CALLS: &str = "[workspace]\n\n[package]\nname = \"first-calls\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
    [dependencies]\ncfs-runtime = { path = \"../../runtime\", features = [\"all\"] }\n";

/// Every runtime crate, with and without what is experimental, without a warning.
pub(super) fn compiles(cx: &Context<'_>) -> Outcome {
    let folder = cx.root.join("output/runtime");
    let cargo = worker::cargo(cx.root, &folder)?;
    for features in
        [&["check", "--workspace", "--quiet"][..], &["check", "--workspace", "--quiet", "--all-features"]]
    {
        let mut cargo = cargo(features);
        cargo.env("CARGO_BUILD_WARNINGS", "deny");
        if !process::status(cargo)? {
            return Ok(false);
        }
    }
    first_calls(cx.root)
}

/// The first use of each crate, which its README shows.
fn first_calls(root: &Path) -> Outcome {
    let calls = root.join("gen-dts/calls");
    let mut lib = String::from("#![allow(dead_code)]\n");
    for (path, _) in diff::folder(&calls).map_err(|error| vec![error])?.iter() {
        let name = path.trim_end_matches(".rs").replace('-', "_");
        let _ = writeln!(lib, "\n#[path = \"{}\"]\nmod {name};", calls.join(path).display());
    }
    let folder = root.join("target/first-calls");
    let mut files = Artifacts::default();
    files.insert("Cargo.toml", FIRST_CALLS);
    files.insert("src/lib.rs", lib);
    files.write(&folder, &["src"]).map_err(|error| vec![error])?;
    let mut cargo = worker::cargo(root, &folder)?(&["check", "--quiet"]);
    cargo.env("CARGO_BUILD_WARNINGS", "deny");
    process::status(cargo)
}

/// The Workers whose panics abort, and the one whose panics unwind.
const ABORTING: [&str; 5] = ["users", "survive", "suite", "written", "router"];
const UNWINDING: [&str; 1] = ["unwind"];

/// What the bindings do, asserted inside the runtime.
pub(super) fn behaviour(cx: &Context<'_>) -> Outcome {
    if npm::install(cx.root)?.is_none() {
        return Err(could_not_run(NO_NODE));
    }
    let workers = cx.root.join(WORKERS);
    let (mut held, mut declared) = (true, Vec::new());
    for (names, panic) in [(&ABORTING[..], Panic::Abort), (&UNWINDING[..], Panic::Unwind)] {
        let bundles = worker::build_packages(cx.root, &workers, names, &worker::options(cx.root, panic))?;
        for (name, bundle) in names.iter().zip(bundles) {
            let options = workers.join(name).join("options.json");
            declared.push((*name, bundle.manifest));
            held &= node(cx.root, &format!("{name}.mjs"), || Ok([bundle.folder, options]))?;
        }
    }
    Ok(held & declared::compare(cx, &declared)?)
}

/// A management client in a Worker, asserted inside the runtime.
pub(super) fn client(cx: &Context<'_>) -> Outcome {
    let worker = cx.root.join(WORKERS).join("client");
    let options = worker::options(cx.root, Panic::Abort);
    node(cx.root, "client.mjs", || Ok([worker::build(cx.root, &worker, &options)?.folder]))
}

/// Every member that is emitted, looked up in the runtime.
pub(super) fn reflection(cx: &Context<'_>) -> Outcome {
    let ledger = cx.root.join("ledger/runtime");
    node(cx.root, "reflect.mjs", || Ok([ledger.join("members.json"), ledger.join("absent.txt")]))
}

/// What was understood, written back as TypeScript and compared with the input by the TypeScript compiler.
pub(super) fn types(cx: &Context<'_>) -> Outcome {
    let made = pipeline::runtime::generate(cx.root, &pipeline::runtime::read(cx.root)?)?;
    let mut files = codegen::artifact::Artifacts::default();
    files.absorb("target/typescript", made.typescript);
    files.write(cx.root, &[]).map_err(|error| vec![error])?;
    node(cx.root, "types.mjs", || {
        Ok([cx.root.join("target/typescript"), cx.root.join("ledger/runtime/types.txt")])
    })
}

/// Runs a script of the harness with what `arguments` makes.
pub(super) fn node<const N: usize>(
    root: &Path,
    script: &str,
    arguments: impl FnOnce() -> Result<[std::path::PathBuf; N], Vec<Diagnostic>>,
) -> Outcome {
    let Some(packages) = npm::install(root)? else {
        return Err(could_not_run(NO_NODE));
    };
    let mut command = Command::new("node");
    command
        .current_dir(&packages)
        .env("CFS_NPM", &packages)
        .arg(root.join("tests/runtime/harness").join(script))
        .args(arguments()?);
    process::status(command)
}
