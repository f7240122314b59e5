//! The crate to build, as cargo knows it.

use crate::error::{Error, Result, Stage};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A workspace with what of it can become a Worker.
#[derive(Debug)]
pub(crate) struct Project {
    /// The manifest whose profiles count.
    pub(crate) manifest: PathBuf,
    /// Where cargo puts what it makes.
    pub(crate) target_dir: PathBuf,
    packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// How cargo's messages name it.
    pub(crate) id: String,
    manifest: PathBuf,
    /// Whether its library becomes a wasm file.
    library: bool,
}

/// The cargo that runs this program, or else the one on the path.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

impl Project {
    /// Asks cargo for the workspace of the crate in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        if !folder.join("Cargo.toml").exists() {
            let error = Error::file(Stage::Project, folder, "there is no Cargo.toml in this folder");
            return Err(error.with_help("name the folder of the Worker's crate"));
        }
        let output = cargo(folder)
            .args(["metadata", "--no-deps", "--format-version=1"])
            .output()
            .map_err(|error| Error::tool(Stage::Project, "cargo", format!("cannot be run: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(Error::file(Stage::Project, folder, said));
        }
        Self::parse(&output.stdout).ok_or_else(|| {
            Error::tool(Stage::Project, "cargo metadata", "its answer is not understood")
                .with_help("update this tool: cargo is newer than what it knows")
        })
    }

    fn parse(metadata: &[u8]) -> Option<Self> {
        let metadata: Value = serde_json::from_slice(metadata).ok()?;
        let package = |package: &Value| {
            let targets = package["targets"].as_array()?;
            let kinds = |target: &Value| target["crate_types"].as_array().cloned().unwrap_or_default();
            Some(Package {
                name: package["name"].as_str()?.to_owned(),
                id: package["id"].as_str()?.to_owned(),
                manifest: package["manifest_path"].as_str()?.into(),
                library: targets.iter().any(|target| kinds(target).iter().any(|kind| kind == "cdylib")),
            })
        };
        Some(Self {
            manifest: Path::new(metadata["workspace_root"].as_str()?).join("Cargo.toml"),
            target_dir: metadata["target_directory"].as_str()?.into(),
            packages: metadata["packages"].as_array()?.iter().map(package).collect::<Option<_>>()?,
        })
    }

    /// The package whose manifest lies in `folder`.
    pub(crate) fn in_folder(&self, folder: &Path) -> Result<Package> {
        let same = |a: &Path, b: &Path| {
            a.canonicalize().ok().is_some_and(|a| b.canonicalize().is_ok_and(|b| a == b))
        };
        let manifest = folder.join("Cargo.toml");
        let found = self.packages.iter().find(|package| same(&package.manifest, &manifest));
        let package = found.ok_or_else(|| {
            let names: Vec<&str> = self.packages.iter().map(|package| package.name.as_str()).collect();
            Error::file(Stage::Project, &manifest, "a workspace without a package of its own")
                .with_help(format!("name the folder of one of its packages: {}", names.join(", ")))
        })?;
        package.checked()
    }

    /// The package of that name.
    pub(crate) fn named(&self, name: &str) -> Result<Package> {
        let found = self.packages.iter().find(|package| package.name == name);
        let missing =
            || Error::file(Stage::Project, &self.manifest, format!("the workspace has no package `{name}`"));
        found.ok_or_else(missing)?.checked()
    }
}

impl Package {
    fn checked(&self) -> Result<Self> {
        if self.library {
            return Ok(self.clone());
        }
        let message = format!("`{}` has no library that becomes a wasm file", self.name);
        Err(Error::file(Stage::Project, &self.manifest, message)
            .with_help("add `[lib]` with `crate-type = [\"cdylib\"]`"))
    }
}

#[cfg(test)]
mod tests {
    use super::Project;
    use crate::error::Stage;
    use std::fs;
    use std::path::Path;

    fn package(folder: &Path, name: &str, library: &str) {
        let folder = folder.join(name);
        fs::create_dir_all(folder.join("src")).expect("a folder");
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{library}");
        fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::write(folder.join("src/lib.rs"), "").expect("a source file");
    }

    #[test]
    fn only_a_cdylib_becomes_a_worker() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("Cargo.toml"), "[workspace]\nmembers = [\"*\"]\n").expect("written");
        package(folder.path(), "site", "[lib]\ncrate-type = [\"cdylib\"]\n");
        package(folder.path(), "plain", "");
        let project = Project::read(&folder.path().join("site")).expect("read");
        assert_eq!(project.in_folder(&folder.path().join("site")).expect("found").name, "site");
        let error = project.named("plain").expect_err("it makes no wasm");
        assert_eq!(error.stage(), Stage::Project);
        assert!(error.help().is_some_and(|help| help.contains("cdylib")), "{error}");
        let error = project.in_folder(folder.path()).expect_err("no package is there");
        assert!(error.help().is_some_and(|help| help.contains("plain, site")), "{error:?}");
    }

    #[test]
    fn a_folder_without_a_crate_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Project::read(folder.path()).expect_err("there is nothing");
        assert!(error.to_string().contains("no Cargo.toml"), "{error}");
    }
}
