//! The tests that need the real runtime.

use super::worker;
use std::path::Path;
use std::process::Command;

/// Puts the npm packages the tests need below `target/npm`.
///
/// # Errors
/// When npm fails.
pub fn npm(root: &Path) -> Result<(), String> {
    let folder = root.join("target/npm");
    let wanted = std::fs::read_to_string(root.join("tests/runtime/harness/package.json"))
        .map_err(|error| format!("no package list: {error}"))?;
    let there = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    if there == wanted && folder.join("node_modules/miniflare").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    std::fs::write(folder.join("package.json"), wanted).map_err(|error| error.to_string())?;
    run(Command::new("npm").current_dir(&folder).args([
        "install",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))
}

/// Runs every suite that needs the real runtime.
///
/// # Errors
/// The first suite that fails.
pub fn run_all(root: &Path) -> Result<(), String> {
    npm(root)?;
    behaviour(root)?;
    reflection(root)?;
    types(root)
}

/// What the bindings do, asserted inside the runtime.
///
/// # Errors
/// When a worker does not build or an assertion fails.
pub fn behaviour(root: &Path) -> Result<(), String> {
    let bundle = worker::build(root, &root.join("tests/runtime/workers/suite"))?;
    let options = root.join("tests/runtime/workers/suite/options.json");
    node(root, "suite.mjs", &[&bundle.folder, &options])
}

/// Every member that is emitted, looked up in the runtime.
///
/// # Errors
/// When the ledger of absent members differs.
pub fn reflection(root: &Path) -> Result<(), String> {
    node(
        root,
        "reflect.mjs",
        &[&root.join("ledger/runtime/members.json"), &root.join("ledger/runtime/absent.txt")],
    )
}

/// What was understood, written back as TypeScript and compared with the input by the TypeScript compiler.
///
/// # Errors
/// When the ledger of differing declarations differs.
pub fn types(root: &Path) -> Result<(), String> {
    node(root, "types.mjs", &[&root.join("target/typescript"), &root.join("ledger/runtime/types.txt")])
}

fn node(root: &Path, script: &str, arguments: &[&Path]) -> Result<(), String> {
    let folder = root.join("target/npm");
    let mut command = Command::new("node");
    command
        .current_dir(&folder)
        .env("CFS_NPM", &folder)
        .arg(root.join("tests/runtime/harness").join(script))
        .args(arguments);
    run(&mut command).map_err(|error| format!("{script}: {error}"))
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|error| format!("cannot run {}: {error}", command.get_program().to_string_lossy()))?;
    if status.success() { Ok(()) } else { Err(format!("ended with {status}")) }
}
