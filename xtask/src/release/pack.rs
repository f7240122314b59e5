//! Packages as a registry gets them.
//!
//! They live in several workspaces, and cargo finds a path dependency that is not in the registry only among the packages
//! that it packs in the same run. So all of them are copied, laid out as they are here, into one workspace below `target/`;
//! there they are given their versions, and the texts of their licences.

use super::licences;
use super::packages::{DEPENDENCIES, Package, shared};
use super::versions::Versions;
use crate::{Outcome, process};
use codegen::artifact::{Artifacts, write_file};
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// A workspace of copies.
#[derive(Debug)]
pub(super) struct Workspace {
    /// Where it is.
    pub(super) folder: PathBuf,
    /// Where cargo puts what it makes.
    target: String,
}

/// A package's archive.
#[derive(Debug)]
pub(super) struct Archive {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("release::pack", what)]
}

impl Workspace {
    /// Brings the copies in a folder to the state of the repository; files that did not change keep their dates. With a
    /// registry, the packages look for each other there.
    pub(super) fn make(
        root: &Path,
        folder: PathBuf,
        packages: &[Package],
        versions: &Versions,
        registry: Option<&str>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let shared = shared(root)?;
        let (mut files, mut binary) = (Artifacts::default(), Vec::new());
        for package in packages {
            let own = package.folder.display().to_string();
            collect(root, package, &mut files, &mut binary)?;
            let license = package.member("license", &shared).and_then(toml::Value::as_str);
            for (name, text) in licences::texts(root, license.unwrap_or_default())? {
                files.insert(format!("{own}/{name}"), text);
            }
            let mut manifest = package.manifest.clone();
            if let Some(table) = manifest.get_mut("package").and_then(toml::Value::as_table_mut) {
                let version = versions.next.get(&package.name).map(ToString::to_string);
                table.insert("version".to_owned(), version.unwrap_or_default().into());
            }
            require(&mut manifest, versions, registry);
            files.insert(format!("{own}/Cargo.toml"), text(&manifest)?);
        }
        let (manifest, lock) = workspace(root, packages, versions, registry)?;
        files.insert("Cargo.toml", manifest);
        // What was resolved here is what is packed, without asking the registry again.
        files.insert("Cargo.lock", lock);
        files
            .write(&folder, &["support", "output", "runtime", "platform", "frontends"])
            .map_err(|error| vec![error])?;
        for path in binary {
            let (from, to) = (root.join(&path), folder.join(&path));
            std::fs::copy(&from, &to).map_err(|error| failed(format!("{}: {error}", to.display())))?;
        }
        let target = folder.with_extension("target").display().to_string();
        Ok(Self { folder, target })
    }

    /// Makes the archives of packages.
    pub(super) fn pack(&self, packages: &[Package]) -> Result<Vec<Archive>, Vec<Diagnostic>> {
        let made = Path::new(&self.target).join("package");
        // What an earlier run left is no archive of this one.
        drop(std::fs::remove_dir_all(&made));
        let mut arguments = vec!["package", "--allow-dirty", "--quiet", "--no-verify"];
        for package in packages {
            arguments.extend(["--package", package.name.as_str()]);
        }
        if !self.cargo(&arguments)? {
            return Err(failed("cargo does not pack these packages"));
        }
        let wrong = |path: &Path, error: std::io::Error| failed(format!("{}: {error}", path.display()));
        let entries = std::fs::read_dir(&made).map_err(|error| wrong(&made, error))?;
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        let mut found: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|extension| extension == "crate")).collect();
        found.sort();
        let size = |path: PathBuf| {
            let bytes = std::fs::metadata(&path).map_err(|error| wrong(&path, error))?.len();
            Ok(Archive { path, bytes })
        };
        found.into_iter().map(size).collect()
    }

    /// Runs cargo in the workspace.
    fn cargo(&self, arguments: &[&str]) -> Outcome {
        process::cargo_with(&self.folder, arguments, &[("CARGO_TARGET_DIR", &self.target)])
    }

    /// What runs cargo in the workspace.
    pub(super) fn command(&self) -> std::process::Command {
        let mut command = process::cargo_command(&self.folder);
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Whether what was packed builds, all of it at once: the archives' content in one workspace, in which every package finds
    /// the others as if they came from a registry.
    pub(super) fn builds(&self, archives: &[Archive]) -> Outcome {
        let (mut files, mut binary) = (Artifacts::default(), Vec::new());
        let mut manifest =
            String::from("[workspace]\nresolver = \"3\"\nmembers = [\"packed/*\"]\n\n[patch.crates-io]\n");
        for archive in archives {
            let (name, content) = content(&archive.path)?;
            manifest.push_str(&format!("{name} = {{ path = \"packed/{name}\" }}\n"));
            for (path, bytes) in content {
                let path = format!("packed/{name}/{path}");
                match String::from_utf8(bytes) {
                    Ok(text) => files.insert(path, text),
                    Err(other) => binary.push((path, other.into_bytes())),
                }
            }
        }
        files.insert("Cargo.toml", manifest);
        // What was resolved for the packages is what they are built with.
        if let Ok(lock) = std::fs::read_to_string(self.folder.join("Cargo.lock")) {
            files.insert("Cargo.lock", lock);
        }
        let folder = self.folder.with_extension("packed");
        files.write(&folder, &["packed"]).map_err(|error| vec![error])?;
        for (path, bytes) in binary {
            write_file(&folder.join(path), &bytes).map_err(|error| vec![error])?;
        }
        let arguments = ["check", "--workspace", "--quiet", "--features", "cfs-management/all"];
        let variables = [("CARGO_TARGET_DIR", self.target.as_str()), ("CARGO_INCREMENTAL", "0")];
        process::cargo_with(&folder, &arguments, &variables)
    }
}

