//! TypeScript definition files to wasm-bindgen crates.
//!
//! The pipeline, in order:
//! 1. `read`: text to oxc's syntax tree, nothing decided.
//! 2. `lower`: syntax tree to [`ir::ts`]: every name resolved to a declaration, declarations of one name merged over
//!    files and scopes. After this no parser type is used again.
//! 3. `pass`: [`ir::ts`] to [`ir::rust`]: type-level programs evaluated, every declaration given its shape (handle,
//!    plain struct, open enumeration, union), overloads named, cycles boxed.
//! 4. `emit`: [`ir::rust`] to files: a `sys` layer of externs and an idiomatic layer over it, crate by crate.
//!
//! [`generate`] runs them on texts in memory; only the binary touches files. [`native`] makes plain types of some declarations
//! from the same [`ir::ts`], for programs outside of a Worker.

pub mod emit;
pub mod ir;
mod lower;
mod names;
pub mod native;
mod pass;
mod read;
mod report;
mod source;
mod stdlib;

pub use pass::place::{CrateRule, Manifest};
pub use report::{CrateReport, Report};
pub use source::Sources;

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use ir::rust::Crates;
use ir::ts::Program;

/// What to generate.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which declaration goes where.
    pub manifest: Manifest,
    /// Package names are this and the crate's short name.
    pub prefix: String,
    /// How generated manifests name the support crate, such as `{ path = "…" }`.
    pub support: String,
    /// The version of the generated crates.
    pub version: String,
}

/// Everything a run makes.
#[derive(Clone, Debug)]
pub struct Output {
    /// The files, below one folder a crate.
    pub artifacts: Artifacts,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Numbers.
    pub report: Report,
    /// What was meant.
    pub program: Program,
    /// What was printed.
    pub crates: Crates,
}

/// Generates crates from definition files: the first is the stable one, later ones add what is experimental.
///
/// # Errors
/// Syntax errors, declarations that the manifest does not place, crates that need each other.
pub fn generate(sources: &Sources, config: &Config) -> Result<Output, Vec<Diagnostic>> {
    let (mut program, mut diagnostics) = parse(sources)?;
    if program.decls.is_empty() {
        let error = Diagnostic::error("dts::empty", "the file declares nothing").at(sources.place(0, 0, 1));
        let others: Vec<String> = diagnostics.iter().map(|found| found.message.clone()).collect();
        let help = if others.is_empty() {
            "name a file with declarations".to_owned()
        } else {
            format!("name the file that declares them: {}", others.join("; "))
        };
        return Err(vec![error.help(help)]);
    }
    pass::statics::run(&mut program);
    pass::holders::run(&mut program);
    let (mut crates, found, skipped) = pass::plan::run(&program, &config.manifest, sources)?;
    diagnostics.extend(found);
    pass::options::run(&mut crates);
    pass::params::run(&mut crates);
    pass::overload::run(&mut crates);
    pass::functions::run(&mut crates);
    pass::outcomes::run(&mut crates);
    pass::sql::run(&mut crates, &config.manifest);
    diagnostics.extend(pass::cycles::run(&mut crates, sources));
    pass::variants::run(&mut crates);
    pass::marks::run(&mut crates);
    emit::dependencies(&mut crates)?;
    let artifacts = emit::emit(&crates, config).map_err(|error| vec![error])?;
    let report = Report::new(&program, &crates, &diagnostics, &skipped, &artifacts, sources);
    Ok(Output { artifacts, diagnostics, report, program, crates })
}

/// Every public name with what it stands for, one a line: committed, so that a renaming shows in review.
pub fn ledger(crates: &Crates) -> String {
    let mut lines = Vec::new();
    for item in &crates.items {
        let krate = &crates.crates[item.home.krate].name;
        let path =
            if item.home.nested { format!("{}::{}", item.home.module, item.name) } else { item.name.clone() };
        let ts = item.ts.split_whitespace().collect::<Vec<_>>().join(" ");
        if item.decl.is_some() && !matches!(item.kind, ir::rust::ItemKind::Pending) {
            lines.push(format!("{krate}::{path} = {ts}"));
        }
        if let ir::rust::ItemKind::Handle(handle) = &item.kind {
            for method in handle.methods.iter().filter(|method| !method.name.is_empty()) {
                let ts = method.ts.split_whitespace().collect::<Vec<_>>().join(" ");
                lines.push(format!("{krate}::{path}::{} = {ts}", method.name));
            }
        }
    }
    lines.sort();
    lines.join("\n") + "\n"
}

/// Every member that is emitted, by class, as JSON: what the reflection check looks up in the runtime.
pub fn members(crates: &Crates) -> String {
    use ir::rust::{CallKind, ItemKind, Receiver};
    let mut classes = Vec::new();
    for item in &crates.items {
        let ItemKind::Handle(handle) = &item.kind else { continue };
        let names = |receiver: Receiver| -> std::collections::BTreeSet<&str> {
            let methods = handle.methods.iter();
            let wanted =
                methods.filter(|method| method.receiver == receiver && method.kind != CallKind::Setter);
            wanted.map(|method| method.js.as_str()).collect()
        };
        let (instance, statics) = (names(Receiver::Instance), names(Receiver::Static));
        if item.decl.is_none() || (instance.is_empty() && statics.is_empty()) {
            continue;
        }
        let class = handle.class.as_ref();
        classes.push(serde_json::json!({
            "class": item.ts.rsplit('.').next().unwrap_or(&item.ts),
            "module": class.and_then(|class| class.module.clone()),
            "namespace": class.map(|class| class.namespace.clone()).unwrap_or_default(),
            "value": class.is_some(),
            "instance": instance,
            "static": statics,
        }));
    }
    let lines: Vec<String> = classes.iter().map(ToString::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
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
