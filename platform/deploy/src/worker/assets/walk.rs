//! The files of a folder, hashed with all cores.

use super::hash::hash_file;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

/// A file, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path in the site, from `/` on, not encoded.
    pub key: String,
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: u64,
}

/// A file that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the site, from `/` on, not encoded.
    pub key: String,
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// What it is known by.
    pub hash: String,
}

/// The files below a folder in the order of their paths, without what is `ignored`: asked with a path below the folder, and
/// whether it is a folder. What a link leads to is a file or a folder like any other; a link to a folder that it is in is left.
///
/// # Errors
/// When a folder cannot be read, or a name is not UTF-8: with what could not be read.
pub fn walk(root: &Path, ignored: &dyn Fn(&str, bool) -> bool) -> Result<Vec<Found>, (PathBuf, io::Error)> {
    let mut all = Vec::new();
    let mut walk = Walk { ignored, all: &mut all, within: Vec::new() };
    walk.within.extend(root.canonicalize().ok());
    walk.folder(root, "")?;
    all.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(all)
}

struct Walk<'a> {
    ignored: &'a dyn Fn(&str, bool) -> bool,
    all: &'a mut Vec<Found>,
    /// The folders that this one is in, as far as links lead.
    within: Vec<PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, before: &str) -> Result<(), (PathBuf, io::Error)> {
        let entries = std::fs::read_dir(folder).map_err(|error| (folder.to_owned(), error))?;
        for entry in entries {
            let entry = entry.map_err(|error| (folder.to_owned(), error))?;
            let path = entry.path();
            let told = |error| (path.clone(), error);
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let error =
                    io::Error::new(io::ErrorKind::InvalidData, "a name that is not UTF-8 is no address");
                return Err((path, error));
            };
            let below = if before.is_empty() { name.to_owned() } else { format!("{before}/{name}") };
            let is_link = entry.file_type().map_err(told)?.is_symlink();
            let about = std::fs::metadata(&path).map_err(told)?;
            if (self.ignored)(&below, about.is_dir()) {
                continue;
            }
            if about.is_dir() && is_link {
                let real = path.canonicalize().map_err(told)?;
                if !self.within.iter().any(|folder| folder.starts_with(&real)) {
                    self.within.push(real);
                    self.folder(&path, &below)?;
                    self.within.pop();
                }
            } else if about.is_dir() {
                self.folder(&path, &below)?;
            } else {
                self.all.push(Found { key: format!("/{below}"), size: about.len(), path });
            }
        }
        Ok(())
    }
}

/// A file by its place in the list, with its hash and its size.
type Hashed = (usize, String, u64);

/// Hashes files with as many threads as there are cores; they come out in the order in which they are given.
///
/// # Errors
/// When a file cannot be read.
pub fn hash_all(found: Vec<Found>) -> Result<Vec<File>, (PathBuf, io::Error)> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(found.len().max(1));
    let next = AtomicUsize::new(0);
    let parts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| hash_some(&found, &next))).collect();
        workers.into_iter().map(join).collect::<Result<Vec<_>, _>>()
    })?;
    let mut hashes: Vec<Hashed> = parts.into_iter().flatten().collect();
    hashes.sort_by_key(|(at, ..)| *at);
    let file =
        |(found, (_, hash, size)): (Found, Hashed)| File { key: found.key, path: found.path, size, hash };
    Ok(found.into_iter().zip(hashes).map(file).collect())
}

fn hash_some(found: &[Found], next: &AtomicUsize) -> Result<Vec<Hashed>, (PathBuf, io::Error)> {
    let mut done = Vec::new();
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(file) = found.get(at) else { return Ok(done) };
        match hash_file(&file.path) {
            Ok((hash, size)) => done.push((at, hash, size)),
            Err(error) => {
                // The others stop too.
                next.store(found.len(), Ordering::Relaxed);
                return Err((file.path.clone(), error));
            }
        }
    }
}

fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
