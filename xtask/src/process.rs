//! Running programs.

use crate::{Outcome, figures, root};
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// How the hand-written crates are built, whichever of them is wanted: with the features that the tests need (other
/// transports and compressions, blocking calls, serde; what the macros' tests use), so that what they share is compiled once.
/// `.ci/run` builds with the same list.
pub(crate) const WHOLE: [&str; 3] =
    ["--workspace", "--features", include_str!("../../.ci/features").trim_ascii()];

/// Where cargo puts what it builds of the workspace.
pub(crate) fn target_dir(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Runs cargo in a folder; whether it succeeded.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Outcome {
    cargo_with(folder, arguments, &[])
}

/// Runs cargo with environment variables.
pub(crate) fn cargo_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let mut command = cargo_command(folder);
    command.args(arguments).envs(variables.iter().copied());
    status(command)
}

/// A cargo command in a folder: the cargo that runs this program.
pub(crate) fn cargo_command(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

/// A program to run in a folder.
pub(crate) fn program(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// Runs a program; whether it succeeded.
pub(crate) fn status(mut command: Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    command.env(::figures::VARIABLE, figures::file(&root()));
    match command.status() {
        Ok(status) => Ok(status.success()),
        Err(error) => {
            Err(vec![Diagnostic::error("process::run", format!("cannot run `{program}`: {error}"))])
        }
    }
}

/// Whether a program runs and succeeds, without a word.
pub(crate) fn quiet(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Starts a program with a process group of its own, so that [`end`] reaches what it starts in turn.
pub(crate) fn start(command: &mut Command) -> std::io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.spawn()
}

/// Ends a program and whatever it started. What is ended so holds nothing worth an orderly end.
pub(crate) fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(group) = i32::try_from(child.id()) {
        use nix::sys::signal::{Signal, killpg};
        _ = killpg(nix::unistd::Pid::from_raw(group), Signal::SIGKILL);
    }
    drop(child.kill());
    drop(child.wait());
}
