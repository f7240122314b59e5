//! The rehearsal of a release: every package is published to a registry on this machine, one after the other as it will be, and
//! a user who knows nothing but version numbers builds the README's program and everything else from there.
//!
//! The registry is a program of its own. Cargo keeps what it loads in a home of the rehearsal's: the packages have the versions
//! that they will have, and not yet the content.

use super::pack::Workspace;
use super::packages::Package;
use super::publish::{self, Cargo};
use super::versions::Versions;
use crate::tools::{self, Tool};
use crate::{Outcome, figures, process};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The registry, pinned.
const TOOL: Tool =
    Tool { package: "cargo-http-registry", version: "0.1.8", ask: &["--version"], quick: true };

/// What cargo knows it by.
const NAME: &str = "rehearsal";

/// Publishes everything, and builds from what was published.
pub(crate) fn rehearse(root: &Path) -> Outcome {
    let tool = tools::installed(root, &TOOL)?;
    let folder = root.join("target/rehearsal");
    drop(std::fs::remove_dir_all(&folder));
    let home = home(&folder.join("cargo"))?;
    let mut registry = Registry::start(&tool, folder.join("registry"))?;
    let passed =
        published(root, &folder, &registry, &home).and_then(|()| uses(root, &folder, &registry, &home));
    registry.end();
    // Some hundred megabytes that the next run makes anew.
    drop(std::fs::remove_dir_all(home));
    passed
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("release::rehearsal", what)]
}

/// A registry that runs on a port of this machine.
struct Registry {
    child: Child,
    /// Its index, a git repository.
    folder: PathBuf,
}

impl Registry {
    fn start(tool: &Path, folder: PathBuf) -> Result<Self, Vec<Diagnostic>> {
        std::fs::create_dir_all(&folder).map_err(|error| failed(format!("{}: {error}", folder.display())))?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let address = free.map_err(|error| failed(error.to_string()))?.to_string();
        let mut command = Command::new(tool);
        command.args(["--addr", &address]).arg(&folder).stdout(Stdio::null());
        let mut child = process::start(&mut command).map_err(|error| failed(error.to_string()))?;
        // It is up when it answers.
        while std::net::TcpStream::connect(&address).is_err() {
            if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err(failed("the registry ended before it was up"));
            }
            std::thread::yield_now();
        }
        Ok(Self { child, folder })
    }

    /// Has a cargo command know the registry.
    fn known(&self, command: &mut Command, home: &Path) {
        command
            .env("CARGO_HOME", home)
            .env("CARGO_REGISTRIES_REHEARSAL_INDEX", format!("file://{}", self.folder.display()))
            // It asks for none, but cargo publishes nothing without.
            .env("CARGO_REGISTRIES_REHEARSAL_TOKEN", "none");
    }

    fn end(&mut self) {
        process::end(&mut self.child);
    }
}

