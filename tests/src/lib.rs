//! What the integration tests share.
//!
//! - [`fixture`]: the small documents below `fixtures/`, and what is made from them.
//! - [`listing`]: generated files as a snapshot shows them.
//! - [`through`]: any bytes through everything.
//! - [`real`]: the pinned Cloudflare document, cut and generated once per test binary.
//! - [`newer`]: documents as a later version of it may be.
//! - [`catalogue`]: catalogues, as they are printed and as they are read.
//! - [`tree`]: JSON that can be changed, in the order it was written, also into what no tool would write.
//! - [`damage`]: changing it, at random but the same every time.

pub mod catalogue;
pub mod damage;
pub mod fixture;
pub mod listing;
pub mod newer;
pub mod real;
pub mod through;
pub mod tree;

use codegen::diag::Diagnostic;
use std::fs;
use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The text of a file of the repository.
///
/// # Panics
/// When it cannot be read: the test that asks for it cannot go on.
pub fn read(path: &Path) -> String {
    match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// The folders below a folder of the repository, by name.
///
/// # Panics
/// When it cannot be listed.
pub fn folders(path: &Path) -> Vec<PathBuf> {
    entries(path).into_iter().filter(|path| path.is_dir()).collect()
}

/// The files in a folder of the repository, by name.
///
/// # Panics
/// When it cannot be listed.
pub fn files(path: &Path) -> Vec<PathBuf> {
    entries(path).into_iter().filter(|path| path.is_file()).collect()
}

fn entries(path: &Path) -> Vec<PathBuf> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let mut found: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Diagnostics as a person sees them, without colour.
pub fn rendered(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.render(false)).collect::<Vec<_>>().join("\n")
}
