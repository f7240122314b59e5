//! `cargo xtask`: orders the work and prints the tables.

mod fetch;
mod harness;
mod regen;

use clap::{Parser, Subcommand};
use codegen::diag::Diagnostic;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    /// Writes the tables of `tests/harness`.
    #[command(hide = true)]
    Harness,
}

/// What a command comes to: whether what it looked at was as it should be.
type Outcome = Result<bool, Vec<Diagnostic>>;

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Regen(args) => regen::run(&args),
        Command::Fetch(args) => fetch::run(&args),
        Command::Harness => regen::read(&regen::Args::default())
            .and_then(|source| harness::write_tables(&root(), &source).map(|()| true)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(errors) => {
            let colour = std::io::stderr().is_terminal();
            for error in errors {
                eprintln!("{}", error.render(colour));
            }
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
