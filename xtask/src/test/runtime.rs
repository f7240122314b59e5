//! The runtime crates: compiled for wasm32, and checked in the real runtime.

use super::{Context, could_not_run};
use crate::worker::{self, Panic};
use crate::{Outcome, npm, process, regen};
use codegen::diag::Diagnostic;
use std::path::Path;
use std::process::Command;

/// Every runtime crate, with and without what is experimental, and the facade with every feature, without a warning.
pub(super) fn compiles(cx: &Context<'_>) -> Outcome {
    let toolchain = worker::Toolchain::find(Panic::Abort)?;
    for features in
        [&["check", "--workspace", "--quiet"][..], &["check", "--workspace", "--quiet", "--all-features"]]
    {
        let mut cargo =
            toolchain.cargo(&cx.root.join("output/runtime"), &cx.root.join("target/wasm"), features);
        cargo.env("CARGO_BUILD_WARNINGS", "deny");
        if !process::status(cargo)? {
            return Ok(false);
        }
    }
    // The facade by hand: what stands behind a feature is left out of the workspace's own lints.
    process::cargo(
        cx.root,
        &[
            "clippy",
            "-p",
            "cfs-runtime",
            "--all-features",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    )
}

/// What the macros take and refuse, in the compiler's own words.
pub(super) fn macros(cx: &Context<'_>) -> Outcome {
    process::cargo(
        cx.root,
        &["test", "-p", "cfs-runtime", "--features", "durable-objects", "--test", "compile", "--quiet"],
    )
}

/// What the bindings do, asserted inside the runtime.
pub(super) fn behaviour(cx: &Context<'_>) -> Outcome {
    let mut held = true;
    for (name, panic) in [
        ("users", Panic::Abort),
        ("survive", Panic::Abort),
        ("suite", Panic::Abort),
        ("written", Panic::Abort),
        ("router", Panic::Abort),
        ("unwind", Panic::Unwind),
    ] {
        let folder = cx.root.join("tests/runtime/workers").join(name);
        held &= node(cx.root, &format!("{name}.mjs"), || {
            let bundle = worker::build(cx.root, &folder, panic)?;
            Ok([bundle.folder, folder.join("options.json")])
        })?;
    }
    Ok(held)
}

/// A management client in a Worker, asserted inside the runtime.
pub(super) fn client(cx: &Context<'_>) -> Outcome {
    let worker = cx.root.join("tests/runtime/workers/client");
    node(cx.root, "client.mjs", || Ok([worker::build(cx.root, &worker, Panic::Abort)?.folder]))
}

/// Every member that is emitted, looked up in the runtime.
pub(super) fn reflection(cx: &Context<'_>) -> Outcome {
    let ledger = cx.root.join("ledger/runtime");
    node(cx.root, "reflect.mjs", || Ok([ledger.join("members.json"), ledger.join("absent.txt")]))
}

/// What was understood, written back as TypeScript and compared with the input by the TypeScript compiler.
pub(super) fn types(cx: &Context<'_>) -> Outcome {
    let made = regen::runtime::generate(cx.root, &regen::runtime::read(cx.root)?)?;
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
        return Ok(could_not_run("there is no Node and npm on this machine"));
    };
    let mut command = Command::new("node");
    command
        .current_dir(&packages)
        .env("CFS_NPM", &packages)
        .arg(root.join("tests/runtime/harness").join(script))
        .args(arguments()?);
    process::status(command)
}
