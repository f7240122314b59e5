//! The two sides of a comparison: a document, a folder of crates, the last commit, a regeneration.

use super::asked;
use super::krate::{Crates, group};
use super::surface;
use crate::{process, root};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use gen_openapi::Ledger;
use openapi::assembly::Assembly;
use pipeline::{Ledgers, Options, Phases};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

/// The crates of one side.
#[derive(Debug, Default)]
pub(crate) struct Side {
    /// The crates.
    pub(crate) crates: Crates,
    /// Their names, for the other side to keep; only what was generated has any.
    pub(crate) names: Option<Artifacts>,
    /// By package, what asked for its part of the document to be other than in the pinned one.
    pub(crate) asked: BTreeMap<String, BTreeSet<String>>,
}

/// A document, from which crates are generated, or a folder that has crates. `names` are those that an earlier
/// version of the document was given.
pub(super) fn read(path: &Path, names: Option<&Artifacts>) -> Result<Side, Vec<Diagnostic>> {
    if path.is_dir() {
        let crates = group(&folder(path).map_err(|error| vec![error])?).map_err(|error| vec![error])?;
        if crates.is_empty() {
            let what = format!("`{}` has no crate in it", path.display());
            return Err(vec![
                Diagnostic::error("diff::no-crates", what)
                    .help("name a document, or a folder of generated crates"),
            ]);
        }
        return Ok(Side { crates, ..Side::default() });
    }
    let bytes = std::fs::read(path).map_err(|error| {
        let what = format!("cannot read `{}`: {error}", path.display());
        vec![Diagnostic::error("input::file", what).help("name a document, or a folder of generated crates")]
    })?;
    let source = Source::new(path.display().to_string(), bytes).map_err(|error| vec![error])?;
    document(&Assembly::new(source), names)
}

/// The crates that a document becomes: one per service for Cloudflare's, one for any other.
pub(super) fn document(document: &Assembly, names: Option<&Artifacts>) -> Result<Side, Vec<Diagnostic>> {
    let source = document.source();
    let doc = source.parse().map_err(|error| vec![error])?;
    let title = doc.root().get("info").and_then(|info| info.get("title")?.as_str());
    let (output, ledgers) = if title == Some("Cloudflare API") {
        let root = root();
        let ledgers = names.map_or(Ledgers::Committed(&root), Ledgers::Made);
        let options = Options { only: &[], unpinned: true, ledgers, catalogue: false };
        let made = pipeline::generate(source, &options, &mut Phases::default())?;
        (made.output, made.ledgers)
    } else {
        gen_openapi::check(source, &doc).map_err(|error| vec![error])?;
        let ledger = names.and_then(|names| names.get("names.lock")).unwrap_or_default();
        let made = Ledger::parse("names.lock", ledger)
            .and_then(|ledger| gen_openapi::generate(&doc, &pipeline::foreign_config("api"), &ledger))
            .map_err(|error| vec![error])?;
        let mut ledgers = Artifacts::default();
        ledgers.insert("names.lock", made.ledger);
        (made.artifacts, ledgers)
    };
    let crates = group(&output).map_err(|error| vec![error])?;
    Ok(Side { crates, names: Some(ledgers), asked: asked::by_package(document)? })
}

/// Where the management crates are.
pub(crate) const MANAGEMENT: &str = "output/management";

/// Where the runtime crates are.
pub(crate) const RUNTIME: &str = "output/runtime";

/// Where their ledgers are, which state what they show.
const RUNTIME_LEDGERS: &str = "ledger/runtime";

/// The generated crates of a commit.
pub(crate) fn committed(root: &Path, commit: &str) -> Result<Side, Vec<Diagnostic>> {
    let mut crates = group(&archived(root, commit, MANAGEMENT)?).map_err(|error| vec![error])?;
    crates.extend(runtime(&archived(root, commit, RUNTIME_LEDGERS)?));
    Ok(Side { crates, ..Side::default() })
}

/// The runtime crates whose ledgers these are. Their version is the workspace's.
fn runtime(ledgers: &Artifacts) -> Crates {
    surface::crates(ledgers, env!("CARGO_PKG_VERSION"))
}

/// The generated crates as they are in the working tree.
pub(super) fn working(root: &Path) -> Result<Side, Vec<Diagnostic>> {
    let mut side = read(&root.join(MANAGEMENT), None)?;
    side.crates.extend(runtime(&folder(&root.join(RUNTIME_LEDGERS)).map_err(|error| vec![error])?));
    Ok(side)
}

/// The runtime crates that definitions become.
pub(super) fn made_runtime(root: &Path, definitions: &gen_dts::Sources) -> Result<Crates, Vec<Diagnostic>> {
    let made = pipeline::runtime::generate(root, definitions)?;
    Ok(runtime(&made.ledgers))
}

/// The files of a folder in a commit, by path below it.
fn archived(root: &Path, commit: &str, folder: &str) -> Result<Artifacts, Vec<Diagnostic>> {
    let failed = |what: String| {
        vec![
            Diagnostic::error("diff::commit", format!("cannot read the commit {commit}: {what}"))
                .help("run this in a git checkout, or name two documents or two folders"),
        ]
    };
    let mut command = process::program(root, "git");
    command.args(["archive", "--format=tar", commit, folder]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let mut files = Artifacts::default();
    let mut unpack = || -> std::io::Result<()> {
        for entry in tar::Archive::new(output.stdout.as_slice()).entries()? {
            let mut entry = entry?;
            let path = entry.path()?.to_string_lossy().into_owned();
            let Some(path) = path.strip_prefix(folder).map(|path| path.trim_start_matches('/')) else {
                continue;
            };
            if wanted(path) && entry.header().entry_type().is_file() {
                let mut text = String::new();
                entry.read_to_string(&mut text)?;
                files.insert(path, text);
            }
        }
        Ok(())
    };
    unpack().map_err(|error| failed(error.to_string()))?;
    Ok(files)
}

/// Files that say something of an API.
fn wanted(path: &str) -> bool {
    [".rs", ".toml", ".md", ".txt"].iter().any(|end| path.ends_with(end))
}

/// The files of a folder of crates that say something of them, by path.
pub(crate) fn folder(root: &Path) -> Result<Artifacts, Diagnostic> {
    let mut files = Artifacts::default();
    let mut open = vec![root.to_owned()];
    while let Some(at) = open.pop() {
        let failed = |error: std::io::Error| {
            Diagnostic::error("input::file", format!("cannot read `{}`: {error}", at.display()))
        };
        for entry in std::fs::read_dir(&at).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if path.is_dir() {
                if entry.file_name() != "target" && !entry.file_name().to_string_lossy().starts_with('.') {
                    open.push(path);
                }
                continue;
            }
            let Ok(relative) = path.strip_prefix(root) else { continue };
            let name = relative.components().map(|part| part.as_os_str().to_string_lossy());
            let name = name.collect::<Vec<_>>().join("/");
            if wanted(&name) {
                let bytes = std::fs::read(&path).map_err(failed)?;
                files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    Ok(files)
}
