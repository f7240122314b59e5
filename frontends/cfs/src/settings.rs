//! Where credentials and defaults come from: the environment and a file. The one place that knows, so that accounts kept
//! elsewhere can take its place.

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::output::{Format, Value};
use cfs_http::operation::Auth;
use cfs_http::{Attempt, Client, Credentials, Error};
use clap::ValueEnum as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Defaults and credentials.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// The account, by name or id.
    pub(crate) account: Option<String>,
    /// The zone, by name or id.
    pub(crate) zone: Option<String>,
    /// The format of data.
    pub(crate) output: Option<Format>,
    base_url: Option<String>,
    /// What was sent and came of it.
    pub(crate) log: Log,
}

/// Attempts so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// A line for each attempt.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What each variable is also called: by wrangler, and by older programs.
const ALSO: [(&str, &[&str]); 4] = [
    ("CLOUDFLARE_API_TOKEN", &["CF_API_TOKEN"]),
    ("CLOUDFLARE_API_KEY", &["CF_API_KEY"]),
    ("CLOUDFLARE_EMAIL", &["CF_API_EMAIL", "CF_EMAIL"]),
    ("CLOUDFLARE_BASE_URL", &["CLOUDFLARE_API_BASE_URL"]),
];

/// Variables whose values are never shown.
const SECRET: [&str; 5] = [
    "CLOUDFLARE_API_TOKEN",
    "CF_API_TOKEN",
    "CLOUDFLARE_API_KEY",
    "CF_API_KEY",
    "CLOUDFLARE_API_USER_SERVICE_KEY",
];

fn variable(name: &str) -> Result<Option<String>, Error> {
    let also = ALSO.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, also)| also);
    for name in [name].iter().chain(also) {
        match std::env::var(name) {
            Ok(value) => return Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => {}
            Err(std::env::VarError::NotUnicode(_)) => {
                return Err(Error::Request(format!("{name} is not UTF-8")));
            }
        }
    }
    Ok(None)
}

fn set(names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .map(|value| value.trim().to_owned())
        .filter(|v| !v.is_empty())
}

/// The file that is read where none is named.
pub(crate) fn usual_file() -> Option<PathBuf> {
    let folder = set(&["XDG_CONFIG_HOME"]).map(PathBuf::from);
    let home = || set(&["HOME", "USERPROFILE"]).map(|home| Path::new(&home).join(".config"));
    Some(folder.or_else(home)?.join("cfs").join("config.toml"))
}

/// A text without any of the credentials that there are.
pub(crate) fn without_secrets(text: &str) -> String {
    let values = SECRET.iter().filter_map(|name| std::env::var(name).ok());
    let values = values.map(|value| value.trim().to_owned()).filter(|value| value.len() >= 6);
    values.fold(text.to_owned(), |text, value| text.replace(&value, "[hidden]"))
}

