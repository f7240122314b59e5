//! What can go wrong.

use std::path::{Path, PathBuf};

/// Why something about accounts and credentials did not work. No text of one has a secret in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What happened, and what to do.
        why: String,
    },
    /// There are no credentials.
    #[error("not logged in{0}: run `cfs auth login`, or set CLOUDFLARE_API_TOKEN")]
    NotLoggedIn(String),
    /// A login did not come to its end.
    #[error("login: {0}")]
    Login(String),
    /// The system's keyring refused.
    #[error("the system's keyring: {0}")]
    Keyring(String),
    /// A setting cannot be used.
    #[error("{0}")]
    Setting(String),
    /// No account or zone is meant without doubt; the text lists what there is.
    #[error("{0}")]
    Name(String),
    /// The API or the way to it.
    #[error(transparent)]
    Api(#[from] cfs_http::Error),
}

impl Error {
    pub(crate) fn file(path: &Path, why: impl ToString) -> Self {
        Self::File { path: path.to_owned(), why: why.to_string() }
    }

    /// Whether nobody is logged in, or the API refuses who is.
    pub fn is_unauthorised(&self) -> bool {
        match self {
            Self::NotLoggedIn(_) => true,
            Self::Api(cfs_http::Error::Api(error)) => error.is_denied(),
            _ => false,
        }
    }
}
