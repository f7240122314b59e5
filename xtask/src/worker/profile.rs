//! The release profile of a Worker: what makes it small, where nobody says otherwise.

use codegen::diag::Diagnostic;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What makes a small Worker.
const SMALL: [(&str, &str); 3] = [("opt-level", "z"), ("lto", "true"), ("codegen-units", "1")];

/// The variables to set for cargo, so that what the workspace, its configuration or the environment states is kept.
pub(super) fn variables(crate_folder: &Path) -> Result<Vec<(String, &'static str)>, Diagnostic> {
    let stated = stated(crate_folder)?;
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
fn stated(crate_folder: &Path) -> Result<BTreeSet<String>, Diagnostic> {
    let mut files = vec![workspace_manifest(crate_folder)?];
    let folder = crate_folder.canonicalize().unwrap_or_else(|_| crate_folder.to_owned());
    for above in folder.ancestors() {
        let names = [".cargo/config.toml", ".cargo/config"];
        files.extend(names.iter().map(|name| above.join(name)).find(|file| file.exists()));
    }
    let mut keys = BTreeSet::new();
    for file in files {
        keys.extend(release(&file)?);
    }
    Ok(keys)
}

/// The manifest whose profiles count: the workspace's, or the crate's own.
fn workspace_manifest(crate_folder: &Path) -> Result<PathBuf, Diagnostic> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(crate_folder)
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(failed(format!("cargo finds no workspace of {}", crate_folder.display())));
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// The keys of `[profile.release]` in a manifest or a configuration file.
fn release(file: &Path) -> Result<Vec<String>, Diagnostic> {
    let wrong = |error: String| failed(format!("cannot read {}: {error}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let profile = table.get("profile").and_then(|profile| profile.get("release"));
    Ok(profile.and_then(toml::Value::as_table).map(|keys| keys.keys().cloned().collect()).unwrap_or_default())
}

fn failed(what: String) -> Diagnostic {
    Diagnostic::error("worker::profile", what)
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
        write(
            folder,
            "site/Cargo.toml",
            "[package]\nname = \"site\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        );
        write(folder, "site/src/lib.rs", "");
        stated(&folder.join("site")).expect("the profile is read").into_iter().collect()
    }

    #[test]
    fn the_workspace_states_the_profile_of_its_members() {
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
    fn a_crate_alone_states_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = "[package]\nname = \"site\"\nversion = \"0.1.0\"\n[workspace]\n[profile.release]\nopt-level = 2\n";
        write(folder.path(), "Cargo.toml", manifest);
        write(folder.path(), "src/lib.rs", "");
        assert_eq!(stated(folder.path()).expect("read").into_iter().collect::<Vec<_>>(), ["opt-level"]);
    }
}
