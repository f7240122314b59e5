//! From the argument to a model: the one place that knows which forms there are.

use super::arguments::ModelArgs;
use crate::build::{self, infrastructure};
use crate::failure::Failure;
use crate::terminal;
use cfs_config::{Finding, Form, Model};
use std::path::{Path, PathBuf};

/// A model, and where it came from.
pub(crate) struct Loaded {
    pub(crate) model: Model,
    /// The folder that its paths are relative to.
    pub(crate) folder: PathBuf,
    /// The file or folder that was read, as an absolute path.
    pub(crate) path: Option<PathBuf>,
    /// What the command line said of it.
    pub(crate) args: ModelArgs,
}

impl Loaded {
    /// The command that goes on where this one stopped.
    pub(crate) fn again(&self) -> String {
        let file = self.args.file.as_ref().map(|file| format!(" {}", file.display())).unwrap_or_default();
        let environment = self.args.env.as_ref().map(|name| format!(" --env {name}")).unwrap_or_default();
        format!("cfs deploy{file}{environment}")
    }
}

/// The model of a file, or of the file that this folder belongs to.
///
/// # Errors
/// When there is none, or what is wrong with it: everything at once.
pub(crate) fn load(args: &ModelArgs, quiet: bool) -> Result<Loaded, Failure> {
    let environment = args.env.as_deref();
    let path = match &args.file {
        Some(path) => path.clone(),
        None => found()?,
    };
    // A Worker that says of itself how it is deployed.
    let path = if build::is_worker_crate(&path) { path.join("Cargo.toml") } else { path };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (read, folder) = if infrastructure::is_program(&path) {
        let (text, folder) = infrastructure::model(&path, environment, quiet)?;
        (cfs_config::read(&text, &path.display().to_string(), Form::Json, environment), folder)
    } else {
        let read = cfs_config::read_file(&path, environment)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        (read, folder.to_owned())
    };
    let mut findings = read.findings;
    let whole = !findings.iter().any(Finding::is_error);
    if whole {
        findings.extend(cfs_config::validate(&read.model));
    }
    let (wrong, rest): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(Finding::is_error);
    if !quiet {
        rest.iter().for_each(|finding| terminal::say!("{finding}"));
    }
    if !wrong.is_empty() {
        let mut failure = Failure::usage(format!("{}: nothing was sent", path.display()));
        failure.details = wrong.iter().map(ToString::to_string).collect();
        return Err(failure);
    }
    let mut model = read.model;
    if let (Some(name), None) = (environment, &model.environment) {
        model.environment = Some(name.to_owned());
    }
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let path = std::path::absolute(&path).ok();
    Ok(Loaded { model, folder, path, args: args.clone() })
}

fn found() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()?;
    let own = ["infrastructure.rs", "model.json", "model.toml"].map(|name| here.join(name));
    if let Some(path) = own.into_iter().find(|path| path.is_file()) {
        return Ok(path);
    }
    let found = cfs_config::find(&here).map_err(|finding| Failure::usage(finding.to_string()))?;
    found.map(|found| found.path).ok_or_else(|| {
        Failure::usage("what is to be deployed?")
            .hint("name a file, or have infrastructure.rs, model.json or wrangler.toml in the folder")
    })
}

/// Asks for a secret, where there is somebody to ask.
pub(crate) fn ask(question: &str) -> Option<String> {
    if !terminal::is_interactive() {
        return None;
    }
    inquire::Password::new(question).without_confirmation().prompt().ok()
}
