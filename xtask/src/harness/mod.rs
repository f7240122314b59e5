//! The harness: a program that runs all management crates, with tables made from the document.

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Source};
use gen_openapi::print::{self, ListCase, VariantCase};
use gen_openapi::{Config, Model};
use pipeline::{Ledgers, committed};
use segmenter::Segment;
use std::fmt::Write;
use std::path::Path;

/// Where the tables go; `tests/harness` includes them from there.
const GENERATED: &str = "target/harness/generated";

/// Writes the harness's tables for the pinned document.
pub(crate) fn write_tables(root: &Path, source: &Source) -> Result<(), Vec<Diagnostic>> {
    let doc = source.parse().map_err(|error| vec![error])?;
    let segments = pipeline::segment(source, &doc, &[], false)?.segments;
    let committed = committed(Ledgers::Committed(root));
    let with = |segment: &Segment| {
        let (config, ledger) = committed(segment)?;
        Ok((Config { samples: true, ..config }, ledger))
    };
    let segments: Vec<&Segment> = segments.iter().collect();
    let tables = pipeline::each(&segments, &with, |segment, doc, model| {
        Ok((ident(segment), table(segment, doc, &model)))
    });
    let tables = tables.map_err(|error| vec![error])?;
    let mut artifacts = Artifacts::default();
    let mut index = String::from("//! Made by `cargo xtask test`.\n\n");
    for (name, _) in &tables {
        let _ = writeln!(index, "mod {name};");
    }
    for (constant, ty) in [
        ("EXAMPLES", "crate::Example"),
        ("CALLS", "crate::record::Call"),
        ("VARIANTS", "crate::variants::Variant"),
        ("LISTS", "crate::lists::List"),
    ] {
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

fn table(segment: &Segment, doc: &Doc<'_>, model: &Model) -> String {
    let module = ident(segment);
    let made = print::harness(model, &format!("cfs_management::{module}"));
    let mut out = String::from(
        "#![allow(deprecated, unused_imports)]\n\nuse crate::{Example, json, run};\nuse crate::lists::{List, follow};\nuse crate::named::{Body, Given, Part, sample};\nuse \
         crate::record::{Call, connect, send};\nuse crate::variants::{Variant, read};\n\npub const EXAMPLES: &[Example] = &[\n",
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
            "    Call {{ operation: {:?}, line: {:?}, way: {:?}, given: {}, content: {}, again: None, run: |client| {{ let service = \
             client.{module}(); Box::pin({via}) }} }},",
            call.operation,
            format!("{} {}", call.method, call.path),
            call.way,
            call.given,
            call.content
        );
    }
    out.push_str("];\n");
    variants(&mut out, &module, &made.variants);
    lists(&mut out, &module, &made.lists);
    out
}

fn variants(out: &mut String, module: &str, cases: &[VariantCase]) {
    out.push_str("\npub const VARIANTS: &[Variant] = &[\n");
    for case in cases {
        let _ = writeln!(
            out,
            "    Variant {{ union: {:?}, variant: {:?}, whole: {}, json: {}, read: read::<{}> }},",
            format!("{module}::{}", case.union),
            case.variant,
            case.whole,
            raw(&case.json),
            case.ty
        );
    }
    out.push_str("];\n");
}

fn lists(out: &mut String, module: &str, cases: &[ListCase]) {
    out.push_str("\npub const LISTS: &[List] = &[\n");
    for case in cases {
        let _ = writeln!(
            out,
            "    List {{ operation: {:?}, items: {:?}, item: {}, page: {:?}, offset: {:?}, cursor: {:?}, follow: |client| \
             {{ let service = client.{module}(); follow({}.stream()) }} }},",
            case.operation,
            case.items,
            raw(&case.item),
            case.page,
            case.offset,
            case.cursor,
            case.request
        );
    }
    out.push_str("];\n");
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
