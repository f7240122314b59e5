//! Generated files in memory, and the one helper that brings them to disk.
//!
//! A generator fills [`Artifacts`]; a binary calls [`Artifacts::write`] once everything has succeeded, so a failed run
//! leaves no half-written output. A file is touched only when its content differs.

use crate::diag::Diagnostic;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files by path relative to the folder they will be written to, `/`-separated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    files: BTreeMap<String, Content>,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

impl Content {
    /// The bytes of the file.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// What writing (or checking) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub added: Vec<PathBuf>,
    /// Files whose content differed.
    pub changed: Vec<PathBuf>,
    /// Files that nothing generates any more.
    pub removed: Vec<PathBuf>,
}

impl Changes {
    /// The number of files that differed.
    pub fn len(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }

    /// Whether disk and memory agreed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every path with a one-letter mark: `A`dded, `M`odified, `D`eleted.
    pub fn iter(&self) -> impl Iterator<Item = (char, &Path)> {
        self.added
            .iter()
            .map(|path| ('A', path.as_path()))
            .chain(self.changed.iter().map(|path| ('M', path.as_path())))
            .chain(self.removed.iter().map(|path| ('D', path.as_path())))
    }
}

impl Artifacts {
    /// Adds a file: text, or bytes that are none. The last addition of a path wins.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Content>) {
        self.files.insert(path.into(), content.into());
    }

    /// Moves all files of `other` below `folder`.
    pub fn absorb(&mut self, folder: &str, other: Artifacts) {
        for (path, content) in other.files {
            self.files.insert(format!("{folder}/{path}"), content);
        }
    }

    /// The files that are text, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, content)| Some((path.as_str(), content.as_text()?)))
    }

    /// One file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(Content::as_text)
    }

    /// One file's bytes, whether they are text or not.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Content::as_bytes)
    }

    /// Brings `root` to this state: writes what differs, and removes files below the folders in `owned` (relative to
    /// `root`, `""` for all of it) that are not among the artifacts. What cargo leaves there, `target` and
    /// `Cargo.lock`, is left alone.
    ///
    /// # Errors
    /// The first file that cannot be read, written or removed.
    pub fn write(&self, root: &Path, owned: &[&str]) -> Result<Changes, Diagnostic> {
        let changes = self.compare(root, owned)?;
        for path in changes.added.iter().chain(&changes.changed) {
            write_file(&root.join(path), self.bytes(&slashed(path)).unwrap_or_default())?;
        }
        for path in &changes.removed {
            let path = root.join(path);
            fs::remove_file(&path).map_err(|error| io_error("remove", &path, &error))?;
            remove_empty_parents(&path, root);
        }
        Ok(changes)
    }

    /// What [`Artifacts::write`] would do.
    ///
    /// # Errors
    /// The first file or folder that cannot be read.
    pub fn compare(&self, root: &Path, owned: &[&str]) -> Result<Changes, Diagnostic> {
        let mut changes = Changes::default();
        for (path, content) in &self.files {
            match fs::read(root.join(path)) {
                Ok(there) if there == content.as_bytes() => {}
                Ok(_) => changes.changed.push(path.into()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => changes.added.push(path.into()),
                Err(error) => return Err(io_error("read", &root.join(path), &error)),
            }
        }
        for folder in owned {
            let mut found = Vec::new();
            list_files(&root.join(folder), &mut found)?;
            for path in found {
                if let Ok(relative) = path.strip_prefix(root)
                    && !self.files.contains_key(&slashed(relative))
                {
                    changes.removed.push(relative.to_owned());
                }
            }
        }
        changes.removed.sort();
        changes.removed.dedup();
        Ok(changes)
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Writes one file by way of a temporary neighbour, so that readers never see half of it. Makes missing folders.
///
/// # Errors
/// When the file cannot be written.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    let write = || -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(name);
        fs::write(&temporary, content)?;
        fs::rename(&temporary, path).inspect_err(|_| drop(fs::remove_file(&temporary)))
    };
    write().map_err(|error| io_error("write", path, &error))
}

fn io_error(verb: &str, path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("artifact::io", format!("cannot {verb} `{}`: {error}", path.display()))
}

fn list_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Diagnostic> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("list", folder, &error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| io_error("list", folder, &error))?;
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != "target" {
                list_files(&path, found)?;
            }
        } else if entry.file_name() != "Cargo.lock" {
            found.push(path);
        }
    }
    Ok(())
}

fn remove_empty_parents(path: &Path, root: &Path) {
    let mut folder = path.parent();
    while let Some(at) = folder.filter(|at| *at != root && fs::remove_dir(at).is_ok()) {
        folder = at.parent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_files_like_texts_but_no_texts() {
        let mut inner = Artifacts::default();
        inner.insert("table.bin", vec![0, 255]);
        inner.insert("lib.rs", "//! Text.\n");
        let mut files = Artifacts::default();
        files.absorb("src", inner);
        assert_eq!(files.iter().collect::<Vec<_>>(), [("src/lib.rs", "//! Text.\n")]);
        assert_eq!((files.get("src/table.bin"), files.bytes("src/table.bin")), (None, Some(&[0, 255][..])));
        let nowhere = Path::new("/nonexistent");
        let added = files.compare(nowhere, &[]).map(|changes| changes.added).unwrap_or_default();
        assert_eq!(added, [Path::new("src/lib.rs"), Path::new("src/table.bin")]);
    }
}
