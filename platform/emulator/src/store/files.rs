//! Content that is too large for a row: files, each written once under a name of its own, removed when no row names it any more
//! and nobody reads it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// Content up to this many bytes is kept in its row.
const IN_A_ROW: usize = 64 << 10;

/// What a file is called while it is written.
const UNFINISHED: &str = "part";

/// One file of some content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) name: String,
    pub(crate) size: u64,
}

/// Where content is.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Row(Vec<u8>),
    Files(Vec<Piece>),
}

impl Content {
    /// How many bytes it has.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Row(bytes) => bytes.len() as u64,
            Self::Files(pieces) => pieces.iter().map(|piece| piece.size).sum(),
        }
    }
}

/// The folder of all files, and who reads them.
#[derive(Debug)]
pub(crate) struct Files {
    folder: Option<PathBuf>,
    /// The folder of a state that is in memory, from when it is needed.
    temporary: Mutex<Option<TempDir>>,
    readers: Mutex<BTreeMap<String, usize>>,
}

impl Files {
    /// The files of a state. What a killed run left unfinished is removed.
    pub(super) fn open(state: Option<&Path>) -> io::Result<Self> {
        let folder = state.map(|state| state.join("objects"));
        if let Some(folder) = &folder {
            fs::create_dir_all(folder)?;
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|end| end == UNFINISHED) {
                    fs::remove_file(path)?;
                }
            }
        }
        Ok(Self { folder, temporary: Mutex::default(), readers: Mutex::default() })
    }

    pub(super) fn path(&self, name: &str) -> io::Result<PathBuf> {
        if let Some(folder) = &self.folder {
            return Ok(folder.join(name));
        }
        let mut temporary = self.temporary.lock().unwrap_or_else(PoisonError::into_inner);
        if temporary.is_none() {
            *temporary = Some(tempfile::Builder::new().prefix("cfs-emulator-").tempdir()?);
        }
        Ok(temporary.as_ref().map(|folder| folder.path().join(name)).unwrap_or_default())
    }

    /// Removes the folder of a state that was in memory.
    pub(crate) fn end(&self) {
        drop(self.temporary.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Content that is to be written.
    pub(super) fn writing(self: &Arc<Self>) -> Writing {
        Writing { files: Arc::clone(self), in_a_row: IN_A_ROW, start: Vec::new(), file: None, size: 0 }
    }

    /// Content that is in memory, as a file however small it is.
    pub(super) fn file(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Kept> {
        let mut writing = self.writing();
        writing.in_a_row = 0;
        writing.write(bytes)?;
        writing.end()
    }

    pub(super) fn hold(self: &Arc<Self>, pieces: &[Piece]) -> Held {
        let names: Vec<String> = pieces.iter().map(|piece| piece.name.clone()).collect();
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        for name in &names {
            *readers.entry(name.clone()).or_default() += 1;
        }
        Held { files: Arc::clone(self), names }
    }

    /// Removes a file, unless somebody reads it; whether it is gone.
    pub(super) fn remove(&self, name: &str) -> bool {
        let readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.contains_key(name) {
            return false;
        }
        match self.path(name).and_then(fs::remove_file) {
            Ok(()) => true,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// The same content under other names.
    pub(super) fn copy(self: &Arc<Self>, content: &Content) -> io::Result<Kept> {
        let Content::Files(pieces) = content else {
            return Ok(Kept { content: content.clone(), files: Arc::clone(self), named: false });
        };
        let mut kept = Kept { content: Content::Files(Vec::new()), files: Arc::clone(self), named: false };
        for piece in pieces {
            let name = fresh();
            let (from, to) = (self.path(&piece.name)?, self.path(&name)?);
            // Files are never changed, so two names of one are as good as two files.
            if fs::hard_link(&from, &to).is_err() {
                fs::copy(&from, &to)?;
            }
            if let Content::Files(copied) = &mut kept.content {
                copied.push(Piece { name, size: piece.size });
            }
        }
        Ok(kept)
    }
}

fn fresh() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Files that somebody reads.
#[derive(Debug)]
pub(crate) struct Held {
    files: Arc<Files>,
    names: Vec<String>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut readers = self.files.readers.lock().unwrap_or_else(PoisonError::into_inner);
        for name in &self.names {
            if let Some(count) = readers.get_mut(name) {
                *count -= 1;
                if *count == 0 {
                    readers.remove(name);
                }
            }
        }
    }
}

/// Content that is being written. What is not ended is removed.
pub(crate) struct Writing {
    files: Arc<Files>,
    in_a_row: usize,
    start: Vec<u8>,
    file: Option<(File, String)>,
    size: u64,
}

impl Writing {
    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        if let Some((file, _)) = &mut self.file {
            return file.write_all(bytes);
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() > self.in_a_row {
            let name = fresh();
            let mut file = File::create(self.files.path(&format!("{name}.{UNFINISHED}"))?)?;
            file.write_all(&self.start)?;
            self.file = Some((file, name));
            self.start = Vec::new();
        }
        Ok(())
    }

    /// Ends it.
    pub(crate) fn end(mut self) -> io::Result<Kept> {
        let content = match &self.file {
            Some((_, name)) => {
                fs::rename(self.files.path(&format!("{name}.{UNFINISHED}"))?, self.files.path(name)?)?;
                Content::Files(vec![Piece { name: name.clone(), size: self.size }])
            }
            None => Content::Row(std::mem::take(&mut self.start)),
        };
        self.file = None;
        Ok(Kept { content, files: Arc::clone(&self.files), named: false })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some((_, name)) = &self.file {
            drop(self.files.path(&format!("{name}.{UNFINISHED}")).and_then(fs::remove_file));
        }
    }
}

/// Content that is written. Until a row names it, it is removed with this.
pub(crate) struct Kept {
    pub(super) content: Content,
    files: Arc<Files>,
    named: bool,
}

impl Kept {
    /// How many bytes it has.
    pub(crate) fn size(&self) -> u64 {
        self.content.size()
    }

    /// A row names it.
    pub(super) fn named(mut self) {
        self.named = true;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let (false, Content::Files(pieces)) = (self.named, &self.content) {
            for piece in pieces {
                self.files.remove(&piece.name);
            }
        }
    }
}
