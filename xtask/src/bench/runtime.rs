//! The runtime half: generating, what checking the crates costs, and Workers beside those of the `worker` crate.

use super::measure::{Cost, cost, median, megabytes, verdict};
use crate::tools::{self, Tool};
use crate::worker::{self, Built, Optimise, Options, Panic};
use crate::{npm, process};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::fmt::Write;
use std::path::Path;

/// The other generator, pinned.
const TOOL: Tool = Tool { package: "ts-gen", version: "0.1.0", ask: &["--version"], quick: false };
const PEER: &str = TOOL.package;
const PEER_VERSION: &str = TOOL.version;

/// How often what takes seconds is measured, in turns.
const ROUNDS: usize = 21;

/// CPU seconds that checking `cfs-runtime` with one product may take, and with all.
const MOST_ONE: f64 = 3.5;
const MOST_ALL: f64 = 26.2;

/// The definitions that both generators read.
const DEFINITIONS: &str = "workers-types.d.ts";

/// An alias that leads to itself, on which the other generator overflows any stack: `unknown` for both in this section.
const RECURSIVE: &str = "type FlagshipEvaluationContextValue =";

/// Measures; the section of `BENCHMARKS.md`.
pub(crate) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let mut out = "## Runtime\n\n### From definitions to crates\n\n".to_owned();
    generation(root, &mut out)?;
    workers(root, &mut out)?;
    calls(root, &mut out)?;
    checks(root, &mut out)?;
    Ok(out)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::runtime", what)]
}

/// `gen-dts` and the other generator on the same file.
fn generation(root: &Path, out: &mut String) -> Result<(), Vec<Diagnostic>> {
    if !process::cargo(root, &["build", "--release", "--quiet", "--package", "gen-dts"])? {
        return Err(failed("gen-dts does not build in release"));
    }
    let own = root.join("target/release/gen-dts").display().to_string();
    let peer = tools::installed(root, &TOOL)?.display().to_string();
    let work = root.join("target/bench/runtime");
    let input = work.join("index.d.ts");
    let file = inputs::Inputs::open(root).and_then(|inputs| inputs.file(DEFINITIONS));
    let file = file.map_err(crate::fetch::failed)?;
    let text = without_recursion(&String::from_utf8_lossy(&file.bytes))?;
    write_file(&input, text.as_bytes()).map_err(|error| vec![error])?;
    let (input, ours) = (input.display().to_string(), work.join("ours").display().to_string());
    let theirs = work.join("theirs/bindings.rs").display().to_string();
    let (mut our_costs, mut their_costs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        drop(std::fs::remove_dir_all(&ours));
        our_costs.push(cost(
            root,
            &[&own, "--input", &input, "--name", "workers", "--out", &ours, "--quiet"],
            &[],
        )?);
        let arguments = [&peer, "--input", &input, "--output", &theirs, "--lib-name", "workers"];
        their_costs.push(cost(root, &arguments, &[])?);
    }
    let us = median(&our_costs);
    let size = |path: &str| super::management::size(Path::new(path));
    let (our_bytes, our_lines) = size(&ours)?;
    let them = median(&their_costs);
    let their_folder = work.join("theirs").display().to_string();
    let (their_bytes, their_lines) = size(&their_folder)?;
    _ = writeln!(
        out,
        "`index.d.ts` of the pinned definitions, with the one alias that leads to itself as `unknown`, on which `{PEER}` overflows its \
         stack; medians of {ROUNDS} runs in turns.\n\n| | ours | `{PEER}` {PEER_VERSION} | ratio \
         |\n|---|--:|--:|--:|\n| seconds | {:.2} | {:.2} | {:.2} |\n| CPU seconds | {:.2} | {:.2} | {:.2} |\n| peak memory | {} | {} | \
         {:.2} |\n| Rust, bytes | {} | {} | |\n| Rust, lines | {our_lines} | {their_lines} | |\n\nTarget: at most half of its time: \
         {}. Ours makes documentation, a `sys` layer and an idiomatic one; theirs makes externs.\n",
        us.wall,
        them.wall,
        us.wall / them.wall,
        us.cpu,
        them.cpu,
        us.cpu / them.cpu,
        megabytes(us.memory),
        megabytes(them.memory),
        us.memory as f64 / them.memory as f64,
        megabytes(our_bytes),
        megabytes(their_bytes),
        verdict(us.wall <= them.wall / 2.0)
    );
    Ok(())
}

