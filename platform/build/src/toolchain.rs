//! Which compiler makes wasm32 code on this machine.

use crate::error::{Error, Result, Stage};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a panic does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panic {
    /// Ends the instance: what is in flight is rejected, the next call gets a fresh one.
    #[default]
    Abort,
    /// Rejects the call that panicked; all else goes on. Needs the standard library's source, and a larger file.
    Unwind,
}

impl Panic {
    /// As cargo and rustc spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Abort => "abort",
            Self::Unwind => "unwind",
        }
    }

    /// What rustup adds where no compiler is found.
    fn missing(self) -> [&'static str; 3] {
        match self {
            Self::Abort => ["target", "add", TARGET],
            Self::Unwind => ["component", "add", "rust-src"],
        }
    }
}

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages of a compiler that brings the standard library's source.
const PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "lld"];

/// A way to compile for wasm32.
#[derive(Clone, Debug)]
pub struct Toolchain(Route);

#[derive(Clone, Debug)]
enum Route {
    /// The installed toolchain has the target.
    Installed,
    /// A compiler that brings the standard library's source builds it.
    FromSource(Source),
}

/// A compiler with the source of its standard library.
#[derive(Clone, Debug)]
struct Source {
    compiler: PathBuf,
    /// Whether it brings its own linker for wasm.
    linker: bool,
    panic: Panic,
}

