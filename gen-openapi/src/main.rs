//! `cargo run -p gen-openapi`: a client crate from any OpenAPI 3.0 or 3.1 document.

use clap::Parser;
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use gen_openapi::{Config, Ledger, PackageMeta, generate, print};
use openapi::assembly::Assembly;
use openapi::overlay::{Rules, apply};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Generates a typed async client crate from an OpenAPI document.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The document: JSON or YAML, OpenAPI 3.0 or 3.1.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// An overlay to apply to the document; may be repeated, later ones see what earlier ones made.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// The crate's name.
    #[arg(long)]
    name: String,
    /// The crate's folder.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// A folder for a second crate: the catalogue, which has every operation as data and calls any by its name.
    #[arg(long, value_name = "FOLDER")]
    catalogue: Option<PathBuf>,
}

/// The names that a regeneration keeps, in the crate's folder.
const NAMES: &str = "names.lock";

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(errors) => {
            for error in &errors {
                eprintln!("{}", error.render(std::io::stderr().is_terminal()));
            }
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Vec<Diagnostic>> {
    let one = |error| vec![error];
    let source = read(&args.spec).and_then(|bytes| Source::new(args.spec.display().to_string(), bytes));
    let overlays: Result<Vec<Source>, Diagnostic> = args
        .overlay
        .iter()
        .map(|path| read(path).and_then(|bytes| Source::by_hand(path.display().to_string(), bytes)))
        .collect();
    let mut assembly = Assembly::new(source.map_err(one)?);
    if !args.overlay.is_empty() {
        assembly = apply(&assembly, &overlays.map_err(one)?, Rules::GIVEN)?;
    }
    for warning in assembly.warnings() {
        eprintln!("{warning}");
    }
    make(args, assembly.source()).map_err(one)
}

fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    std::fs::read(path).map_err(|error| {
        Diagnostic::error("input::file", format!("cannot read `{}`: {error}", path.display()))
    })
}

fn make(args: &Args, source: &Source) -> Result<(), Diagnostic> {
    let name = package_name(&args.name)?;
    let doc = source.parse()?;
    gen_openapi::check(source, &doc)?;
    let names = args.out.join(NAMES);
    let kept =
        if names.exists() { String::from_utf8_lossy(&read(&names)?).into_owned() } else { String::new() };
    let ledger = Ledger::parse(&names.display().to_string(), &kept)?;
    let output = generate(&doc, &config(&name, args, &args.out, &doc)?, &ledger)?;
    for warning in output.model.warnings() {
        let diagnostic = Diagnostic::warning(warning.code, warning.message.clone());
        eprintln!("{}", diagnostic.at(source.location(&doc, warning.node)));
    }
    output.artifacts.write(&args.out, &["src"])?;
    write_file(&args.out.join(NAMES), output.ledger.as_bytes())?;
    if let Some(folder) = &args.catalogue {
        let Config { meta, .. } = config(&format!("{name}-catalogue"), args, folder, &doc)?;
        let catalogue = print::catalogue(&[print::Part::of(&output.model)?], &meta)?;
        catalogue.artifacts.write(folder, &["src"])?;
        println!("{}: {} bytes, {} of them read in place", meta.package, catalogue.bytes, catalogue.index);
    }
    let report = &output.report;
    println!(
        "{name}: {} operations, {} methods, {} types, {} warnings, {} of {} fields free-form by the document, {} untyped \
         otherwise, {:.1} MB",
        report.operations,
        report.methods,
        report.types,
        output.model.warnings().len(),
        report.free_form,
        report.fields,
        report.untyped,
        report.bytes as f64 / 1e6
    );
    Ok(())
}

fn config(name: &str, args: &Args, out: &Path, doc: &Doc<'_>) -> Result<Config, Diagnostic> {
    let info = doc.root().get("info");
    let title = info.and_then(|info| info.get("title")?.as_str()).map_or(name, str::trim);
    let input = args.spec.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let meta = PackageMeta {
        package: name.to_owned(),
        version: "0.1.0".to_owned(),
        title: codegen::rust::readable(title)
            .replace(|c: char| c.is_control() || matches!(c, '"' | '\\'), " "),
        input,
        cfs_http: format!("{{ path = {:?}, default-features = false }}", http_path(out)?),
        beside: String::new(),
        reference: "the document".to_owned(),
        pages: None,
        docs_base: None,
        repository: String::new(),
        keywords: ["api", "client", "async"].map(str::to_owned).into(),
        categories: ["api-bindings", "web-programming::http-client"].map(str::to_owned).into(),
        standalone: true,
        license: "MIT OR Apache-2.0".to_owned(),
    };
    Ok(Config { service: name.to_owned(), meta, samples: false })
}

fn package_name(name: &str) -> Result<String, Diagnostic> {
    let words = codegen::names::words(name).join("-");
    if words.starts_with(|c: char| c.is_ascii_alphabetic()) {
        Ok(words)
    } else {
        Err(Diagnostic::error("input::name", format!("`{name}` is no crate name"))
            .help("begin it with a letter"))
    }
}

/// The path from a generated crate to the support crate in this repository.
fn http_path(out: &Path) -> Result<String, Diagnostic> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let http = here.parent().unwrap_or(here).join("support/http");
    let out = std::path::absolute(out)
        .map_err(|error| Diagnostic::error("input::out", format!("`{}`: {error}", out.display())))?;
    let common = out.components().zip(http.components()).take_while(|(a, b)| a == b).count();
    // From a folder outside the repository only the full path leads here.
    if common < here.components().count() - 1 {
        return Ok(http.display().to_string());
    }
    let up = out.components().count() - common;
    let mut path: PathBuf = std::iter::repeat_n("..", up).collect();
    path.extend(http.components().skip(common));
    Ok(path.display().to_string())
}
