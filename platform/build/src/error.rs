//! What went wrong, where, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A step of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Reading the crate's manifest and its workspace's.
    Project,
    /// Finding a compiler for wasm32, or installing one where that was asked for.
    Toolchain,
    /// Compiling the crate.
    Compile,
    /// Reading what the Worker says it has.
    Manifest,
    /// Making JavaScript glue for the wasm file.
    Bindgen,
    /// Making the wasm file smaller.
    Optimise,
    /// Bundling JavaScript or TypeScript.
    Bundle,
    /// Writing a bundle to disk.
    Write,
    /// Compiling or running an infrastructure program.
    Program,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Project => "project",
            Self::Toolchain => "toolchain",
            Self::Compile => "compile",
            Self::Manifest => "manifest",
            Self::Bindgen => "bindgen",
            Self::Optimise => "optimise",
            Self::Bundle => "bundle",
            Self::Write => "write",
            Self::Program => "program",
        })
    }
}

/// What an error is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A file or a folder.
    File(PathBuf),
    /// A program, by its name.
    Tool(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Tool(name) => f.write_str(name),
        }
    }
}

/// Why there is no bundle. `Display` gives one line, without [`Error::help`].
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    stage: Stage,
    subject: Subject,
    message: String,
    help: Option<String>,
    details: Option<String>,
}

impl Error {
    pub(crate) fn file(stage: Stage, path: &Path, message: impl Into<String>) -> Self {
        Self::new(stage, Subject::File(path.to_owned()), message.into())
    }

    pub(crate) fn tool(stage: Stage, name: &str, message: impl Into<String>) -> Self {
        Self::new(stage, Subject::Tool(name.to_owned()), message.into())
    }

    fn new(stage: Stage, subject: Subject, message: String) -> Self {
        Self(Box::new(Inner { stage, subject, message, help: None, details: None }))
    }

    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    #[must_use]
    pub(crate) fn with_details(mut self, details: impl Into<String>) -> Self {
        self.0.details = Some(details.into());
        self
    }

    /// The step that failed.
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// The file or the tool that it is about.
    pub fn subject(&self) -> &Subject {
        &self.0.subject
    }

    /// What happened, in one sentence without a full stop.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// All that a compiler or a program said, over several lines, where that is known.
    pub fn details(&self) -> Option<&str> {
        self.0.details.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.0.stage, self.0.subject, self.0.message)
    }
}

impl std::error::Error for Error {}
