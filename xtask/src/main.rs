//! `cargo xtask`: orders the work and prints the tables.

mod asked;
mod bench;
mod debian;
mod diff;
mod dist;
mod explain;
mod harness;
mod npm;
mod pip;
mod process;
mod release;
mod test;
mod tools;
mod update;
mod worker;

use clap::{Parser, Subcommand};
use regen::{Outcome, fetch, figures, report, root};
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
    /// Publishes the packages, or says what that would come to.
    Release(release::Args),
    /// Builds the command `cfs` as it is released.
    Dist(dist::Args),
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

fn main() -> ExitCode {
    pipeline::start();
    let outcome = match Args::parse().command {
        Command::Regen(args) => regen::run(&args),
        Command::Fetch(args) => fetch::run(&args),
        Command::Update(args) => update::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Release(args) => release::run(&args),
        Command::Dist(args) => dist::run(&args),
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
