//! A run in numbers.

use crate::Model;
use crate::ir::rust::{Crates, ItemKind, RTy, Untyped};
use crate::source::Sources;
use codegen::artifact::Artifacts;
use codegen::diag::{Diagnostic, count_by_code};
use indexmap::IndexMap;
use serde::Serialize;

/// The numbers of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Declarations in the input.
    pub declarations: usize,
    /// Declarations that have an item.
    pub generated: usize,
    /// Names that the input mentions and does not declare: an opaque type each.
    pub foreign: usize,
    /// Declarations without an item of their own, and why.
    pub skipped: Vec<(String, String)>,
    /// Externs in all.
    pub externs: usize,
    /// Externs whose signature lost a type.
    pub erased: usize,
    /// Warnings by code.
    pub warnings: IndexMap<String, usize>,
    /// Crate by crate.
    pub crates: Vec<CrateReport>,
}

/// The numbers of a crate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CrateReport {
    /// Its short name.
    pub name: String,
    /// Items.
    pub items: usize,
    /// Handles.
    pub handles: usize,
    /// Plain structs.
    pub structs: usize,
    /// Enumerations.
    pub enums: usize,
    /// Externs: methods, accessors, functions, values.
    pub externs: usize,
    /// Properties of plain structs.
    pub fields: usize,
    /// Externs and fields whose type was lost.
    pub erased: usize,
    /// Declarations that live in it.
    pub declarations: usize,
    /// Warnings about what lives in it.
    pub warnings: usize,
    /// Bytes.
    pub bytes: usize,
    /// Lines.
    pub lines: usize,
    /// Lines of the largest file.
    pub largest: usize,
}

impl Report {
    pub(crate) fn new(model: &Model, artifacts: &Artifacts, sources: &Sources) -> Self {
        let Model { program, crates, diagnostics, skipped } = model;
        let foreign = program.decls.iter().filter(|decl| decl.is_foreign()).count();
        let mut report = Self {
            declarations: program.decls.len() - foreign,
            generated: program.decls.len() - foreign - skipped.len(),
            foreign,
            skipped: skipped.clone(),
            warnings: count_by_code(diagnostics)
                .into_iter()
                .map(|(code, count)| (code.to_owned(), count))
                .collect(),
            ..Self::default()
        };
        for krate in &crates.crates {
            report.crates.push(CrateReport { name: krate.name.clone(), ..CrateReport::default() });
        }
        for item in &crates.items {
            let entry = &mut report.crates[item.home.krate];
            entry.items += 1;
            entry.declarations += usize::from(item.decl.is_some());
            match &item.kind {
                ItemKind::Handle(handle) => {
                    entry.handles += 1;
                    entry.externs += handle.methods.len();
                    entry.erased +=
                        handle.methods.iter().filter(|method| method.types().any(is_erased)).count();
                }
                ItemKind::Dict(dict) => {
                    entry.structs += 1;
                    entry.fields += dict.fields.len();
                    entry.erased += dict.fields.iter().filter(|field| is_erased(&field.ty)).count();
                }
                ItemKind::Strings(_) | ItemKind::Union(_) => entry.enums += 1,
                ItemKind::Function(method) => {
                    entry.externs += 1;
                    entry.erased += usize::from(method.types().any(is_erased));
                }
                ItemKind::Value(value) => {
                    entry.externs += 1;
                    entry.erased += usize::from(is_erased(&value.ty));
                }
                ItemKind::Alias(_) | ItemKind::Pending => {}
            }
        }
        for (path, content) in artifacts.iter() {
            let Some(name) = path.split('/').next() else { continue };
            if let Some(entry) = report.crates.iter_mut().find(|entry| entry.name == name) {
                // Generated files end with a line break.
                let lines = content.bytes().filter(|byte| *byte == b'\n').count();
                entry.bytes += content.len();
                entry.lines += lines;
                entry.largest = entry.largest.max(lines);
            }
        }
        for (krate, count) in warnings(crates, diagnostics, sources) {
            report.crates[krate].warnings = count;
        }
        report.externs = report.crates.iter().map(|entry| entry.externs + entry.fields).sum();
        report.erased = report.crates.iter().map(|entry| entry.erased).sum();
        report
    }
}

/// Warnings by crate: each belongs to the last declaration that begins before it in its file.
fn warnings(crates: &Crates, diagnostics: &[Diagnostic], sources: &Sources) -> IndexMap<usize, usize> {
    if diagnostics.is_empty() {
        return IndexMap::new();
    }
    let ends = |file| -> Vec<usize> { sources.text(file).match_indices('\n').map(|(at, _)| at).collect() };
    let lines: Vec<Vec<usize>> = (0..sources.len()).map(ends).collect();
    let declared = crates.items.iter().filter(|item| item.decl.is_some());
    let mut begins: Vec<_> = declared
        .map(|item| {
            let ends = lines.get(item.span.file as usize).map_or(&[][..], Vec::as_slice);
            let line = 1 + ends.partition_point(|end| *end < item.span.start as usize);
            (sources.name(item.span.file), line, item.home.krate)
        })
        .collect();
    begins.sort_unstable();
    let mut counts = IndexMap::new();
    for place in diagnostics.iter().filter_map(|found| found.location.as_ref()) {
        let before = begins.iter().rev().find(|(file, line, _)| *file == place.file && *line <= place.line);
        if let Some((.., krate)) = before {
            *counts.entry(*krate).or_default() += 1;
        }
    }
    counts
}

fn is_erased(ty: &RTy) -> bool {
    let mut erased = false;
    ty.walk(&mut |ty| erased |= *ty == RTy::Js(Untyped::Erased));
    erased
}
