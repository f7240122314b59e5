//! The npm packages that tests need, below `target`: a `package.json` says which. Most share those of `tests/npm`.

use crate::process;
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Installs the packages of `tests/npm` unless they are there; the folder they are in, `None` on a machine without Node and npm.
pub(crate) fn install(root: &Path) -> Result<Option<PathBuf>, Vec<Diagnostic>> {
    install_from(root, "tests/npm", "target/npm")
}

/// Installs the packages that one folder lists into another.
pub(crate) fn install_from(root: &Path, from: &str, to: &str) -> Result<Option<PathBuf>, Vec<Diagnostic>> {
    let folder = root.join(to);
    let listed = root.join(from).join("package.json");
    let wanted = std::fs::read(&listed)
        .map_err(|error| vec![failed(format!("cannot read {}: {error}", listed.display()))])?;
    // Written last, so that an installation that was interrupted is made again.
    let stamp = folder.join("installed.json");
    if std::fs::read(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(Some(folder));
    }
    let there = |program| process::quiet(root, program, &["--version"]);
    if !there("node") || !there("npm") {
        return Ok(None);
    }
    write_file(&folder.join("package.json"), &wanted).map_err(|error| vec![error])?;
    let mut command = Command::new("npm");
    command.current_dir(&folder).args(["install", "--no-audit", "--no-fund", "--loglevel=error"]);
    if !process::status(command)? {
        let what = failed(format!("npm cannot install the packages of {from}/package.json"));
        return Err(vec![what.help("check the network connection and try again")]);
    }
    write_file(&stamp, &wanted).map_err(|error| vec![error])?;
    Ok(Some(folder))
}

fn failed(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("npm::install", what)
}
