//! Package registries and git repositories, through their own clients.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of a crates.io package, resolved by cargo on a throw-away manifest; nothing is compiled.
pub(crate) fn from_crate(
    cache: &Path,
    package: &str,
    version: &str,
    path: &str,
    offline: bool,
) -> Result<Vec<u8>, String> {
    let folder = cache.join(format!(".resolve-{package}-{version}"));
    let manifest = folder.join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"resolve\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[dependencies]\n{package} = \
         {{ version = \"={version}\", default-features = false }}\n\n[workspace]\n"
    );
    fs::create_dir_all(folder.join("src"))
        .and_then(|()| fs::write(&manifest, text))
        .and_then(|()| fs::write(folder.join("src/lib.rs"), ""))
        .map_err(|error| format!("cannot write {}: {error}", manifest.display()))?;
    let metadata = |extra: &[&str]| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["metadata", "--format-version", "1", "--manifest-path"]).arg(&manifest).args(extra);
        run(command)
    };
    let found = match metadata(&["--offline"]) {
        Err(reason) if offline => Err(format!("not in cargo's own cache, and offline: {reason}")),
        Err(_) => metadata(&[]),
        found => found,
    }?;
    let found: serde_json::Value =
        serde_json::from_slice(&found).map_err(|error| format!("cargo metadata is not JSON: {error}"))?;
    let manifest_path = found["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|found| found["name"] == package && found["version"] == version)
        .and_then(|found| found["manifest_path"].as_str())
        .ok_or_else(|| format!("cargo resolved no {package} {version}"))?;
    let file = Path::new(manifest_path).with_file_name(path);
    fs::read(&file).map_err(|error| format!("the package has no readable {path}: {error}"))
}

/// An npm package's archive, as `npm pack` downloads it.
pub(crate) fn package(cache: &Path, package: &str, version: &str) -> Result<Vec<u8>, String> {
    let archive = packed(cache, package, version)?;
    fs::read(&archive).map_err(|error| format!("cannot read {}: {error}", archive.display()))
}

fn packed(cache: &Path, package: &str, version: &str) -> Result<PathBuf, String> {
    let folder = cache.join(format!(".npm-{}-{version}", package.replace('/', "-").trim_start_matches('@')));
    let archive = |folder: &Path| -> Option<PathBuf> {
        let entries = fs::read_dir(folder).ok()?;
        entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|e| e == "tgz"))
    };
    if archive(&folder).is_none() {
        fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        let mut command = Command::new("npm");
        command
            .args(["pack", "--silent", &format!("{package}@{version}"), "--pack-destination"])
            .arg(&folder);
        run(command)?;
    }
    archive(&folder).ok_or_else(|| "npm pack left no archive".to_owned())
}

/// A file of an npm package.
pub(crate) fn from_npm(cache: &Path, package: &str, version: &str, path: &str) -> Result<Vec<u8>, String> {
    let archive = packed(cache, package, version)?;
    let read = || -> std::io::Result<Option<Vec<u8>>> {
        let mut entries = tar::Archive::new(flate2::read::GzDecoder::new(fs::File::open(&archive)?));
        for entry in entries.entries()? {
            let mut entry = entry?;
            // The folder around everything is called `package`, or like the package.
            if entry.path()?.iter().skip(1).eq(Path::new(path).iter()) {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes)?;
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    };
    match read() {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(format!("the package has no {path}")),
        Err(error) => {
            // A broken download must not stand in the way of the next attempt.
            drop(fs::remove_file(&archive));
            Err(format!("{} is damaged: {error}", archive.display()))
        }
    }
}

/// The commit that a branch of a git repository is at.
pub(crate) fn head(git: &str, branch: &str) -> Result<String, String> {
    let mut command = quiet_git();
    command.args(["ls-remote", "--exit-code", "--", git]).arg(format!("refs/heads/{branch}"));
    let found = run(command)?;
    let commit: String =
        String::from_utf8_lossy(&found).chars().take_while(char::is_ascii_hexdigit).collect();
    if commit.len() < 40 { Err(format!("git names no commit for {branch}")) } else { Ok(commit) }
}

/// A file of a git repository at a commit; nothing else of the repository's content is kept.
pub(crate) fn from_git(cache: &Path, git: &str, commit: &str, path: &str) -> Result<Vec<u8>, String> {
    let folder = cache.join(format!(".git-{}", &commit[..commit.len().min(12)]));
    fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let fetch = || {
        let inside = |arguments: &[&str]| {
            let mut command = quiet_git();
            command.arg("-C").arg(&folder).args(arguments);
            run(command)
        };
        inside(&["init", "--quiet", "--bare", "."])?;
        inside(&["fetch", "--quiet", "--depth", "1", "--no-tags", "--", git, commit])?;
        inside(&["cat-file", "blob", &format!("{commit}:{path}")])
    };
    let found = fetch();
    // The cache keeps the verified file, not the way to it.
    drop(fs::remove_dir_all(&folder));
    found
}

/// Git that asks nobody for anything, and knows nothing of a repository around it.
fn quiet_git() -> Command {
    let mut command = Command::new("git");
    command.env("GIT_TERMINAL_PROMPT", "0").env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
    command
}

fn run(mut command: Command) -> Result<Vec<u8>, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("cannot run `{program}`: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let tail: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    Err(tail[tail.len().saturating_sub(6)..].join("\n"))
}
