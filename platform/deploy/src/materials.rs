//! What is read before anything is planned: migrations and secrets.

use crate::call::{SecretValue, Secrets};
use crate::desired::Materials;
use crate::migrations;
use crate::workers::Built;
use cfs_config::Model;
use cfs_config::model::{Origin, Secret, Worker};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

impl Materials {
    /// What a model names: folders and files are relative to `folder`. `ask` is asked where a secret is to be typed; it gives
    /// nothing where there is nobody to ask.
    ///
    /// # Errors
    /// When a file or folder cannot be read, or a command fails: what it was for, and why.
    pub fn read(
        model: &Model,
        folder: &Path,
        ask: impl FnMut(&str) -> Option<String>,
    ) -> Result<Self, String> {
        Self::read_with(model, folder, |worker| Built::read(worker, folder), ask)
    }

    /// As [`read`](Self::read); what Workers are made of, `build` makes.
    ///
    /// # Errors
    /// As for [`read`](Self::read), and what `build` says.
    pub fn read_with(
        model: &Model,
        folder: &Path,
        mut build: impl FnMut(&Worker) -> Result<Built, String>,
        mut ask: impl FnMut(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut materials = Self::default();
        for resource in &model.resources {
            if let Some(value) = resource.parts.get("migrations") {
                let own = value.as_str().or_else(|| value.get("directory").and_then(Value::as_str));
                let own =
                    own.ok_or_else(|| format!("{}: `migrations` names no folder", resource.address()))?;
                let read = migrations::read(&folder.join(own));
                let read = read.map_err(|error| format!("{}: migrations: {error}", resource.address()))?;
                materials.migrations.insert(resource.address(), read);
            }
            if let Origin::Environment(name) = &resource.origin
                && let Ok(value) = std::env::var(name)
            {
                materials.environment.insert(name.clone(), value);
            }
        }
        for worker in &model.workers {
            materials.built.insert(worker.address(), build(worker)?);
        }
        materials.secrets = Secrets::of_model(model, |secret| find(secret, folder, &mut ask))?;
        Ok(materials)
    }
}

/// A text without the line break at its end.
fn trimmed(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

fn find(
    secret: &Secret,
    folder: &Path,
    ask: &mut impl FnMut(&str) -> Option<String>,
) -> Result<Option<SecretValue>, String> {
    let text = match secret {
        Secret::Env(name) => std::env::var(name).ok(),
        Secret::File(path) => {
            let whole = folder.join(path);
            let text = std::fs::read_to_string(&whole);
            Some(text.map_err(|error| format!("the secret in {}: {error}", whole.display()))?)
        }
        Secret::Command(words) => Some(output(words, folder)?),
        Secret::Prompt(question) => ask(question),
    };
    let text = text.map(|text| match secret {
        Secret::File(_) | Secret::Command(_) => trimmed(&text).to_owned(),
        _ => text,
    });
    Ok(text.map(SecretValue::new))
}

fn output(words: &[String], folder: &Path) -> Result<String, String> {
    let shown = words.join(" ");
    let (program, arguments) =
        words.split_first().ok_or_else(|| "a secret is the output of no command".to_owned())?;
    let done = Command::new(program).args(arguments).current_dir(folder).output();
    let done = done.map_err(|error| format!("the secret of `{shown}`: {error}"))?;
    if !done.status.success() {
        return Err(format!("the secret of `{shown}`: it ended with {}", done.status));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("the secret of `{shown}`: it wrote no text"))
}
