//! What can go wrong, said so that the reader knows what to do.

use std::fmt;
use std::path::PathBuf;

/// Why an input is not available.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// `specs.lock` cannot be read or is not what it should be.
    #[error("{}: {reason}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No input of that name is pinned.
    #[error("`specs.lock` pins no input named `{name}`")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A file was named explicitly and is not the pinned one.
    #[error("{} is not the pinned `{name}`\nsha256 {found}\npinned {pinned}", path.display())]
    Hash {
        /// The input.
        name: String,
        /// The file that was named.
        path: PathBuf,
        /// Its hash.
        found: String,
        /// The hash in the lock.
        pinned: String,
    },
    /// Every source was tried.
    #[error("no source has `{name}` (sha256 {pinned}){}", List(attempts))]
    Unavailable {
        /// The input.
        name: String,
        /// The hash in the lock.
        pinned: String,
        /// What was tried, in order.
        attempts: Vec<Attempt>,
        /// What to do.
        help: String,
    },
    /// The place that publishes an input does not answer.
    #[error("cannot take the current `{name}`{}", List(std::slice::from_ref(attempt)))]
    Current {
        /// The input.
        name: String,
        /// What was tried.
        attempt: Attempt,
        /// What to do.
        help: String,
    },
    /// The cache cannot be written.
    #[error("cannot write {}: {reason}", path.display())]
    Cache {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
}

/// One source that was tried, and why it did not serve.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The source in words, such as `crate openapi-to-rust 0.3.0`.
    pub source: String,
    /// Why it did not serve.
    pub reason: String,
}

impl InputError {
    /// Stable code: `input::unavailable`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lock { .. } => "input::lock",
            Self::Unknown { .. } => "input::unknown",
            Self::Hash { .. } => "input::hash",
            Self::Unavailable { .. } | Self::Current { .. } => "input::unavailable",
            Self::Cache { .. } => "input::cache",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Lock { .. } | Self::Cache { .. } => None,
            Self::Unknown { known, .. } => Some(format!("it pins {known}")),
            Self::Hash { path, .. } => {
                let path = path.display();
                Some(format!(
                    "name the pinned file, or pin this one with `cargo xtask update --openapi {path}`"
                ))
            }
            Self::Unavailable { help, .. } | Self::Current { help, .. } => Some(help.clone()),
        }
    }
}

struct List<'a>(&'a [Attempt]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for attempt in self.0 {
            let reason = attempt.reason.trim().replace('\n', "\n    ");
            write!(f, "\ntried {}: {reason}", attempt.source)?;
        }
        Ok(())
    }
}
