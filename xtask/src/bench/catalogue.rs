//! What the catalogue costs: bytes, look-ups, details, checking its crate.

use super::builds::{NOT_INCREMENTAL, forget};
use super::measure::{cost, median, verdict};
use crate::fetch;
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use serde::Deserialize;
use std::fmt::Write;
use std::path::Path;

/// How often a process is started, and the crate checked.
const ROUNDS: usize = 9;

/// What a process says of itself: microseconds.
#[derive(Clone, Debug, Default, Deserialize)]
struct Told {
    /// The first look-up by name, and the first by method and path.
    name: f64,
    path: f64,
    /// The same once more.
    name_again: f64,
    path_again: f64,
    /// The first details of each service, and all of them.
    details: Vec<f64>,
    all_details: f64,
}

pub(super) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let target = root.join("target/bench/catalogue");
    let folder = target.display().to_string();
    let variables = [NOT_INCREMENTAL, ("CARGO_TARGET_DIR", folder.as_str())];
    probe(root, &variables)?;
    let mut told = Vec::new();
    for _ in 0..ROUNDS {
        told.push(ask(&target.join("release/probe"))?);
    }
    let middle_of = |of: &dyn Fn(&Told) -> f64| {
        let mut values: Vec<f64> = told.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let middle = |of: fn(&Told) -> f64| middle_of(&of);
    // Each service by itself: among so many, one is always interrupted on a machine that does other things, too.
    let services = told.first().map_or(0, |told| told.details.len());
    let of_service = |at: usize| middle_of(&|told| told.details.get(at).copied().unwrap_or_default());
    let slowest = (0..services).map(of_service).fold(0.0, f64::max);
    let path = root.join("output/catalogue");
    cost(&path, &["cargo", "check", "--quiet"], &variables)?;
    let mut checks = Vec::new();
    for _ in 0..ROUNDS {
        forget(&target.join("debug"), &["cfs-catalogue"])?;
        checks.push(cost(&path, &["cargo", "check", "--quiet"], &variables)?);
    }
    let check = median(&checks);
    let bytes = std::fs::metadata(root.join("output/catalogue/catalogue.bin"))
        .map(|file| file.len())
        .unwrap_or_default();
    let mut out = format!(
        "## Catalogue\n\n{bytes} bytes of table; a release build of a program that looks up, in processes of their own; medians of \
         {ROUNDS}.\n\n| | | target | |\n|---|--:|---|---|\n"
    );
    let mut row = |what: &str, micros: f64, target: &str, most: f64| {
        let shown =
            if micros < 1_000.0 { format!("{micros:.1} µs") } else { format!("{:.2} ms", micros / 1e3) };
        let met = if target.is_empty() { "" } else { verdict(micros < most) };
        let _ = writeln!(out, "| {what} | {shown} | {target} | {met} |");
    };
    row("an operation by name, the first of a process", middle(|told| told.name), "< 60 µs", 60.0);
    row("the same again", middle(|told| told.name_again), "", 0.0);
    row("an operation by method and path, the first of a process", middle(|told| told.path), "< 60 µs", 60.0);
    row("the same again", middle(|told| told.path_again), "", 0.0);
    row("details, the first of the service that takes longest", slowest, "< 3 ms", 3e3);
    row("details of every operation", middle(|told| told.all_details), "", 0.0);
    // Processor time: on a machine that does other things, too, the clock tells little.
    row("`cargo check` of the crate, dependencies built: CPU time", check.cpu * 1e6, "< 2 s", 2e6);
    let share = share(root)?;
    let _ = writeln!(
        out,
        "| what it adds to making all crates of the document: CPU time | {:.1} % | < 15 % | {} |\n| bytes in a binary | {bytes} | < \
         1,200,000 | {} |",
        share * 100.0,
        verdict(share < 0.15),
        verdict(bytes < 1_200_000)
    );
    Ok(out)
}

/// Builds the program that looks up.
fn probe(root: &Path, variables: &[(&str, &str)]) -> Result<(), Vec<Diagnostic>> {
    let program = root.join("target/bench/programs/catalogue");
    let put = |file: &str, text: &str| {
        write_file(&program.join(file), text.as_bytes()).map_err(|error| vec![error])
    };
    let path = root.join("output/catalogue").display().to_string();
    put(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"probe\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ncfs-catalogue = {{ path = \
             {path:?}, default-features = false }}\n\n[profile.release]\nstrip = true\n\n[workspace]\n"
        ),
    )?;
    put("src/main.rs", PROBE)?;
    cost(&program, &["cargo", "build", "--release", "--quiet"], variables).map(drop)
}

/// How much more processor time it takes to make the catalogue, too, than the crates alone: the median of pairs.
fn share(root: &Path) -> Result<f64, Vec<Diagnostic>> {
    let document = fetch::openapi(None)?;
    let own =
        std::env::current_exe().map_err(|error| vec![Diagnostic::error("bench::run", error.to_string())])?;
    let own = own.display().to_string();
    let out = root.join("target/bench/with-catalogue").display().to_string();
    let path = document.path.display().to_string();
    let work = [own.as_str(), "pipeline", "generate", &path, &out];
    let alone = [work.as_slice(), &["--without-catalogue"]].concat();
    let mut shares = Vec::new();
    for _ in 0..ROUNDS {
        let (with, without) = (cost(root, &work, &[])?, cost(root, &alone, &[])?);
        shares.push(with.cpu / without.cpu.max(f64::EPSILON) - 1.0);
    }
    shares.sort_by(f64::total_cmp);
    Ok(shares.get(shares.len() / 2).copied().unwrap_or_default())
}

fn ask(program: &Path) -> Result<Told, Vec<Diagnostic>> {
    let failed =
        |what: String| vec![Diagnostic::error("bench::run", format!("{}: {what}", program.display()))];
    let output = std::process::Command::new(program).output().map_err(|error| failed(error.to_string()))?;
    serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
}

const PROBE: &str = r#"//! Looks up, and prints how long that took in microseconds.

use cfs_catalogue::catalogue;
use std::hint::black_box;
use std::time::Instant;

fn micros<T>(work: impl FnOnce() -> T) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64() * 1e6
}

fn main() {
    let by_name = || catalogue().operation(black_box("d1.database.query"));
    let by_path = || catalogue().at("GET", black_box("/zones/1/dns_records/2"));
    let (name, path) = (micros(by_name), micros(by_path));
    let (name_again, path_again) = (micros(by_name), micros(by_path));
    let (mut details, mut all_details) = (Vec::new(), 0f64);
    for service in catalogue().services() {
        let first = catalogue().operations().find(|one| one.name().split('.').next() == Some(service.word()));
        if let Some(first) = first {
            let took = micros(|| first.detail().map(|detail| detail.parameters().len()));
            details.push(took);
            all_details += took;
        }
    }
    all_details += micros(|| catalogue().operations().filter(|one| one.detail().is_ok()).count());
    println!(
        "{{\"name\":{name},\"path\":{path},\"name_again\":{name_again},\"path_again\":{path_again},\"details\":{details:?},\"all_details\":{all_details}}}"
    );
}
"#;
