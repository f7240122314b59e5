//! Which compiler makes wasm32 code on this machine.

use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A way to compile for wasm32.
#[derive(Clone, Debug)]
pub(crate) enum Toolchain {
    /// The installed toolchain has the target.
    Installed,
    /// Another compiler that brings the standard library's source builds it.
    FromSource(PathBuf),
}

const TARGET: &str = "wasm32-unknown-unknown";

impl Toolchain {
    /// Finds a route, installing Debian's packages if nothing else is left and the machine allows it.
    pub(crate) fn find() -> Result<Self, Vec<Diagnostic>> {
        if has_target() {
            return Ok(Self::Installed);
        }
        if let Some(compiler) = with_source() {
            return Ok(Self::FromSource(compiler));
        }
        if output("rustup", &["target", "add", TARGET]).is_some() && has_target() {
            return Ok(Self::Installed);
        }
        let root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
        if root && Path::new("/etc/debian_version").exists() {
            eprintln!(
                "installing the system packages rustc-web, rust-web-src and lld: no wasm32 target is available"
            );
            let updated = Command::new("apt-get").args(["update", "-qq"]).status();
            drop(updated);
            let installed = Command::new("apt-get")
                .args(["install", "-y", "-qq", "--no-install-recommends", "rustc-web", "rust-web-src", "lld"])
                .status();
            if installed.is_ok_and(|status| status.success())
                && let Some(compiler) = with_source()
            {
                return Ok(Self::FromSource(compiler));
            }
        }
        let error = Diagnostic::error("worker::toolchain", format!("no compiler here makes {TARGET} code"));
        Err(vec![error.help(format!(
            "run `rustup target add {TARGET}`, or on Debian `apt-get install rustc-web rust-web-src lld`"
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
        for name in ["RUSTC_WRAPPER", "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "CARGO_ENCODED_RUSTFLAGS"] {
            if name != "RUSTUP_TOOLCHAIN" {
                command.env_remove(name);
            }
        }
        if let Self::FromSource(compiler) = self {
            command
                .env("RUSTC", compiler)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", "-Clinker=wasm-ld")
                .arg("-Zbuild-std=std,panic_abort");
        }
        command
    }
}

fn has_target() -> bool {
    output("rustc", &["--print", "sysroot"])
        .is_some_and(|root| Path::new(root.trim()).join("lib/rustlib").join(TARGET).exists())
}

/// A `rustc` on the path that is not rustup's and has the standard library's source.
fn with_source() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join("rustc")).find(|compiler| {
        let Some(root) = output(compiler, &["--print", "sysroot"]) else { return false };
        compiler.exists() && Path::new(root.trim()).join("lib/rustlib/src/rust/library/std").exists()
    });
    found.filter(|_| output("wasm-ld", &["--version"]).is_some())
}

fn output(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
