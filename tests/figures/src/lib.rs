//! Figures that test programs measure: lines `name = value` in the file that [`VARIABLE`] names. `cargo xtask test` compares
//! them with the committed ones, which the README's status shows.

use std::fmt::Display;
use std::io::Write as _;
use std::path::Path;

/// The environment variable that names the file; where it is not set, nobody wants figures.
pub const VARIABLE: &str = "CFS_FIGURES";

/// Adds a figure to what this run measures, where somebody wants them.
pub fn add(name: &str, value: impl Display) {
    let Some(file) = std::env::var_os(VARIABLE) else { return };
    if let Err(error) = append(Path::new(&file), name, value) {
        eprintln!("a figure is not written: {error}");
    }
}

/// Adds a figure to a file, which is made if it is not there.
///
/// # Errors
/// The file cannot be written.
pub fn append(file: &Path, name: &str, value: impl Display) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
    // In one write: several programs may add to it.
    file.write_all(format!("{name} = {value}\n").as_bytes())
}
