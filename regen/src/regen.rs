//! `cargo xtask regen`: fetch, segment, generate, write, report.

use crate::figures::{self, Figures};
use crate::report::Summary;
use crate::{Outcome, fetch, root};
use codegen::artifact::{Artifacts, Changes, write_file};
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use document::Parts;
use openapi::assembly::Assembly;
use openapi::overlay::Stale;
use pipeline::{Generated, Ledgers, Options, Phases, runtime};
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;
use std::time::Instant;

/// Options of `cargo xtask regen`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Write nothing; fail if anything differs.
    #[arg(long)]
    pub check: bool,
    /// Only this service, and those that share types with it; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub service: Vec<String>,
    /// Where the pinned OpenAPI document is, instead of the cache and its sources.
    #[arg(long, value_name = "FILE")]
    pub openapi: Option<PathBuf>,
    /// Take a document other than the pinned one: operations that no rule places go into `misc`.
    #[arg(long, requires = "openapi")]
    pub unpinned: bool,
}

/// Makes everything again, or says what would change.
///
/// # Errors
/// When an input cannot be read, or nothing can be made of it.
pub fn run(args: &Args) -> Outcome {
    let started = Instant::now();
    let mut phases = Phases::default();
    let root = root();
    stage("reading the pinned inputs; what is not in target/specs is fetched");
    let parts = read_parts(args)?;
    phases.record("read", started);
    let assembling = Instant::now();
    // Putting a document together is work for one processor: the other half is for the rest.
    let (document, runtime) = std::thread::scope(|scope| {
        // A run for some services has nothing to do with the runtime crates.
        let runtime = args.service.is_empty().then(|| scope.spawn(|| runtime_half(&root)));
        let document = parts.assemble(stale(args));
        phases.record("assemble", assembling);
        (document, runtime.map(ScopedJoinHandle::join))
    });
    let document = document?;
    let runtime = match runtime {
        Some(Ok(made)) => {
            let (made, took) = made?;
            phases.absorb(took);
            Some(made)
        }
        Some(Err(panicked)) => std::panic::resume_unwind(panicked),
        None => None,
    };
    stage("generating the management crates");
    let options = Options {
        only: &args.service,
        unpinned: args.unpinned,
        ledgers: Ledgers::Committed(&root),
        catalogue: true,
    };
    let mut generated = pipeline::generate(document.source(), &options, &mut phases)?;
    generated.warnings.extend_from_slice(document.warnings());
    generated.additions = document::additions(&document);
    stage(if args.check { "comparing with what is there" } else { "writing output/ and ledger/" });
    let writing = Instant::now();
    let changes = write(&generated, runtime.as_ref(), &root, args)?;
    phases.record("write", writing);

    let summary = Summary::new(&generated, runtime.as_ref(), &changes, phases, started);
    println!("{summary}");
    // A run for some services, or of another document, says nothing of the whole.
    let figures = if runtime.is_some() && !args.unpinned { summary.figures() } else { Figures::new() };
    let settled = figures::settle(&root, &figures, !args.check)?;
    if !args.check {
        summary.write(&root).map_err(|error| vec![error])?;
        return Ok(settled);
    }
    for (mark, path) in changes.iter() {
        println!("{mark} {}", path.display());
    }
    if !changes.is_empty() {
        println!(
            "\n{} files differ from what the pinned inputs make; run `cargo xtask regen`",
            changes.len()
        );
    }
    Ok(changes.is_empty() && settled)
}

/// Says what is done now, for who waits.
fn stage(what: &str) {
    eprintln!("{what} …");
}

/// The runtime crates, and how long that took.
fn runtime_half(root: &Path) -> Result<(runtime::Generated, Phases), Vec<Diagnostic>> {
    let mut phases = Phases::default();
    let reading = Instant::now();
    let sources = runtime::read(root)?;
    phases.record("fetch types", reading);
    stage("generating the runtime crates");
    let generating = Instant::now();
    let made = runtime::generate(root, &sources)?;
    phases.record("generate runtime", generating);
    Ok((made, phases))
}

/// Cloudflare's document with all that belongs to it.
pub fn read(args: &Args) -> Result<Assembly, Vec<Diagnostic>> {
    read_parts(args)?.assemble(stale(args))
}

/// A document that is tried may have mended what is corrected for the pinned one.
fn stale(args: &Args) -> Stale {
    if args.unpinned { Stale::Warn } else { Stale::Refuse }
}

fn read_parts(args: &Args) -> Result<Parts, Vec<Diagnostic>> {
    Parts::read(&root(), || {
        let bytes = match &args.openapi {
            Some(path) if args.unpinned => std::fs::read(path).map_err(|error| {
                let message = format!("cannot read `{}`: {error}", path.display());
                vec![Diagnostic::error("input::file", message)]
            })?,
            given => fetch::openapi(given.as_deref())?.bytes,
        };
        Source::new(fetch::OPENAPI, bytes).map_err(|error| vec![error])
    })
}

/// The path of a file with the assembled document, for programs that are not ours.
pub fn written(root: &Path) -> Result<PathBuf, Vec<Diagnostic>> {
    let path = root.join("target/document.json");
    let document = document::pinned(root)?;
    write_file(&path, document.source().text().as_bytes()).map_err(|error| vec![error])?;
    Ok(path)
}

/// Brings `output` and the ledger to the generated state, or says how they differ.
fn write(
    generated: &Generated,
    runtime: Option<&runtime::Generated>,
    root: &Path,
    args: &Args,
) -> Result<Changes, Vec<Diagnostic>> {
    let mut all = Artifacts::default();
    all.absorb("output/management", generated.output.clone());
    all.absorb("ledger", generated.ledgers.clone());
    if let Some(catalogue) = &generated.catalogue {
        all.absorb("output/catalogue", catalogue.artifacts.clone());
    }
    if let Some(runtime) = runtime {
        all.absorb("output/runtime", runtime.output.clone());
        all.absorb("ledger/runtime", runtime.ledgers.clone());
        let mut typescript = Artifacts::default();
        typescript.absorb("target/typescript", runtime.typescript.clone());
        typescript.write(root, &[]).map_err(|error| vec![error])?;
    }
    // A run for some services leaves the files of the others alone.
    let made = generated.ledgers.iter().map(|(ledger, _)| ledger.trim_end_matches(".txt"));
    let services: Vec<String> = made.map(|service| format!("output/management/{service}")).collect();
    let owned: Vec<&str> = if args.service.is_empty() {
        vec!["output/catalogue", "output/management", "output/runtime"]
    } else {
        services.iter().map(String::as_str).collect()
    };
    let changes = if args.check { all.compare(root, &owned) } else { all.write(root, &owned) };
    changes.map_err(|error| vec![error])
}
