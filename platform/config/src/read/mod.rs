//! From files to models.

mod bindings;
mod cargo;
mod classes;
mod find;
mod form;
mod shape;
mod take;
mod worker;
mod wrangler;

pub use find::{Found, find};
pub(crate) use shape::fits;
pub(crate) use worker::{SETTINGS, is_python, python_rule};

use crate::document::{Node, Source};
use crate::{Finding, Model};
use std::io;
use std::path::Path;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// The application, as far as it could be read.
    pub model: Model,
    /// What was found on the way, in the order of the file. With an error among it, the model is not whole.
    pub findings: Vec<Finding>,
}

impl Read {
    /// Whether something could not be read.
    pub fn is_err(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Cargo.toml` with `[package.metadata.cfs]`.
    Cargo,
    /// A model or a wrangler file as JSON, with comments and commas at ends if it likes. A model says `cfs_model`.
    Json,
    /// A model or a wrangler file as TOML. A model says `cfs_model`.
    Toml,
}

impl Form {
    /// The form that a file's name tells.
    pub fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default();
        let extension = path.extension().unwrap_or_default();
        if name == "Cargo.toml" {
            Self::Cargo
        } else if extension.eq_ignore_ascii_case("toml") {
            Self::Toml
        } else {
            Self::Json
        }
    }
}

/// Reads a file; places name it as it is named here.
///
/// # Errors
///
/// The file cannot be read, or is no text.
pub fn read_file(path: &Path, environment: Option<&str>) -> io::Result<Read> {
    let text = std::fs::read_to_string(path)?;
    Ok(read(&text, &path.display().to_string(), Form::of(path), environment))
}

/// Reads a text; `file` is what places call it. `environment` is the name of one of a wrangler file's environments.
pub fn read(text: &str, file: &str, form: Form, environment: Option<&str>) -> Read {
    let source = Source::new(file, text);
    let mut findings = Vec::new();
    let Some(node) = source.parse(form != Form::Json, &mut findings) else {
        return Read { model: Model::default(), findings };
    };
    let model = match form {
        Form::Cargo => cargo::read(&node, &source, environment, &mut findings),
        _ if node.get("cfs_model").is_some() => form::read(&node, &source, environment, &mut findings),
        _ => wrangler::read(&node, &source, environment, &mut findings),
    };
    findings.sort_by_key(|finding| finding.place.as_ref().map(|place| (place.line, place.column)));
    Read { model, findings }
}

/// The environments that a text has, in its order; none if it is no wrangler file or manifest.
pub fn environments(text: &str, form: Form) -> Vec<String> {
    let source = Source::new("", text);
    let Some(node) = source.parse(form != Form::Json, &mut Vec::new()) else { return Vec::new() };
    let file = match form {
        Form::Cargo => node.get("package").and_then(|package| package.get("metadata")?.get("cfs")),
        _ => Some(&node),
    };
    let named = file.and_then(|file| file.get("env")?.as_object());
    named.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

/// What is said of a file that holds no table.
fn no_table(node: &Node, source: &Source<'_>, findings: &mut Vec<Finding>) {
    let message = format!("expected a table, found {}", node.kind());
    findings.push(Finding::error(Some(source.place(node.at)), message));
}
