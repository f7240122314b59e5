//! `cargo xtask`: regenerates and fetches by itself; every other command needs more to be built, and is xtask's.

use clap::Parser;
use regen::{fetch, report};
use std::process::{Command, ExitCode};

/// Documents are many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The commands that need nothing but the generators.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Own {
    /// Makes everything under `output/` and `ledger/` again from the pinned inputs.
    Regen(regen::Args),
    /// Fetches and verifies the pinned inputs.
    Fetch(fetch::Args),
}

fn main() -> ExitCode {
    if !std::env::args().nth(1).is_some_and(|command| command == "regen" || command == "fetch") {
        return hand_on();
    }
    pipeline::start();
    let outcome = match Own::parse() {
        Own::Regen(args) => regen::run(&args),
        Own::Fetch(args) => fetch::run(&args),
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

/// Builds xtask and runs it with the same arguments.
fn hand_on() -> ExitCode {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--manifest-path"]).arg(regen::root().join("Cargo.toml"));
    command.args(["--package", "xtask", "--"]).args(std::env::args_os().skip(1));
    match command.status() {
        Ok(status) => u8::try_from(status.code().unwrap_or(1)).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("cannot run cargo: {error}");
            ExitCode::FAILURE
        }
    }
}
