//! Crates as files in memory.

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use std::collections::BTreeMap;

/// A crate: its manifest and its files, by path from its root.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Crate {
    /// The package's name.
    pub(crate) name: String,
    /// The package's version.
    pub(crate) version: String,
    /// Its manifest.
    pub(crate) manifest: toml::Table,
    /// Its files.
    pub(crate) files: BTreeMap<String, String>,
}

/// Crates by package name.
pub(crate) type Crates = BTreeMap<String, Crate>;

impl Crate {
    /// The manifest's `package`.
    pub(super) fn package(&self) -> Option<&toml::Table> {
        self.manifest.get("package")?.as_table()
    }

    /// Its features.
    pub(super) fn features(&self) -> BTreeMap<String, Vec<String>> {
        let features = self.manifest.get("features").and_then(toml::Value::as_table);
        let list = |value: &toml::Value| {
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        features.into_iter().flatten().map(|(name, value)| (name.clone(), list(value))).collect()
    }
}

/// The crates among files: one for every manifest with a package.
pub(super) fn group(files: &Artifacts) -> Result<Crates, Diagnostic> {
    let mut roots: BTreeMap<&str, Crate> = BTreeMap::new();
    for (path, text) in files.iter() {
        let Some(root) = path.strip_suffix("Cargo.toml") else { continue };
        if !(root.is_empty() || root.ends_with('/')) {
            continue;
        }
        let manifest: toml::Table = toml::from_str(text)
            .map_err(|error| Diagnostic::error("diff::source", format!("{path}: {}", error.message())))?;
        let package = manifest.get("package").and_then(toml::Value::as_table);
        let text = |key: &str| package.and_then(|package| package.get(key)?.as_str()).map(str::to_owned);
        let Some(name) = text("name") else { continue };
        let version = text("version").unwrap_or_else(|| "0.0.0".to_owned());
        roots.insert(root, Crate { name, version, manifest, files: BTreeMap::new() });
    }
    for (path, text) in files.iter() {
        let owner =
            roots.iter_mut().filter(|(root, _)| path.starts_with(**root)).max_by_key(|(root, _)| root.len());
        if let Some((root, krate)) = owner {
            krate.files.insert(path[root.len()..].to_owned(), text.to_owned());
        }
    }
    Ok(roots.into_values().map(|krate| (krate.name.clone(), krate)).collect())
}
