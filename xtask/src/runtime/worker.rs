//! `worker build` and `worker run`: a crate to a deployable bundle, and that bundle served locally.

use super::toolchain::Toolchain;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `worker build` made.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The folder with `index.js`, the glue and the wasm file.
    pub folder: PathBuf,
    /// Size of the wasm file.
    pub bytes: u64,
}

/// Compiles the worker crate in `path` into `target/worker/<package>`.
///
/// # Errors
/// What failed, in words.
pub fn build(root: &Path, path: &Path) -> Result<Bundle, String> {
    let toolchain = Toolchain::find()?;
    let target = root.join("target/wasm");
    let mut cargo = toolchain.cargo(
        path,
        &target,
        &["build", "--release", "--lib", "--message-format=json-render-diagnostics"],
    );
    cargo
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s")
        .env("CARGO_PROFILE_RELEASE_LTO", "true")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort")
        .stderr(Stdio::inherit());
    let output = cargo.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("{} does not compile", path.display()));
    }
    let wasm = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .rfind(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or("the crate makes no wasm file: its library needs `crate-type = [\"cdylib\"]`")?;
    let name = wasm.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = root.join("target/worker").join(&name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    bindgen(&wasm, &folder)?;
    let glue = fs::read_to_string(folder.join("worker.js")).map_err(|error| format!("no glue: {error}"))?;
    write(&folder.join("index.js"), &super::shim::shim(&glue))?;
    let wasm = folder.join("worker_bg.wasm");
    optimise(root, &wasm);
    let bytes = fs::metadata(&wasm).map_err(|error| format!("no wasm: {error}"))?.len();
    Ok(Bundle { folder, bytes })
}

fn bindgen(wasm: &Path, folder: &Path) -> Result<(), String> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let generated = bindgen.input_path(wasm).out_name("worker").module(true).and_then(|bindgen| {
        bindgen.typescript(false).remove_name_section(true).remove_producers_section(true).generate(folder)
    });
    generated.map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// Runs binaryen's optimiser if npm has put it under `target/npm`.
fn optimise(root: &Path, wasm: &Path) {
    let tool = root.join("target/npm/node_modules/binaryen/bin/wasm-opt");
    if !tool.exists() {
        return;
    }
    let small = wasm.with_extension("opt");
    let done = Command::new("node")
        .arg(&tool)
        .args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext"])
        .args(["--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue", "-o"])
        .arg(&small)
        .arg(wasm)
        .stderr(Stdio::null())
        .status();
    if done.is_ok_and(|status| status.success()) && small.exists() {
        drop(fs::rename(&small, wasm));
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
