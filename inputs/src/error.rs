//! What can go wrong, said so that the reader knows what to do.

use std::fmt;
use std::path::PathBuf;

/// Why an input is not available.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// `specs.lock` cannot be read or is not what it should be.
    #[error("error[input::lock]: {}: {reason}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No input of that name is pinned.
    #[error("error[input::unknown]: `specs.lock` pins no input named `{name}`\n  help: it pins {known}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A file was named explicitly and is not the pinned one.
    #[error(
        "error[input::hash]: {} is not the pinned `{name}`\n  sha256 {found}\n  pinned {pinned}\n  help: name the pinned \
         file, or pin this one with `cargo xtask update --openapi {}`", path.display(), path.display()
    )]
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
    #[error(
        "error[input::unavailable]: no source has `{name}` (sha256 {pinned})\n{}  help: {help}", list(attempts)
    )]
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
    /// The cache cannot be written.
    #[error("error[input::cache]: cannot write {}: {reason}", path.display())]
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

struct List<'a>(&'a [Attempt]);

fn list(attempts: &[Attempt]) -> List<'_> {
    List(attempts)
}

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for attempt in self.0 {
            let reason = attempt.reason.trim().replace('\n', "\n      ");
            writeln!(f, "  tried {}: {reason}", attempt.source)?;
        }
        Ok(())
    }
}
