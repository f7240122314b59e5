//! Why a command did not do what it was asked, and what the program ends with.

use cfs_catalogue::{Refused, What};
use cfs_http::{ApiError, Error, TransportErrorKind};
use std::fmt;

/// What the program ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// It is done.
    Done = 0,
    /// It failed.
    Failed = 1,
    /// The command is wrong.
    Usage = 2,
    /// There are differences, or an alert.
    Differs = 3,
    /// The credentials are missing or refused.
    Denied = 4,
    /// The user ended it.
    Interrupted = 130,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    /// What the program ends with.
    pub exit: Exit,
    /// What was being done, to what.
    pub doing: Option<String>,
    /// What happened.
    pub text: String,
    /// More lines about that.
    pub details: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The status that the API answered with, if it refused.
    pub status: Option<u16>,
    /// Whether nobody is left to tell.
    pub silent: bool,
}

impl Failure {
    /// A failure.
    pub fn new(exit: Exit, text: impl Into<String>) -> Self {
        Self {
            exit,
            doing: None,
            text: text.into(),
            details: Vec::new(),
            hint: None,
            status: None,
            silent: false,
        }
    }

    /// The command is wrong.
    pub fn usage(text: impl Into<String>) -> Self {
        Self::new(Exit::Usage, text)
    }

    /// Something went wrong.
    pub fn failed(text: impl Into<String>) -> Self {
        Self::new(Exit::Failed, text)
    }

    /// Nothing is said any more: whoever read the output has left, or everything was said.
    pub fn silent(exit: Exit) -> Self {
        Self { silent: true, ..Self::new(exit, "") }
    }

    /// The same with what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// The same with what to do, where that is known.
    #[must_use]
    pub fn maybe_hint(self, hint: Option<impl Into<String>>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// The same with what was being done.
    #[must_use]
    pub fn doing(mut self, doing: impl Into<String>) -> Self {
        self.doing.get_or_insert_with(|| doing.into());
        self
    }

    fn api(error: &ApiError) -> Self {
        let exit = if error.is_denied() { Exit::Denied } else { Exit::Failed };
        let mut failure = Self::new(exit, format!("{}: the API says {}", error.request, error.status));
        failure.details.extend(error.errors.iter().map(ToString::to_string));
        failure.details.extend(error.detail.clone());
        failure.details.extend(error.messages.iter().map(|message| format!("message: {message}")));
        failure.details.extend(error.ray_id.as_ref().map(|ray| format!("ray {ray}")));
        failure.status = Some(error.status);
        failure.hint = error.hint.clone().or_else(|| match error.status {
            401 | 403 => Some("is the token valid, and has it the permission for this?".to_owned()),
            404 => Some("is the id right, and of this account or zone?".to_owned()),
            429 => Some("too many requests: wait, or make fewer at a time".to_owned()),
            500.. => Some("the service failed: try again later, and name the ray to support".to_owned()),
            _ => None,
        });
        failure
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Api(api) => Self::api(api),
            Error::Transport(transport) => {
                let hint = match transport.kind {
                    TransportErrorKind::Connect => "is there a network, and is CLOUDFLARE_BASE_URL right?",
                    TransportErrorKind::Tls => "is the clock right, and is there a proxy in between?",
                    TransportErrorKind::Timeout => "try again, or allow more time with --timeout",
                    _ => "it may have been done all the same: look before trying again",
                };
                Self::failed(error.to_string()).hint(hint)
            }
            Error::Decode(decode) => {
                let mut failure = Self::failed(error.to_string());
                failure.details.extend(decode.ray_id.as_ref().map(|ray| format!("ray {ray}")));
                failure
            }
            _ => Self::usage(error.to_string()),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let count = refused.problems.len();
        let name = refused.operation.name().replace('.', " ").replace('_', "-");
        let several = if count == 1 { "problem" } else { "problems" };
        let mut failure = Self::usage(format!("{name}: {count} {several}; nothing was sent"));
        failure.details = refused.problems.iter().map(ToString::to_string).collect();
        let sendable =
            |what: What| !matches!(what, What::MissingArgument | What::Damaged | What::WrongContent);
        failure.hint = Some(if refused.problems.iter().all(|problem| sendable(problem.what)) {
            format!("`cfs api {name} --help` shows what it takes; --no-validate sends it anyway")
        } else {
            format!("`cfs api {name} --help` shows what it takes")
        });
        failure
    }
}

/// What a system says of a failure: of a temporary file without its name, which means nothing to anybody.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" at path \"").next().unwrap_or_default().to_owned()
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            // Whoever read has what they wanted.
            std::io::ErrorKind::BrokenPipe => Self::silent(Exit::Done),
            _ => Self::failed(error.to_string()),
        }
    }
}

/// `error: …`, a line for each detail, and what to do.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(doing) = &self.doing {
            write!(f, "{doing}: ")?;
        }
        f.write_str(&self.text)?;
        self.details.iter().try_for_each(|detail| write!(f, "\n  {detail}"))?;
        match &self.hint {
            Some(hint) => write!(f, "\n  help: {hint}"),
            None => Ok(()),
        }
    }
}
