//! Infrastructure programs: compiled and run, for the model that they describe.

use crate::failure::Failure;
use crate::terminal;
use cfs_build::program::{Event, Program, Settings};
use std::path::{Path, PathBuf};

/// The model of a program for an environment, as JSON, and the folder that its paths are relative to.
///
/// # Errors
/// When there is no program, it does not compile, or it says that something is wrong.
pub(crate) fn model(
    path: &Path,
    environment: Option<&str>,
    quiet: bool,
) -> Result<(String, PathBuf), Failure> {
    let program = Program::find(path).map_err(|error| super::failure(&error))?;
    let settings = Settings { color: terminal::has_colors_on_stderr(), ..Settings::default() };
    let mut seen = false;
    let mut told = |event: Event<'_>| {
        // What a compiler or the program says is shown in any case; progress only where somebody may wait for it.
        let progress = matches!(event, Event::Preparing | Event::Compiling(_));
        if !progress || !quiet {
            seen |= matches!(event, Event::Compiler(_));
            terminal::say!("{event}");
        }
    };
    let text = program.model(environment, &settings, &mut told);
    let text = text.map_err(|error| {
        if seen {
            // The compiler has said it already.
            Failure::failed(format!("{}: the program does not compile", path.display()))
        } else {
            super::failure(&error)
        }
    })?;
    Ok((text, program.folder().to_owned()))
}

/// Whether a file is a program, or a folder has one.
pub(crate) fn is_program(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs") || path.is_dir()
}
