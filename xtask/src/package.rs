//! `cargo xtask package`: the crates as a registry would get them.
//!
//! The crates live in several workspaces, and none of them is published: cargo finds a path dependency that is not in
//! the registry only among the packages that it packs in the same run. So all of them are copied, laid out as they
//! are here, into one workspace below `target/package`.

use crate::{Outcome, figures, process, root};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// Options of `cargo xtask package`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// Do not build what was packed.
    #[arg(long)]
    pub(crate) no_verify: bool,
}

/// Where the copies go.
const COPY: &str = "target/package/workspace";

pub(crate) fn run(args: &Args) -> Outcome {
    let root = root();
    let crates = crates(&root)?;
    copy(&root, &crates)?;
    let packed = pack(&root, &crates)?;
    let found = archives(&root)?;
    println!("{} archives of {} crates", found.len(), crates.len());
    figures::measured(&root, "full.packages", found.len())?;
    if !packed || found.len() != crates.len() {
        return Ok(false);
    }
    Ok(args.no_verify || builds(&root, &found)?)
}

/// A crate that can be published.
#[derive(Debug)]
struct Package {
    name: String,
    /// Its folder below the repository's root.
    folder: PathBuf,
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("package::crates", what)]
}

/// Every crate of the repository that users get.
fn crates(root: &Path) -> Result<Vec<Package>, Vec<Diagnostic>> {
    let mut folders = vec![PathBuf::from("runtime"), PathBuf::from("output/catalogue")];
    for parent in ["support", "output/management", "output/runtime"] {
        let entries =
            std::fs::read_dir(root.join(parent)).map_err(|error| failed(format!("{parent}: {error}")))?;
        folders.extend(entries.filter_map(Result::ok).map(|entry| Path::new(parent).join(entry.file_name())));
    }
    folders.sort();
    let mut crates = Vec::new();
    for folder in folders {
        let Ok(text) = std::fs::read_to_string(root.join(&folder).join("Cargo.toml")) else { continue };
        let manifest: toml::Table = toml::from_str(&text)
            .map_err(|error| failed(format!("{}: {}", folder.display(), error.message())))?;
        let package = manifest.get("package").and_then(toml::Value::as_table);
        let kept =
            package.is_some_and(|package| package.get("publish") == Some(&toml::Value::Boolean(false)));
        if let Some(name) = named(&manifest).filter(|_| !kept) {
            crates.push(Package { name, folder });
        }
    }
    Ok(crates)
}

/// Brings the copy to the state of the repository; files that did not change keep their dates, and so their builds.
fn copy(root: &Path, crates: &[Package]) -> Result<(), Vec<Diagnostic>> {
    let mut files = Artifacts::default();
    for package in crates {
        let mut open = vec![root.join(&package.folder)];
        while let Some(at) = open.pop() {
            let entries =
                std::fs::read_dir(&at).map_err(|error| failed(format!("{}: {error}", at.display())))?;
            for entry in entries.filter_map(Result::ok) {
                let (path, name) = (entry.path(), entry.file_name());
                let own = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if path.is_dir() {
                    // Other packages and their builds are no part of this one.
                    if name != "target" && !path.join("Cargo.toml").exists() {
                        open.push(path);
                    }
                } else {
                    let wrong = |error: std::io::Error| failed(format!("{}: {error}", path.display()));
                    files.insert(own, std::fs::read(&path).map_err(wrong)?);
                }
            }
        }
    }
    let text = std::fs::read_to_string(root.join("Cargo.toml")).map_err(|error| failed(error.to_string()))?;
    let mut manifest: toml::Table = toml::from_str(&text).map_err(|error| failed(error.message()))?;
    if let Some(workspace) = manifest.get_mut("workspace").and_then(toml::Value::as_table_mut) {
        let members = crates.iter().map(|package| package.folder.display().to_string().into()).collect();
        workspace.insert("members".to_owned(), toml::Value::Array(members));
        workspace.remove("exclude");
        workspace.remove("default-members");
    }
    // Names of crates that are not here would be warned about.
    manifest.remove("profile");
    files.insert("Cargo.toml", toml::to_string(&manifest).map_err(|error| failed(error.to_string()))?);
    // What was resolved here is what is packed, without asking the registry again.
    if let Ok(lock) = std::fs::read_to_string(root.join("output/management/Cargo.lock")) {
        files.insert("Cargo.lock", lock);
    }
    let owned = ["support", "output", "runtime"];
    files.write(&root.join(COPY), &owned).map_err(|error| vec![error])?;
    Ok(())
}

fn pack(root: &Path, crates: &[Package]) -> Outcome {
    let target = root.join("target/package/target").display().to_string();
    let mut arguments = vec!["package", "--allow-dirty", "--quiet", "--no-verify"];
    for package in crates {
        arguments.extend(["--package", package.name.as_str()]);
    }
    process::cargo_with(&root.join(COPY), &arguments, &[("CARGO_TARGET_DIR", target.as_str())])
}

/// The archives that lie there.
fn archives(root: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let folder = root.join("target/package/target/package");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| failed(format!("{}: {error}", folder.display())))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut found: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "crate")).collect();
    found.sort();
    Ok(found)
}

/// Whether what was packed builds, all of it at once: the archives' content in one workspace, in which every crate finds the
/// others as if they came from a registry.
fn builds(root: &Path, archives: &[PathBuf]) -> Outcome {
    let mut files = Artifacts::default();
    let mut manifest =
        String::from("[workspace]\nresolver = \"3\"\nmembers = [\"packed/*\"]\n\n[patch.crates-io]\n");
    for archive in archives {
        let wrong = |what: String| failed(format!("{}: {what}", archive.display()));
        let bytes = std::fs::read(archive).map_err(|error| wrong(error.to_string()))?;
        let content = inputs::files(&bytes, |_| true).map_err(|error| wrong(error.to_string()))?;
        let own = content.iter().find(|(path, _)| path == "Cargo.toml");
        let name = own.and_then(|(_, text)| named(&toml::from_str(str::from_utf8(text).ok()?).ok()?));
        let name = name.ok_or_else(|| wrong("there is no package's manifest in it".to_owned()))?;
        manifest.push_str(&format!("{name} = {{ path = \"packed/{name}\" }}\n"));
        for (path, bytes) in content {
            files.insert(format!("packed/{name}/{path}"), bytes);
        }
    }
    files.insert("Cargo.toml", manifest);
    // What was resolved for the packages is what they are built with.
    if let Ok(lock) = std::fs::read_to_string(root.join(COPY).join("Cargo.lock")) {
        files.insert("Cargo.lock", lock);
    }
    let folder = root.join("target/package/packed");
    files.write(&folder, &["packed"]).map_err(|error| vec![error])?;
    let target = root.join("target/package/target").display().to_string();
    let arguments = ["check", "--workspace", "--features", "cfs-management/all"];
    process::cargo_with(
        &folder,
        &arguments,
        &[("CARGO_TARGET_DIR", target.as_str()), ("CARGO_INCREMENTAL", "0")],
    )
}

/// The package's name that a manifest states.
fn named(manifest: &toml::Table) -> Option<String> {
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}
