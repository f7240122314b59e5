//! `cargo run -p gen-dts -- --input some.d.ts --name some --out ./some`: a crate from any definition file.

use clap::Parser;
use codegen::diag::{Diagnostic, Severity};
use codegen::stack::big;
use gen_dts::{Config, Manifest, Package, Sources, generate};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// A third of the time goes into small allocations, over all processors.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Generates wasm-bindgen crates from TypeScript definition files.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The definition file.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// A second file whose additions are put behind the feature `experimental`.
    #[arg(long, value_name = "FILE")]
    experimental: Option<PathBuf>,
    /// The crate's name.
    #[arg(long, value_name = "NAME", default_value = "bindings")]
    name: String,
    /// Which declaration lives where; without it, everything goes into one crate.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The folder to write.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Where the support crate is, for the generated manifest.
    #[arg(long, value_name = "FOLDER")]
    support: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Print no warnings.
    #[arg(long)]
    quiet: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match big(|| run(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(errors) => {
            let colour = std::io::stderr().is_terminal();
            for error in &errors {
                eprintln!("{}", error.render(colour));
            }
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Vec<Diagnostic>> {
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).map_err(|error| {
            vec![Diagnostic::error("input::file", format!("cannot read `{}`: {error}", path.display()))]
        })?;
        String::from_utf8(bytes).map_err(|_| {
            vec![Diagnostic::error("document::encoding", format!("`{}` is not UTF-8", path.display()))]
        })
    };
    let mut sources = Sources::default();
    for path in std::iter::once(&args.input).chain(&args.experimental) {
        sources.add(path.display().to_string(), read(path)?);
    }
    let manifest = match &args.manifest {
        Some(path) => {
            Manifest::parse(&path.display().to_string(), &read(path)?).map_err(|error| vec![error])?
        }
        None => Manifest::single(&args.name),
    };
    let support = match &args.support {
        Some(path) => format!("{{ path = {:?} }}", path.display().to_string()),
        None => format!("\"{}\"", env!("CARGO_PKG_VERSION")),
    };
    let single = args.manifest.is_none();
    let prefix = if single { String::new() } else { "cfs-runtime-".to_owned() };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let package = Package { prefix, support, version, ..Package::default() };
    let config = Config { manifest, package, ..Config::default() };
    let output = generate(&sources, &config)?;
    let colour = std::io::stderr().is_terminal();
    if !args.quiet {
        for warning in output.model.diagnostics.iter().filter(|found| found.severity == Severity::Warning) {
            eprintln!("{}", warning.render(colour));
        }
    }
    let mut artifacts = codegen::artifact::Artifacts::default();
    for (path, content) in output.artifacts.iter() {
        // One crate goes to the folder itself.
        let path = if single { path.split_once('/').map_or(path, |(_, rest)| rest) } else { path };
        artifacts.insert(path, content);
    }
    artifacts.write(&args.out, &[]).map_err(|error| vec![error])?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&output.report).unwrap_or_default());
    } else {
        let report = &output.report;
        println!(
            "{} declarations, {} generated, {} undeclared, {} externs, {} erased, warnings {:?}",
            report.declarations,
            report.generated,
            report.foreign,
            report.externs,
            report.erased,
            report.warnings
        );
    }
    // The process ends here, and the system takes memory back faster than it could be given piece by piece.
    std::mem::forget((output, artifacts));
    Ok(())
}
