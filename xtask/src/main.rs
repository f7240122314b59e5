//! `cargo xtask`: orders the work and prints the tables.

mod asked;
mod bench;
mod diff;
mod explain;
mod fetch;
mod figures;
mod harness;
mod npm;
mod package;
mod process;
mod regen;
mod test;
mod update;
mod worker;

use clap::{Parser, Subcommand};
use codegen::diag::Diagnostic;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Documents are many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Builds, checks and measures the cfs crates.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes everything under `output/` and `ledger/` again from the pinned inputs.
    Regen(regen::Args),
    /// Fetches and verifies the pinned inputs.
    Fetch(fetch::Args),
    /// Pins Cloudflare's current document, makes everything again, and says what that means.
    Update(update::Args),
    /// Prints how an operation or a schema became Rust.
    Explain(explain::Args),
    /// Says what a change means to the users of the crates, and their next versions.
    Diff(diff::Args),
    /// Runs everything that shows the repository works.
    Test(test::Args),
    /// Packs every crate as a registry would get it, and builds what was packed.
    Package(package::Args),
    /// Measures, and writes `BENCHMARKS.md`.
    Bench(bench::Args),
    /// Runs a program and says what it cost: a helper of `bench`.
    #[command(hide = true)]
    Measure(bench::measure::Args),
    /// A piece of work that `bench` measures.
    #[command(hide = true, subcommand)]
    Pipeline(bench::work::Args),
    /// Builds a worker crate, or serves it locally.
    #[command(subcommand)]
    Worker(worker::Args),
}

/// What a command comes to: whether what it looked at was as it should be.
type Outcome = Result<bool, Vec<Diagnostic>>;

fn main() -> ExitCode {
    pipeline::start();
    let outcome = match Args::parse().command {
        Command::Regen(args) => regen::run(&args),
        Command::Fetch(args) => fetch::run(&args),
        Command::Update(args) => update::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Package(args) => package::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Measure(args) => bench::measure::run(&args),
        Command::Pipeline(args) => bench::work::run(&args),
        Command::Worker(args) => worker::run(&args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(errors) => {
            report(&errors);
            ExitCode::FAILURE
        }
    }
}

/// Prints errors as people read them.
fn report(errors: &[Diagnostic]) {
    let colour = std::io::stderr().is_terminal();
    for error in errors {
        eprintln!("{}", error.render(colour));
    }
}

/// The repository's root.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
