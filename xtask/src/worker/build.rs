//! A worker crate to a bundle.

use super::{Panic, Toolchain, profile};
use crate::process;
use codegen::diag::Diagnostic;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a build made.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    /// The folder with `index.js`, the glue and the wasm file.
    pub(crate) folder: PathBuf,
    /// Size of the wasm file in bytes.
    pub(crate) bytes: u64,
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("worker::build", what)]
}

/// Compiles the worker crate in `path` into `target/worker/<package>`.
pub(crate) fn build(root: &Path, path: &Path, panic: Panic) -> Result<Bundle, Vec<Diagnostic>> {
    if !path.join("Cargo.toml").exists() {
        return Err(failed(format!("there is no Cargo.toml in {}", path.display())));
    }
    let wasm = compile(root, path, panic)?;
    let name = wasm.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = root.join("target/worker").join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|error| failed(format!("cannot empty {}: {error}", folder.display())))?;
    }
    fs::create_dir_all(&folder)
        .map_err(|error| failed(format!("cannot make {}: {error}", folder.display())))?;
    let mut bundler = process::cargo_command(root);
    bundler.args(["run", "--quiet", "--package", "bundler", "--"]).arg(&wasm).arg(&folder);
    if !process::status(bundler)? {
        return Err(failed(format!("no bundle of {}", wasm.display())));
    }
    let wasm = folder.join("worker_bg.wasm");
    optimise(root, &wasm);
    let bytes = fs::metadata(&wasm).map_err(|error| failed(format!("no wasm: {error}")))?.len();
    Ok(Bundle { folder, bytes })
}

/// Compiles for wasm32; the file that cargo made.
fn compile(root: &Path, path: &Path, panic: Panic) -> Result<PathBuf, Vec<Diagnostic>> {
    // A folder each: the standard libraries differ.
    let target = match panic {
        Panic::Abort => "target/wasm",
        Panic::Unwind => "target/wasm-unwind",
    };
    let mut cargo = Toolchain::find(panic)?.cargo(
        path,
        &root.join(target),
        &["build", "--release", "--lib", "--message-format=json-render-diagnostics"],
    );
    cargo.envs(profile::variables(path).map_err(|error| vec![error])?);
    cargo.env("CARGO_PROFILE_RELEASE_PANIC", panic.as_str()).stderr(Stdio::inherit());
    let output = cargo.output().map_err(|error| failed(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(failed(format!("{} does not compile", path.display())));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .rfind(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or_else(|| failed("the crate makes no wasm file: its library needs `crate-type = [\"cdylib\"]`"))
}

/// Runs binaryen's optimiser if npm has put it under `target/npm`; without, the bundle is larger and works as well.
fn optimise(root: &Path, wasm: &Path) {
    let tool = root.join("target/npm/node_modules/binaryen/bin/wasm-opt");
    if !tool.exists() {
        println!("not optimised: there is no wasm-opt under target/npm");
        return;
    }
    let small = wasm.with_extension("opt");
    let done = Command::new("node")
        .arg(&tool)
        .args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext"])
        .args([
            "--enable-mutable-globals",
            "--enable-reference-types",
            "--enable-multivalue",
            "--enable-exception-handling",
            "-o",
        ])
        .arg(&small)
        .arg(wasm)
        .stderr(Stdio::null())
        .status();
    if done.is_ok_and(|status| status.success()) && small.exists() {
        drop(fs::rename(&small, wasm));
    }
}
