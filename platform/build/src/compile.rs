//! The crate to a wasm file.

use crate::error::{Error, Result, Stage};
use crate::project::{Package, Project};
use crate::toolchain::Toolchain;
use crate::{Options, profile};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Compiles packages of one workspace together, so that what they share is compiled once; their wasm files in the
/// packages' order.
pub(crate) fn compile(
    folder: &Path,
    project: &Project,
    packages: &[Package],
    options: &Options,
) -> Result<Vec<PathBuf>> {
    let toolchain = Toolchain::find(folder, options.panic, options.install)?;
    // A folder for each strategy: the standard libraries differ.
    let target_dir = options.target_dir.clone().unwrap_or_else(|| project.target_dir.join("worker"));
    let mut cargo = toolchain.cargo(
        folder,
        &target_dir.join(options.panic.as_str()),
        &["build", "--release", "--lib", "--message-format=json-render-diagnostics"],
    );
    for package in packages {
        cargo.args(["--package", &package.name]);
    }
    cargo.envs(profile::variables(&project.manifest, folder)?);
    cargo.env("CARGO_PROFILE_RELEASE_PANIC", options.panic.as_str()).stderr(Stdio::inherit());
    let output = cargo
        .output()
        .map_err(|error| Error::tool(Stage::Compile, "cargo", format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(Error::file(Stage::Compile, folder, "the crate does not compile")
            .with_help("see what the compiler says above"));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let wasm = |package: &Package| {
        let mut files = messages.iter().filter_map(|message| wasm_file(message, package));
        files.next().ok_or_else(|| {
            Error::tool(Stage::Compile, "cargo", format!("it names no wasm file for `{}`", package.name))
        })
    };
    packages.iter().map(wasm).collect()
}

/// The wasm file that one of cargo's messages says was made of `package`.
fn wasm_file(message: &Value, package: &Package) -> Option<PathBuf> {
    if message["reason"] != "compiler-artifact" || message["package_id"] != package.id.as_str() {
        return None;
    }
    let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str).map(PathBuf::from);
    files.into_iter().find(|file| file.extension().is_some_and(|kind| kind == "wasm"))
}