impl Settings {
    /// What the options, the environment and the file say; the first of them counts.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn load(global: &Global) -> Result<Self, Failure> {
        let mut settings = Self::default();
        let named = global.config.clone().or_else(|| set(&["CFS_CONFIG"]).map(PathBuf::from));
        let is_named = named.is_some();
        if let Some(path) = named.or_else(usual_file) {
            match std::fs::read_to_string(&path) {
                Ok(text) => settings.file(&path, &text, global.quiet)?,
                Err(error) if is_named => return Err(Failure::usage(format!("{}: {error}", path.display()))),
                // Where there is none, or no home to have it in, nothing is set.
                Err(_) => {}
            }
        }
        let own = |option: &Option<String>, names: &[&str], file: Option<String>| {
            option.clone().or_else(|| set(names)).or(file)
        };
        settings.account =
            own(&global.account, &["CLOUDFLARE_ACCOUNT_ID", "CF_ACCOUNT_ID"], settings.account.take());
        settings.zone = own(&global.zone, &["CLOUDFLARE_ZONE_ID", "CF_ZONE_ID"], settings.zone.take());
        Ok(settings)
    }

    fn file(&mut self, path: &Path, text: &str, quiet: bool) -> Result<(), Failure> {
        let damaged = |what: String| {
            let hint = "correct the file, or name another one with --config";
            Failure::usage(format!("{}: {}", path.display(), what.trim_end())).hint(hint)
        };
        let read: Value = toml::from_str(text).map_err(|error| damaged(error.to_string()))?;
        let Value::Object(members) = read else { return Ok(()) };
        for (name, value) in members {
            // What `cfs-account` keeps in the same file: profiles and logins.
            if matches!(name.as_str(), "profile" | "profiles" | "oauth") {
                continue;
            }
            let Value::Text(text) = value else { return Err(damaged(format!("`{name}`: expected a text"))) };
            match name.as_str() {
                "account" => self.account = Some(text),
                "zone" => self.zone = Some(text),
                "base_url" => self.base_url = Some(text),
                "output" => {
                    let format = Format::from_str(&text, true);
                    self.output = Some(format.map_err(|_| {
                        damaged(format!("`output`: `{text}` is not one of table, json, ndjson, yaml, csv"))
                    })?);
                }
                other if !quiet => {
                    let known = ["account", "zone", "base_url", "output"];
                    let meant = crate::args::nearest(other, known.into_iter());
                    let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                    eprintln!("note: {}: `{other}` means nothing{meant}", path.display());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether there are credentials.
    pub(crate) fn has_credentials() -> bool {
        let any = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_API_USER_SERVICE_KEY"];
        any.iter().any(|name| variable(name).is_ok_and(|value| value.is_some()))
    }

    /// A client for an operation that accepts these credentials. One that sends nothing needs none.
    ///
    /// # Errors
    /// When there are no credentials, or a variable cannot be used.
    pub(crate) fn client(&self, global: &Global, auth: &[Auth], sends: bool) -> Result<Client, Failure> {
        let log = self.log.clone();
        let verbose = global.verbose;
        let observer = move |attempt: &Attempt| {
            let line = told(attempt);
            if verbose {
                eprintln!("{line}");
            }
            log.add(line);
        };
        let mut builder =
            Client::builder().user_agent(concat!("cfs-cli/", env!("CARGO_PKG_VERSION"))).observer(observer);
        if verbose {
            builder = builder.on_note(|operation, note| eprintln!("{}: {note}", operation.name));
        }
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        let needs_none = auth.contains(&Auth::Anonymous) || auth == [Auth::Bearer];
        let has_some = Self::has_credentials();
        if !has_some && sends && !needs_none {
            return Err(Failure::new(Exit::Denied, "no credentials").hint(
                "set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY with CLOUDFLARE_EMAIL; `cfs help environment` lists all",
            ));
        }
        let url_only = |name: &str| match name {
            // A client that sends nothing has some credentials all the same.
            "CLOUDFLARE_API_TOKEN" => Ok(Some("none".to_owned())),
            "CLOUDFLARE_API_KEY" | "CLOUDFLARE_EMAIL" | "CLOUDFLARE_API_USER_SERVICE_KEY" => Ok(None),
            other => variable(other),
        };
        let built = if has_some {
            builder.variables(&variable)
        } else {
            builder.variables(&url_only).map(|builder| builder.credentials(Credentials::none()))
        };
        Ok(built?.build()?)
    }

    /// The headers that credentials are sent in, without their values: those that an operation prefers.
    pub(crate) fn shown_credentials(&self, auth: &[Auth]) -> Vec<(&'static str, String, &'static str)> {
        let has = |name: &str| variable(name).is_ok_and(|value| value.is_some());
        let of = |auth: &Auth| match auth {
            Auth::Token if has("CLOUDFLARE_API_TOKEN") => {
                Some(vec![("Authorization", "Bearer ".to_owned(), "CLOUDFLARE_API_TOKEN")])
            }
            Auth::Key if has("CLOUDFLARE_API_KEY") => Some(vec![
                ("X-Auth-Email", String::new(), "CLOUDFLARE_EMAIL"),
                ("X-Auth-Key", String::new(), "CLOUDFLARE_API_KEY"),
            ]),
            Auth::ServiceKey if has("CLOUDFLARE_API_USER_SERVICE_KEY") => {
                Some(vec![("X-Auth-User-Service-Key", String::new(), "CLOUDFLARE_API_USER_SERVICE_KEY")])
            }
            Auth::Anonymous | Auth::Bearer => Some(Vec::new()),
            _ => None,
        };
        let usual = || vec![("Authorization", "Bearer ".to_owned(), "CLOUDFLARE_API_TOKEN")];
        auth.iter().find_map(of).unwrap_or_else(usual)
    }
}

/// An attempt in a line.
fn told(attempt: &Attempt) -> String {
    let outcome = match (attempt.status, attempt.failure) {
        (Some(status), _) => status.to_string(),
        (None, Some(failure)) => format!("{failure:?}").to_lowercase(),
        (None, None) => "no answer".to_owned(),
    };
    let ray = attempt.ray_id.as_ref().map(|ray| format!(", ray {ray}")).unwrap_or_default();
    let operation = attempt.operation;
    let (name, number, time) = (operation.name, attempt.number, attempt.elapsed.as_millis());
    format!("{name}: {} {}, attempt {number}: {outcome} in {time} ms{ray}", operation.method, operation.path)
}
