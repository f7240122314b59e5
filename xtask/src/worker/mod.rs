//! `cargo xtask worker`: a worker crate to a bundle, and a bundle served locally. `cfs-build` does the work.

mod serve;

pub(crate) use cfs_build::{Optimise, Options, Panic};

use crate::{Outcome, root};
use cfs_build::{Bundle, Error, Manifest, Optimised, Stage, Toolchain};
use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to do with a worker crate.
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    /// Compiles the crate into `target/worker/<package>`: an entry module, glue and wasm, ready to deploy.
    Build {
        #[command(flatten)]
        source: Source,
    },
    /// Builds the crate and serves it in the local runtime until interrupted.
    Run {
        #[command(flatten)]
        source: Source,
        /// The port to listen at; any free one without.
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}

/// Which crate, and how it is built.
#[derive(Debug, clap::Args)]
pub(crate) struct Source {
    /// The crate's folder.
    path: PathBuf,
    /// What a panic does.
    #[arg(long, default_value = "abort", value_parser = strategies())]
    panic: Panic,
    /// Install what is missing: a compiler for wasm32 by rustup or apt-get, wasm-opt into `target/tools` by npm.
    #[arg(long)]
    install: bool,
    /// Keep the names of functions, for profiles and stack traces.
    #[arg(long)]
    names: bool,
}

fn strategies() -> impl TypedValueParser<Value = Panic> {
    let words = PossibleValuesParser::new([Panic::Abort.as_str(), Panic::Unwind.as_str()]);
    words.map(|word| if word == Panic::Unwind.as_str() { Panic::Unwind } else { Panic::Abort })
}

/// A bundle below `target/worker`.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    /// The folder with `index.js`, the glue and the wasm file.
    pub(crate) folder: PathBuf,
    /// Size of the wasm file in bytes.
    pub(crate) bytes: usize,
    /// What the Worker declares.
    pub(crate) manifest: Manifest,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let root = root();
    match args {
        Args::Build { source } => {
            let built = source.build(&root)?;
            println!("{} ({} bytes of wasm)", built.folder.display(), built.bytes);
            Ok(true)
        }
        Args::Run { source, port } => serve::serve(&root, source, *port),
    }
}

impl Source {
    fn build(&self, root: &Path) -> Result<Built, Vec<Diagnostic>> {
        let options = Options { install: self.install, names: self.names, ..options(root, self.panic) };
        build(root, &self.path, &options)
    }
}

/// Builds the worker crate in `path` into `target/worker/<package>`.
pub(crate) fn build(root: &Path, path: &Path, options: &Options) -> Result<Built, Vec<Diagnostic>> {
    write(root, cfs_build::build(path, options).map_err(failed)?)
}

/// Builds packages of the workspace in `path` together; the bundles are in the order of the names.
pub(crate) fn build_packages(
    root: &Path,
    path: &Path,
    names: &[&str],
    options: &Options,
) -> Result<Vec<Built>, Vec<Diagnostic>> {
    let bundles = cfs_build::build_packages(path, names, options).map_err(failed)?;
    bundles.into_iter().map(|bundle| write(root, bundle)).collect()
}

/// What makes cargo commands in `folder` for wasm32, with the toolchain and the build folder of Workers.
pub(crate) fn cargo(root: &Path, folder: &Path) -> Result<impl Fn(&[&str]) -> Command, Vec<Diagnostic>> {
    let toolchain = Toolchain::find(folder, Panic::Abort, true).map_err(failed)?;
    let target = root.join(TARGET).join(Panic::Abort.as_str());
    Ok(move |arguments: &[&str]| toolchain.cargo(folder, &target, arguments))
}

/// Where cargo puts what it makes for wasm32, whoever asks for it.
const TARGET: &str = "target/wasm";

/// As tests and benchmarks build: with what is missing installed, and below `target/`.
pub(crate) fn options(root: &Path, panic: Panic) -> Options {
    Options {
        panic,
        install: true,
        target_dir: Some(root.join(TARGET)),
        tools_dir: Some(root.join("target/tools")),
        ..Options::default()
    }
}

fn write(root: &Path, bundle: Bundle) -> Result<Built, Vec<Diagnostic>> {
    if let Optimised::No(reason) = &bundle.optimised {
        eprintln!("{} is not optimised: {reason}", bundle.name);
    }
    let folder = root.join("target/worker").join(&bundle.name);
    bundle.write(&folder).map_err(failed)?;
    Ok(Built { folder, bytes: bundle.wasm_size(), manifest: bundle.manifest })
}

fn failed(error: Error) -> Vec<Diagnostic> {
    let code = match error.stage() {
        Stage::Project => "worker::project",
        Stage::Toolchain => "worker::toolchain",
        Stage::Compile => "worker::compile",
        Stage::Manifest => "worker::manifest",
        Stage::Bindgen => "worker::bindgen",
        Stage::Optimise => "worker::optimise",
        _ => "worker::write",
    };
    let diagnostic = Diagnostic::error(code, format!("{}: {}", error.subject(), error.message()));
    vec![match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }]
}
