//! `cfs new`.

use super::files;
use crate::args::Global;
use crate::failure::Failure;
use crate::terminal;
use std::path::{Path, PathBuf};

/// A file of a template, and what stands in it.
type File = (&'static str, &'static str);

macro_rules! template {
    ($name:literal: $($path:literal from $file:literal),* $(,)?) => {
        ($name, &[$(($path, include_str!(concat!("../../templates/", $name, "/", $file)))),*])
    };
}

const TEMPLATES: [(&str, &[File]); 1] = [template!("hello":
    "Cargo.toml" from "Cargo.toml.in",
    "src/lib.rs" from "src/lib.rs",
    "infrastructure.rs" from "infrastructure.rs",
    ".gitignore" from "gitignore",
)];

/// The names of the templates.
pub(super) const NAMES: [&str; TEMPLATES.len()] = {
    let mut names = [""; TEMPLATES.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = TEMPLATES[at].0;
        at += 1;
    }
    names
};

/// Writes an application to a folder.
pub(super) fn run(folder: &Path, template: &str, global: &Global) -> Result<(), Failure> {
    let name = files::name(folder)?;
    let (_, all) = TEMPLATES
        .into_iter()
        .find(|(own, _)| *own == template)
        .ok_or_else(|| Failure::usage(format!("there is no template `{template}`")))?;
    let filled =
        |text: &str| text.replace("{{name}}", &name).replace("{{version}}", env!("CARGO_PKG_VERSION"));
    let mut written: Vec<(PathBuf, String)> =
        all.iter().map(|(path, text)| (path.into(), filled(text))).collect();
    written
        .extend(cfs_build::program::editor_files(None, true).into_iter().map(|file| (file.path, file.text)));
    files::write(folder, &written, global)?;
    if !global.quiet && !global.dry_run {
        terminal::say!("\nnext: cd {} && cfs deploy", folder.display());
    }
    Ok(())
}
