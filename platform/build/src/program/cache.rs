//! Where what was compiled is kept.

use super::Settings;
use crate::error::{Error, Result, Stage};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// What was not used for so long goes.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// A folder with `entries` (a folder for each program), `libraries` (cfs-model as compilers made it), `models` (its sources) and
/// `packages` (what cargo is given for programs that need it).
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub(super) fn open(settings: &Settings) -> Result<Self> {
        let folder = settings.cache.clone().or_else(usual).ok_or_else(|| {
            Error::tool(Stage::Program, "cache", "there is no folder for caches")
                .with_help("set HOME, or XDG_CACHE_HOME")
        })?;
        // Compilers are run in other folders.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        Ok(Self { folder })
    }

    pub(super) fn entry(&self, key: &str) -> PathBuf {
        self.folder.join("entries").join(key)
    }

    pub(super) fn libraries(&self) -> PathBuf {
        self.folder.join("libraries")
    }

    pub(super) fn package(&self, key: &str) -> PathBuf {
        self.folder.join("packages").join(key)
    }

    /// A new folder, which replaces another when it is complete.
    pub(super) fn fresh(&self, below: &Path) -> Result<tempfile::TempDir> {
        fs::create_dir_all(below)
            .and_then(|()| tempfile::Builder::new().prefix(".new-").tempdir_in(below))
            .map_err(|error| unwritable(below, &error))
    }

    /// The sources of cfs-model, as a package.
    pub(super) fn model(&self) -> Result<PathBuf> {
        let models = self.folder.join("models");
        let folder = models.join(model_hash());
        if folder.join("Cargo.toml").exists() {
            return Ok(folder);
        }
        let fresh = self.fresh(&models)?;
        for (name, text) in model_files() {
            let path = fresh.path().join(name);
            let parent = path.parent().unwrap_or(&path);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&path, text))
                .map_err(|error| unwritable(&path, &error))?;
        }
        self.settle(fresh, &folder)?;
        Ok(folder)
    }

    /// Puts a complete folder into its place. That of another process, which was quicker, is as good.
    pub(super) fn settle(&self, fresh: tempfile::TempDir, place: &Path) -> Result<()> {
        let path = fresh.keep();
        let Err(error) = fs::rename(&path, place) else { return Ok(()) };
        fs::remove_dir_all(&path).ok();
        if place.exists() { Ok(()) } else { Err(unwritable(place, &error)) }
    }

    /// Removes what was not used for long.
    pub(super) fn tidy(&self) {
        let old = SystemTime::now() - KEPT;
        for group in ["entries", "libraries", "models", "packages"] {
            for entry in fs::read_dir(self.folder.join(group)).into_iter().flatten().flatten() {
                let used = entry.metadata().and_then(|metadata| metadata.modified());
                if used.is_ok_and(|used| used < old) {
                    fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path())).ok();
                }
            }
        }
    }
}

/// Says that something was used today.
pub(super) fn used(path: &Path) {
    if let Ok(file) = fs::File::open(path) {
        file.set_modified(SystemTime::now()).ok();
    }
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::file(Stage::Program, path, format!("cannot be written: {error}"))
}

/// The files of cfs-model, its manifest among them.
pub(super) fn model_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let files = cfs_model::sources::FILES.iter().copied();
    files.chain([("Cargo.toml", cfs_model::sources::MANIFEST)])
}

/// A short name for the sources of cfs-model: another for each of its versions.
pub(super) fn model_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(hash_model)
}

fn hash_model() -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in model_files() {
        field(&mut hasher, name.as_bytes());
        field(&mut hasher, text.as_bytes());
    }
    short(&hasher)
}

/// Adds a field so that no two lists of fields are taken for the same.
pub(super) fn field(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

pub(super) fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}

fn usual() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".cache")))?;
    Some(caches.join("cfs/programs"))
}
