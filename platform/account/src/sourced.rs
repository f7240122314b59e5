//! Values that know where they are from.

use std::fmt;
use std::path::PathBuf;

/// Where a value is from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// An argument of the command.
    Argument,
    /// An environment variable.
    Variable(String),
    /// A profile of the configuration file.
    Profile {
        /// The profile.
        name: String,
        /// The file.
        file: PathBuf,
    },
    /// The system's keyring.
    Keyring {
        /// Whose secret it is.
        profile: String,
    },
    /// A file, such as a project's, or the one with secrets.
    File(PathBuf),
    /// Wrangler's login.
    Wrangler(PathBuf),
    /// It is the only one there is.
    Only,
    /// Nobody said otherwise.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("the command line"),
            Self::Variable(name) => write!(f, "the variable {name}"),
            Self::Profile { name, file } => write!(f, "the profile {name} in {}", file.display()),
            Self::Keyring { profile } => write!(f, "the system's keyring (profile {profile})"),
            Self::File(path) => path.display().fmt(f),
            Self::Wrangler(path) => write!(f, "wrangler's login in {}", path.display()),
            Self::Only => f.write_str("the only one there is"),
            Self::Default => f.write_str("the default"),
        }
    }
}

/// A value and where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it is from.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// A value from somewhere.
    pub fn new(value: T, source: Source) -> Self {
        Self { value, source }
    }

    /// Another value from the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: change(self.value), source: self.source }
    }
}
