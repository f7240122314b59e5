//! Making everything under `output/` and `ledger/` again, and what that shares with the other commands: the pinned inputs, the
//! figures of the README. It is a package of its own as it is the first thing that a new machine builds.

pub mod fetch;
pub mod figures;
mod regen;
mod report;

pub use regen::{Args, read, run, written};

use codegen::diag::Diagnostic;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// What a command comes to: whether what it looked at was as it should be.
pub type Outcome = Result<bool, Vec<Diagnostic>>;

/// Prints errors as people read them.
pub fn report(errors: &[Diagnostic]) {
    let colour = std::io::stderr().is_terminal();
    for error in errors {
        eprintln!("{}", error.render(colour));
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
