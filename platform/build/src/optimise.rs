//! A wasm file to a smaller one, by binaryen's wasm-opt of one exact version: what is built depends on nothing else
//! that happens to be installed.

use crate::Options;
use crate::error::{Error, Result, Stage};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The version of wasm-opt, as `wasm-opt --version` says it.
const VERSION: &str = "132";

/// Where it is installed below the folder for tools; the version is that of the npm package in `binaryen/`.
const FOLDER: &str = "binaryen-132.0.0";

const FLAGS: [&str; 9] = [
    "-Oz",
    // Nothing reads after wasm-opt which features the module may use.
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-exception-handling",
];

/// Whether wasm-opt makes the wasm smaller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Optimise {
    /// If it is there, or can be installed where that was asked for; [`Optimised::No`] says why not.
    #[default]
    IfFound,
    /// It does, and where it is missing that is an error.
    Always,
    /// It does not: the build is faster, the wasm about a tenth larger.
    Never,
}

/// Whether wasm-opt made the wasm smaller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Optimised {
    /// It did.
    Yes,
    /// It did not, for this reason. The Worker is larger and works as well.
    No(String),
}

/// Makes `wasm` smaller, as the options say.
pub(crate) fn optimise(wasm: &mut Vec<u8>, options: &Options) -> Result<Optimised> {
    if options.optimise == Optimise::Never {
        return Ok(Optimised::No("not asked for".to_owned()));
    }
    let tools = options.tools_dir.clone().or_else(tools_dir);
    let mut found = find(tools.as_deref());
    if found.is_err()
        && options.install
        && let Some(tools) = &tools
    {
        found = install(tools).and_then(|()| find(Some(tools)));
    }
    match found {
        Ok(tool) => {
            *wasm = run(tool, wasm, options.names)?;
            Ok(Optimised::Yes)
        }
        Err(reason) if options.optimise == Optimise::IfFound => Ok(Optimised::No(reason)),
        Err(reason) => Err(Error::tool(Stage::Optimise, "wasm-opt", reason)
            .with_help("ask for what is missing to be installed, or for no optimisation")),
    }
}

/// The folder of the user's for tools that were asked for.
fn tools_dir() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".cache")))?;
    Some(caches.join("cfs/tools"))
}

/// The pinned wasm-opt, from the folder for tools or from the path; otherwise why there is none.
fn find(tools: Option<&Path>) -> std::result::Result<Command, String> {
    let script = tools.map(|tools| tools.join(FOLDER).join("node_modules/binaryen/bin/wasm-opt"));
    if let Some(script) = script.filter(|script| script.exists()) {
        let mut node = Command::new("node");
        node.arg(script);
        return Ok(node);
    }
    let missing = || format!("wasm-opt {VERSION} is not installed");
    let output = Command::new("wasm-opt").arg("--version").output().map_err(|_| missing())?;
    pinned(&String::from_utf8_lossy(&output.stdout))?;
    Ok(Command::new("wasm-opt"))
}

/// Whether `wasm-opt --version` says the pinned version, as in `wasm-opt version 132 (version_132)`.
fn pinned(said: &str) -> std::result::Result<(), String> {
    match said.split_whitespace().skip_while(|word| *word != "version").nth(1) {
        Some(VERSION) => Ok(()),
        found => Err(format!(
            "wasm-opt {VERSION} is not installed; the one on the path is {}",
            found.unwrap_or("of an unknown version")
        )),
    }
}

/// Has npm put the pinned package below the folder for tools; the lock file holds its hash.
fn install(tools: &Path) -> std::result::Result<(), String> {
    let folder = tools.join(FOLDER);
    let failed = |error: std::io::Error| format!("wasm-opt cannot be put into {}: {error}", folder.display());
    fs::create_dir_all(tools).map_err(failed)?;
    // Renamed when it is whole, so that an installation that was interrupted is made again.
    let partial = tempfile::tempdir_in(tools).map_err(failed)?;
    for (name, text) in [
        ("package.json", include_str!("binaryen/package.json")),
        ("package-lock.json", include_str!("binaryen/package-lock.json")),
    ] {
        fs::write(partial.path().join(name), text).map_err(failed)?;
    }
    let npm = Command::new("npm")
        .current_dir(partial.path())
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .stdout(std::io::stderr())
        .status()
        .map_err(|error| format!("wasm-opt cannot be installed: npm cannot be run: {error}"))?;
    if !npm.success() {
        return Err("wasm-opt cannot be installed: npm failed".to_owned());
    }
    match fs::rename(partial.path(), &folder) {
        // Another build was faster.
        Err(_) if folder.exists() => Ok(()),
        moved => moved.map_err(failed),
    }
}

fn run(mut tool: Command, wasm: &[u8], names: bool) -> Result<Vec<u8>> {
    let failed = |message: String| Error::tool(Stage::Optimise, "wasm-opt", message);
    let unwritten = |error: std::io::Error| failed(format!("no temporary file: {error}"));
    let folder = tempfile::tempdir().map_err(unwritten)?;
    let (input, out) = (folder.path().join("in.wasm"), folder.path().join("out.wasm"));
    fs::write(&input, wasm).map_err(unwritten)?;
    let output = tool
        .args(FLAGS)
        .args(names.then_some("--debuginfo"))
        .arg("-o")
        .arg(&out)
        .arg(&input)
        .stdout(Stdio::null())
        .output()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())
            .with_help("build without optimisation, and report the failure to binaryen"));
    }
    fs::read(&out).map_err(|error| failed(format!("it wrote nothing: {error}")))
}

#[cfg(test)]
mod tests {
    use super::{Optimise, Optimised, VERSION, optimise, pinned};
    use crate::Options;
    use crate::error::Stage;

    #[test]
    fn only_the_pinned_version_is_used() {
        assert_eq!(pinned(&format!("wasm-opt version {VERSION} (version_{VERSION})")), Ok(()));
        let reason = pinned("wasm-opt version 108 (version_108)").expect_err("another version");
        assert!(reason.contains("the one on the path is 108"), "{reason}");
        assert!(pinned("").is_err());
    }

    #[test]
    fn the_package_is_of_the_pinned_version() {
        let lock = include_str!("binaryen/package-lock.json");
        assert!(lock.contains(&format!("\"version\": \"{VERSION}.0.0\"")));
        assert!(super::FOLDER.contains(VERSION));
    }

    #[test]
    fn its_absence_is_said_and_only_an_error_where_it_must_run() {
        if pinned_is_on_the_path() {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let mut options = Options { tools_dir: Some(folder.path().to_owned()), ..Options::default() };
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let Ok(Optimised::No(reason)) = optimise(&mut wasm, &options) else { panic!("there is none") };
        assert!(reason.contains("not installed"), "{reason}");
        options.optimise = Optimise::Always;
        let error = optimise(&mut wasm, &options).expect_err("it must run");
        assert_eq!(error.stage(), Stage::Optimise);
        assert!(error.help().is_some());
    }

    fn pinned_is_on_the_path() -> bool {
        super::find(None).is_ok()
    }
}
