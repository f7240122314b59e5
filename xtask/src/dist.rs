//! The command as it is released: one file that needs nothing of the machine it runs on, and is the same wherever it is
//! built.

use crate::process;
use crate::{Outcome, root};
use clap::ValueEnum;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// No release is larger.
pub(crate) const MOST_BYTES: u64 = 12_000_000;

/// What is built.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The C library that is linked into it.
    #[arg(long, value_enum, default_value_t = Library::Gnu)]
    libc: Library,
}

/// A C library.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Library {
    /// glibc.
    Gnu,
    /// musl.
    Musl,
}

/// Builds, and says where it is and how large.
pub(crate) fn run(args: &Args) -> Outcome {
    let (file, bytes) = build(&root(), args.libc)?;
    println!("{}  {bytes} bytes", file.display());
    Ok(bytes <= MOST_BYTES)
}

/// The binary and its size.
pub(crate) fn build(root: &Path, library: Library) -> Result<(PathBuf, u64), Vec<Diagnostic>> {
    let target = match library {
        Library::Gnu => "x86_64-unknown-linux-gnu",
        Library::Musl => "x86_64-unknown-linux-musl",
    };
    let mut cargo = process::cargo_command(root);
    cargo.args(["build", "--quiet", "--package", "cfs-cli", "--features", "static", "--profile", "dist"]);
    cargo.args(["--target", target]).env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", flags(root));
    if !process::status(cargo)? {
        return Err(vec![failed("the command does not build")]);
    }
    let file = process::target_dir(root).join(target).join("dist/cfs");
    let bytes =
        std::fs::metadata(&file).map_err(|error| vec![failed(format!("{}: {error}", file.display()))])?;
    Ok((file, bytes.len()))
}

/// What the compiler is told besides the profile `dist`.
fn flags(root: &Path) -> String {
    let home = |variable: &str, usual: &str| {
        let set = std::env::var(variable).ok();
        set.or_else(|| Some(format!("{}/{usual}", std::env::var("HOME").ok()?)))
    };
    let mut flags = vec![
        "-Ctarget-feature=+crt-static".to_owned(),
        // A panic ends the program: nothing unwinds.
        "-Cforce-unwind-tables=no".to_owned(),
        // Addresses in tables, packed: a twentieth of their size.
        "-Clink-arg=-Wl,-z,pack-relative-relocs".to_owned(),
        format!("--remap-path-prefix={}=/cfs", root.display()),
    ];
    if let Some(cargo) = home("CARGO_HOME", ".cargo") {
        flags.push(format!("--remap-path-prefix={cargo}=/cargo"));
    }
    flags.join(" ")
}

fn failed(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("dist::build", what)
}
