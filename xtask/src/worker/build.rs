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
    let mut made = compile(root, path, &[], panic)?;
    let wasm = made.pop().ok_or_else(|| {
        failed("the crate makes no wasm file: its library needs `crate-type = [\"cdylib\"]`")
    })?;
    bundle(root, &wasm.file)
}

/// Compiles worker crates of the workspace in `path` together: what they share is compiled once, with the features that any
/// of them asks for. The bundles are in the order of the names.
pub(crate) fn build_members(
    root: &Path,
    path: &Path,
    names: &[&str],
    panic: Panic,
) -> Result<Vec<Bundle>, Vec<Diagnostic>> {
    let made = compile(root, path, names, panic)?;
    let bundle = |name: &&str| {
        let wasm = made.iter().find(|wasm| wasm.target == **name);
        bundle(root, &wasm.ok_or_else(|| failed(format!("`{name}` makes no wasm file")))?.file)
    };
    names.iter().map(bundle).collect()
}

/// What a crate was compiled to.
struct Wasm {
    /// The library's name.
    target: String,
    file: PathBuf,
}

/// A wasm file with its glue, optimised.
fn bundle(root: &Path, wasm: &Path) -> Result<Bundle, Vec<Diagnostic>> {
    let name = wasm.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = root.join("target/worker").join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|error| failed(format!("cannot empty {}: {error}", folder.display())))?;
    }
    fs::create_dir_all(&folder)
        .map_err(|error| failed(format!("cannot make {}: {error}", folder.display())))?;
    let target = root.join("target").display().to_string();
    let arguments = [&["build", "--quiet", "--bin", "bundler"][..], &process::WHOLE].concat();
    let built = process::cargo_with(root, &arguments, &[("CARGO_TARGET_DIR", &target)])?;
    let program = format!("target/debug/bundler{}", std::env::consts::EXE_SUFFIX);
    let mut bundler = Command::new(root.join(program));
    bundler.arg(wasm).arg(&folder);
    if !built || !process::status(bundler)? {
        return Err(failed(format!("no bundle of {}", wasm.display())));
    }
    let wasm = folder.join("worker_bg.wasm");
    optimise(root, &wasm);
    let bytes = fs::metadata(&wasm).map_err(|error| failed(format!("no wasm: {error}")))?.len();
    Ok(Bundle { folder, bytes })
}

/// Compiles for wasm32: the packages that are named, or the one in the folder. What cargo made, in its order.
fn compile(root: &Path, path: &Path, packages: &[&str], panic: Panic) -> Result<Vec<Wasm>, Vec<Diagnostic>> {
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
    for package in packages {
        cargo.args(["--package", package]);
    }
    cargo.envs(profile::variables(path).map_err(|error| vec![error])?);
    cargo.env("CARGO_PROFILE_RELEASE_PANIC", panic.as_str()).stderr(Stdio::inherit());
    let output = cargo.output().map_err(|error| failed(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(failed(format!("{} does not compile", path.display())));
    }
    let made = |message: Value| {
        let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str).map(PathBuf::from);
        let file = files.into_iter().find(|file| file.extension().is_some_and(|kind| kind == "wasm"))?;
        Some(Wasm { target: message["target"]["name"].as_str()?.to_owned(), file })
    };
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(messages.filter(|message| message["reason"] == "compiler-artifact").filter_map(made).collect())
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
