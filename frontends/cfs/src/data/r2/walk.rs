//! Files of a folder.

use super::choice::Choice;
use crate::failure::Failure;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What files are called while they come: such a file is no data.
pub(super) const UNFINISHED: &str = ".cfs-part";

/// A file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) facts: Facts,
}

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Facts {
    pub(super) size: u64,
    /// When it was changed, in nanoseconds since 1970.
    pub(super) modified: i64,
}

impl Facts {
    pub(super) fn of(about: &Metadata) -> Self {
        let since = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default();
        Self { size: about.len(), modified }
    }

    /// The time in seconds, as other programs keep it with objects.
    pub(super) fn seconds(self) -> String {
        format!("{}.{:09}", self.modified.div_euclid(1_000_000_000), self.modified.rem_euclid(1_000_000_000))
    }
}

/// All files below a folder, by their names with `/`, and what is none.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: BTreeMap<String, File>,
    /// What is to be said: links, sockets, names that no key can have.
    pub(super) notes: Vec<String>,
    pub(super) empty_folders: usize,
}

impl Tree {
    /// Reads a folder. One that is not there is empty, where it is to be made.
    pub(super) fn read(root: &Path, choice: &Choice, may_be_missing: bool) -> Result<Self, Failure> {
        let mut tree = Self::default();
        if may_be_missing
            && fs::symlink_metadata(root).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        {
            return Ok(tree);
        }
        tree.folder(root, "", choice)?;
        Ok(tree)
    }

    fn folder(&mut self, folder: &Path, before: &str, choice: &Choice) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::failed(format!("{}: {error}", folder.display()));
        let mut is_empty = true;
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            is_empty = false;
            let Some(own) = entry.file_name().to_str().map(str::to_owned) else {
                self.notes.push(format!("{}: its name is not UTF-8; left out", path.display()));
                continue;
            };
            let name = format!("{before}{own}");
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                self.folder(&path, &format!("{name}/"), choice)?;
                continue;
            }
            if own.ends_with(UNFINISHED) || !choice.takes(&name) {
                continue;
            }
            if kind.is_file() {
                let about = entry
                    .metadata()
                    .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
                self.files.insert(name, File { path, facts: Facts::of(&about) });
            } else if kind.is_symlink() {
                self.notes.push(format!("{}: a symbolic link; not followed", path.display()));
            } else {
                self.notes.push(format!("{}: neither a file nor a folder; left out", path.display()));
            }
        }
        if is_empty && !before.is_empty() {
            self.empty_folders += 1;
        }
        Ok(())
    }
}
