//! Which compiler makes wasm32 code on this machine.

use clap::ValueEnum;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a panic does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Panic {
    /// Ends the instance: what is in flight is rejected, the next call gets a fresh one.
    #[default]
    Abort,
    /// Rejects the call that panicked; all else goes on. Needs the standard library's source, and a larger file.
    Unwind,
}

impl Panic {
    /// As cargo and rustc spell it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Abort => "abort",
            Self::Unwind => "unwind",
        }
    }
}

/// A way to compile for wasm32.
#[derive(Clone, Debug)]
pub(crate) enum Toolchain {
    /// The installed toolchain has the target.
    Installed,
    /// A compiler that brings the standard library's source builds it.
    FromSource(Source),
}

/// A compiler with the source of its standard library.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    compiler: PathBuf,
    /// Whether it brings its own linker for wasm.
    linker: bool,
    panic: Panic,
}

const TARGET: &str = "wasm32-unknown-unknown";

impl Toolchain {
    /// Finds a route, installing what is missing if rustup can or if this is Debian and the machine allows it.
    pub(crate) fn find(panic: Panic) -> Result<Self, Vec<Diagnostic>> {
        // The standard library of an installed target aborts.
        let ready = || match panic {
            Panic::Abort if has_target() => Some(Self::Installed),
            _ => with_source(panic).map(Self::FromSource),
        };
        let missing = match panic {
            Panic::Abort => ["target", "add", TARGET],
            Panic::Unwind => ["component", "add", "rust-src"],
        };
        if let Some(found) = ready() {
            return Ok(found);
        }
        if output("rustup", &missing).is_some()
            && let Some(found) = ready()
        {
            return Ok(found);
        }
        let root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
        if root && Path::new("/etc/debian_version").exists() {
            eprintln!(
                "installing the system packages rustc-web, rust-web-src and lld: nothing here makes {TARGET} code"
            );
            let updated = Command::new("apt-get").args(["update", "-qq"]).status();
            drop(updated);
            let installed = Command::new("apt-get")
                .args(["install", "-y", "-qq", "--no-install-recommends", "rustc-web", "rust-web-src", "lld"])
                .status();
            if installed.is_ok_and(|status| status.success())
                && let Some(found) = ready()
            {
                return Ok(found);
            }
        }
        let what = format!("no compiler here makes {TARGET} code where a panic is `{}`", panic.as_str());
        Err(vec![Diagnostic::error("worker::toolchain", what).help(format!(
            "run `rustup {}`, or on Debian `apt-get install rustc-web rust-web-src lld`",
            missing.join(" ")
        ))])
    }

    /// A cargo command with this toolchain.
    pub(crate) fn cargo(&self, folder: &Path, target_dir: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(folder)
            .args(arguments)
            .args(["--target", TARGET])
            .env("CARGO_TARGET_DIR", target_dir);
        for name in ["RUSTC_WRAPPER", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
            command.env_remove(name);
        }
        if let Self::FromSource(source) = self {
            let linker = if source.linker { "" } else { " -Clinker=wasm-ld" };
            let panic = source.panic.as_str();
            command
                .env("RUSTC", &source.compiler)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", format!("-Cpanic={panic}{linker}"))
                .arg(format!("-Zbuild-std=std,panic_{panic}"));
        }
        command
    }
}

fn has_target() -> bool {
    output("rustc", &["--print", "sysroot"])
        .is_some_and(|root| Path::new(root.trim()).join("lib/rustlib").join(TARGET).exists())
}

/// A `rustc` on the path that has the standard library's source and something to link with.
fn with_source(panic: Panic) -> Option<Source> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("rustc")).find_map(|compiler| {
        let root = output(&compiler, &["--print", "sysroot"])?;
        let library = Path::new(root.trim()).join("lib/rustlib");
        let host = output(&compiler, &["--print", "host-tuple"])?;
        let linker = library.join(host.trim()).join("bin/rust-lld").exists();
        let links = linker || output("wasm-ld", &["--version"]).is_some();
        let source = library.join("src/rust/library/std").exists();
        (source && links).then_some(Source { compiler, linker, panic })
    })
}

fn output(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