/// A home for cargo that has what is there of other registries.
fn home(folder: &Path) -> Result<PathBuf, Vec<Diagnostic>> {
    let wrong = |error: std::io::Error| failed(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(wrong)?;
    let user = std::env::home_dir().map(|home| home.join(".cargo"));
    let Some(own) = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(user) else {
        return Ok(folder.to_owned());
    };
    for part in ["index", "cache", "src"].map(|part| Path::new("registry").join(part)) {
        std::fs::create_dir_all(folder.join(&part)).map_err(wrong)?;
        let entries = std::fs::read_dir(own.join(&part)).into_iter().flatten().filter_map(Result::ok);
        for entry in entries {
            link(&entry.path(), &folder.join(&part).join(entry.file_name())).map_err(wrong)?;
        }
    }
    let settings = own.join("config.toml");
    if settings.exists() {
        std::fs::copy(&settings, folder.join("config.toml")).map_err(wrong)?;
    }
    Ok(folder.to_owned())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

/// Without links everything is loaded once more.
#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Publishes every package as if none had been.
fn published(root: &Path, folder: &Path, registry: &Registry, home: &Path) -> Result<(), Vec<Diagnostic>> {
    let packages = super::packages(root)?;
    let versions = Versions::read(&root.join(super::versions::FILE))?;
    versions.check(packages.iter().map(|package| package.name.as_str()))?;
    let workspace = Workspace::make(root, folder.join("workspace"), &packages, &versions, Some(NAME))?;
    let command = |package: &Package| {
        let mut command = workspace.command();
        command.args(["publish", "--allow-dirty", "--no-verify", "--registry", NAME]);
        command.args(["--package", &package.name]);
        registry.known(&mut command, home);
        command
    };
    let file = folder.join(super::versions::FILE);
    let mut none = Versions { published: BTreeMap::new(), ..versions };
    let count =
        publish::publish(&packages, &mut none, "rehearsal", &mut Cargo { command: &command, file: &file })?;
    figures::measured(root, "full.packages", count)
}

/// A user's workspace: the README's program, and a package that needs every other.
fn uses(root: &Path, folder: &Path, registry: &Registry, home: &Path) -> Outcome {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| failed(format!("{}: {error}", path.display())))
    };
    let versions = Versions::read(&root.join(super::versions::FILE))?;
    let mut files = Artifacts::default();
    files.insert("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"everything\", \"readme\"]\n");
    files.insert("readme/Cargo.toml", numbered(&read(&root.join("tests/readme/Cargo.toml"))?, &versions)?);
    files.insert("readme/src/lib.rs", "#![doc = include_str!(\"../../README.md\")]\n");
    files.insert("README.md", read(&root.join("README.md"))?);
    files.insert("everything/Cargo.toml", everything(&versions));
    files.insert("everything/src/lib.rs", "//! Needs every package.\n");
    let user = folder.join("user");
    files.write(&user, &[]).map_err(|error| vec![error])?;
    let target = folder.join("target");
    for arguments in [["check", "--package", "everything"], ["test", "--doc", "--package=readme"]] {
        let mut command = process::cargo_command(&user);
        command.args(arguments).arg("--quiet").env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0");
        registry.known(&mut command, home);
        if !process::status(command)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A manifest whose dependencies on our packages are version numbers.
fn numbered(manifest: &str, versions: &Versions) -> Result<String, Vec<Diagnostic>> {
    let mut manifest: toml::Table = toml::from_str(manifest).map_err(|error| failed(error.message()))?;
    if let Some(package) = manifest.get_mut("package").and_then(toml::Value::as_table_mut) {
        package.remove("workspace");
    }
    let dependencies = manifest.get_mut("dependencies").and_then(toml::Value::as_table_mut);
    for (name, dependency) in dependencies.into_iter().flatten() {
        if let (Some(version), Some(table)) = (versions.next.get(name), dependency.as_table_mut()) {
            table.remove("path");
            table.insert("version".to_owned(), version.to_string().into());
            table.insert("registry".to_owned(), NAME.into());
        }
    }
    toml::to_string(&manifest).map_err(|error| failed(error.to_string()))
}

/// The manifest of a package that depends on all of ours.
fn everything(versions: &Versions) -> String {
    let mut out = String::from(
        "[package]\nname = \"everything\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n",
    );
    for (name, version) in &versions.next {
        let features =
            if name == "cfs-management" || name == "cfs-runtime" { ", features = [\"all\"]" } else { "" };
        out.push_str(&format!("{name} = {{ version = \"{version}\", registry = \"{NAME}\"{features} }}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_manifest_has_version_numbers_where_ours_has_paths() {
        let mut versions = Versions::default();
        versions.next.insert("cfs-runtime".to_owned(), semver::Version::new(0, 2, 0));
        let manifest = "[package]\nname = \"readme\"\nworkspace = \"../harness\"\n\n[dependencies]\ncfs-runtime = { path = \
                        \"../../runtime\", features = [\"kv\"] }\ntokio = \"1\"\n";
        let made = numbered(manifest, &versions).unwrap();
        let made: toml::Table = toml::from_str(&made).unwrap();
        let expected = "[package]\nname = \"readme\"\n\n[dependencies]\ncfs-runtime = { version = \"0.2.0\", registry = \
                        \"rehearsal\", features = [\"kv\"] }\ntokio = \"1\"\n";
        assert_eq!(made, toml::from_str(expected).unwrap());
    }
}
