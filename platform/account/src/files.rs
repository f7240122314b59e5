//! Files that are whole or not there, and locks between processes.

use crate::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Who may read a file.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Access {
    Everybody,
    /// Mode 0600.
    Owner,
}

/// The text of a file; none if there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::file(path, format!("cannot be read: {error}"))),
    }
}

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Writes a file beside its place and moves it there: whoever reads sees the old or the new one, also after a crash.
pub(crate) fn write(path: &Path, text: &str, access: Access) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::file(path, format!("cannot be written: {error}"));
    // What a link leads to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        create_folder(folder, access).map_err(failed)?;
    }
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}-{number}.new", std::process::id()));
    let written = write_new(&beside, text, access).and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)
}

fn write_new(path: &Path, text: &str, access: Access) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Owner {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = access; // a user's own folders are not others' there
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn create_folder(folder: &Path, access: Access) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if access == Access::Owner {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _ = access;
    builder.create(folder)
}

/// Removes a file; whether it was there.
pub(crate) fn remove(path: &Path) -> Result<bool, Error> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::file(path, format!("cannot be removed: {error}"))),
    }
}

/// Held until dropped, by one process at a time; a process that ends lets go.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Waits for a lock without holding up the runtime.
pub(crate) async fn lock(path: PathBuf) -> Result<Lock, Error> {
    let shown = path.clone();
    let waited = tokio::task::spawn_blocking(move || lock_now(&path)).await;
    waited.unwrap_or_else(|error| Err(Error::file(&shown, format!("cannot be locked: {error}"))))
}

/// Waits for a lock.
pub(crate) fn lock_now(path: &Path) -> Result<Lock, Error> {
    let failed = |error: std::io::Error| Error::file(path, format!("cannot be locked: {error}"));
    if let Some(folder) = path.parent() {
        create_folder(folder, Access::Owner).map_err(failed)?;
    }
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(Lock { _file: file })
}
