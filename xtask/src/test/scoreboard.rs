//! Definition files that have nothing to do with Workers: what gen-dts makes of them, in `tests/runtime/scoreboard.md`.

use super::{Context, committed};
use crate::{Outcome, fetch, figures, process};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use gen_dts::{Config, Manifest, Package, Sources};
use inputs::Inputs;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The packages, each with what kind of file it is; `specs.lock` has version, file and hash.
const PACKAGES: [(&str, &str); 34] = [
    ("@octokit/webhooks-types", "hundreds of payloads, made by a tool"),
    ("@types/chrome", "nested namespaces of functions and events"),
    ("@types/d3-selection", "four type parameters on everything"),
    ("@types/express-serve-static-core", "interfaces that are functions"),
    ("@types/geojson", "interfaces and unions with a discriminant"),
    ("@types/google.maps", "hundreds of classes in nested namespaces"),
    ("@types/jquery", "one interface of overloads"),
    ("@types/leaflet", "a UMD namespace, functions beside classes"),
    ("@types/luxon", "one file of a package of modules"),
    ("@types/node", "a module in a module declaration: `fs`"),
    ("@types/react", "namespaces of generics, thousands of attributes"),
    ("@types/vscode", "one module of classes and enumerations"),
    ("@webgpu/types", "interfaces with constructor values, string unions"),
    ("axios", "classes and mapped types in one file"),
    ("bignumber.js", "one class with statics, `declare namespace`"),
    ("chart.js", "generics over a registry of types"),
    ("commander", "a fluent class with many overloads"),
    ("csstype", "very large string unions, generics with defaults"),
    ("dexie", "type-level programs: conditional, mapped, `infer`"),
    ("esbuild", "options objects and a few functions"),
    ("graphql", "one file of a package of modules, `Maybe`"),
    ("hono", "one file of a package of modules, type-level routes"),
    ("immutable", "deep generics, merged interfaces and functions"),
    ("maplibre-gl", "a whole package rolled into one file"),
    ("monaco-editor", "namespaces of interfaces and enumerations"),
    ("mongodb", "classes with promises and options"),
    ("pino", "a function with a namespace of its own"),
    ("playwright-core", "overloads of promises, events, selectors"),
    ("protobufjs", "classes with static and instance members"),
    ("puppeteer-core", "classes rolled into one file"),
    ("rollup", "plugin hooks: functions of many forms"),
    ("typescript", "thousands of interfaces in a namespace"),
    ("vite", "a package rolled into one file, many imports"),
    ("zod", "classes of schemas, inferred types"),
];

const FILE: &str = "tests/runtime/scoreboard.md";

/// Generates and compiles every package's crate and compares the numbers with the committed ones.
pub(super) fn others(cx: &Context<'_>) -> Outcome {
    let inputs = Inputs::open(cx.root).map_err(fetch::failed)?;
    let out = cx.root.join("target/scoreboard");
    let mut rows = Vec::new();
    let mut all = Artifacts::default();
    for (package, _) in PACKAGES {
        let name = crate_name(package);
        let pinned = format!("definitions/{}.d.ts", input_name(package));
        let fetched = inputs.file(&pinned).map_err(fetch::failed)?;
        let made = generate(cx.root, fetched.bytes, &name)?;
        made.artifacts.iter().for_each(|(path, content)| all.insert(path, content));
        rows.push((inputs.lock().get(&pinned).map_err(fetch::failed)?.version.clone(), made.report));
    }
    all.insert("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"target\"]\n");
    all.write(&out, &[]).map_err(|error| vec![error])?;
    let found = compile(cx.root, &out)?;
    figures::measured(cx.root, "full.definitions", rows.len())?;
    let text = table(&rows, &found);
    println!("{text}");
    committed::same(cx, "scoreboard", FILE, &text)
}

/// A package's name as a crate's.
fn crate_name(package: &str) -> String {
    package.trim_start_matches("@types/").replace(['@', '/', '.'], "-").trim_matches('-').to_owned()
}

/// A package's name among the pinned inputs.
fn input_name(package: &str) -> String {
    let words = package.split(['@', '/', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn generate(root: &Path, bytes: Vec<u8>, name: &str) -> Result<gen_dts::Output, Vec<Diagnostic>> {
    let text = String::from_utf8(bytes)
        .map_err(|_| vec![Diagnostic::error("document::encoding", format!("`{name}` is not UTF-8"))])?;
    let mut sources = Sources::default();
    sources.add(format!("{name}.d.ts"), text);
    let config = Config {
        manifest: Manifest::single(name),
        package: Package {
            support: format!("{{ path = {:?} }}", root.join("support/worker").display().to_string()),
            version: "0.0.0".into(),
            ..Package::default()
        },
        ..Config::default()
    };
    codegen::stack::big(|| gen_dts::generate(&sources, &config))
}

/// What the compiler says of a crate.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    errors: usize,
    warnings: usize,
}

/// Compiler errors and warnings by crate.
fn compile(root: &Path, folder: &Path) -> Result<BTreeMap<String, Found>, Vec<Diagnostic>> {
    let mut command = process::cargo_command(folder);
    command.args(["check", "--workspace", "--keep-going", "--quiet", "--message-format=json"]);
    command.env("CARGO_TARGET_DIR", root.join("target"));
    let output = command
        .output()
        .map_err(|error| vec![Diagnostic::error("process::run", format!("cannot run cargo: {error}"))])?;
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let place = message["message"]["spans"].as_array().is_some_and(|spans| !spans.is_empty());
        let name = message["target"]["name"].as_str().unwrap_or_default().replace('_', "-");
        match message["message"]["level"].as_str() {
            Some("error") if place => found.entry(name).or_default().errors += 1,
            Some("warning") if place => found.entry(name).or_default().warnings += 1,
            _ => {}
        }
    }
    // Cargo itself may fail, before anything is compiled: no crate has no errors then.
    if !output.status.success() && !found.values().any(|found| found.errors > 0) {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(vec![Diagnostic::error("test::scoreboard", format!("cargo does not compile: {said}"))]);
    }
    Ok(found)
}

fn table(rows: &[(String, gen_dts::Report)], found: &BTreeMap<String, Found>) -> String {
    let mut text = String::from(
        "# Other definition files\n\nMade by `cargo xtask test scoreboard --update`: `gen-dts` on the definition files \
         of npm packages of different\nkinds, with no manifest, and the compiler on the crate that it makes. \
         Undeclared are the names that a file\nonly mentions: an opaque type each (TS-27 in CONVENTIONS.md).\n\n\
         | package | version | what it is | declarations | generated | undeclared | externs and fields | erased | warnings | compiler errors | compiler warnings |\n\
         |---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for ((package, kind), (version, report)) in PACKAGES.iter().zip(rows) {
        let found = found.get(&crate_name(package)).copied().unwrap_or_default();
        _ = writeln!(
            text,
            "| `{package}` | {version} | {kind} | {} | {} | {} | {} | {} | {} | {} | {} |",
            report.declarations,
            report.generated,
            report.foreign,
            report.externs,
            report.erased,
            report.warnings.values().sum::<usize>(),
            found.errors,
            found.warnings
        );
    }
    text
}