fn without_recursion(text: &str) -> Result<String, Vec<Diagnostic>> {
    const END: &str = "\n    };\n";
    let (before, rest) = text.split_once(RECURSIVE).ok_or_else(|| failed(format!("no `{RECURSIVE}`")))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| failed(format!("`{RECURSIVE}` has no end")))?;
    Ok(format!("{before}{RECURSIVE} unknown;\n{after}"))
}

/// Every Worker that is compared is optimised.
fn options(root: &Path) -> Options {
    Options { optimise: Optimise::Always, ..worker::options(root, Panic::Abort) }
}

/// Sizes and answers of the same Workers, written with both crates.
fn workers(root: &Path, out: &mut String) -> Result<(), Vec<Diagnostic>> {
    let packages = npm::install(root)?.ok_or_else(|| failed("comparing Workers needs Node and npm"))?;
    let options = options(root);
    let folder = root.join("benches/runtime");
    let ours = worker::build(root, &folder.join("hello"), &options)?;
    let theirs = worker::build(root, &folder.join("hello-peer"), &options)?;
    let all = worker::build(root, &root.join("tests/runtime/workers/all"), &options)?;
    let all_theirs = worker::build(root, &folder.join("all-peer"), &options)?;
    let [our_time, their_time]: [f64; 2] = node(root, &packages, "answers.mjs", &[&ours, &theirs])?;
    let lines =
        |path: &Path| std::fs::read_to_string(path.join("src/lib.rs")).map_or(0, |text| text.lines().count());
    let all_lines = lines(&root.join("tests/runtime/workers/all"));
    _ = writeln!(
        out,
        "### Workers, beside the `worker` crate 0.8.7\n\nThe same routes, the same compiler, the same optimiser; sizes are of the wasm \
         file, before compression.\n\n| | ours | `worker` | ratio | target | |\n|---|--:|--:|--:|---|---|\n| hello, bytes | {} | {} | \
         {:.2} | at most 0.28 | {} |\n| KV, R2, D1, queue, Durable Object, bytes | {} | {} | {:.2} | at most 52,000 | {} |\n| the same, \
         lines of Rust | {all_lines} | {} | | | |\n| hello, median answer in the local runtime, µs | {our_time:.0} | {their_time:.0} | \
         {:.2} | | |\n",
        ours.bytes,
        theirs.bytes,
        ours.bytes as f64 / theirs.bytes as f64,
        verdict(ours.bytes as f64 <= theirs.bytes as f64 * 0.28),
        all.bytes,
        all_theirs.bytes,
        all.bytes as f64 / all_theirs.bytes as f64,
        verdict(all.bytes <= 52_000),
        lines(&folder.join("all-peer")),
        our_time / their_time,
    );
    Ok(())
}

/// What one call of a method costs, through our layer and through externs written by hand.
fn calls(root: &Path, out: &mut String) -> Result<(), Vec<Diagnostic>> {
    #[derive(serde::Deserialize)]
    struct Times {
        get: [f64; 2],
        text: [f64; 2],
    }
    let packages = npm::install(root)?.ok_or_else(|| failed("comparing calls needs Node and npm"))?;
    let bundle = worker::build(root, &root.join("benches/runtime/calls"), &options(root))?;
    let times: Times = node(root, &packages, "calls.mjs", &[&bundle])?;
    out.push_str(
        "### Calls, beside externs written by hand\n\nNanoseconds a call in the local runtime; medians of 15 requests in turns, \
         of 200,000 and 20,000 calls each.\n\n| | ours | by hand | ratio |\n|---|--:|--:|--:|\n",
    );
    for (what, [ours, by_hand]) in [
        ("`headers.get(name)`, a string back", times.get),
        ("`blob.text().await`, a promise of a string", times.text),
    ] {
        _ = writeln!(out, "| {what} | {ours:.0} | {by_hand:.0} | {:.2} |", ours / by_hand);
    }
    out.push('\n');
    Ok(())
}

