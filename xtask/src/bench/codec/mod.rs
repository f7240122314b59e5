//! Decoding: every response type that has an example, against serde's derive on the same bytes.

mod report;
mod twin;

use crate::process;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use gen_openapi::{Config, print};
use rayon::prelude::*;
use segmenter::Segment;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The program, without its tables.
const PROGRAM: &str = include_str!("program.rs");

/// Measures; the section of `BENCHMARKS.md`.
pub(crate) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    write(root, &[])?;
    measure(root)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::codec", what)]
}

/// Writes the program for some services; all of them if none is named.
pub(crate) fn write(root: &Path, only: &[String]) -> Result<(), Vec<Diagnostic>> {
    let source = document::pinned(root)?.into_source();
    let doc = source.parse().map_err(|error| vec![error])?;
    let segments = pipeline::segment(&source, &doc, only, false)?.segments;
    let made: Result<Vec<(String, String, String)>, Diagnostic> =
        segments.par_iter().map(|segment| tables(root, segment)).collect();
    let made = made.map_err(|error| vec![error])?;
    let mut files = Artifacts::default();
    let (mut twins, mut cases, mut all) = (String::new(), String::new(), String::new());
    for (module, twin, case) in &made {
        let _ = writeln!(twins, "pub mod {module};");
        let _ = writeln!(cases, "mod {module};");
        let _ = writeln!(all, "    all.extend({module}::CASES);");
        files.insert(format!("src/twins/{module}.rs"), twin.as_str());
        files.insert(format!("src/cases/{module}.rs"), case.as_str());
    }
    files.insert("src/twins/mod.rs", twins);
    files.insert(
        "src/cases/mod.rs",
        format!(
            "{cases}\n/// All cases.\npub fn all() -> Vec<&'static crate::Case> {{\n    let mut all = Vec::new();\n{all}    \
             all\n}}\n"
        ),
    );
    files.insert("src/main.rs", PROGRAM);
    let mut dependencies = String::new();
    for segment in &segments {
        let _ = writeln!(
            dependencies,
            "cfs-management-{0} = {{ path = \"../../../output/management/{0}\", default-features = false }}",
            segment.name
        );
    }
    files.insert(
        "Cargo.toml",
        format!(
            "[package]\nname = \"codec\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ncfs-http = {{ path = \
             \"../../../support/http\", default-features = false }}\njiff = {{ version = \"0.2\", features = [\"serde\"] \
             }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n{dependencies}\n[workspace]\n"
        ),
    );
    files.write(&root.join("target/bench/codec"), &["src"]).map_err(|error| vec![error])?;
    Ok(())
}

/// A service's module, twins and cases.
fn tables(root: &Path, segment: &Segment) -> Result<(String, String, String), Diagnostic> {
    let text = pipeline::text(segment);
    let doc = text.parse()?;
    let config = Config { samples: true, ..pipeline::service_config(&segment.name) };
    let ledger = pipeline::Ledgers::Committed(root).of(&segment.name)?;
    let module = codegen::names::avoid_keyword(segment.name.replace('-', "_"));
    let krate = format!("cfs_management_{}", segment.name.replace('-', "_"));
    let model = gen_openapi::model(&doc, &config, &ledger);
    let examples = print::harness(&model, &krate).examples;
    let mut cases = String::from(
        "#![allow(deprecated)]\n\nuse crate::{Case, derived, ours};\n\npub const CASES: &[Case] = &[\n",
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
        ty.match_indices(&format!("{krate}::{name}")).any(|(at, found)| {
            !ty[at + found.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
        })
    };
    let twins = twin::module(&model.api, |name| longest.keys().any(|ty| mentions(ty, name)));
    for (ty, json) in &longest {
        let twin = twin_of(ty, &krate, &module);
        let _ = writeln!(
            cases,
            "    Case {{ ty: {ty:?}, json: {json:?}, ours: ours::<{ty}>, derived: derived::<{twin}> }},"
        );
    }
    cases.push_str("];\n");
    Ok((module, twins, cases))
}

/// A type's path with the twins in place of the generated types and of those of `cfs-http`.
fn twin_of(ty: &str, krate: &str, module: &str) -> String {
    twin::stand_ins(&ty.replace(&format!("{krate}::"), &format!("crate::twins::{module}::")))
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
    let output = process::program(root, &program).output().map_err(|error| failed(error.to_string()))?;
    report::report(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| failed("nothing was measured"))
}