impl Toolchain {
    /// Finds the one that compiles the crate in `folder`. Only if `install` is set, what is missing is installed: by
    /// rustup, or where that does not help and this is root on Debian, by apt-get.
    ///
    /// # Errors
    /// When there is none; the help says what to install.
    pub fn find(folder: &Path, panic: Panic, install: bool) -> Result<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let ready = || Search { folder, path: &path }.route(panic).map(Self);
        if let Some(found) = ready() {
            return Ok(found);
        }
        for installer in [rustup, debian] {
            if install
                && installer(folder, panic)
                && let Some(found) = ready()
            {
                return Ok(found);
            }
        }
        Err(missing(panic))
    }

    /// A cargo command in `folder` that compiles for wasm32 with this toolchain.
    pub fn cargo(&self, folder: &Path, target_dir: &Path, arguments: &[&str]) -> Command {
        let mut command = crate::project::cargo(folder);
        command.args(arguments).args(["--target", TARGET]).env("CARGO_TARGET_DIR", target_dir);
        for name in ["RUSTC_WRAPPER", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
            command.env_remove(name);
        }
        if let Route::FromSource(source) = &self.0 {
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

fn missing(panic: Panic) -> Error {
    let message = format!("no compiler here makes {TARGET} code where a panic is `{}`", panic.as_str());
    Error::tool(Stage::Toolchain, "rustc", message).with_help(format!(
        "run `rustup {}`, or on Debian `apt-get install {}`",
        panic.missing().join(" "),
        PACKAGES.join(" ")
    ))
}

/// Where compilers are looked for.
struct Search<'a> {
    /// A toolchain may be chosen by a file in the crate's folder.
    folder: &'a Path,
    path: &'a OsStr,
}

impl Search<'_> {
    fn route(&self, panic: Panic) -> Option<Route> {
        // The standard library of an installed target aborts.
        if panic == Panic::Abort && self.has_target() {
            return Some(Route::Installed);
        }
        self.programs("rustc").find_map(|compiler| self.source(compiler, panic)).map(Route::FromSource)
    }

    fn has_target(&self) -> bool {
        let library = self.programs("rustc").next().and_then(|compiler| self.library(&compiler));
        library.is_some_and(|library| library.join(TARGET).exists())
    }

    /// A compiler that has the standard library's source and something to link with.
    fn source(&self, compiler: PathBuf, panic: Panic) -> Option<Source> {
        let library = self.library(&compiler)?;
        let host = self.output(&compiler, &["--print", "host-tuple"])?;
        let linker = library.join(host.trim()).join("bin/rust-lld").exists();
        let links = linker || self.programs("wasm-ld").next().is_some();
        let source = library.join("src/rust/library/std").exists();
        (source && links).then_some(Source { compiler, linker, panic })
    }

    /// Where a compiler keeps standard libraries.
    fn library(&self, compiler: &Path) -> Option<PathBuf> {
        let root = self.output(compiler, &["--print", "sysroot"])?;
        Some(Path::new(root.trim()).join("lib/rustlib"))
    }

    /// The programs of that name, in the path's order.
    fn programs(&self, name: &str) -> impl Iterator<Item = PathBuf> {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(self.path)
            .map(move |folder| folder.join(&file))
            .filter(|program| program.is_file())
    }

    fn output(&self, program: &Path, arguments: &[&str]) -> Option<String> {
        let output = Command::new(program).current_dir(self.folder).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Has rustup add what is missing; whether it did.
fn rustup(folder: &Path, panic: Panic) -> bool {
    installed(Command::new("rustup").current_dir(folder).args(panic.missing()))
}

/// Has Debian install a compiler, where the machine lets us; whether it did.
fn debian(_: &Path, _: Panic) -> bool {
    let id = Command::new("id").arg("-u").output().map(|output| output.stdout).unwrap_or_default();
    if id.trim_ascii() != b"0" || !Path::new("/etc/debian_version").exists() {
        return false;
    }
    // Lists that are not fresh may still do.
    installed(Command::new("apt-get").args(["update", "-q"]));
    let mut install: Vec<OsString> =
        ["install", "-y", "-q", "--no-install-recommends"].map(OsString::from).into();
    install.extend(PACKAGES.map(OsString::from));
    installed(Command::new("apt-get").args(install))
}

/// Runs an installer, whose words are no output of ours; whether it succeeded.
fn installed(command: &mut Command) -> bool {
    command.stdout(std::io::stderr()).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::{Panic, Search, missing};
    use crate::error::{Stage, Subject};
    use std::path::Path;

    #[test]
    fn a_machine_without_a_compiler_has_no_route() {
        let folder = tempfile::tempdir().expect("a folder");
        let search = Search { folder: folder.path(), path: folder.path().as_os_str() };
        for panic in [Panic::Abort, Panic::Unwind] {
            assert!(search.route(panic).is_none());
            let error = missing(panic);
            assert_eq!(error.stage(), Stage::Toolchain);
            assert_eq!(*error.subject(), Subject::Tool("rustc".into()));
            assert!(error.help().is_some_and(|help| help.contains("rustup")), "{error}");
        }
    }

    #[cfg(unix)]
    fn compiler(folder: &Path, libraries: &[&str]) {
        use std::os::unix::fs::PermissionsExt;
        for library in libraries {
            std::fs::create_dir_all(folder.join("lib/rustlib").join(library)).expect("a folder");
        }
        let said = folder.display();
        let script = format!("#!/bin/sh\n[ \"$2\" = sysroot ] && echo {said} || echo a-host\n");
        let program = folder.join("rustc");
        std::fs::write(&program, script).expect("a script");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    }

    #[test]
    #[cfg(unix)]
    fn the_target_is_enough_unless_panics_unwind() {
        let folder = tempfile::tempdir().expect("a folder");
        compiler(folder.path(), &[super::TARGET]);
        let search = Search { folder: folder.path(), path: folder.path().as_os_str() };
        assert!(matches!(search.route(Panic::Abort), Some(super::Route::Installed)));
        assert!(search.route(Panic::Unwind).is_none());
    }

    #[test]
    #[cfg(unix)]
    fn a_compiler_with_the_source_builds_the_library() {
        let folder = tempfile::tempdir().expect("a folder");
        compiler(folder.path(), &["src/rust/library/std", "a-host/bin/rust-lld"]);
        let search = Search { folder: folder.path(), path: folder.path().as_os_str() };
        assert!(
            matches!(search.route(Panic::Unwind), Some(super::Route::FromSource(source)) if source.linker)
        );
    }
}
