//! Running a program that is compiled.

use super::{Event, Events, MODEL, Program, said};
use crate::error::{Error, Result, Stage};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the program in its folder; what it wrote as its model.
pub(super) fn run(
    executable: &Path,
    program: &Program,
    environment: Option<&str>,
    events: Events<'_>,
) -> Result<String> {
    let failed = |message: String| Error::file(Stage::Program, program.path(), message);
    let folder =
        tempfile::tempdir().map_err(|error| failed(format!("there is no temporary folder: {error}")))?;
    let out = folder.path().join("model.json");
    let mut command = Command::new(executable);
    command.current_dir(program.absolute()).env_clear().envs(said::environment()).env("CFS_OUT", &out);
    if let Some(environment) = environment {
        command.env("CFS_ENVIRONMENT", environment);
    }
    // What it prints is for people: our standard output is for data.
    let output = command
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| failed(format!("it cannot be run: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim_end();
    if !output.status.success() {
        // So `main` shows an error.
        let message = said.strip_prefix("Error: ").unwrap_or(said);
        return Err(match message {
            "" => failed(format!("the program failed without a word: {}", output.status)),
            _ => failed(message.to_owned()).with_details(said.to_owned()),
        });
    }
    if !said.is_empty() {
        events(Event::Program(said));
    }
    std::fs::read_to_string(&out).map_err(|_| {
        failed("the program describes no application".to_owned())
            .with_help("its `main` is `fn main() -> Result { app(\"name\", |app| { … Ok(()) }) }`")
    })
}

/// Refuses a model that is newer than what is understood.
pub(super) fn check(program: &Program, text: &str) -> Result<()> {
    let failed = |message: String| Error::file(Stage::Program, program.path(), message);
    let version = serde_json::from_str::<Value>(text).ok().and_then(|model| model.get("cfs_model")?.as_u64());
    match version {
        Some(version) if version <= u64::from(MODEL) => Ok(()),
        Some(version) => {
            Err(failed(format!("its model is of version {version}, and this tool understands {MODEL}"))
                .with_help("update cfs, or use the version of cfs-model that it brings along"))
        }
        None => Err(failed("what it wrote is no model".to_owned())),
    }
}
