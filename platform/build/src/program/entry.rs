//! What the cache has of a program: the executable, and what the compiler read.

use super::Program;
use super::cache::{Cache, field, model_hash, short, unwritable, used};
use super::compiler::Compiler;
use super::form::Form;
use crate::error::Result;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A place in the cache. It is that of a file's text, or of a crate's folder.
pub(super) struct Entry {
    pub(super) folder: PathBuf,
    /// A name of the program that stays the same while it is edited.
    pub(super) package: String,
}

/// What a compiler read.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Files, those that were looked for and are not there included.
    pub(super) files: Vec<PathBuf>,
    /// Variables of the environment.
    pub(super) variables: Vec<String>,
}

const EXECUTABLE: &str = "program";
const INPUTS: &str = "inputs.json";

impl Entry {
    pub(super) fn of(cache: &Cache, program: &Program, form: &Form, compiler: &Compiler) -> Self {
        let mut hasher = blake3::Hasher::new();
        field(&mut hasher, env!("CARGO_PKG_VERSION").as_bytes());
        field(&mut hasher, program.absolute().as_os_str().as_encoded_bytes());
        // Places are told with the path as it was given.
        field(&mut hasher, program.path().as_os_str().as_encoded_bytes());
        let package = short(&hasher);
        field(&mut hasher, compiler.id.as_bytes());
        field(&mut hasher, model_hash().as_bytes());
        if !matches!(form, Form::Crate) {
            field(&mut hasher, &fs::read(program.path()).unwrap_or_default());
        }
        Self { folder: cache.entry(&short(&hasher)), package }
    }

    /// The executable, if nothing changed that it was made of.
    pub(super) fn fresh(&self) -> Option<PathBuf> {
        let recorded: Value = serde_json::from_slice(&fs::read(self.folder.join(INPUTS)).ok()?).ok()?;
        let same = |name: &str, now: fn(&str) -> Option<String>| {
            let recorded = recorded.get(name).and_then(Value::as_object)?;
            let same = recorded.iter().all(|(name, then)| now(name).as_deref() == then.as_str());
            same.then_some(())
        };
        same("files", |path| content(Path::new(path)))?;
        same("variables", |name| std::env::var(name).ok())?;
        let executable = self.executable();
        executable.is_file().then(|| {
            used(&self.folder);
            executable
        })
    }

    pub(super) fn executable(&self) -> PathBuf {
        self.folder.join(format!("{EXECUTABLE}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Keeps an executable, which is moved or copied, and what it was made of.
    pub(super) fn keep(&self, cache: &Cache, executable: &Path, inputs: &Inputs) -> Result<PathBuf> {
        let below = self.folder.parent().unwrap_or(&self.folder);
        let fresh = cache.fresh(below)?;
        let place = fresh.path().join(self.executable().file_name().unwrap_or_default());
        // A link, since who copies a program has it open for writing, which keeps it from being run.
        fs::hard_link(executable, &place)
            .or_else(|_| fs::copy(executable, &place).map(drop))
            .map_err(|error| unwritable(&place, &error))?;
        let files: serde_json::Map<String, Value> =
            inputs.files.iter().map(|path| (path.display().to_string(), json!(content(path)))).collect();
        let variables: serde_json::Map<String, Value> =
            inputs.variables.iter().map(|name| (name.clone(), json!(std::env::var(name).ok()))).collect();
        let record = json!({ "files": files, "variables": variables }).to_string();
        let path = fresh.path().join(INPUTS);
        fs::write(&path, record).map_err(|error| unwritable(&path, &error))?;
        cache.settle(fresh, &self.folder)?;
        cache.tidy();
        Ok(self.executable())
    }
}

/// What stands in a file, as a hash.
fn content(path: &Path) -> Option<String> {
    Some(blake3::hash(&fs::read(path).ok()?).to_hex().to_string())
}

impl Inputs {
    /// Of what a compiler writes for `make`: a line `file:` for each file it read, and comments for variables. Paths are relative to
    /// `folder`.
    pub(super) fn of(text: &str, folder: &Path) -> Self {
        let mut inputs = Self::default();
        for line in text.lines() {
            if let Some(variable) = line.strip_prefix("# env-dep:") {
                let name = variable.split_once('=').map_or(variable, |(name, _)| name);
                inputs.variables.push(name.to_owned());
            } else if let Some(path) = line.strip_suffix(':').filter(|line| !line.starts_with('#')) {
                inputs.files.push(folder.join(path.replace("\\ ", " ")));
            }
        }
        inputs
    }
}

#[cfg(test)]
mod tests {
    use super::Inputs;
    use std::path::{Path, PathBuf};

    #[test]
    fn what_a_compiler_read() {
        let text = "/t/p: main.rs my\\ data.rs /a/b.json\n\nmain.rs:\nmy\\ data.rs:\n/a/b.json:\n\n# env-dep:HOME=/root\n# env-dep:NONE\n";
        let inputs = Inputs::of(text, Path::new("/work"));
        let files: Vec<PathBuf> =
            ["/work/main.rs", "/work/my data.rs", "/a/b.json"].map(PathBuf::from).into();
        assert_eq!(inputs.files, files);
        assert_eq!(inputs.variables, ["HOME", "NONE"]);
    }
}
