//! `cfs deploy --offline`: the model as files for other tools, and no call of the API.

use super::load::Loaded;
use super::written;
use crate::args::Global;
use crate::failure::Failure;
use cfs_config::{Model, Written};
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A form that a model is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A wrangler file in TOML, one for each Worker
    Toml,
    /// A wrangler file in JSON with comments, one for each Worker
    Jsonc,
    /// Terraform for the provider `cloudflare/cloudflare` 5
    Hcl,
    /// The model itself
    Json,
}

impl Form {
    /// By the end of a file's name.
    fn of(path: &Path) -> Result<Self, Failure> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match extension.as_str() {
            "toml" => Ok(Self::Toml),
            "jsonc" => Ok(Self::Jsonc),
            "tf" | "hcl" => Ok(Self::Hcl),
            "json" if path.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("wrangler")) => Ok(Self::Jsonc),
            "json" => Ok(Self::Json),
            _ => Err(Failure::usage(format!("{}: its end tells no form", path.display()))
                .hint("a name such as wrangler.toml, wrangler.jsonc, main.tf or model.json, or --as toml|jsonc|hcl|json")),
        }
    }
}

/// Writes a model to a file, or to stdout where that is `-`.
pub(super) fn run(
    loaded: &Loaded,
    to: Option<&Path>,
    form: Option<Form>,
    global: &Global,
) -> Result<(), Failure> {
    let to = to.unwrap_or(Path::new("wrangler.toml"));
    let stdout = to.as_os_str() == "-";
    let form = match form {
        Some(form) => form,
        None if stdout => Form::Toml,
        None => Form::of(to)?,
    };
    let files = files(&loaded.model, form, to)?;
    for (path, written) in files {
        let path = if stdout { to } else { path.as_path() };
        written::file(path, &written::noted(written, global), global)?;
    }
    Ok(())
}

fn files(model: &Model, form: Form, to: &Path) -> Result<Vec<(PathBuf, Written)>, Failure> {
    let whole = |text: String| Written { text, notes: Vec::new() };
    let extension = match form {
        Form::Hcl => {
            return Ok(vec![(to.to_owned(), cfs_deploy::output::terraform(model, &BTreeMap::new()))]);
        }
        Form::Json => return Ok(vec![(to.to_owned(), whole(cfs_config::model_json(model)))]),
        Form::Toml => "toml",
        Form::Jsonc => "jsonc",
    };
    if model.workers.is_empty() {
        return Err(Failure::usage("a wrangler file is of a Worker, and there is none")
            .hint("`--output main.tf` or `--output model.json` can say what there is"));
    }
    let one = |name: &str| {
        let written = match form {
            Form::Toml => cfs_config::wrangler_toml(model, name, &|_| None),
            _ => cfs_config::wrangler_jsonc(model, name, &|_| None),
        };
        // Of several Workers, each has a file beside the one that is named.
        let path = match model.workers.len() {
            1 => to.to_owned(),
            _ => {
                let stem = to.file_stem().unwrap_or_default().to_string_lossy();
                let extension = to.extension().map_or(extension.into(), |own| own.to_string_lossy());
                to.with_file_name(format!("{stem}.{name}.{extension}"))
            }
        };
        Some((path, written?))
    };
    Ok(model.workers.iter().filter_map(|worker| one(&worker.name)).collect())
}
