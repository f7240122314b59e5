//! A real implementation of part of the API: the one that miniflare carries.

use super::{Context, could_not_run, generated};
use crate::{Outcome, npm, process};
use codegen::diag::Diagnostic;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs the generated clients of its services against it.
pub(super) fn serves(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install(cx.root)? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no server"));
    };
    let folder = cx.root.join("tests/miniflare");
    if !generated::cargo_in(cx, &folder, &["build", "--quiet"], &[])? {
        return Ok(false);
    }
    let mut server = Command::new("node");
    server.env("CFS_NPM", packages).arg(folder.join("serve.mjs"));
    let (mut child, url) = start(server)?;
    let mut program = Command::new(cx.root.join("target/management/debug/miniflare"));
    program.arg(url);
    let passed = process::status(program);
    // It ends when its input does, and takes the runtime along.
    drop(child.stdin.take());
    drop(child.wait());
    passed
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("test::miniflare", what)]
}

/// Starts the server and waits for its line that says where it is.
fn start(mut command: Command) -> Result<(Child, String), Vec<Diagnostic>> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let output = child.stdout.take().ok_or_else(|| failed("the server has no output"))?;
    let mut lines = BufReader::new(output).lines();
    let ready =
        lines.by_ref().map_while(Result::ok).find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
    // What it prints must be read on, or it would wait for that.
    std::thread::spawn(move || lines.for_each(drop));
    let Some(url) = ready else {
        drop(child.wait());
        return Err(failed("the server ended before it was up"));
    };
    Ok((child, url))
}
