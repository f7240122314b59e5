//! The command as it is released: one file that needs nothing of the machine it runs on, and is the same wherever it is
//! built.

use crate::process;
use crate::{Outcome, root};
use clap::ValueEnum;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// No release is larger.
pub(crate) const MOST_BYTES: u64 = 24_000_000;

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

impl Library {
    /// The target that has it.
    pub(crate) fn target(self) -> &'static str {
        match self {
            Self::Gnu => "x86_64-unknown-linux-gnu",
            Self::Musl => "x86_64-unknown-linux-musl",
        }
    }
}

/// Builds, and says where it is and how large.
pub(crate) fn run(args: &Args) -> Outcome {
    let (file, bytes) = build(&root(), args.libc)?;
    println!("{}  {bytes} bytes", file.display());
    Ok(bytes <= MOST_BYTES)
}

/// The binary and its size.
pub(crate) fn build(root: &Path, library: Library) -> Result<(PathBuf, u64), Vec<Diagnostic>> {
    let target = library.target();
    let mut cargo = process::cargo_command(root);
    cargo.args(["build", "--quiet", "--package", "cfs-cli", "--features", "static", "--profile", "dist"]);
    cargo.args(["--target", target]).env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", flags(root)?);
    if !process::status(cargo)? {
        return Err(vec![failed("the command does not build")]);
    }
    let file = process::target_dir(root).join(target).join("dist/cfs");
    let bytes =
        std::fs::metadata(&file).map_err(|error| vec![failed(format!("{}: {error}", file.display()))])?;
    Ok((file, bytes.len()))
}

/// What the compiler is told besides the profile `dist`. No path of this machine gets into what is made: neither as text, nor
/// by what names of symbols are computed from.
fn flags(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let mut flags = vec![
        "-Ctarget-feature=+crt-static".to_owned(),
        // A panic ends the program: nothing unwinds, and the standard library's tables for it go as well.
        "-Cforce-unwind-tables=no".to_owned(),
        "-Clink-arg=-Wl,--no-eh-frame-hdr".to_owned(),
        "-Clink-arg=-Wl,-T,xtask/dist/no-unwinding.ld".to_owned(),
        // Addresses in tables, packed: a twentieth of their size.
        "-Clink-arg=-Wl,-z,pack-relative-relocs".to_owned(),
        format!("--remap-path-prefix={}=/cfs", root.display()),
        format!("--remap-path-prefix={}/lib/rustlib/src/rust=/rust", sysroot(root)?),
    ];
    if let Some(cargo) =
        std::env::var("CARGO_HOME").ok().or_else(|| Some(format!("{}/.cargo", std::env::var("HOME").ok()?)))
    {
        flags.push(format!("--remap-path-prefix={cargo}=/cargo"));
    }
    Ok(flags.join(" "))
}

/// Where the compiler has its libraries.
fn sysroot(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let output = process::program(root, "rustc").args(["--print", "sysroot"]).output();
    let output = output.map_err(|error| vec![failed(format!("cannot run `rustc`: {error}"))])?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn failed(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("dist::build", what)
}
