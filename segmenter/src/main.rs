//! `cargo run -p segmenter`: splits the pinned document, or any other, into `target/segments/`.

use clap::Parser;
use codegen::artifact::Artifacts;
use codegen::diag::{Diagnostic, Severity};
use codegen::doc::Source;
use openapi::assembly::Assembly;
use segmenter::{Config, Fallback, Manifest, SDK_NAMES, SERVICES_TOML, SdkNames};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Splits an OpenAPI document into self-contained documents, one per service.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The document, JSON or YAML; without it, the pinned Cloudflare document.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// An overlay to apply to the document; may be repeated, later ones see what earlier ones made.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// The services manifest; without it, Cloudflare's for Cloudflare's document, and tags or paths for others.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Where the segments go.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Only this service, and those that share types with it; may be repeated.
    #[arg(long, value_name = "NAME")]
    service: Vec<String>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Write nothing; fail if the segments on disk differ.
    #[arg(long)]
    check: bool,
    /// Put operations that no rule matches into `misc`, with a warning.
    #[arg(long)]
    allow_unassigned: bool,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => code,
        Err(errors) => {
            let colour = std::io::stderr().is_terminal();
            for error in &errors {
                eprintln!("{}", error.render(colour));
            }
            if errors.len() > 1 {
                eprintln!("{} errors; nothing was written", errors.len());
            }
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<ExitCode, Vec<Diagnostic>> {
    let root = workspace_root();
    let assembly = document::overlaid(read_document(args, &root)?, &args.overlay)?;
    let source = assembly.source();
    let doc = source.parse().map_err(|error| vec![error])?;
    let title = doc.root().get("info").and_then(|info| info.get("title")?.as_str());
    let config = config(args, title == Some("Cloudflare API")).map_err(|error| vec![error])?;
    let done = segmenter::segment(source, &doc, &config)?;

    let colour = std::io::stderr().is_terminal();
    for warning in assembly
        .warnings()
        .iter()
        .chain(&done.warnings)
        .filter(|warning| warning.severity == Severity::Warning)
    {
        eprintln!("{}", warning.render(colour));
    }
    let mut artifacts = Artifacts::default();
    for segment in &done.segments {
        artifacts.insert(format!("{}.json", segment.name), segment.json.clone());
        artifacts.insert(format!("{}.origins.json", segment.name), segment.origins.to_json());
    }
    let out = args.out.clone().unwrap_or_else(|| root.join("target/segments"));
    // A run for some services leaves the other segments alone.
    let owned: &[&str] = if args.service.is_empty() && args.out.is_none() { &[""] } else { &[] };
    let report = done.report();
    if args.json {
        println!("{}", serde_json::to_string(&report).unwrap_or_default());
    } else {
        println!("{report}");
    }
    if args.check {
        let changes = artifacts.compare(&out, owned).map_err(|error| vec![error])?;
        for (mark, path) in changes.iter() {
            eprintln!("{mark} {}", path.display());
        }
        if !changes.is_empty() {
            eprintln!(
                "{} files in {} differ; run without --check to update them",
                changes.len(),
                out.display()
            );
            return Ok(ExitCode::FAILURE);
        }
    } else {
        artifacts.write(&out, owned).map_err(|error| vec![error])?;
    }
    Ok(ExitCode::SUCCESS)
}

fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The document that is named, as it is; else the pinned one, with its corrections.
fn read_document(args: &Args, root: &Path) -> Result<Assembly, Vec<Diagnostic>> {
    let Some(path) = &args.spec else { return document::pinned(root) };
    let source = read(path).and_then(|bytes| Source::new(path.display().to_string(), bytes));
    source.map(Assembly::new).map_err(|error| vec![error])
}

fn config(args: &Args, cloudflare: bool) -> Result<Config, Diagnostic> {
    let manifest = match &args.manifest {
        Some(path) => {
            let text = String::from_utf8_lossy(&read(path)?).into_owned();
            Some(Manifest::parse(&path.display().to_string(), &text)?)
        }
        None if cloudflare => Some(Manifest::parse("services.toml", SERVICES_TOML)?),
        None => None,
    };
    Ok(Config {
        manifest,
        names: if cloudflare { SdkNames::parse(SDK_NAMES)? } else { SdkNames::default() },
        fallback: if args.allow_unassigned { Fallback::Misc } else { Fallback::Refuse },
        only: args.service.clone(),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    std::fs::read(path).map_err(|error| {
        Diagnostic::error("input::file", format!("cannot read `{}`: {error}", path.display()))
    })
}
