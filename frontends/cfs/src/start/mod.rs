//! `cfs new` and `cfs init`: the files that an application begins with.

mod files;
mod init;
mod new;

use crate::args::Global;
use crate::failure::Failure;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The commands that begin applications.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Start {
    /// Writes a new application: a Worker and its infrastructure.rs, ready to run
    #[command(after_help = "Example:\n  cfs new shop && cd shop && cfs deploy")]
    New(NewArgs),
    /// Gives a Worker that is there an infrastructure.rs, and what editors need to complete in it
    #[command(after_help = "Examples:\n  cfs init\n  cfs init workers/api")]
    Init(InitArgs),
}

impl Start {
    /// The word of the command.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Init(_) => "init",
        }
    }
}

/// What `cfs new` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct NewArgs {
    /// The folder; its last part is the application's name
    folder: PathBuf,
    /// What it begins with
    #[arg(long, value_name = "NAME", default_value = "hello", value_parser = new::NAMES)]
    template: String,
}

/// What `cfs init` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct InitArgs {
    /// The folder of the Worker
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// Does what a command asks for.
pub(crate) fn run(start: &Start, global: &Global) -> Result<(), Failure> {
    match start {
        Start::New(args) => new::run(&args.folder, &args.template, global),
        Start::Init(args) => init::run(&args.folder, global),
    }
}
