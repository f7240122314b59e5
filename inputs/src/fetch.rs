//! Input names to verified files.

use crate::{Attempt, Input, InputError, Lock, Source, sha256, source};
use std::fs;
use std::path::{Path, PathBuf};

/// The pinned inputs and their cache.
#[derive(Clone, Debug)]
pub struct Inputs {
    lock: Lock,
    cache: PathBuf,
    offline: bool,
}

/// One available input.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The verified file.
    pub path: PathBuf,
    /// Where it came from this time.
    pub origin: Origin,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a repository has now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// The commit, in full.
    pub commit: String,
    /// The file's content.
    pub bytes: Vec<u8>,
}

/// Where a file came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was named by the caller or the environment.
    Given,
    /// It was in the cache.
    Cache,
    /// It was fetched from this source.
    Source(String),
}

impl Inputs {
    /// The inputs pinned by `root/specs.lock`, cached in `root/target/specs`.
    ///
    /// # Errors
    /// [`InputError::Lock`].
    pub fn open(root: &Path) -> Result<Self, InputError> {
        let lock = Lock::read(&root.join("specs.lock"))?;
        Ok(Self { lock, cache: root.join("target/specs"), offline: false })
    }

    /// Forbids every source that may use the network.
    #[must_use]
    pub fn offline(mut self, offline: bool) -> Self {
        self.offline = offline;
        self
    }

    /// The lock.
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// A verified copy of an input.
    ///
    /// # Errors
    /// [`InputError::Unavailable`] with every source tried; [`InputError::Hash`] when the environment names another
    /// file; [`InputError::Cache`].
    pub fn file(&self, name: &str) -> Result<Fetched, InputError> {
        let input = self.lock.get(name)?;
        for source in &input.sources {
            if let Source::Environment { env } = source
                && let Some(path) = std::env::var_os(env).filter(|value| !value.is_empty())
            {
                return given(input, Path::new(&path));
            }
        }
        let cached = self.cache.join(&input.name);
        let mut attempts = Vec::new();
        match fs::read(&cached) {
            Ok(bytes) => match verify(input, &bytes) {
                Ok(()) => return Ok(Fetched { path: cached, origin: Origin::Cache, bytes }),
                Err(reason) => {
                    attempts.push(Attempt { source: format!("cache {}", cached.display()), reason });
                }
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                attempts.push(Attempt {
                    source: format!("cache {}", cached.display()),
                    reason: error.to_string(),
                });
            }
        }
        for source in &input.sources {
            let found = match source {
                Source::Environment { .. } => continue,
                Source::Crate { package, version, path } => {
                    source::from_crate(&self.cache, package, version, path, self.offline)
                }
                Source::Npm { .. } | Source::Package { .. } | Source::Git { .. } if self.offline => {
                    Err("not tried: offline".to_owned())
                }
                Source::Npm { npm, version, path } => source::from_npm(&self.cache, npm, version, path),
                Source::Package { package, version } => source::package(&self.cache, package, version),
                Source::Git { git, commit, path } => source::from_git(&self.cache, git, commit, path),
            };
            match found.and_then(|bytes| verify(input, &bytes).map(|()| bytes)) {
                Ok(bytes) => {
                    store(&cached, &bytes)?;
                    return Ok(Fetched { path: cached, origin: Origin::Source(source.to_string()), bytes });
                }
                Err(reason) => attempts.push(Attempt { source: source.to_string(), reason }),
            }
        }
        Err(InputError::Unavailable {
            name: input.name.clone(),
            pinned: input.sha256.clone(),
            attempts,
            help: help(input, &cached),
        })
    }

    /// The file that a branch of a git repository has now: the commit in full, and the content. Nothing is verified,
    /// as nothing is known of it.
    ///
    /// # Errors
    /// [`InputError::Current`], with git's own words.
    pub fn latest(&self, name: &str, git: &str, branch: &str, path: &str) -> Result<Latest, InputError> {
        let unavailable = |reason: String| InputError::Current {
            name: name.to_owned(),
            attempt: Attempt { source: format!("git {git}, branch {branch} ({path})"), reason },
            help: format!(
                "check that this machine reaches the repository; or take {path} from it on one that does, and name the file \
                 with --openapi"
            ),
        };
        let commit = source::head(git, branch).map_err(unavailable)?;
        let bytes = source::from_git(&self.cache, git, &commit, path).map_err(unavailable)?;
        Ok(Latest { commit, bytes })
    }

    /// A file of a version of an npm package. Nothing is verified, as nothing is known of it.
    ///
    /// # Errors
    /// [`InputError::Current`], with npm's own words.
    pub fn of_npm(
        &self,
        name: &str,
        package: &str,
        version: &str,
        path: &str,
    ) -> Result<Vec<u8>, InputError> {
        source::from_npm(&self.cache, package, version, path).map_err(|reason| InputError::Current {
            name: name.to_owned(),
            attempt: Attempt { source: format!("npm {package} {version} ({path})"), reason },
            help: "check the version, and that npm works on this machine".to_owned(),
        })
    }

    /// Puts a file into the cache as an input that the lock is about to pin.
    ///
    /// # Errors
    /// [`InputError::Cache`].
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, InputError> {
        let cached = self.cache.join(name);
        store(&cached, bytes)?;
        Ok(cached)
    }

    /// A file that the caller names in place of the cache and the sources; it must be the pinned one.
    ///
    /// # Errors
    /// [`InputError::Hash`], or [`InputError::Unavailable`] when it cannot be read.
    pub fn given(&self, name: &str, path: &Path) -> Result<Fetched, InputError> {
        given(self.lock.get(name)?, path)
    }
}

fn given(input: &Input, path: &Path) -> Result<Fetched, InputError> {
    let bytes = fs::read(path).map_err(|error| InputError::Unavailable {
        name: input.name.clone(),
        pinned: input.sha256.clone(),
        attempts: vec![Attempt { source: format!("file {}", path.display()), reason: error.to_string() }],
        help: "name a file that can be read, or leave it out to use the cache and the pinned sources".into(),
    })?;
    let found = sha256(&bytes);
    if found == input.sha256 {
        Ok(Fetched { path: path.to_owned(), origin: Origin::Given, bytes })
    } else {
        Err(InputError::Hash {
            name: input.name.clone(),
            path: path.to_owned(),
            found,
            pinned: input.sha256.clone(),
        })
    }
}

fn verify(input: &Input, bytes: &[u8]) -> Result<(), String> {
    let found = sha256(bytes);
    if found == input.sha256 {
        Ok(())
    } else {
        Err(format!("{} bytes with sha256 {found}: truncated or another version", bytes.len()))
    }
}

fn help(input: &Input, cached: &Path) -> String {
    let variable = input.sources.iter().find_map(|source| match source {
        Source::Environment { env } => Some(format!(" or name it in {env}")),
        _ => None,
    });
    format!(
        "check the network connection, then run `cargo xtask fetch` again; or put the file at {}{}",
        cached.display(),
        variable.unwrap_or_default()
    )
}

/// Writes a verified file beside its place and renames it into place.
fn store(path: &Path, bytes: &[u8]) -> Result<(), InputError> {
    let fail = |error: std::io::Error| InputError::Cache { path: path.to_owned(), reason: error.to_string() };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(fail)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    fs::write(&part, bytes).and_then(|()| fs::rename(&part, path)).map_err(|error| {
        drop(fs::remove_file(&part));
        fail(error)
    })
}
