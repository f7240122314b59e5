//! Declarations as plain Rust types: what a program outside of a Worker reads as JSON, decoded by the tables of `cfs-http`.
//!
//! [`Native`] (`native.toml`) names the declarations to begin with and says what comes over the wire otherwise than declared.
//! `plan` makes a [`Model`] of them and of all that they reach, `print` makes text of it.

mod config;
mod model;
mod names;
mod plan;
mod print;
mod unions;

pub use config::{Is, Native, Package, Record, RecordMember, UnionRule, Wire};
pub use model::{Field, Kind, Model, Sig, Type, Variant};

use crate::ir::ts::Program;
use crate::source::Sources;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use serde::Serialize;

/// What generated manifests say.
#[derive(Clone, Debug)]
pub struct Frame {
    /// How they name the codec's crate, such as `{ path = "…" }`.
    pub cfs_http: String,
    /// The version of the generated crates.
    pub version: String,
    /// Where the code is.
    pub repository: String,
}

/// Everything that is made of `native.toml`.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The files, below one folder a package.
    pub artifacts: Artifacts,
    /// Every public name with what it stands for, one a line.
    pub ledger: String,
    /// A report per package.
    pub reports: Vec<Report>,
}

/// A package in numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Its name.
    pub package: String,
    /// Types.
    pub types: usize,
    /// Members of records.
    pub fields: usize,
    /// Rules about what comes otherwise than declared.
    pub rules: usize,
    /// Lines of all files.
    pub lines: usize,
    /// Bytes of all files.
    pub bytes: usize,
}

/// Makes the packages of native types.
///
/// # Errors
/// Declarations that are not there or cannot be read as JSON, and rules that say nothing.
pub fn generate(
    program: &Program,
    sources: &Sources,
    native: &Native,
    frame: &Frame,
) -> Result<Made, Vec<Diagnostic>> {
    let mut made = Made::default();
    for package in &native.packages {
        let model = plan::run(program, sources, package)?;
        let mut files = Artifacts::default();
        print::package(package, &model, frame, &mut files).map_err(|error| vec![error])?;
        made.ledger.push_str(&print::ledger(package, &model));
        made.reports.push(Report::new(package, &model, &files));
        made.artifacts.absorb(&package.folder, files);
    }
    Ok(made)
}

impl Report {
    fn new(package: &Package, model: &Model, files: &Artifacts) -> Self {
        let members = |ty: &Type| match &ty.kind {
            Kind::Record(fields) => fields.len(),
            _ => 0,
        };
        Self {
            package: package.name.clone(),
            types: model.types.len(),
            fields: model.types.iter().map(members).sum(),
            rules: package.wire.iter().map(|wire| wire.at.len()).sum::<usize>()
                + package.unions.len()
                + package.records.len(),
            lines: files.iter().map(|(_, text)| text.lines().count()).sum(),
            bytes: files.iter().map(|(_, text)| text.len()).sum(),
        }
    }
}
