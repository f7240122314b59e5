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
    // The runtime crates are for wasm32, which not every machine has; the tests compile them for it.
    let (native, worker): (Vec<&Package>, Vec<&Package>) = crates
        .iter()
        .partition(|package| package.name == "cfs-http" || package.name.starts_with("cfs-management"));
    println!("{} crates for any target, {} for workers", native.len(), worker.len());
    let packed = pack(&root, &native, args.no_verify)?;
    let packed_worker = pack(&root, &worker, true)?;
    let found = archives(&root)?;
    println!("{found} archives of {} crates", crates.len());
    figures::measured(&root, "full.packages", found)?;
    Ok(packed && packed_worker && found == crates.len())
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
    let mut folders = vec![PathBuf::from("runtime")];
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
        let name = package.and_then(|package| package.get("name")?.as_str());
        if let Some(name) = name.filter(|_| !kept) {
            crates.push(Package { name: name.to_owned(), folder });
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
                } else if let Ok(text) = std::fs::read_to_string(&path) {
                    files.insert(own, text);
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

fn pack(root: &Path, crates: &[&Package], no_verify: bool) -> Outcome {
    let target = root.join("target/package/target").display().to_string();
    let mut arguments = vec!["package", "--allow-dirty", "--quiet"];
    if no_verify {
        arguments.push("--no-verify");
    }
    for package in crates {
        arguments.extend(["--package", package.name.as_str()]);
    }
    let variables = [("CARGO_TARGET_DIR", target.as_str()), ("CARGO_INCREMENTAL", "0")];
    process::cargo_with(&root.join(COPY), &arguments, &variables)
}

/// The number of archives that lie there.
fn archives(root: &Path) -> Result<usize, Vec<Diagnostic>> {
    let folder = root.join("target/package/target/package");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| failed(format!("{}: {error}", folder.display())))?;
    let names = entries.filter_map(Result::ok).map(|entry| entry.path());
    Ok(names.filter(|path| path.extension().is_some_and(|extension| extension == "crate")).count())
}
