//! A folder of files that a Worker serves.

use super::headers::read_headers;
use super::ignore::Ignore;
use super::redirects::read_redirects;
use super::walk::{File, hash_all, walk};
use super::{Warning, hash};
use cfs_config::model::Assets;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// How many bytes a file has at most.
pub const LARGEST: u64 = 25 << 20;

/// What is served: files with what they are known by, and the files of rules, which are sent as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The files in the order of their paths.
    pub files: Vec<File>,
    /// The text of `_headers`.
    pub headers: Option<String>,
    /// The text of `_redirects`.
    pub redirects: Option<String>,
    /// What the service will leave out of the files of rules.
    pub warnings: Vec<Warning>,
}

/// Why a folder cannot be served.
#[derive(Debug)]
#[non_exhaustive]
pub enum SiteError {
    /// A file or folder cannot be read.
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file is larger than files may be.
    TooLarge {
        /// Which one.
        path: PathBuf,
        /// How many bytes it has.
        size: u64,
    },
    /// `_worker.js` is code of Pages, and would be served to everybody.
    PagesWorker(PathBuf),
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::TooLarge { path, size } => {
                write!(f, "{}: {size} bytes; a file that is served has {LARGEST} at most", path.display())
            }
            Self::PagesWorker(path) => write!(
                f,
                "{}: this is code for Pages, and would be served as a file: leave it out with a line `_worker.js` in .assetsignore, or say with an empty .assetsignore that it is meant",
                path.display()
            ),
        }
    }
}

impl std::error::Error for SiteError {}

impl Site {
    /// Reads a folder: walks it, leaves out what `.assetsignore` says, and hashes the files.
    ///
    /// # Errors
    /// When something cannot be read or served.
    pub fn read(folder: &Path, assets: &Assets) -> Result<Self, SiteError> {
        let mut warnings = Vec::new();
        let rules = text(&folder.join(".assetsignore"))?;
        let has_rules = rules.is_some();
        let ignore = match rules {
            None => Ignore::usual(),
            Some(text) => {
                let (ignore, more) = Ignore::read(&text);
                warnings.extend(more);
                ignore
            }
        };
        let io = |(path, error)| SiteError::Io { path, error };
        let found = walk(folder, &|path, is_folder| ignore.ignores(path, is_folder)).map_err(io)?;
        for file in &found {
            if !has_rules && (file.key == "/_worker.js" || file.key.starts_with("/_worker.js/")) {
                return Err(SiteError::PagesWorker(folder.join("_worker.js")));
            }
            if file.size > LARGEST {
                return Err(SiteError::TooLarge { path: file.path.clone(), size: file.size });
            }
        }
        let files = hash_all(found).map_err(io)?;
        let (headers, redirects) = (text(&folder.join("_headers"))?, text(&folder.join("_redirects"))?);
        if let Some(text) = &headers {
            warnings.extend(read_headers(text).1);
        }
        if let Some(text) = &redirects {
            let html_handling = assets.config.get("html_handling").and_then(Value::as_str);
            warnings.extend(read_redirects(text, html_handling).1);
        }
        Ok(Self { files, headers, redirects, warnings })
    }

    /// The manifest of a session, as JSON: hash and size by path. A text, since values of as many files would take many times
    /// its memory.
    pub fn manifest(&self) -> String {
        let mut text = String::with_capacity(2 + self.files.len() * 96);
        for file in &self.files {
            let comma = if text.is_empty() { '{' } else { ',' };
            let (key, hash) = (json!(file.key), &file.hash);
            text.push_str(&format!(r#"{comma}{key}:{{"hash":"{hash}","size":{}}}"#, file.size));
        }
        text.push_str(if text.is_empty() { "{}" } else { "}" });
        text
    }

    /// A file of each content, by its hash.
    pub fn by_hash(&self) -> BTreeMap<&str, &File> {
        self.files.iter().map(|file| (file.hash.as_str(), file)).collect()
    }
}

/// The media type that a file is sent with: of one that its name does not tell, the word that the service takes for none.
pub(super) fn media_of(file: &File) -> String {
    hash::media(&file.key).unwrap_or_else(|| "application/null".to_owned())
}

/// A text, if it is there.
fn text(path: &Path) -> Result<Option<String>, SiteError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory) => {
            Ok(None)
        }
        Err(error) => Err(SiteError::Io { path: path.to_owned(), error }),
    }
}
