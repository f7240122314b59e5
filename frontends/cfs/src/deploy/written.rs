//! Texts that are written to files: whole or not at all, and said.

use crate::args::Global;
use crate::failure::Failure;
use crate::output::Place;
use crate::terminal;
use cfs_config::Written;
use std::io::Write as _;
use std::path::Path;

/// Writes a text to a file, `-` for stdout.
pub(crate) fn file(path: &Path, text: &str, global: &Global) -> Result<(), Failure> {
    let is_stdout = path.as_os_str() == "-";
    if is_stdout || !global.dry_run {
        whole(path, text)?;
    }
    if !is_stdout && !global.quiet {
        terminal::say!("{} {}", if global.dry_run { "Would generate" } else { "Generated" }, path.display());
    }
    Ok(())
}

/// Writes a text to a file, `-` for stdout, and says nothing.
pub(crate) fn whole(path: &Path, text: &str) -> Result<(), Failure> {
    let mut place = Place::new(Some(path))?;
    place.write_all(text.as_bytes())?;
    place.finish()
}

/// Says what a text could not say; the text.
pub(crate) fn noted(written: Written, global: &Global) -> String {
    for note in written.notes.iter().filter(|_| !global.quiet) {
        terminal::say!("{note}");
    }
    written.text
}
