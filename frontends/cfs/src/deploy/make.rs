//! `cfs build` and `cfs import`: what a deployment begins with, as files.

use super::load::Loaded;
use super::written;
use crate::args::Global;
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use cfs_config::model::{Source, Worker};
use cfs_deploy::worker::Upload;
use std::path::{Component, Path};

/// Builds the Workers of a model into a folder each; with `-o`, writes the model alone.
pub(super) fn build(
    loaded: &Loaded,
    folder: &Path,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    if let Some(path) = &global.output_file {
        return written::file(path, &cfs_config::model_json(&loaded.model), global);
    }
    let mut out = Out::new(global, settings.output)?;
    out.list();
    for worker in &loaded.model.workers {
        one(worker, &loaded.folder, &folder.join(&worker.name), global, &mut out)?;
    }
    out.finish(global.quiet)
}

/// Builds the crate of a Worker into a folder.
pub(super) fn one_crate(
    krate: &Path,
    to: &Path,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let name = krate.canonicalize().unwrap_or_else(|_| krate.to_owned());
    let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let worker = Worker { name, source: Some(Source::Crate(".".to_owned())), ..Worker::default() };
    let mut out = Out::new(global, settings.output)?;
    out.list();
    one(&worker, krate, to, global, &mut out)?;
    out.finish(global.quiet)
}

fn one(worker: &Worker, folder: &Path, to: &Path, global: &Global, out: &mut Out) -> Result<(), Failure> {
    let built = crate::build::built(worker, folder)?;
    if let (Some(upload), false) = (&built.upload, global.dry_run) {
        modules(upload, to)?;
    }
    let upload = built.upload.unwrap_or_default();
    let number = |value: usize| Value::Number(value.to_string());
    out.row(Value::record([
        ("worker", Value::text(&worker.name)),
        ("main", Value::text(&upload.main)),
        ("modules", number(upload.modules.len())),
        ("bytes", number(upload.size())),
        ("folder", Value::text(to.display().to_string())),
    ]))?;
    Ok(())
}

/// Writes what a Worker finds in its environment.
pub(super) fn types(
    loaded: &Loaded,
    worker: Option<&str>,
    rust: bool,
    global: &Global,
) -> Result<(), Failure> {
    let model = &loaded.model;
    let name = match (worker, model.workers.as_slice()) {
        (Some(name), _) => name,
        (None, [one]) => &one.name,
        (None, all) => {
            let names: Vec<&str> = all.iter().map(|worker| worker.name.as_str()).collect();
            return Err(
                Failure::usage(format!("which Worker? There are {}", names.join(", "))).hint("--worker NAME")
            );
        }
    };
    let text = if rust { cfs_config::rust_env(model, name) } else { cfs_config::typescript_env(model, name) };
    let text = text.ok_or_else(|| Failure::usage(format!("there is no Worker `{name}`")))?;
    written::file(global.output_file.as_deref().unwrap_or(Path::new("-")), &text, global)
}

/// The names of the modules that a build wrote, a line each.
const RECORD: &str = ".built-modules";

/// Writes modules to a folder. What an earlier build wrote there goes: it would be taken for part of this one. All else stays.
fn modules(upload: &Upload, folder: &Path) -> Result<(), Failure> {
    let told = |path: &Path, error: std::io::Error| Failure::failed(format!("{}: {error}", path.display()));
    let record = folder.join(RECORD);
    let earlier = std::fs::read_to_string(&record).unwrap_or_default();
    let is_below =
        |name: &&str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    for path in earlier.lines().filter(is_below).map(|name| folder.join(name)) {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(told(&path, error)),
            _ => {}
        }
    }
    let mut names = String::new();
    for module in &upload.modules {
        let path = folder.join(&module.name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| told(parent, error))?;
        std::fs::write(&path, &module.content).map_err(|error| told(&path, error))?;
        names.extend([module.name.as_str(), "\n"]);
    }
    std::fs::write(&record, names).map_err(|error| told(&record, error))
}

/// Writes a model as an infrastructure program, where there is none yet.
pub(super) fn import(loaded: &Loaded, global: &Global) -> Result<(), Failure> {
    let path = global.output_file.clone().unwrap_or_else(|| loaded.folder.join("infrastructure.rs"));
    if path.exists() {
        return Err(Failure::usage(format!("{} is there already, and nothing was written", path.display()))
            .hint("-o names another file"));
    }
    written::file(&path, &written::noted(cfs_config::program(&loaded.model), global), global)
}
