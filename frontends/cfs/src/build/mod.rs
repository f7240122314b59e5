//! What Workers are made of: crates are compiled, scripts bundled, modules read.

pub(crate) mod infrastructure;
mod options;
mod program;

use crate::failure::Failure;
use cfs_build::{Bundle, Error};
use cfs_config::model::{Source, Worker};
use cfs_deploy::Built;
use cfs_deploy::worker::Upload;
use cfs_deploy::worker::upload::{Module, ModuleKind};
use std::path::Path;
use std::process::Command;

/// Builds a Worker, with the files that it serves. Paths of the model are below `folder`.
///
/// # Errors
/// When its crate does not compile, its script does not bundle, or a file cannot be read.
pub(crate) fn built(worker: &Worker, folder: &Path) -> Result<Built, Failure> {
    let doing = |failure: Failure| failure.doing(format!("building {}", worker.address()));
    before(worker, folder)?;
    let upload = match &worker.source {
        Some(Source::Crate(path)) => {
            let path = folder.join(path);
            let bundle = cfs_build::build(&path, &options::of_crate(worker));
            Some(of_bundle(bundle.map_err(|error| doing(failure(&error)))?, Some(&path)))
        }
        Some(Source::Script(path)) if needs_bundling(&folder.join(path)) => {
            let bundle = cfs_build::build_script(&folder.join(path), &options::of_script(worker, folder));
            Some(of_bundle(bundle.map_err(|error| doing(failure(&error)))?, None))
        }
        _ => return Built::read(worker, folder).map_err(|what| doing(Failure::failed(what))),
    };
    Built::with(worker, folder, upload).map_err(|what| doing(Failure::failed(what)))
}

/// Whether a script is more than one module of JavaScript: that one is uploaded as it is.
fn needs_bundling(path: &Path) -> bool {
    let plain = path.extension().is_some_and(|extension| extension == "js" || extension == "mjs");
    let imports = || {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut lines = text.lines().map(str::trim_start);
        lines.any(|line| {
            let begins = line.starts_with("import ")
                || line.starts_with("export * from")
                || line.starts_with("} from");
            begins
                && !["\"cloudflare:", "'cloudflare:", "\"node:", "'node:"]
                    .iter()
                    .any(|own| line.contains(own))
        })
    };
    !plain || imports()
}

/// Whether a folder has the crate of a Worker, and says nothing of an application.
pub(crate) fn is_worker_crate(folder: &Path) -> bool {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap_or_default();
    let types = manifest.get("lib").and_then(|lib| lib.get("crate-type")?.as_array());
    !folder.join("infrastructure.rs").exists()
        && types.is_some_and(|types| types.iter().any(|one| one.as_str() == Some("cdylib")))
}

/// Runs the command that a configuration has run before anything is built.
fn before(worker: &Worker, folder: &Path) -> Result<(), Failure> {
    let build = worker.build.get("build");
    let Some(line) = build.and_then(|build| build["command"].as_str()) else { return Ok(()) };
    let place = build
        .and_then(|build| build["cwd"].as_str())
        .map_or_else(|| folder.to_owned(), |cwd| folder.join(cwd));
    let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(line).current_dir(&place);
    // Standard output has data only.
    shell.stdout(std::io::stderr());
    let status =
        shell.status().map_err(|error| Failure::failed(format!("`{line}` cannot be run: {error}")))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "`{line}`, which is to run before {} is built, failed: {status}",
        worker.address()
    )))
}

fn failure(error: &Error) -> Failure {
    let failure = Failure::failed(error.to_string());
    match error.help() {
        Some(help) => failure.hint(help),
        None => failure,
    }
}

/// A bundle as it is uploaded. A crate says what its program has; JavaScript says nothing.
fn of_bundle(bundle: Bundle, folder: Option<&Path>) -> Upload {
    let main = bundle.modules.first().map(|module| module.name.clone()).unwrap_or_default();
    let program = folder.map(|folder| program::of(&bundle.manifest, folder));
    let modules = bundle.modules.into_iter().map(|module| {
        let kind = match module.kind {
            cfs_build::ModuleKind::Wasm => ModuleKind::Wasm,
            cfs_build::ModuleKind::Text => ModuleKind::Text,
            cfs_build::ModuleKind::Data => ModuleKind::Data,
            cfs_build::ModuleKind::SourceMap => ModuleKind::SourceMap,
            _ => ModuleKind::EsModule,
        };
        Module { name: module.name, kind, content: module.bytes.into() }
    });
    Upload { main, modules: modules.collect(), program, packages: Vec::new() }
}
