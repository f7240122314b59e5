//! `cfs init`.

use super::files;
use crate::args::Global;
use crate::deploy::{ModelArgs, load, written};
use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// Scripts that projects begin with.
const SCRIPTS: [&str; 6] =
    ["src/index.ts", "src/index.js", "src/worker.ts", "src/worker.js", "index.ts", "index.js"];

/// Writes what a Worker lacks to be deployed by code.
pub(super) fn run(folder: &Path, global: &Global) -> Result<(), Failure> {
    let is_crate = folder.join("Cargo.toml").is_file();
    let program = match of_wrangler(folder, global)? {
        Some(program) => program,
        None => fresh(folder, is_crate)?,
    };
    let editor = cfs_build::program::editor_files(None, is_crate).into_iter();
    let mut written: Vec<(PathBuf, String)> = editor.map(|file| (file.path, file.text)).collect();
    // What was written for editors before may stay.
    written.retain(|(path, _)| !folder.join(path).exists());
    written.insert(0, ("infrastructure.rs".into(), program));
    files::write(folder, &written, global)
}

/// The program that says what the folder's wrangler file does, if it has one.
fn of_wrangler(folder: &Path, global: &Global) -> Result<Option<String>, Failure> {
    let names = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];
    let Some(path) = names.iter().map(|name| folder.join(name)).find(|path| path.is_file()) else {
        return Ok(None);
    };
    let args = ModelArgs { file: Some(path), env: None };
    let loaded = load::load(&args, global.quiet)?;
    Ok(Some(written::noted(cfs_config::program(&loaded.model), global)))
}

/// A program for a Worker that nothing describes yet.
fn fresh(folder: &Path, is_crate: bool) -> Result<String, Failure> {
    let name = files::name(folder)?;
    let source = if is_crate {
        ".source(\".\")".to_owned()
    } else if let Some(script) = SCRIPTS.iter().find(|script| folder.join(script).is_file()) {
        format!(".script(\"{script}\")")
    } else if folder.join("public").is_dir() {
        ".assets(\"public\")".to_owned()
    } else {
        return Err(Failure::usage(format!("{}: there is no Worker here", folder.display())).hint(
            "`cfs new NAME` writes one; a Worker has a Cargo.toml, a src/index.ts or a folder `public`",
        ));
    };
    Ok(format!(
        "use cfs_model::*;\n\nfn main() -> Result {{\n    app(\"{name}\", |app| {{\n        app.worker(\"{name}\"){source}\
         .compatibility_date(\"2026-11-01\");\n        Ok(())\n    }})\n}}\n"
    ))
}
