//! The release profile of a Worker: what makes it small, where nobody says otherwise.

use crate::error::{Error, Result, Stage};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What makes a small Worker.
const SMALL: [(&str, &str); 3] = [("opt-level", "z"), ("lto", "true"), ("codegen-units", "1")];

/// The variables to set for cargo, so that what the workspace's manifest, its configuration or the environment states
/// is kept.
pub(crate) fn variables(manifest: &Path, crate_folder: &Path) -> Result<Vec<(String, &'static str)>> {
    let stated = stated(manifest, crate_folder)?;
    Ok(SMALL
        .iter()
        .filter(|(key, _)| !stated.contains(*key))
        .map(|(key, value)| (variable(key), *value))
        .filter(|(variable, _)| std::env::var_os(variable).is_none())
        .collect())
}

fn variable(key: &str) -> String {
    format!("CARGO_PROFILE_RELEASE_{}", key.to_uppercase().replace('-', "_"))
}

/// The keys that `[profile.release]` states for the crate. Cargo reads profiles in the workspace's manifest only, and
/// in the configuration files of the folder and those above it.
fn stated(manifest: &Path, crate_folder: &Path) -> Result<BTreeSet<String>> {
    let folder = crate_folder.canonicalize().unwrap_or_else(|_| crate_folder.to_owned());
    let mut files = vec![manifest.to_owned()];
    for above in folder.ancestors() {
        let names = [".cargo/config.toml", ".cargo/config"];
        files.extend(names.iter().map(|name| above.join(name)).find(|file: &PathBuf| file.exists()));
    }
    let mut keys = BTreeSet::new();
    for file in files {
        keys.extend(release(&file)?);
    }
    Ok(keys)
}

/// The keys of `[profile.release]` in a manifest or a configuration file.
fn release(file: &Path) -> Result<Vec<String>> {
    let wrong = |error: String| Error::file(Stage::Project, file, format!("it cannot be read: {error}"));
    let text = fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let profile = table.get("profile").and_then(|profile| profile.get("release"));
    Ok(profile.and_then(toml::Value::as_table).map(|keys| keys.keys().cloned().collect()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::stated;
    use std::fs;
    use std::path::Path;

    fn write(folder: &Path, file: &str, text: &str) {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder is made");
        fs::write(path, text).expect("the file is written");
    }

    fn member(folder: &Path, workspace: &str) -> Vec<String> {
        write(folder, "Cargo.toml", workspace);
        write(folder, "site/src/lib.rs", "");
        let keys = stated(&folder.join("Cargo.toml"), &folder.join("site")).expect("the profile is read");
        keys.into_iter().collect()
    }

    #[test]
    fn the_manifest_states_the_profile() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace =
            "[workspace]\nmembers = [\"site\"]\n[profile.release]\nopt-level = 3\nlto = \"thin\"\n";
        assert_eq!(member(folder.path(), workspace), ["lto", "opt-level"]);
    }

    #[test]
    fn so_does_a_configuration_file_above() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), ".cargo/config.toml", "[profile.release]\ncodegen-units = 4\n");
        assert_eq!(member(folder.path(), "[workspace]\nmembers = [\"site\"]\n"), ["codegen-units"]);
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "Cargo.toml", "[profile");
        let error = stated(&folder.path().join("Cargo.toml"), folder.path()).expect_err("it is no manifest");
        assert!(error.to_string().contains("Cargo.toml"), "{error}");
    }
}
