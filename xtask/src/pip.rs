//! Packages for Python, put below `target`.

use crate::process;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// The folder with the packages that a file of requirements names; none where there is no Python with pip.
pub(crate) fn install(
    root: &Path,
    requirements: &str,
    folder: &str,
) -> Result<Option<PathBuf>, Vec<Diagnostic>> {
    let wanted = std::fs::read_to_string(root.join(requirements)).unwrap_or_default();
    let packages = root.join(folder);
    let installed = packages.join("requirements.txt");
    if std::fs::read_to_string(&installed).ok().as_ref() == Some(&wanted) {
        return Ok(Some(packages));
    }
    let target = packages.display().to_string();
    let arguments = ["-m", "pip", "install", "--quiet", "--upgrade", "--target", &target, "-r", requirements];
    if !process::quiet(root, "python3", &arguments) {
        return Ok(None);
    }
    // What is written here says that all of it is there.
    std::fs::write(&installed, &wanted).map_err(|error| {
        vec![Diagnostic::error("pip::install", format!("cannot write {}: {error}", installed.display()))]
    })?;
    Ok(Some(packages))
}
