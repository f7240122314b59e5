//! Definition files that have nothing to do with Workers: what gen-dts makes of them, in `tests/runtime/scoreboard.md`.

use super::Context;
use crate::{Outcome, npm, process, regen};
use codegen::artifact::{Artifacts, write_file};
use codegen::diag::Diagnostic;
use gen_dts::{Config, Manifest, Sources};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The packages, each with its definition file and what kind of file that is.
const PACKAGES: [(&str, &str, &str); 10] = [
    ("@types/geojson", "index.d.ts", "interfaces and unions with a discriminant"),
    ("@types/google.maps", "index.d.ts", "hundreds of classes in nested namespaces"),
    ("@types/leaflet", "index.d.ts", "a UMD namespace, functions beside classes"),
    ("@types/luxon", "src/datetime.d.ts", "one file of a package of modules"),
    ("@webgpu/types", "dist/index.d.ts", "interfaces with constructor values, string unions"),
    ("bignumber.js", "dist/bignumber.d.ts", "one class with statics, `declare namespace`"),
    ("commander", "typings/index.d.ts", "a fluent class with many overloads"),
    ("csstype", "index.d.ts", "very large string unions, generics with defaults"),
    ("dexie", "dist/dexie.d.ts", "type-level programs: conditional, mapped, `infer`"),
    ("immutable", "dist/immutable.d.ts", "deep generics, merged interfaces and functions"),
];

const FILE: &str = "tests/runtime/scoreboard.md";

/// Generates and compiles every package's crate and compares the numbers with the committed ones.
pub(super) fn others(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install(cx.root)? else {
        println!("skipped: there is no Node and npm on this machine");
        return Ok(true);
    };
    let out = cx.root.join("target/scoreboard");
    let mut reports = Vec::new();
    let mut all = Artifacts::default();
    for (package, file, _) in PACKAGES {
        let name = crate_name(package);
        let made = generate(cx.root, &packages.join("node_modules").join(package).join(file), &name)?;
        made.artifacts.iter().for_each(|(path, content)| all.insert(path, content));
        reports.push(made.report);
    }
    all.insert("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"target\"]\n");
    all.write(&out, &[]).map_err(|error| vec![error])?;
    let errors = compile(cx.root, &out)?;
    let text = table(&packages, &reports, &errors);
    let path = cx.root.join(FILE);
    let same = std::fs::read_to_string(&path).is_ok_and(|before| before == text);
    println!("{text}");
    if cx.update {
        write_file(&path, text.as_bytes()).map_err(|error| vec![error])?;
        return Ok(true);
    }
    if !same {
        println!("{FILE} differs: look at why, and take it with `cargo xtask test scoreboard --update`");
    }
    Ok(same)
}

/// A package's name as a crate's.
fn crate_name(package: &str) -> String {
    package.trim_start_matches("@types/").replace(['@', '/', '.'], "-").trim_matches('-').to_owned()
}

fn generate(root: &Path, file: &Path, name: &str) -> Result<gen_dts::Output, Vec<Diagnostic>> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| vec![Diagnostic::error("input::file", format!("{}: {error}", file.display()))])?;
    let mut sources = Sources::default();
    sources.add(file.file_name().unwrap_or_default().to_string_lossy(), text);
    let config = Config {
        manifest: Manifest::single(name),
        prefix: String::new(),
        support: format!("{{ path = {:?} }}", root.join("support/worker").display().to_string()),
        version: "0.0.0".into(),
    };
    regen::runtime::on_a_big_stack(|| gen_dts::generate(&sources, &config))
}

/// Compiler errors by crate.
fn compile(root: &Path, folder: &Path) -> Result<BTreeMap<String, usize>, Vec<Diagnostic>> {
    let mut command = process::cargo_command(folder);
    command.args(["check", "--workspace", "--keep-going", "--quiet", "--message-format=json"]);
    command.env("CARGO_TARGET_DIR", root.join("target"));
    let output = command
        .output()
        .map_err(|error| vec![Diagnostic::error("process::run", format!("cannot run cargo: {error}"))])?;
    let mut errors: BTreeMap<String, usize> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let place = message["message"]["spans"].as_array().is_some_and(|spans| !spans.is_empty());
        if message["message"]["level"] == "error" && place {
            let name = message["target"]["name"].as_str().unwrap_or_default().replace('_', "-");
            *errors.entry(name).or_default() += 1;
        }
    }
    // Cargo itself may fail, before anything is compiled: no crate has no errors then.
    if !output.status.success() && errors.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(vec![Diagnostic::error("test::scoreboard", format!("cargo does not compile: {said}"))]);
    }
    Ok(errors)
}

fn table(packages: &Path, reports: &[gen_dts::Report], errors: &BTreeMap<String, usize>) -> String {
    let mut text = String::from(
        "# Other definition files\n\nMade by `cargo xtask test scoreboard --update`: `gen-dts` on the definition files \
         of npm packages of different\nkinds, with no manifest, and the compiler on the crate that it makes. \
         Undeclared are the names that a file\nonly mentions: an opaque type each (TS-27 in CONVENTIONS.md).\n\n\
         | package | version | what it is | declarations | generated | undeclared | externs and fields | erased | warnings | compile errors |\n\
         |---|---|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for ((package, _, kind), report) in PACKAGES.iter().zip(reports) {
        let manifest = packages.join("node_modules").join(package).join("package.json");
        let manifest = std::fs::read_to_string(manifest).unwrap_or_default();
        let manifest: Value = serde_json::from_str(&manifest).unwrap_or_default();
        _ = writeln!(
            text,
            "| `{package}` | {} | {kind} | {} | {} | {} | {} | {} | {} | {} |",
            manifest["version"].as_str().unwrap_or("?"),
            report.declarations,
            report.generated,
            report.foreign,
            report.externs,
            report.erased,
            report.warnings.values().sum::<usize>(),
            errors.get(&crate_name(package)).copied().unwrap_or_default()
        );
    }
    text
}
