//! The packages that are published, and the order in which they can be.

use codegen::diag::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders with a package, and folders of packages.
const ALONE: [&str; 1] = ["runtime"];
const FOLDERS: [&str; 6] =
    ["support", "output", "output/management", "output/runtime", "platform", "frontends"];

/// The tables of a manifest that say what a package is built of.
pub(super) const DEPENDENCIES: [&str; 2] = ["dependencies", "build-dependencies"];

/// The members of `[package]` that a registry requires or shows.
const SHOWN: [&str; 9] = [
    "version",
    "edition",
    "rust-version",
    "description",
    "license",
    "repository",
    "readme",
    "keywords",
    "categories",
];

/// A package that is published.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its folder below the repository's root.
    pub(crate) folder: PathBuf,
    /// Its manifest.
    pub(crate) manifest: toml::Table,
}

impl Package {
    /// A member of `[package]`; what the workspace gives is in `shared`.
    pub(super) fn member<'a>(&'a self, key: &str, shared: &'a toml::Table) -> Option<&'a toml::Value> {
        let value = self.manifest.get("package")?.get(key)?;
        let inherited = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
        if inherited { shared.get(key) } else { Some(value) }
    }
}

/// What `[workspace.package]` of the repository gives.
pub(super) fn shared(root: &Path) -> Result<toml::Table, Vec<Diagnostic>> {
    let manifest = manifest(&root.join("Cargo.toml"))?.unwrap_or_default();
    let package = manifest.get("workspace").and_then(|workspace| workspace.get("package")?.as_table());
    Ok(package.cloned().unwrap_or_default())
}

/// Every package of the repository that users get, each after those that it depends on.
pub(crate) fn all(root: &Path) -> Result<Vec<Package>, Vec<Diagnostic>> {
    let mut folders: BTreeSet<PathBuf> = ALONE.into_iter().map(PathBuf::from).collect();
    for parent in FOLDERS {
        let entries =
            std::fs::read_dir(root.join(parent)).map_err(|error| failed(format!("{parent}: {error}")))?;
        folders.extend(entries.filter_map(Result::ok).map(|entry| Path::new(parent).join(entry.file_name())));
    }
    let mut packages = Vec::new();
    for folder in folders {
        let Some(manifest) = manifest(&root.join(&folder).join("Cargo.toml"))? else { continue };
        let Some(package) = manifest.get("package") else { continue };
        let kept = package.get("publish") == Some(&toml::Value::Boolean(false));
        if let Some(name) = package.get("name").and_then(toml::Value::as_str).filter(|_| !kept) {
            packages.push(Package { name: name.to_owned(), folder, manifest });
        }
    }
    ordered(packages)
}

/// What a registry requires or shows of a package, and it lacks.
pub(crate) fn missing(root: &Path, package: &Package) -> Result<Vec<&'static str>, Vec<Diagnostic>> {
    let shared = shared(root)?;
    let mut missing: Vec<&str> =
        SHOWN.into_iter().filter(|key| package.member(key, &shared).is_none()).collect();
    let readme = std::fs::read_to_string(root.join(&package.folder).join("README.md"));
    if !readme.is_ok_and(|text| text.contains("```")) {
        missing.push("README.md with a call");
    }
    Ok(missing)
}

/// A manifest, where there is one.
fn manifest(path: &Path) -> Result<Option<toml::Table>, Vec<Diagnostic>> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(None) };
    let parsed = toml::from_str(&text);
    parsed.map(Some).map_err(|error| failed(format!("{}: {}", path.display(), error.message())))
}

/// The names that a package is built of.
pub(super) fn needs(manifest: &toml::Table) -> BTreeSet<String> {
    let mut tables = vec![manifest];
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    tables.extend(targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table));
    let of = |table: &toml::Table, key: &str| table.get(key).and_then(toml::Value::as_table).cloned();
    tables
        .iter()
        .flat_map(|table| DEPENDENCIES.map(|key| of(table, key)))
        .flatten()
        .flat_map(|dependencies| dependencies.into_iter().map(|(name, _)| name))
        .collect()
}

/// Packages so that each comes after what it is built of; by name where that leaves a choice.
fn ordered(packages: Vec<Package>) -> Result<Vec<Package>, Vec<Diagnostic>> {
    let mut left: BTreeMap<String, Package> =
        packages.into_iter().map(|package| (package.name.clone(), package)).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let open = |package: &Package| needs(&package.manifest).iter().any(|name| left.contains_key(name));
        let ready: Vec<String> =
            left.values().filter(|package| !open(package)).map(|package| package.name.clone()).collect();
        if ready.is_empty() {
            let names: Vec<&str> = left.keys().map(String::as_str).collect();
            return Err(failed(format!("these packages depend on each other: {}", names.join(", "))));
        }
        order.extend(ready.iter().filter_map(|name| left.remove(name)));
    }
    Ok(order)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("release::packages", what)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, manifest: &str) -> Package {
        let manifest = toml::from_str(manifest).unwrap();
        Package { name: name.to_owned(), folder: PathBuf::from(name), manifest }
    }

    #[test]
    fn a_package_comes_after_what_it_is_built_of_wherever_the_manifest_says_so() {
        let packages = vec![
            package("a", "[target.'cfg(unix)'.dependencies]\nc = { path = \"../c\" }\n"),
            package("b", "[dependencies]\na = { path = \"../a\" }\nserde = \"1\"\n"),
            package("c", "[dev-dependencies]\nb = { path = \"../b\" }\n"),
        ];
        let order: Vec<String> = ordered(packages).unwrap().into_iter().map(|package| package.name).collect();
        assert_eq!(order, ["c", "a", "b"]);
    }

    #[test]
    fn packages_that_depend_on_each_other_are_an_error_that_names_them() {
        let packages = vec![
            package("a", "[dependencies]\nb = { path = \"../b\" }\n"),
            package("b", "[dependencies]\na = { path = \"../a\" }\n"),
        ];
        let errors = ordered(packages).unwrap_err();
        assert_eq!(errors[0].message, "these packages depend on each other: a, b");
    }
}