/// Runs a script over bundles; what it prints.
fn node<T: serde::de::DeserializeOwned>(
    root: &Path,
    packages: &Path,
    script: &str,
    bundles: &[&Built],
) -> Result<T, Vec<Diagnostic>> {
    let mut command = process::program(root, "node");
    command.env("CFS_NPM", packages).arg(root.join("benches/runtime").join(script));
    command.args(bundles.iter().map(|bundle| &bundle.folder));
    let printed = command.output().map_err(|error| failed(error.to_string()))?;
    serde_json::from_str(String::from_utf8_lossy(&printed.stdout).trim())
        .map_err(|_| failed(format!("{script}: {}", String::from_utf8_lossy(&printed.stderr))))
}

/// What checking `cfs-runtime` costs with one product and with all, other people's crates built.
fn checks(root: &Path, out: &mut String) -> Result<(), Vec<Diagnostic>> {
    let target = root.join("target/bench/runtime-check").display().to_string();
    let variables = [("CARGO_TARGET_DIR", target.as_str()), ("CARGO_INCREMENTAL", "0")];
    let check = |features: &'static str| {
        ["cargo", "check", "--quiet", "--package", "cfs-runtime", "--features", features]
    };
    cost(root, &check("all"), &variables)?;
    let own = own_packages(root)?;
    let mut clean: Vec<&str> = vec!["cargo", "clean", "--quiet"];
    for package in &own {
        clean.extend(["--package", package]);
    }
    let measured = |features: &'static str| -> Result<Cost, Vec<Diagnostic>> {
        let mut costs = Vec::new();
        for _ in 0..3 {
            cost(root, &clean, &variables)?;
            costs.push(cost(root, &check(features), &variables)?);
        }
        Ok(median(&costs))
    };
    let (one, all) = (measured("kv")?, measured("all")?);
    _ = writeln!(
        out,
        "### Checking `cfs-runtime`\n\nDependencies built, ours from nothing; medians of 3. Targets are of processor time, of the \
         compiler and everything it starts: `all` uses every core, `kv` alone is one chain.\n\n| features | seconds | CPU seconds | target \
         | |\n|---|--:|--:|---|---|\n| `kv` | {:.1} | {:.1} | at most {MOST_ONE} CPU s | {} |\n| | | {:.2} of all | at most 1/5 of all | {} \
         |\n| `all` | {:.1} | {:.1} | at most {MOST_ALL} CPU s | {} |\n",
        one.wall,
        one.cpu,
        verdict(one.cpu <= MOST_ONE),
        one.cpu / all.cpu,
        verdict(one.cpu <= all.cpu / 5.0),
        all.wall,
        all.cpu,
        verdict(all.cpu <= MOST_ALL),
    );
    Ok(())
}

/// The packages of this repository that `cfs-runtime` is made of.
fn own_packages(root: &Path) -> Result<Vec<String>, Vec<Diagnostic>> {
    let mut names = vec!["cfs-runtime".to_owned(), "cfs-worker".to_owned(), "cfs-worker-macros".to_owned()];
    let entries =
        std::fs::read_dir(root.join("output/runtime")).map_err(|error| failed(error.to_string()))?;
    for entry in entries.filter_map(Result::ok).filter(|entry| entry.path().join("Cargo.toml").exists()) {
        let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap_or_default();
        // Native types are in no Worker.
        let name = format!("cfs-runtime-{}", entry.file_name().to_string_lossy());
        if manifest.contains(&format!("name = \"{name}\"")) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
