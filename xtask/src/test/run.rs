//! Running programs.

use super::Context;
use crate::Outcome;
use codegen::diag::Diagnostic;
use std::path::Path;
use std::process::{Command, Stdio};

/// One step.
pub(crate) struct Step {
    /// What it is called on the command line.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) about: &'static str,
    /// Runs it.
    pub(crate) run: fn(&Context<'_>) -> Outcome,
}

impl Step {
    pub(super) fn new(name: &'static str, about: &'static str, run: fn(&Context<'_>) -> Outcome) -> Self {
        Self { name, about, run }
    }
}

/// Runs cargo in a folder; whether it succeeded.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Outcome {
    cargo_with(folder, arguments, &[])
}

/// Runs cargo with environment variables.
pub(crate) fn cargo_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let mut command = Command::new(cargo_program());
    command.current_dir(folder).args(arguments).envs(variables.iter().copied());
    status(command)
}

fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs a program; whether it succeeded.
pub(crate) fn status(mut command: Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) => Ok(status.success()),
        Err(error) => Err(vec![Diagnostic::error("test::run", format!("cannot run `{program}`: {error}"))]),
    }
}

/// Whether a program runs and succeeds, without a word.
pub(crate) fn quiet(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
