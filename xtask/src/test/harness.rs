//! The harness program: examples and operations of all crates.

use super::{Context, generated, steady};
use crate::{Outcome, harness, process};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Makes the tables and builds the program, once per run.
fn build(cx: &Context<'_>) -> Result<PathBuf, Vec<Diagnostic>> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    if let Some(program) = BUILT.get() {
        return Ok(program.clone());
    }
    let source = document::pinned(cx.root)?.into_source();
    harness::write_tables(cx.root, &source)?;
    if !generated::cargo_in(cx, &cx.root.join("tests/harness"), &["build", "--quiet"], &[])? {
        return Err(vec![Diagnostic::error("test::harness", "the harness does not build")]);
    }
    Ok(BUILT.get_or_init(|| cx.root.join("target/management/debug/harness")).clone())
}

pub(super) fn examples(cx: &Context<'_>) -> Outcome {
    let mut command = Command::new(build(cx)?);
    command.arg("examples").arg(cx.root.join("ledger/accepted/examples.txt"));
    process::status(command)
}

pub(super) fn variants(cx: &Context<'_>) -> Outcome {
    let mut command = Command::new(build(cx)?);
    command.arg("variants").arg(cx.root.join("ledger/accepted/variants.txt"));
    process::status(command)
}

pub(super) fn lists(cx: &Context<'_>) -> Outcome {
    let mut command = Command::new(build(cx)?);
    command.arg("lists");
    process::status(command)
}

pub(super) fn answers(cx: &Context<'_>) -> Outcome {
    build(cx)?;
    generated::cargo_in(cx, &cx.root.join("tests/harness"), &["test", "--quiet", "--test", "all"], &[])
}

pub(super) fn wire(cx: &Context<'_>) -> Outcome {
    let program = build(cx)?;
    let recorded = recorded(cx, &program)?;
    let accepted = steady::accepts(cx.root, &program)?;
    Ok(recorded && accepted)
}

/// Records what every operation sends; the file for people, beside it the one for programs (`.json`).
pub(super) fn record(cx: &Context<'_>) -> Result<PathBuf, Vec<Diagnostic>> {
    record_by(cx, &build(cx)?)
}

fn record_by(cx: &Context<'_>, program: &Path) -> Result<PathBuf, Vec<Diagnostic>> {
    let out = cx.root.join("target/wire-requests.txt");
    let mut command = Command::new(program);
    command.arg("record").arg(&out).arg(cx.root.join("ledger/accepted/catalogue.txt"));
    if process::status(command)? {
        Ok(out)
    } else {
        Err(vec![Diagnostic::error("test::harness", "not every operation could be recorded")])
    }
}

/// Compares the requests of some operations with the committed ones.
fn recorded(cx: &Context<'_>, program: &Path) -> Outcome {
    let out = record_by(cx, program)?;
    let read = |path: &Path| {
        std::fs::read(path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .map_err(|error| vec![Diagnostic::error("test::io", format!("{}: {error}", path.display()))])
    };
    let wanted = read(&cx.root.join("tests/wire/operations.txt"))?;
    let wanted: BTreeSet<&str> = wanted.lines().filter(|line| !line.starts_with('#')).collect();
    let all = read(&out)?;
    let mut kept = String::new();
    let mut found = BTreeSet::new();
    for block in all.split("\n# ") {
        let name = block.lines().next().unwrap_or_default().trim_start_matches("# ");
        if wanted.contains(name) || name.contains(": ") {
            found.insert(name);
            kept.push_str(&format!("# {}\n\n", block.trim_start_matches("# ").trim_end()));
        }
    }
    let missing: Vec<&&str> = wanted.iter().filter(|name| !found.contains(**name)).collect();
    if !missing.is_empty() {
        println!("no such operations: {missing:?}");
        return Ok(false);
    }
    let golden = cx.root.join("tests/wire/requests.txt");
    if cx.update {
        write_file(&golden, kept.as_bytes()).map_err(|error| vec![error])?;
        return Ok(true);
    }
    let committed = read(&golden)?;
    println!("{} of the recorded requests compared", found.len());
    if committed == kept {
        return Ok(true);
    }
    let changed = committed.lines().zip(kept.lines()).find(|(a, b)| a != b);
    if let Some((was, is)) = changed {
        println!("first difference\n  committed {was}\n  now       {is}");
    }
    println!("see {}; accept with `cargo xtask test wire --update`", out.display());
    Ok(false)
}