/// An archive's package and its files, by path.
type Content = (String, Vec<(String, Vec<u8>)>);

/// What an archive holds.
pub(super) fn content(archive: &Path) -> Result<Content, Vec<Diagnostic>> {
    let wrong = |what: String| failed(format!("{}: {what}", archive.display()));
    let bytes = std::fs::read(archive).map_err(|error| wrong(error.to_string()))?;
    let files = inputs::files(&bytes, |_| true).map_err(|error| wrong(error.to_string()))?;
    let manifest = files.iter().find(|(path, _)| path == "Cargo.toml");
    let manifest: Option<toml::Table> =
        manifest.and_then(|(_, bytes)| toml::from_str(str::from_utf8(bytes).ok()?).ok());
    let name = manifest.and_then(|manifest| Some(manifest.get("package")?.get("name")?.as_str()?.to_owned()));
    Ok((name.ok_or_else(|| wrong("there is no package's manifest in it".to_owned()))?, files))
}

/// The files of a package, without those of packages in folders of it; of those that are no text the paths.
fn collect(
    root: &Path,
    package: &Package,
    files: &mut Artifacts,
    binary: &mut Vec<String>,
) -> Result<(), Vec<Diagnostic>> {
    let mut open = vec![root.join(&package.folder)];
    while let Some(at) = open.pop() {
        let entries = std::fs::read_dir(&at).map_err(|error| failed(format!("{}: {error}", at.display())))?;
        for entry in entries.filter_map(Result::ok) {
            let (path, name) = (entry.path(), entry.file_name());
            let own = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                if name != "target" && !path.join("Cargo.toml").exists() {
                    open.push(path);
                }
                continue;
            }
            match std::fs::read_to_string(&path) {
                Ok(text) => files.insert(own, text),
                Err(_) => binary.push(own),
            }
        }
    }
    Ok(())
}

/// The manifest of the workspace, and its lock file.
fn workspace(
    root: &Path,
    packages: &[Package],
    versions: &Versions,
    registry: Option<&str>,
) -> Result<(String, String), Vec<Diagnostic>> {
    let read =
        |path: &str| std::fs::read_to_string(root.join(path)).map_err(|error| failed(error.to_string()));
    let mut manifest: toml::Table =
        toml::from_str(&read("Cargo.toml")?).map_err(|error| failed(error.message()))?;
    if let Some(workspace) = manifest.get_mut("workspace").and_then(toml::Value::as_table_mut) {
        let members = packages.iter().map(|package| package.folder.display().to_string().into()).collect();
        workspace.insert("members".to_owned(), toml::Value::Array(members));
        workspace.remove("exclude");
        require(workspace, versions, registry);
    }
    // Names of crates that are not here would be warned about.
    manifest.remove("profile");
    Ok((text(&manifest)?, read("Cargo.lock")?))
}

/// Has a manifest ask for the versions that its dependencies on these packages have, where they are looked for.
fn require(manifest: &mut toml::Table, versions: &Versions, registry: Option<&str>) {
    if let Some(targets) = manifest.get_mut("target").and_then(toml::Value::as_table_mut) {
        let tables = targets.iter_mut().filter_map(|(_, table)| table.as_table_mut());
        tables.for_each(|table| require(table, versions, registry));
    }
    // One that tests need, too, has to be the same there.
    for key in DEPENDENCIES.into_iter().chain(["dev-dependencies"]) {
        let Some(dependencies) = manifest.get_mut(key).and_then(toml::Value::as_table_mut) else { continue };
        for (name, dependency) in dependencies.iter_mut() {
            let (Some(version), Some(dependency)) = (versions.next.get(name), dependency.as_table_mut())
            else {
                continue;
            };
            // One that the workspace states has its version there.
            if dependency.contains_key("path") {
                dependency.insert("version".to_owned(), version.to_string().into());
                if let Some(registry) = registry {
                    dependency.insert("registry".to_owned(), registry.into());
                }
            }
        }
    }
}

fn text(manifest: &toml::Table) -> Result<String, Vec<Diagnostic>> {
    toml::to_string(manifest).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use semver::Version;

    #[test]
    fn dependencies_are_asked_for_by_the_versions_that_they_have() {
        let mut versions = Versions::default();
        versions.next.insert("cfs-http".to_owned(), Version::new(0, 2, 0));
        let manifest = "[dependencies.cfs-http]\npath = \"../http\"\nversion = \"0.1.0\"\n\n[dependencies.serde]\nversion = \
                        \"1\"\n\n[target.\"cfg(unix)\".dependencies.cfs-http]\npath = \"../http\"\n\n[dev-dependencies.cfs-http]\npath = \
                        \"../http\"\n";
        let mut manifest: toml::Table = toml::from_str(manifest).unwrap();
        require(&mut manifest, &versions, Some("rehearsal"));
        let own = "path = \"../http\"\nversion = \"0.2.0\"\nregistry = \"rehearsal\"\n";
        let expected = format!(
            "[dependencies.cfs-http]\n{own}\n[dependencies.serde]\nversion = \
             \"1\"\n\n[target.\"cfg(unix)\".dependencies.cfs-http]\n{own}\n[dev-dependencies.cfs-http]\n{own}"
        );
        assert_eq!(manifest, toml::from_str(&expected).unwrap());
    }
}
