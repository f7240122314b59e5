//! What running a program costs: time, processor time of it and everything it starts, the largest of their memories.
//!
//! The system tells a process what its ended children took together, so every measured program gets a process of its
//! own that starts it and asks: this one, called again with a hidden subcommand.

use codegen::diag::Diagnostic;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a run cost.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// Seconds of processor time.
    pub(crate) cpu: f64,
    /// Resident memory of the largest process at its peak, in bytes; 0 where the system does not tell.
    pub(crate) memory: u64,
}

/// Options of the hidden subcommand.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The program and its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    command: Vec<String>,
}

/// Runs the program, and prints what that cost as JSON in the last line.
pub(crate) fn run(args: &Args) -> crate::Outcome {
    let [program, arguments @ ..] = args.command.as_slice() else { return Ok(false) };
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null());
    let started = Instant::now();
    let passed = crate::process::status(command)?;
    let wall = started.elapsed().as_secs_f64();
    let (cpu, memory) = children();
    println!("{}", serde_json::to_string(&Cost { wall, cpu, memory }).unwrap_or_default());
    Ok(passed)
}

#[cfg(unix)]
fn children() -> (f64, u64) {
    use nix::sys::resource::{UsageWho, getrusage};
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return (0.0, 0) };
    let seconds = |time: nix::sys::time::TimeVal| {
        let (seconds, micros) = (time.tv_sec(), time.tv_usec());
        seconds as f64 + micros as f64 / 1e6
    };
    // Linux counts kilobytes, macOS bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    (seconds(usage.user_time()) + seconds(usage.system_time()), usage.max_rss().unsigned_abs() * unit)
}

#[cfg(not(unix))]
fn children() -> (f64, u64) {
    (0.0, 0)
}

/// What one run of a command costs; an error if it fails.
pub(super) fn cost(
    folder: &Path,
    command: &[&str],
    variables: &[(&str, &str)],
) -> Result<Cost, Vec<Diagnostic>> {
    let failed =
        |what: String| vec![Diagnostic::error("bench::run", format!("`{}`: {what}", command.join(" ")))];
    let own = std::env::current_exe().map_err(|error| failed(error.to_string()))?;
    let mut wrapped = Command::new(own);
    wrapped.current_dir(folder).arg("measure").arg("--").args(command).envs(variables.iter().copied());
    let output = wrapped.stdin(Stdio::null()).output().map_err(|error| failed(error.to_string()))?;
    let told = String::from_utf8_lossy(&output.stdout);
    let cost = told.lines().last().and_then(|line| serde_json::from_str(line).ok());
    match cost {
        Some(cost) if output.status.success() => Ok(cost),
        _ => {
            let errors = String::from_utf8_lossy(&output.stderr);
            let tail: Vec<&str> = errors.lines().rev().take(8).collect();
            Err(failed(tail.into_iter().rev().collect::<Vec<_>>().join("\n")))
        }
    }
}

/// The median of several runs, each figure by itself.
pub(super) fn median(costs: &[Cost]) -> Cost {
    let middle = |of: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Cost {
        wall: middle(|cost| cost.wall),
        cpu: middle(|cost| cost.cpu),
        memory: middle(|cost| cost.memory as f64) as u64,
    }
}

/// Bytes as people read them.
pub(super) fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 10.0 { format!("{megabytes:.1} MB") } else { format!("{megabytes:.0} MB") }
}

/// Whether a target is met, in a word that is easy to find.
pub(super) fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "**missed**" }
}
