//! From the document to crates, and what compiling those costs: ours beside `openapi-to-rust`.

use super::builds;
use super::documents::{doubled, part};
use super::measure::{Cost, cost, median, megabytes, verdict};
use crate::tools::{self, Tool};
use crate::{fetch, process};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

/// The other generator, pinned.
const TOOL: Tool = Tool { package: "openapi-to-rust", version: "0.23.0", ask: &["--version"], quick: false };
const PEER: &str = TOOL.package;
const PEER_VERSION: &str = TOOL.version;

/// How often everything is measured, in turns.
const ROUNDS: usize = 3;

/// Measures; the section of `BENCHMARKS.md`.
pub(crate) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let work = root.join("target/bench/management");
    let document = fetch::openapi(None)?;
    let own = release(root)?;
    let peer = tools::installed(root, &TOOL)?.display().to_string();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();

    let path = document.path.display().to_string();
    let ours = work.join("ours").display().to_string();
    let theirs = work.join("theirs").display().to_string();
    let (mut our_costs, mut their_costs, mut parses) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        parses.push(cost(root, &[&own, "pipeline", "parse", &path], &[])?);
        drop(std::fs::remove_dir_all(&ours));
        our_costs.push(cost(root, &[&own, "pipeline", "generate", &path, &ours], &[])?);
        drop(std::fs::remove_dir_all(&theirs));
        // The document's name at its source ends in `.yaml`, though it is JSON.
        their_costs.push(cost(root, &[&peer, "generate", &path, "--output-dir", &theirs, "--quiet"], &[])?);
    }
    let (us, them, parse) = (median(&our_costs), median(&their_costs), median(&parses));
    let mut out = format!(
        "## Management: from the document to crates\n\nThe pinned document ({}), medians of {ROUNDS} runs in turns, on {} \
         cores; load average at the start {load}.\n\n",
        megabytes(document.bytes.len() as u64),
        std::thread::available_parallelism().map_or(1, usize::from),
    );
    generation(&mut out, (us, size(Path::new(&ours))?), (them, size(Path::new(&theirs))?), parse);
    linearity(root, &own, &document.bytes, &work, &mut out)?;
    builds::section(root, &mut out)?;
    Ok(out)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::management", what)]
}

/// This program, optimised: what users of a release would run.
fn release(root: &Path) -> Result<String, Vec<Diagnostic>> {
    if !process::cargo(root, &["build", "--release", "--quiet", "--package", "xtask"])? {
        return Err(failed("xtask does not build in release"));
    }
    Ok(process::target_dir(root).join("release/xtask").display().to_string())
}

/// Bytes and lines of Rust below a folder.
pub(super) fn size(folder: &Path) -> Result<(u64, usize), Vec<Diagnostic>> {
    let (mut bytes, mut lines) = (0, 0);
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        let entries = std::fs::read_dir(&at).map_err(|error| failed(format!("{}: {error}", at.display())))?;
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read(&path).map_err(|error| failed(error.to_string()))?;
                bytes += text.len() as u64;
                lines += String::from_utf8_lossy(&text).lines().count();
            }
        }
    }
    Ok((bytes, lines))
}

fn generation(out: &mut String, us: (Cost, (u64, usize)), them: (Cost, (u64, usize)), parse: Cost) {
    let ((us, our_size), (them, their_size)) = (us, them);
    let _ = writeln!(out, "| | ours | `{PEER}` {PEER_VERSION} | ratio |\n|---|--:|--:|--:|");
    let mut row = |what: &str, ours: String, theirs: String, ratio: f64| {
        let _ = writeln!(out, "| {what} | {ours} | {theirs} | {ratio:.2} |");
    };
    row("seconds", format!("{:.2}", us.wall), format!("{:.2}", them.wall), us.wall / them.wall);
    row("CPU seconds", format!("{:.2}", us.cpu), format!("{:.2}", them.cpu), us.cpu / them.cpu);
    row(
        "peak memory",
        megabytes(us.memory),
        megabytes(them.memory),
        us.memory as f64 / them.memory.max(1) as f64,
    );
    row(
        "Rust, bytes",
        megabytes(our_size.0),
        megabytes(their_size.0),
        our_size.0 as f64 / their_size.0.max(1) as f64,
    );
    row(
        "Rust, lines",
        our_size.1.to_string(),
        their_size.1.to_string(),
        our_size.1 as f64 / their_size.1.max(1) as f64,
    );
    let _ = writeln!(
        out,
        "\n| target | measured | |\n|---|--:|---|\n| at most 0.17 of `{PEER}`'s time | {:.2} | {} |\n| at most 12× a cold parse \
         into `serde_json::Value` ({:.2} s) | {:.1}× | {} |\n| under 800 MB | {} | {} |\n",
        us.wall / them.wall,
        verdict(us.wall <= them.wall * 0.17),
        parse.wall,
        us.wall / parse.wall,
        verdict(us.wall <= parse.wall * 12.0),
        megabytes(us.memory),
        verdict(us.memory < 800_000_000),
    );
    let _ = writeln!(
        out,
        "`{PEER}`'s own `cargo check` of what it makes of this document (724 CPU seconds and 18.4 GB in one rustc when it was \
         measured on this toolchain) is not repeated here.\n"
    );
}

/// The same work on the document in four sizes.
fn linearity(
    root: &Path,
    own: &str,
    document: &[u8],
    work: &Path,
    out: &mut String,
) -> Result<(), Vec<Diagnostic>> {
    let parsed: Value = serde_json::from_slice(document).map_err(|error| failed(error.to_string()))?;
    let sizes =
        [("¼", part(&parsed, 4)), ("½", part(&parsed, 2)), ("1", parsed.clone()), ("2", doubled(&parsed))];
    let _ = writeln!(
        out,
        "### Linear in the input\n\nA fraction of the paths with what they need, and everything twice with one member \
         more.\n\n| paths | document | made | seconds | CPU seconds | CPU seconds per MB made | memory |\n|--:|--:|--:|--:|--:|--:|--:|"
    );
    let mut per_megabyte = Vec::new();
    for (index, (name, value)) in sizes.into_iter().enumerate() {
        let path = work.join(format!("size-{index}.json"));
        let text = serde_json::to_vec(&value).map_err(|error| failed(error.to_string()))?;
        write_file(&path, &text).map_err(|error| vec![error])?;
        let (path, made) = (path.display().to_string(), work.join("sized").display().to_string());
        let mut costs = Vec::new();
        for _ in 0..ROUNDS {
            drop(std::fs::remove_dir_all(&made));
            costs.push(cost(root, &[own, "pipeline", "generate", &path, &made], &[])?);
        }
        let cost = median(&costs);
        let bytes = size(Path::new(&made))?.0;
        let each = cost.cpu / (bytes as f64 / 1e6);
        per_megabyte.push(each);
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {:.2} | {:.2} | {each:.3} | {} |",
            megabytes(text.len() as u64),
            megabytes(bytes),
            cost.wall,
            cost.cpu,
            megabytes(cost.memory)
        );
    }
    let (least, most) = per_megabyte
        .iter()
        .fold((f64::MAX, 0.0), |(least, most): (f64, f64), each| (least.min(*each), most.max(*each)));
    let _ = writeln!(
        out,
        "\nCPU time per megabyte made varies by a factor of {:.2} over the four sizes: linear is {}.\n",
        most / least,
        verdict(most / least < 1.5)
    );
    Ok(())
}
