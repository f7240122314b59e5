//! `cargo xtask worker`: a worker crate to a bundle, and a bundle served locally.

mod build;
mod profile;
mod serve;
mod toolchain;

pub(crate) use build::{Bundle, build, build_members};
pub(crate) use toolchain::{Panic, Toolchain};

use crate::{Outcome, root};
use clap::Subcommand;
use std::path::PathBuf;

/// What to do with a worker crate.
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    /// Compiles the crate into `target/worker/<package>`: an entry module, glue and wasm, ready to deploy.
    Build {
        /// The crate's folder.
        path: PathBuf,
        /// What a panic does.
        #[arg(long, value_enum, default_value_t)]
        panic: Panic,
    },
    /// Builds the crate and serves it in the local runtime until interrupted.
    Run {
        /// The crate's folder.
        path: PathBuf,
        /// The port to listen at; any free one without.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// What a panic does.
        #[arg(long, value_enum, default_value_t)]
        panic: Panic,
    },
}

pub(crate) fn run(args: &Args) -> Outcome {
    let root = root();
    match args {
        Args::Build { path, panic } => {
            let Bundle { folder, bytes } = build(&root, path, *panic)?;
            println!("{} ({bytes} bytes of wasm)", folder.display());
            Ok(true)
        }
        Args::Run { path, port, panic } => serve::serve(&root, path, *port, *panic),
    }
}
