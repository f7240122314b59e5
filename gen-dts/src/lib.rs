//! TypeScript definition files to wasm-bindgen crates.
//!
//! The pipeline, in order:
//! 1. `read`: text to oxc's syntax tree, nothing decided.
//! 2. `lower`: syntax tree to [`ir::ts`]: every name resolved to a declaration, declarations of one name merged over
//!    files and scopes. After this no parser type is used again.
//! 3. `pass`: [`ir::ts`] to [`ir::rust`]: type-level programs evaluated, every declaration given its shape (handle,
//!    plain struct, open enumeration, union), overloads named, cycles boxed, calls, conversions and features decided.
//! 4. `print`: the [`Model`] to files: a `sys` layer of externs and an idiomatic layer over it, crate by crate; what the
//!    reflection check looks up; TypeScript again. Printers decide nothing.
//!
//! [`model`] runs the first three on texts in memory; only the binary touches files. [`native`] makes plain types of some
//! declarations from the same [`ir::ts`], for programs outside of a Worker.

pub mod ir;
mod ledger;
mod lower;
mod names;
pub mod native;
mod pass;
pub mod print;
mod read;
mod report;
mod source;
mod stdlib;

pub use ledger::Ledger;
pub use pass::place::{CrateRule, Manifest};
pub use report::{CrateReport, Report};
pub use source::Sources;

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use ir::rust::Crates;
use ir::ts::Program;

/// What to generate.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Which declaration goes where.
    pub manifest: Manifest,
    /// What the packages say of themselves.
    pub package: Package,
    /// Names that stay.
    pub ledger: Ledger,
}

/// What generated packages say of themselves.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Package names are this and the crate's short name.
    pub prefix: String,
    /// How manifests name the support crate, such as `{ path = "…" }`.
    pub support: String,
    /// The packages' version.
    pub version: String,
    /// Where the source is.
    pub repository: Option<String>,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// What else there is to say in a README.
    pub note: String,
}

/// Everything that is decided before anything is printed.
#[derive(Clone, Debug)]
pub struct Model {
    /// What was meant.
    pub program: Program,
    /// What will be printed.
    pub crates: Crates,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Declarations that have no item of their own, and what became of each.
    pub skipped: Vec<(String, String)>,
}

/// Decides what definition files become: the first is the stable one, later ones add what is experimental.
///
/// # Errors
/// Syntax errors, declarations that the manifest does not place, crates that need each other.
pub fn model(sources: &Sources, config: &Config) -> Result<Model, Vec<Diagnostic>> {
    let (mut program, mut diagnostics) = parse(sources)?;
    if program.decls.is_empty() {
        return Err(vec![nothing(sources, &diagnostics)]);
    }
    pass::statics::run(&mut program);
    pass::holders::run(&mut program);
    let ((mut crates, found, skipped), held) =
        pass::plan::run(&program, &config.manifest, sources, &config.ledger)?;
    diagnostics.extend(found);
    pass::options::run(&mut crates);
    pass::params::run(&mut crates);
    pass::members::run(&mut crates, &held);
    pass::counts::run(&mut crates);
    pass::literals::run(&mut crates);
    pass::roles::run(&mut crates);
    pass::overload::run(&mut crates, &held);
    pass::functions::run(&mut crates, &held);
    pass::outcomes::run(&mut crates);
    pass::direction::run(&mut crates);
    pass::sql::run(&mut crates, &config.manifest);
    diagnostics.extend(pass::cycles::run(&mut crates, sources));
    pass::variants::run(&mut crates);
    pass::marks::run(&mut crates);
    pass::depend::run(&mut crates)?;
    pass::gates::run(&mut crates, &config.manifest);
    pass::docs::run(&mut crates);
    pass::shape::run(&mut crates);
    pass::conversions::run(&mut crates);
    pass::calls::run(&mut crates);
    pass::compared::run(&mut crates, &program);
    pass::files::run(&mut crates);
    once(&mut diagnostics);
    Ok(Model { program, crates, diagnostics, skipped })
}

/// Everything a run makes.
#[derive(Clone, Debug)]
pub struct Output {
    /// The files, below one folder a crate.
    pub artifacts: Artifacts,
    /// Numbers.
    pub report: Report,
    /// What was printed.
    pub model: Model,
}

/// Decides and prints crates.
///
/// # Errors
/// Those of [`model`].
pub fn generate(sources: &Sources, config: &Config) -> Result<Output, Vec<Diagnostic>> {
    let model = model(sources, config)?;
    let artifacts = print::crates(&model.crates, config).map_err(|error| vec![error])?;
    let report = Report::new(&model, &artifacts, sources);
    Ok(Output { artifacts, report, model })
}

/// Says each thing once of each place, however often what stands there was looked at.
fn once(diagnostics: &mut Vec<Diagnostic>) {
    let mut said = std::collections::BTreeSet::new();
    diagnostics.retain(|found| {
        let place = found
            .location
            .as_ref()
            .map(|at| (at.file.clone(), at.line, at.column, at.excerpt.as_ref().map(|excerpt| excerpt.mark)));
        said.insert((found.code, found.message.clone(), found.help.clone(), place))
    });
}

/// The error of a file that declares nothing.
fn nothing(sources: &Sources, diagnostics: &[Diagnostic]) -> Diagnostic {
    let others: Vec<&str> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    let help = if others.is_empty() {
        "name a file with declarations".to_owned()
    } else {
        format!("name the file that declares them: {}", others.join("; "))
    };
    Diagnostic::error("dts::empty", "the file declares nothing").at(sources.place(0, 0, 1)).help(help)
}

/// Reads and lowers the sources.
fn parse(sources: &Sources) -> Result<(Program, Vec<Diagnostic>), Vec<Diagnostic>> {
    let allocators: Vec<_> = (0..sources.len()).map(|_| oxc_allocator::Allocator::default()).collect();
    let mut trees = Vec::new();
    let mut errors = Vec::new();
    for (file, allocator) in allocators.iter().enumerate() {
        match read::parse(allocator, sources, file as u32) {
            Ok(tree) => trees.push(tree),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(lower::lower(sources, &trees)) } else { Err(errors) }
}
