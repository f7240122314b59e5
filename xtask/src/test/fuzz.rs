//! The libFuzzer targets: a minute of each in `--full`. The tests replay their corpus always.

use super::Context;
use crate::{Outcome, figures, process};
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspaces that have `fuzz_targets/`.
const WORKSPACES: [&str; 2] = ["fuzz", "support/http/fuzz"];

/// What libFuzzer needs of the compiler. Without a sanitizer, which only a nightly has, every compiler can do it, and
/// without `unsafe` there is nothing for one to find.
const FLAGS: [&str; 7] = [
    "--cfg=fuzzing",
    "-Ccodegen-units=1",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Seconds that each target runs.
const SECONDS: u32 = 60;

pub(super) fn run(cx: &Context<'_>) -> Outcome {
    let triple = host(cx.root)?;
    let (mut passed, mut count) = (true, 0);
    for workspace in WORKSPACES {
        let folder = cx.root.join(workspace);
        let target = cx.root.join("target/fuzz").display().to_string();
        let flags = FLAGS.join(" ");
        // With a triple the flags are not for build scripts and macros.
        let arguments = ["build", "--release", "--quiet", "--bins", "--target", &triple];
        if !process::cargo_with(&folder, &arguments, &[("CARGO_TARGET_DIR", &target), ("RUSTFLAGS", &flags)])?
        {
            return Ok(false);
        }
        for name in targets(&folder)? {
            let program = Path::new(&target).join(&triple).join("release").join(&name);
            passed &= fuzz(cx.root, &folder, &program, &name)?;
            count += 1;
        }
    }
    figures::measured(cx.root, "full.fuzzers", count)?;
    Ok(passed)
}

/// Runs a target over its committed corpus. What it adds stays below `target/`, what it finds is printed by its path.
fn fuzz(root: &Path, folder: &Path, program: &Path, name: &str) -> Outcome {
    let own = root.join("target/fuzz/corpus").join(name);
    std::fs::create_dir_all(&own).map_err(|error| vec![io(&own, &error)])?;
    let mut command = Command::new(program);
    command
        .arg(&own)
        .args(Some(folder.join("corpus").join(name)).filter(|corpus| corpus.is_dir()))
        .args((name == "definitions").then(|| root.join("fixtures/dts")))
        // A catalogue is kept as long as its program runs.
        .args((name == "catalogue").then_some("-runs=60000"))
        .arg(format!("-artifact_prefix={}/{name}-", root.join("target/fuzz").display()))
        .arg(format!("-max_total_time={SECONDS}"))
        .args(["-seed=1", "-timeout=20", "-rss_limit_mb=2048", "-max_len=20000", "-verbosity=0"]);
    let passed = process::status(command)?;
    println!("{name}: {}", if passed { "nothing found" } else { "FOUND SOMETHING" });
    Ok(passed)
}

fn targets(folder: &Path) -> Result<Vec<String>, Vec<Diagnostic>> {
    let targets = folder.join("fuzz_targets");
    let entries = std::fs::read_dir(&targets).map_err(|error| vec![io(&targets, &error)])?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file());
    let mut names: Vec<String> =
        paths.filter_map(|path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}

/// The triple that the compiler builds for.
fn host(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let output = process::program(root, "rustc").arg("-vV").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned);
    host.ok_or_else(|| vec![Diagnostic::error("test::fuzz", "`rustc -vV` names no host")])
}

fn io(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("test::io", format!("{}: {error}", path.display()))
}
