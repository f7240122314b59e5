//! `cargo xtask update`: Cloudflare's current document, pinned, or another version of the runtime's definitions; everything made
//! from it; what that means to users.

mod definitions;
#[cfg(test)]
mod tests;

use crate::{Outcome, diff, fetch, root};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use inputs::{Inputs, Lock, sha256};
use openapi::overlay::Stale;
use std::path::{Path, PathBuf};

/// Where Cloudflare publishes its document.
const REPOSITORY: &str = "https://github.com/cloudflare/api-schemas.git";
/// The document's branch there.
const BRANCH: &str = "main";
/// The document's path there.
const DOCUMENT: &str = "openapi.json";

/// Options of `cargo xtask update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A document that is already here, instead of the repository's current one.
    #[arg(long, value_name = "FILE")]
    openapi: Option<PathBuf>,
    /// The repository's commit that FILE is from, for others to find it.
    #[arg(long, value_name = "HASH", requires = "openapi", value_parser = commit)]
    commit: Option<String>,
    /// The repository, or a mirror of it.
    #[arg(long, value_name = "URL", default_value = REPOSITORY)]
    repository: String,
    /// Instead of the document, a version of `@cloudflare/workers-types` on npm.
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["openapi", "repository"])]
    workers_types: Option<String>,
    /// Write nothing; only say what would change.
    #[arg(long)]
    dry_run: bool,
}

fn commit(text: &str) -> Result<String, String> {
    if text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a commit is 40 hexadecimal digits".to_owned())
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    if let Some(version) = &args.workers_types {
        return definitions::run(version, args.dry_run);
    }
    let root = root();
    let inputs = Inputs::open(&root).map_err(fetch::failed)?;
    let found = find(args, &inputs)?;
    let source = Source::new(fetch::OPENAPI, found.bytes.clone()).map_err(|error| vec![error])?;
    let lock = pin(inputs.lock(), &source, &found)?;
    say(inputs.lock(), &lock, &[fetch::OPENAPI]);

    // Everything is made in memory first: a document that cannot be generated changes no file.
    // Corrections that the document has made itself are named; after that they have to go.
    let document = document::assemble(&root, source, Stale::Warn)?;
    for warning in document.warnings().iter().filter(|warning| warning.code.starts_with("overlay::")) {
        println!("{warning}");
    }
    let told = diff::against(&document)?;
    let update = Update {
        files: vec![(fetch::OPENAPI, found.bytes.as_slice())],
        lock: &lock,
        openapi: Some(root.join("target/specs").join(fetch::OPENAPI)),
    };
    finish(&inputs, &update, &told, args.dry_run)
}

/// What an update changes, once it is known that everything can be made from it.
struct Update<'u> {
    /// Inputs, by name.
    files: Vec<(&'u str, &'u [u8])>,
    /// The lock that pins them.
    lock: &'u Lock,
    /// The document to generate from, where it is not the pinned one.
    openapi: Option<PathBuf>,
}

/// Keeps the inputs, pins them and generates everything, unless nothing is to be written; says what it means to users.
fn finish(inputs: &Inputs, update: &Update<'_>, told: &str, dry_run: bool) -> Outcome {
    if !dry_run {
        for (name, bytes) in &update.files {
            inputs.keep(name, bytes).map_err(fetch::failed)?;
        }
        write_lock(&root(), update.lock)?;
        let openapi = update.openapi.clone();
        if !regen::run(&regen::Args { openapi, unpinned: true, ..regen::Args::default() })? {
            return Ok(false);
        }
    }
    println!("\n{told}");
    if dry_run {
        println!("nothing was written");
    }
    Ok(true)
}

/// A document that may be pinned.
#[derive(Debug)]
struct Found {
    bytes: Vec<u8>,
    /// Where others find it: repository and commit.
    published: Option<(String, String)>,
}

fn find(args: &Args, inputs: &Inputs) -> Result<Found, Vec<Diagnostic>> {
    match &args.openapi {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| {
                vec![Diagnostic::error("input::file", format!("cannot read `{}`: {error}", path.display()))]
            })?;
            let published = args.commit.clone().map(|commit| (args.repository.clone(), commit));
            Ok(Found { bytes, published })
        }
        None => {
            let latest =
                inputs.latest(fetch::OPENAPI, &args.repository, BRANCH, DOCUMENT).map_err(fetch::failed)?;
            Ok(Found { bytes: latest.bytes, published: Some((args.repository.clone(), latest.commit)) })
        }
    }
}

/// The lock with the document pinned: its version, its hash, and where it is from.
fn pin(lock: &Lock, source: &Source, found: &Found) -> Result<Lock, Vec<Diagnostic>> {
    let doc = source.parse().map_err(|error| vec![error])?;
    gen_openapi::check(source, &doc).map_err(|error| vec![error])?;
    let info = doc.root().get("info");
    let text = |key: &str| info.and_then(|info| info.get(key)?.as_str()).unwrap_or_default();
    if text("title") != "Cloudflare API" {
        let what = format!("the document is `{}`, not `Cloudflare API`", text("title"));
        return Err(vec![
            Diagnostic::error("update::other-document", what)
                .help("to generate a crate from another document, run `cargo run -p gen-openapi`"),
        ]);
    }
    let mut lock = lock.clone();
    let known = lock.get(fetch::OPENAPI).map_err(fetch::failed)?.clone();
    let hash = sha256(&found.bytes);
    for input in lock.inputs.iter_mut().filter(|input| input.name == fetch::OPENAPI) {
        text("version").clone_into(&mut input.version);
        if hash != known.sha256 {
            // Sources that have another content are of no use any more.
            input.sources.retain(|source| matches!(source, inputs::Source::Environment { .. }));
        }
        input.sha256.clone_from(&hash);
        if let Some((git, commit)) = &found.published {
            input.sources.retain(|source| !matches!(source, inputs::Source::Git { .. }));
            let (git, commit) = (git.clone(), commit.clone());
            input.sources.push(inputs::Source::Git { git, commit, path: DOCUMENT.to_owned() });
        }
    }
    Ok(lock)
}

/// Writes the lock in one step: readers see the old one or the new one.
fn write_lock(root: &Path, lock: &Lock) -> Result<(), Vec<Diagnostic>> {
    write_file(&root.join("specs.lock"), lock.to_text().as_bytes()).map_err(|error| vec![error])
}

/// Says how the inputs of these names are pinned, and how they were.
fn say(old: &Lock, new: &Lock, names: &[&str]) {
    for name in names {
        let (Ok(old), Ok(new)) = (old.get(name), new.get(name)) else { continue };
        if old == new {
            println!("specs.lock pins this {name} already: sha256 {}", new.sha256);
            continue;
        }
        println!("{name}  version {} → {}", old.version, new.version);
        println!("sha256 {}\n     → {}", old.sha256, new.sha256);
        for source in &new.sources {
            println!("source {source}");
        }
        if !new.sources.iter().any(|source| !matches!(source, inputs::Source::Environment { .. })) {
            println!("no public source has it: name its commit with --commit, so that others find it");
        }
    }
}
