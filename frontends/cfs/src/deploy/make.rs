//! `cfs build` and `cfs import`: what a deployment begins with, as files.

use super::load::Loaded;
use crate::args::Global;
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use cfs_deploy::worker::Upload;
use std::path::{Path, PathBuf};

/// Builds the Workers of a model into a folder each; with `-o`, writes the model alone.
pub(super) fn build(
    loaded: &Loaded,
    folder: &Path,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    if let Some(path) = &global.output_file {
        return written(path, &cfs_config::model_json(&loaded.model), global);
    }
    let mut out = Out::new(global, settings.output)?;
    out.list();
    for worker in &loaded.model.workers {
        let built = crate::build::built(worker, &loaded.folder)?;
        let place = folder.join(&worker.name);
        if let (Some(upload), false) = (&built.upload, global.dry_run) {
            modules(upload, &place)?;
        }
        let upload = built.upload.unwrap_or_default();
        let number = |value: usize| Value::Number(value.to_string());
        out.row(Value::record([
            ("worker", Value::text(&worker.name)),
            ("main", Value::text(&upload.main)),
            ("modules", number(upload.modules.len())),
            ("bytes", number(upload.size())),
            ("folder", Value::text(place.display().to_string())),
        ]))?;
    }
    out.finish(global.quiet)
}

fn modules(upload: &Upload, folder: &Path) -> Result<(), Failure> {
    let told = |path: &Path, error: std::io::Error| Failure::failed(format!("{}: {error}", path.display()));
    // What was there of an earlier build would be taken for part of this one.
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| told(folder, error))?;
    }
    for module in &upload.modules {
        let path = folder.join(&module.name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| told(parent, error))?;
        std::fs::write(&path, &module.content).map_err(|error| told(&path, error))?;
    }
    Ok(())
}

/// Writes a model as an infrastructure program, where there is none yet.
pub(super) fn import(loaded: &Loaded, global: &Global) -> Result<(), Failure> {
    let path = global.output_file.clone().unwrap_or_else(|| loaded.folder.join("infrastructure.rs"));
    if path.exists() {
        return Err(Failure::usage(format!("{} is there already, and nothing was written", path.display()))
            .hint("-o names another file"));
    }
    let program = cfs_config::program(&loaded.model);
    for note in program.notes.iter().filter(|_| !global.quiet) {
        terminal::say!("{note}");
    }
    written(&path, &program.text, global)
}

fn written(path: &PathBuf, text: &str, global: &Global) -> Result<(), Failure> {
    if !global.dry_run {
        std::fs::write(path, text)
            .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
    }
    if !global.quiet {
        terminal::say!("{} {}", if global.dry_run { "Would generate" } else { "Generated" }, path.display());
    }
    Ok(())
}
