//! The harness: a program that runs all management crates, with tables made from the document.

use crate::regen::{self, service_config};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use gen_openapi::{Ledger, harness};
use rayon::prelude::*;
use segmenter::Segment;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where the tables go; `tests/harness` includes them from there.
const GENERATED: &str = "target/harness/generated";

/// Writes the harness's tables for the pinned document.
pub(crate) fn write_tables(root: &Path, source: &Source) -> Result<(), Vec<Diagnostic>> {
    let doc = source.parse().map_err(|error| vec![error])?;
    let segments = regen::segment(source, &doc, &[], false)?.segments;
    let tables: Result<Vec<(String, String)>, Diagnostic> =
        segments.par_iter().map(|segment| Ok((ident(segment), table(root, segment)?))).collect();
    let tables = tables.map_err(|error| vec![error])?;
    let mut artifacts = Artifacts::default();
    let mut index = String::from("//! Made by `cargo xtask test`.\n\n");
    for (name, _) in &tables {
        let _ = writeln!(index, "mod {name};");
    }
    for (constant, ty) in [("EXAMPLES", "crate::Example"), ("CALLS", "crate::record::Call")] {
        let _ = write!(index, "\npub const {constant}: &[&[{ty}]] = &[");
        tables.iter().for_each(|(name, _)| index.push_str(&format!("{name}::{constant}, ")));
        index.push_str("];\n");
    }
    artifacts.insert("mod.rs", index);
    for (name, text) in tables {
        artifacts.insert(format!("{name}.rs"), text);
    }
    artifacts.write(&root.join(GENERATED), &[""]).map_err(|error| vec![error])?;
    Ok(())
}

fn ident(segment: &Segment) -> String {
    codegen::names::avoid_keyword(segment.name.replace('-', "_"))
}

fn table(root: &Path, segment: &Segment) -> Result<String, Diagnostic> {
    let text = Source::json(format!("{}.json", segment.name), segment.json.as_str());
    let doc = text.parse()?;
    let ledger = std::fs::read_to_string(root.join(format!("ledger/{}.txt", segment.name))).unwrap_or_default();
    let module = ident(segment);
    let made = harness::harness(
        &doc,
        &service_config(&segment.name),
        &Ledger::parse(&ledger),
        &format!("cfs_management::{module}"),
    );
    let mut out = String::from(
        "#![allow(deprecated, unused_imports)]\n\nuse crate::{Example, json, run};\nuse crate::record::{Call, connect, \
         send};\n\npub const EXAMPLES: &[Example] = &[\n",
    );
    for example in made.examples {
        let pointer = segment.origins.original(&doc.pointer(example.node));
        let _ = writeln!(
            out,
            "    Example {{ operation: {:?}, pointer: {:?}, sent: {}, whole: {}, path: {:?}, json: {}, run: run::<{}> }},",
            example.operation,
            pointer.as_str(),
            example.sent,
            example.whole,
            example.path,
            raw(&example.json),
            example.ty
        );
    }
    out.push_str("];\n\npub const CALLS: &[Call] = &[\n");
    for call in made.calls {
        let via = if call.socket {
            format!("connect(std::future::IntoFuture::into_future({}))", call.request)
        } else {
            format!("send({}.send())", call.request)
        };
        let _ = writeln!(
            out,
            "    Call {{ operation: {:?}, line: {:?}, way: {:?}, run: |client| {{ let service = client.{module}(); \
             Box::pin({via}) }} }},",
            call.operation,
            format!("{} {}", call.method, call.path),
            call.way
        );
    }
    out.push_str("];\n");
    Ok(out)
}

/// Text as a raw string literal.
fn raw(text: &str) -> String {
    if text.contains('\r') {
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// The harness's folder.
pub(crate) fn folder(root: &Path) -> PathBuf {
    root.join("tests/harness")
}
