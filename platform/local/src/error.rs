//! What goes wrong between here and the runtime.

use std::path::PathBuf;
use std::{fmt, io};

/// Why the runtime does not run, or did not answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// There is no runtime at any of these places.
    NotFound {
        /// Where it was looked for, in this order.
        looked: Vec<PathBuf>,
    },
    /// The runtime refused what it was to run: its own words for each Worker, for instance a syntax error with its place.
    Refused {
        /// Worker and message; the Worker's name is empty where the runtime gave none.
        problems: Vec<(String, String)>,
    },
    /// A Worker wants behaviour that is newer than the runtime.
    TooNew {
        /// The Worker.
        worker: String,
        /// The date it asks for.
        asked: String,
        /// The newest that can be had.
        newest: String,
    },
    /// A file or process could not be made, read or written.
    Io {
        /// What was being done, to what.
        doing: String,
        /// What the system said.
        error: io::Error,
    },
    /// The runtime ended, or what it answered is no HTTP.
    Gone {
        /// What was being done.
        doing: String,
        /// What is known of it.
        why: String,
    },
    /// No Worker has this name.
    NoWorker {
        /// The name.
        worker: String,
    },
    /// No Workflow that runs has this id.
    NoWorkflow {
        /// The id.
        workflow: String,
    },
}

impl Error {
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Io { doing, error }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { looked } => {
                f.write_str("there is no local Workers runtime (workerd) on this machine; looked at")?;
                for (index, path) in looked.iter().enumerate() {
                    write!(f, "{} {}", if index == 0 { "" } else { "," }, path.display())?;
                }
                write!(
                    f,
                    "; install it with `npm install workerd`, or say where it is with {}",
                    crate::RUNTIME_VARIABLES[0]
                )
            }
            Self::Refused { problems } => {
                f.write_str("the runtime refuses what it is to run")?;
                problems.iter().try_for_each(|(worker, message)| match worker.as_str() {
                    "" => write!(f, "\n{message}"),
                    worker => write!(f, "\nWorker `{worker}`: {message}"),
                })
            }
            Self::TooNew { worker, asked, newest } => write!(
                f,
                "Worker `{worker}` asks for compatibility date {asked}, the newest that this runtime knows is {newest}: \
                 take that, or a newer runtime"
            ),
            Self::Io { doing, error } => write!(f, "{doing}: {error}"),
            Self::Gone { doing, why } => write!(f, "{doing}: {why}"),
            Self::NoWorker { worker } => write!(f, "there is no Worker `{worker}`"),
            Self::NoWorkflow { workflow } => write!(f, "there is no Workflow `{workflow}` that runs"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
