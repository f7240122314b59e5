//! What the cache has of a program: the executable, and what the compiler read.

use super::Program;
use super::cache::{Cache, field, model_hash, short, unwritable, used};
use super::compiler::Compiler;
use super::form::Form;
use super::said;
use crate::error::Result;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A place in the cache. It is that of a file's text, or of a crate's folder.
pub(super) struct Entry {
    pub(super) folder: PathBuf,
    /// A name of the program that stays the same while it is edited.
    pub(super) package: String,
    /// When it was asked for: what changes later may or may not be in what is compiled.
    began: SystemTime,
}

/// What a compiler read.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Files, those that were looked for and are not there included.
    pub(super) files: Vec<PathBuf>,
    /// Variables of the environment.
    pub(super) variables: Vec<String>,
}

const INPUTS: &str = "inputs.json";

impl Entry {
    pub(super) fn of(cache: &Cache, program: &Program, form: &Form, compiler: &Compiler) -> Self {
        let began = SystemTime::now();
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
        Self { folder: cache.entry(&short(&hasher)), package, began }
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
        same("variables", variable)?;
        let executable = self.folder.join(recorded.get("executable")?.as_str()?);
        executable.is_file().then(|| {
            used(&self.folder);
            executable
        })
    }

    /// Keeps an executable, and what it was made of. Another process may run what was kept before, so
    /// nothing is replaced but the record.
    pub(super) fn keep(&self, cache: &Cache, executable: &Path, inputs: &Inputs) -> Result<PathBuf> {
        let files: Map<String, Value> = inputs
            .files
            .iter()
            .map(|path| {
                (path.display().to_string(), json!(content(path).filter(|_| !changed(path, self.began))))
            })
            .collect();
        let variables: Map<String, Value> =
            inputs.variables.iter().map(|name| (name.clone(), json!(variable(name)))).collect();
        let inputs = json!({ "files": files, "variables": variables });
        let name = format!(
            "{}{}",
            blake3::hash(inputs.to_string().as_bytes()).to_hex(),
            std::env::consts::EXE_SUFFIX
        );
        let place = self.folder.join(&name);
        fs::create_dir_all(&self.folder).map_err(|error| unwritable(&self.folder, &error))?;
        // A link, since who copies a program has it open for writing, which keeps it from being run. Where there is one, it was made of
        // the same.
        if !place.exists() || files.values().any(Value::is_null) {
            let new = cache.fresh(&self.folder)?;
            let link = new.path().join(&name);
            fs::hard_link(executable, &link)
                .or_else(|_| fs::copy(executable, &link).map(drop))
                .and_then(|()| fs::rename(&link, &place))
                .map_err(|error| unwritable(&place, &error))?;
        }
        let record = json!({ "executable": name, "files": files, "variables": variables }).to_string();
        let path = self.folder.join(INPUTS);
        let new = cache.fresh(&self.folder)?;
        let written = new.path().join(INPUTS);
        fs::write(&written, record)
            .and_then(|()| fs::rename(&written, &path))
            .map_err(|error| unwritable(&path, &error))?;
        self.forget(&name);
        cache.tidy();
        Ok(place)
    }

    /// Removes what was kept before, which nobody starts any more.
    fn forget(&self, kept: &str) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let made = entry.metadata().and_then(|metadata| metadata.modified());
            let old = made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > Duration::from_hours(1)));
            if old && entry.file_name() != kept && entry.file_name() != INPUTS {
                fs::remove_file(entry.path()).ok();
            }
        }
    }
}

/// Whether a file changed while a compiler may have read it. The lock is what cargo itself writes.
fn changed(path: &Path, began: SystemTime) -> bool {
    let own = path.file_name().is_some_and(|name| name == "Cargo.lock");
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    !own && modified.is_ok_and(|modified| modified >= began)
}

/// What stands in a file, as a hash.
fn content(path: &Path) -> Option<String> {
    Some(blake3::hash(&fs::read(path).ok()?).to_hex().to_string())
}

/// The value of a variable as compilers are given it, as a hash.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name).filter(|_| said::is_given(name))?;
    Some(blake3::hash(value.as_encoded_bytes()).to_hex().to_string())
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
