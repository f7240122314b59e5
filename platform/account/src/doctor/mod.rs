//! What is wrong, as data: each finding says what was looked at, what is so, and what to do.

mod local;
mod remote;

use crate::{Config, Environment, Error, Options, Session};
use cfs_http::{Client, Timestamp};
use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// Something may not work.
    Warning,
    /// Something does not work.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `token`, `clock`, `proxy`, ….
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is so. Never a secret.
    pub what: String,
    /// What to do about it.
    pub todo: Option<String>,
}

impl Finding {
    pub(crate) fn good(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, severity: Severity::Good, what: what.into(), todo: None }
    }

    pub(crate) fn note(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, severity: Severity::Note, what: what.into(), todo: None }
    }

    pub(crate) fn warning(check: &'static str, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, severity: Severity::Warning, what: what.into(), todo: Some(todo.into()) }
    }

    pub(crate) fn error(check: &'static str, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, severity: Severity::Error, what: what.into(), todo: Some(todo.into()) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.severity, self.check, self.what)?;
        match &self.todo {
            Some(todo) => write!(f, "\n  {todo}"),
            None => Ok(()),
        }
    }
}

/// Looks at everything that this machine knows, and asks the API if it can be asked. `versions` are the program's own, to be
/// shown; `client` makes a client of a session: with [`Session::client`], unless a test does otherwise.
pub async fn doctor(
    environment: &Environment,
    options: Options,
    versions: &[(&str, &str)],
    more: impl FnOnce(cfs_http::ClientBuilder) -> cfs_http::ClientBuilder,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = versions
        .iter()
        .map(|(name, version)| Finding::note("version", format!("{name} {version}")))
        .collect();
    let place = Config::place(environment, options.config.as_deref());
    let config = match Config::read(place.clone()) {
        Ok(config) => {
            findings.push(local::config(&config));
            config
        }
        Err(error) => {
            findings.push(Finding::error("config", error.to_string(), "without it, defaults are used"));
            // As if it were not there, so that the rest can be looked at.
            match Config::read(None) {
                Ok(config) => config,
                Err(_) => return findings,
            }
        }
    };
    let session = match Session::with_config(environment.clone(), config, options) {
        Ok(session) => session,
        Err(error) => {
            findings.push(Finding::error("profile", error.to_string(), "choose another profile"));
            return findings;
        }
    };
    findings.extend(local::all(&session));
    match session.client(more).await {
        Ok(client) => findings.extend(remote::all(&session, &client).await),
        Err(Error::NotLoggedIn(_)) => {}
        Err(error) => findings.push(Finding::error("credentials", error.to_string(), "log in again")),
    }
    findings
}

/// What the API and the way to it say, for a client at hand.
pub async fn reach(session: &Session, client: &Client) -> Vec<Finding> {
    remote::all(session, client).await
}

/// How far this machine's clock is from the server's, in seconds; positive if it is ahead. Of a `Date` header.
pub fn clock_skew(date: &str, now: Timestamp) -> Option<i64> {
    let there = cfs_http::jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date.trim()).ok()?;
    Some(now.as_second() - there.as_second())
}
