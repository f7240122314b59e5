//! A crate's numbers.

use crate::ir::TypeKind;
use crate::model::Model;
use codegen::artifact::Artifacts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a crate consists of, and how faithful it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The package.
    pub package: String,
    /// Operations of the document.
    pub operations: usize,
    /// Public methods: an operation has one per content type of its body.
    pub methods: usize,
    /// Types.
    pub types: usize,
    /// Structs among them.
    pub records: usize,
    /// Unions among them.
    pub unions: usize,
    /// Enums of strings or integers among them.
    pub enums: usize,
    /// Bytes of all files.
    pub bytes: usize,
    /// Lines of all Rust files.
    pub lines: usize,
    /// Lines of the longest Rust file.
    pub largest_file: usize,
    /// Fields and parameters.
    pub fields: usize,
    /// Those that are any JSON because the document says so.
    pub free_form: usize,
    /// Those that are any JSON although the document says more.
    pub untyped: usize,
    /// Warnings by code.
    pub warnings: BTreeMap<&'static str, usize>,
}

impl Report {
    pub(crate) fn new(model: &Model, artifacts: &Artifacts) -> Self {
        let Model { api, config } = model;
        let mut report = Self {
            package: config.meta.package.clone(),
            operations: model.operations(),
            methods: api.operations.iter().map(|operation| operation.ways.len()).sum(),
            fields: api.fields.all,
            free_form: api.fields.free_form,
            untyped: api.fields.lost,
            ..Self::default()
        };
        for id in api.own_ids() {
            let ty = &api[id];
            report.types += 1;
            match ty.kind {
                TypeKind::Record(_) | TypeKind::Form(_) => report.records += 1,
                TypeKind::Union(_) | TypeKind::Outcome(_) => report.unions += 1,
                TypeKind::Enum(_) => report.enums += 1,
            }
        }
        for (path, content) in artifacts.iter() {
            report.bytes += content.len();
            if Path::new(path).extension().is_some_and(|extension| extension == "rs") {
                let lines = content.lines().count();
                report.lines += lines;
                report.largest_file = report.largest_file.max(lines);
            }
        }
        for note in &api.notes {
            *report.warnings.entry(note.code).or_default() += 1;
        }
        report
    }
}
