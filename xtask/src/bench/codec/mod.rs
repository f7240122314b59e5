//! Decoding: every response type that has an example, against serde's derive on the same bytes.

mod report;
mod twin;

use crate::process;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use gen_openapi::{Config, Model, print};
use pipeline::Ledgers;
use segmenter::Segment;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The program, without its tables; and what these are made of.
const PROGRAM: &str = include_str!("program.rs");
const CASE: &str = include_str!("case.rs");

/// How often the program runs.
const RUNS: usize = 5;

/// What the crates of the program share.
const HEAD: &str = "version = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n";

/// Measures; the section of `BENCHMARKS.md`.
pub(crate) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    write(root, &[])?;
    measure(root)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::codec", what)]
}

/// Writes the program for some services; all of them if none is named. Every service is a crate of its own: one of all is
/// more than a compiler takes in minutes.
pub(crate) fn write(root: &Path, only: &[String]) -> Result<(), Vec<Diagnostic>> {
    let source = document::pinned(root)?.into_source();
    let doc = source.parse().map_err(|error| vec![error])?;
    let segments = pipeline::segment(&source, &doc, only, false)?.segments;
    let committed = pipeline::committed(Ledgers::Committed(root));
    let with = |segment: &Segment| {
        let (config, ledger) = committed(segment)?;
        Ok((Config { samples: true, ..config }, ledger))
    };
    let cut: Vec<&Segment> = segments.iter().collect();
    let made = pipeline::each(&cut, &with, |segment, _, model| Ok(tables(segment, &model)));
    let made = made.map_err(|error| vec![error])?;
    let mut files = Artifacts::default();
    let mut manifest = format!(
        "[workspace]\nmembers = [\"case\", \"of/*\"]\n\n[package]\nname = \"codec\"\n{HEAD}case.path = \"case\"\n"
    );
    let mut all =
        String::from("pub fn cases() -> Vec<&'static case::Case> {\n    let mut all = Vec::new();\n");
    for (segment, (twin, cases)) in segments.iter().zip(made) {
        let (name, folder) = (&segment.name, format!("of/{}", segment.name));
        let _ = writeln!(manifest, "of-{name}.path = \"{folder}\"");
        let _ = writeln!(all, "    all.extend(of_{}::CASES);", name.replace('-', "_"));
        files.insert(format!("{folder}/Cargo.toml"), of_service(name));
        files.insert(format!("{folder}/src/lib.rs"), cases);
        files.insert(format!("{folder}/src/twin.rs"), twin);
    }
    all.push_str("    all\n}\n");
    files.insert("Cargo.toml", manifest);
    files.insert("src/main.rs", PROGRAM);
    files.insert("src/all.rs", all);
    files.insert(
        "case/Cargo.toml",
        format!("[package]\nname = \"case\"\n{HEAD}{CFS_HTTP}serde = \"1\"\nserde_json = \"1\"\n"),
    );
    files.insert("case/src/lib.rs", CASE);
    files.write(&root.join("target/bench/codec"), &["src", "case", "of"]).map_err(|error| vec![error])?;
    Ok(())
}

/// The support crate, as the crate of what is measured needs it.
const CFS_HTTP: &str = "cfs-http = { path = \"../../../../support/http\", default-features = false }\n";

/// The manifest of a service's crate.
fn of_service(name: &str) -> String {
    format!(
        "[package]\nname = \"of-{name}\"\n{HEAD}case.path = \"../../case\"\ncfs-http = {{ path = \
         \"../../../../../support/http\", default-features = false }}\ncfs-management-{name} = {{ path = \
         \"../../../../../output/management/{name}\", default-features = false }}\njiff = {{ version = \"0.2\", features = \
         [\"serde\"] }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
    )
}

/// A service's twins and cases.
fn tables(segment: &Segment, model: &Model) -> (String, String) {
    let krate = format!("cfs_management_{}", segment.name.replace('-', "_"));
    let examples = print::harness(model, &krate).examples;
    let mut cases = String::from(
        "#![allow(deprecated, unused_imports)]\n\nmod twin;\n\nuse case::{Case, derived, ours};\n\npub static CASES: &[Case] = &[\n",
    );
    let mut longest: BTreeMap<String, String> = BTreeMap::new();
    for example in examples.into_iter().filter(|example| !example.sent) {
        let Ok(whole) = serde_json::from_str::<Value>(&example.json) else { continue };
        let mut path = example.path.split('.').filter(|name| !name.is_empty());
        let inner = path.try_fold(&whole, |at, name| at.get(name));
        let Some(inner) = inner.filter(|inner| inner.is_object() || inner.is_array()) else { continue };
        let text = inner.to_string();
        let known = longest.entry(example.ty).or_default();
        // The longest example of a type says most of it.
        if text.len() > known.len() {
            *known = text;
        }
    }
    let mentions = |ty: &str, name: &str| {
        ty.match_indices(&format!("twin::{name}")).any(|(at, found)| {
            !ty[at + found.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
        })
    };
    let twin_types: Vec<String> = longest.keys().map(|ty| twin_of(ty, &krate)).collect();
    let twins = twin::module(&model.api, |name| twin_types.iter().any(|ty| mentions(ty, name)));
    for ((ty, json), twin) in longest.iter().zip(&twin_types) {
        let _ = writeln!(
            cases,
            "    Case {{ ty: {ty:?}, json: {json:?}, ours: ours::<{ty}>, derived: derived::<{twin}> }},"
        );
    }
    cases.push_str("];\n");
    (twins, cases)
}

/// A type's path with the twins in place of the generated types and of those of `cfs-http`. All twins are in one module.
fn twin_of(ty: &str, krate: &str) -> String {
    let prefix = format!("{krate}::");
    let mut pieces = ty.split(prefix.as_str());
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for mut piece in pieces {
        while let Some((module, rest)) = piece.split_once("::")
            && module.chars().all(|next| next.is_alphanumeric() || next == '_')
        {
            piece = rest;
        }
        out.push_str("twin::");
        out.push_str(piece);
    }
    twin::stand_ins(&out)
}

/// Builds and runs the program, and tells what it found.
pub(crate) fn measure(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let folder = root.join("target/bench/codec");
    let target = root.join("target/bench/codec-target");
    let variables = [("CARGO_TARGET_DIR", target.display().to_string())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    if !process::cargo_with(&folder, &["build", "--release", "--quiet"], &variables)? {
        return Err(failed("the program does not build"));
    }
    let program = target.join("release/codec").display().to_string();
    let run = |_| {
        let output = process::program(root, &program).output().map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            return Err(failed(format!("the program ended with {}", output.status)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let runs: Vec<String> = (0..RUNS).map(run).collect::<Result<_, _>>()?;
    report::report(&runs).ok_or_else(|| failed("nothing was measured"))
}
