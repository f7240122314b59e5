//! `specs.lock`: which upstream files this repository is generated from.

use crate::InputError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The parsed `specs.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The pinned inputs.
    #[serde(rename = "input")]
    pub inputs: Vec<Input>,
}

/// One pinned file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it is called here, and its file name below `target/specs/`.
    pub name: String,
    /// The upstream version, for people.
    pub version: String,
    /// Its licence, for NOTICE.
    pub license: String,
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
    /// Where it comes from, tried in order after the cache.
    pub sources: Vec<Source>,
}

/// A place that has an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Source {
    /// A file named by an environment variable; where it is set, it must be the pinned file.
    Environment {
        /// The variable.
        env: String,
    },
    /// A file inside a crates.io package.
    Crate {
        /// The package.
        #[serde(rename = "crate")]
        package: String,
        /// Its exact version.
        version: String,
        /// The file inside it.
        path: String,
    },
    /// A file inside an npm package.
    Npm {
        /// The package.
        npm: String,
        /// Its exact version.
        version: String,
        /// The file inside it, without the leading `package/`.
        path: String,
    },
    /// An npm package as a whole: its archive.
    Package {
        /// The package.
        #[serde(rename = "npm")]
        package: String,
        /// Its exact version.
        version: String,
    },
    /// A file of a git repository.
    Git {
        /// The repository's address.
        git: String,
        /// The commit, in full.
        commit: String,
        /// The file inside it.
        path: String,
    },
}

impl Lock {
    /// Reads a lock file.
    ///
    /// # Errors
    /// [`InputError::Lock`] when it cannot be read or has other members than these.
    pub fn read(path: &Path) -> Result<Self, InputError> {
        let fail = |reason: String| InputError::Lock { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        let lock: Self =
            toml::from_str(&text).map_err(|error| fail(error.to_string().trim_end().to_owned()))?;
        for input in &lock.inputs {
            if input.sha256.len() != 64
                || !input.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            {
                return Err(fail(format!("`sha256` of `{}` is not 64 hexadecimal digits", input.name)));
            }
        }
        Ok(lock)
    }

    /// The lock as the text of its file.
    pub fn to_text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!(
            "# Pinned upstream inputs. Rewritten by `cargo xtask update`; read by the `inputs` crate.\n\n{body}"
        )
    }

    /// An input by name.
    ///
    /// # Errors
    /// [`InputError::Unknown`], with the names there are.
    pub fn get(&self, name: &str) -> Result<&Input, InputError> {
        self.inputs.iter().find(|input| input.name == name).ok_or_else(|| {
            let known: Vec<_> = self.inputs.iter().map(|input| format!("`{}`", input.name)).collect();
            InputError::Unknown { name: name.to_owned(), known: known.join(", ") }
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment { env } => write!(f, "environment variable {env}"),
            Self::Crate { package, version, path } => write!(f, "crate {package} {version} ({path})"),
            Self::Npm { npm, version, path } => write!(f, "npm {npm}@{version} ({path})"),
            Self::Package { package, version } => write!(f, "npm {package}@{version}"),
            Self::Git { git, commit, path } => write!(f, "git {git} at {commit} ({path})"),
        }
    }
}
