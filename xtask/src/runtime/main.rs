//! `cargo xtask-runtime`: the runtime half by itself.

#[path = "mod.rs"]
mod runtime;

use runtime::{regen, suites, toolchain::Toolchain, worker};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().unwrap_or(here).to_owned();
    let done = match words.as_slice() {
        ["regen", rest @ ..] => regenerate(&root, rest.contains(&"--check")),
        ["check"] => check(&root),
        ["test"] => suites::run_all(&root),
        ["test", "behaviour"] => suites::npm(&root).and_then(|()| suites::behaviour(&root)),
        ["test", "reflection"] => suites::npm(&root).and_then(|()| suites::reflection(&root)),
        ["test", "types"] => suites::npm(&root).and_then(|()| suites::types(&root)),
        ["worker", "build", path] => worker::build(&root, &PathBuf::from(path)).map(|bundle| {
            println!("{} ({} bytes of wasm)", bundle.folder.display(), bundle.bytes);
        }),
        _ => Err("usage: regen [--check] | check | worker build PATH".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn regenerate(root: &Path, check: bool) -> Result<(), String> {
    // Deep types recurse deeply: a big stack costs nothing until it is used.
    let folder = root.to_owned();
    let thread =
        std::thread::Builder::new().stack_size(256 << 20).spawn(move || regen::regen(&folder, check));
    let joined =
        thread.map_err(|error| error.to_string())?.join().map_err(|_| "gen-dts stopped".to_owned())?;
    let done = joined
        .map_err(|errors| errors.iter().map(|error| error.render(false)).collect::<Vec<_>>().join("\n"))?;
    let report = &done.report;
    println!(
        "{:<18} {:>6} {:>8} {:>7} {:>6} {:>7} {:>7} {:>7}",
        "crate", "items", "externs", "fields", "erased", "KB", "lines", "largest"
    );
    for krate in &report.crates {
        println!(
            "{:<18} {:>6} {:>8} {:>7} {:>6} {:>7} {:>7} {:>7}",
            krate.name,
            krate.items,
            krate.externs,
            krate.fields,
            krate.erased,
            krate.bytes / 1024,
            krate.lines,
            krate.largest
        );
    }
    println!(
        "gen-dts: {} declarations, {} with items, {} externs and fields, {} erased, warnings {:?}; {} files changed",
        report.declarations,
        report.generated,
        report.externs,
        report.erased,
        report.warnings,
        done.changes.len()
    );
    if check && !done.changes.is_empty() {
        for (mark, path) in done.changes.iter() {
            eprintln!("{mark} {}", path.display());
        }
        return Err("the committed output differs: run `cargo xtask regen`".into());
    }
    Ok(())
}

/// Every runtime crate, both variants, for wasm32, without a warning.
fn check(root: &Path) -> Result<(), String> {
    let toolchain = Toolchain::find()?;
    for features in [&["check", "--workspace"][..], &["check", "--workspace", "--all-features"]] {
        let status = toolchain
            .cargo(&root.join("output/runtime"), &root.join("target/wasm"), features)
            .status()
            .map_err(|error| error.to_string())?;
        if !status.success() {
            return Err("a runtime crate does not compile".into());
        }
    }
    Ok(())
}
