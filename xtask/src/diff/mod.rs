//! `cargo xtask diff`: what a change of a document or of the generator means to the users of the crates.
//!
//! 1. [`side`]: both sides as crates in memory; documents are generated, the newer with the names of the older.
//! 2. [`read`], with [`macros`] for what generated code states in tables: sources to the public [`model::Api`]; of the runtime
//!    crates [`surface`] reads the ledgers.
//! 3. [`compare`]: changes and their effects.
//! 4. [`report()`]: per crate, with the next version by semver; `print` shows it.

mod asked;
mod compare;
mod krate;
mod macros;
mod model;
mod print;
mod read;
mod report;
mod side;
mod surface;
#[cfg(test)]
mod tests;

pub(crate) use compare::Effect;

use print::{Form, print};
pub(crate) use report::next;
use report::report;
use side::Side;
pub(crate) use side::{MANAGEMENT, RUNTIME, folder};

use crate::{Outcome, root};
use codegen::diag::Diagnostic;
use openapi::assembly::Assembly;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Options of `cargo xtask diff`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// The older document or folder of crates; without it, the committed crates.
    #[arg(requires = "new")]
    old: Option<PathBuf>,
    /// The newer document or folder of crates; without it, what the pinned document makes now.
    new: Option<PathBuf>,
    /// Print Markdown.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Args {
    fn form(&self) -> Form {
        match (self.markdown, self.json) {
            (true, _) => Form::Markdown,
            (_, true) => Form::Json,
            _ => Form::Table,
        }
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let (old, new) = match (&args.old, &args.new) {
        (Some(old), Some(new)) => {
            let old = side::read(old, None)?;
            let new = side::read(new, old.names.as_ref())?;
            (old, new)
        }
        _ => {
            let document = document::pinned(&root())?;
            (side::committed(&root(), "HEAD")?, made(&document)?)
        }
    };
    println!("{}", compared(&old, &new, args.form())?);
    Ok(true)
}

/// What a change comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// Its effect at worst.
    pub(crate) effect: Option<Effect>,
    /// Whether it breaks users by nothing but other types of what is still there.
    pub(crate) only_types: bool,
}

/// What the change from some crates to others comes to.
pub(crate) fn verdict(
    old: &codegen::artifact::Artifacts,
    new: &codegen::artifact::Artifacts,
) -> Result<Verdict, Diagnostic> {
    let reports = report(&krate::group(old)?, &krate::group(new)?)?;
    let mut breaking = reports
        .iter()
        .flat_map(|report| &report.changes)
        .filter(|change| change.effect == Effect::Breaking)
        .peekable();
    let only_types = breaking.peek().is_some() && breaking.all(|change| change.only_types);
    Ok(Verdict { effect: reports.iter().filter_map(|report| report.effect).max(), only_types })
}

/// What a document and the pinned definitions become.
fn made(document: &Assembly) -> Result<Side, Vec<Diagnostic>> {
    let mut side = side::document(document, None)?;
    side.crates.extend(side::made_runtime(&root(), &pipeline::runtime::read(&root())?)?);
    Ok(side)
}

/// What changed in the generated crates since a commit means to the users of each; nothing of those without a change.
pub(crate) fn since(root: &Path, commit: &str) -> Result<BTreeMap<String, Effect>, Vec<Diagnostic>> {
    let (old, new) = (side::committed(root, commit)?, side::working(root)?);
    let reports = report(&old.crates, &new.crates).map_err(|error| vec![error])?;
    Ok(reports.into_iter().filter_map(|report| Some((report.name, report.effect?))).collect())
}

/// What the crates of the last commit become when they are made from another document.
pub(crate) fn against(document: &Assembly) -> Result<String, Vec<Diagnostic>> {
    compared(&side::committed(&root(), "HEAD")?, &made(document)?, Form::Table)
}

/// What the runtime crates of the last commit become when they are made from other definitions.
pub(crate) fn against_definitions(sources: &gen_dts::Sources) -> Result<String, Vec<Diagnostic>> {
    let mut old = side::committed(&root(), "HEAD")?;
    old.crates.retain(|_, krate| surface::is_of(krate));
    let new = Side { crates: side::made_runtime(&root(), sources)?, ..Side::default() };
    compared(&old, &new, Form::Table)
}

fn compared(old: &Side, new: &Side, form: Form) -> Result<String, Vec<Diagnostic>> {
    let mut reports = report(&old.crates, &new.crates).map_err(|error| vec![error])?;
    for report in &mut reports {
        let asked = new.asked.get(&report.name).into_iter().flatten();
        report.asked = asked.cloned().collect();
    }
    Ok(print(&reports, form))
}
