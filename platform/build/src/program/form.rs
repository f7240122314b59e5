//! Which form a program has.

use super::manifest::{self, Embedded};
use crate::error::{Error, Result, Stage};
use std::fs;
use std::path::{Path, PathBuf};

/// What a program is called where nobody says it.
pub(super) const NAME: &str = "infrastructure.rs";

/// An infrastructure program: a file, or the folder of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// As the user wrote it.
    path: PathBuf,
    is_crate: bool,
}

/// What has to be compiled.
#[derive(Debug)]
pub(super) enum Form {
    /// A file that depends on cfs-model alone. Its text is given where it is not to be compiled as it stands.
    Plain { edition: String, text: Option<String> },
    /// A file with a manifest.
    Manifest { table: toml::Table, text: Option<String> },
    /// A crate of its own.
    Crate,
}

impl Program {
    /// The program that a path means: a file, the folder of a crate, or a folder with an `infrastructure.rs`.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(path: &Path) -> Result<Self> {
        let file = |path: PathBuf| Self { path, is_crate: false };
        let krate = |path: PathBuf| Self { path, is_crate: true };
        if path.is_file() {
            let name = path.file_name().unwrap_or_default();
            return match path.extension() {
                Some(kind) if kind == "rs" => Ok(file(path.to_owned())),
                _ if name == "Cargo.toml" => Ok(krate(parent(path).to_owned())),
                _ => Err(Error::file(Stage::Program, path, "is no Rust file")
                    .with_help(format!("name a file such as `{NAME}`, or the folder of a crate"))),
            };
        }
        if !path.is_dir() {
            return Err(Error::file(Stage::Program, path, "there is no such file")
                .with_help(format!("`cfs init` writes an `{NAME}`")));
        }
        if path.join(NAME).is_file() {
            return Ok(file(path.join(NAME)));
        }
        if path.join("Cargo.toml").is_file() {
            return Ok(krate(path.to_owned()));
        }
        Err(Error::file(
            Stage::Program,
            path,
            format!("there is neither an `{NAME}` nor a Cargo.toml in this folder"),
        ))
    }

    /// The file, or the folder of the crate, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that paths in the model are relative to.
    pub fn folder(&self) -> &Path {
        if self.is_crate { &self.path } else { parent(&self.path) }
    }

    /// Whether it is a crate of its own.
    pub fn is_crate(&self) -> bool {
        self.is_crate
    }

    /// The folder, as an absolute path.
    pub(super) fn absolute(&self) -> PathBuf {
        let folder = self.folder();
        folder
            .canonicalize()
            .unwrap_or_else(|_| std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()))
    }

    pub(super) fn shown(&self) -> String {
        self.path.display().to_string()
    }
}

/// The folder of a file; `.` where the path does not say it.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Form {
    pub(super) fn read(program: &Program) -> Result<Self> {
        if program.is_crate {
            return Ok(Self::Crate);
        }
        let path = program.path();
        let text = fs::read_to_string(path)
            .map_err(|error| Error::file(Stage::Program, path, format!("it cannot be read: {error}")))?;
        let Some(Embedded { manifest, line, blanked }) =
            manifest::embedded(&text).map_err(|error| Error::file(Stage::Program, path, error))?
        else {
            return Ok(Self::Plain { edition: manifest::EDITION.to_owned(), text: None });
        };
        let table: toml::Table = toml::from_str(&manifest).map_err(|error| {
            let before = error.span().map_or(0, |span| manifest[..span.start].matches('\n').count());
            let message =
                format!("line {}: the manifest in it is not right: {}", line + before, error.message());
            Error::file(Stage::Program, path, message)
        })?;
        let text = blanked.map(|text| with_paths(&text, &program.absolute()));
        Ok(match manifest::plain_edition(&table) {
            Some(edition) => Self::Plain { edition, text },
            None => Self::Manifest { table, text },
        })
    }
}

/// A text that is compiled in another folder: modules in files of their own are found where they are.
fn with_paths(text: &str, folder: &Path) -> String {
    let lines = text.split_inclusive('\n').map(|line| match module(line) {
        Some(name) => match module_file(folder, name) {
            Some(file) => format!("#[path = {:?}] {line}", file.display().to_string()),
            None => line.to_owned(),
        },
        None => line.to_owned(),
    });
    lines.collect()
}

/// The name of the module that a line declares to be in a file of its own.
fn module(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let name = line.strip_prefix("mod ")?.trim_start();
    let (name, rest) = name.split_at(name.find(|c: char| !c.is_alphanumeric() && c != '_')?);
    rest.trim_start().starts_with(';').then_some(name)
}

fn module_file(folder: &Path, name: &str) -> Option<PathBuf> {
    [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]
        .into_iter()
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::module;

    #[test]
    fn modules_in_files_of_their_own() {
        for line in ["mod data;", "  pub mod data ;\n", "mod data; // why"] {
            assert_eq!(module(line), Some("data"), "{line}");
        }
        for line in ["mod data {", "// mod data;", "model;", "mod data", "mod "] {
            assert_eq!(module(line), None, "{line}");
        }
    }
}
