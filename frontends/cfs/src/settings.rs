//! Who this run is, and what is usual in it: `cfs-account`'s session, with what only a command line needs of it.

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::output::Format;
use cfs_account::secrecy::{ExposeSecret as _, SecretString};
use cfs_account::{Environment, Error as AccountError, Key, Options, Secret, Session, VARIABLES, What};
use cfs_http::operation::Auth;
use cfs_http::{Attempt, Client, ClientBuilder};
use clap::ValueEnum as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Who this run is, and what is usual in it.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Profile, credentials, account, zone.
    pub(crate) session: Session,
    /// The format of data.
    pub(crate) output: Option<Format>,
    /// What was sent and came of it.
    pub(crate) log: Log,
    /// The credentials, once they were asked for.
    secret: OnceLock<Option<Secret>>,
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

    /// What writes attempts down, and tells of them where that is wanted.
    pub(crate) fn watch(&self, verbose: bool) -> impl FnOnce(ClientBuilder) -> ClientBuilder + use<> {
        let log = self.clone();
        let observer = move |attempt: &Attempt| {
            let line = told(attempt);
            if verbose {
                crate::terminal::say!("{}", without_secrets(&line));
            }
            log.add(line);
        };
        move |builder| {
            let builder =
                builder.user_agent(concat!("cfs-cli/", env!("CARGO_PKG_VERSION"))).observer(observer);
            if verbose {
                builder.on_note(|operation, note| crate::terminal::say!("{}: {note}", operation.name))
            } else {
                builder
            }
        }
    }
}

/// Secrets that were read in this run, so that they show nowhere.
static READ: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Has a text show nowhere from now on.
fn hide(secret: &SecretString) {
    READ.lock().unwrap_or_else(PoisonError::into_inner).push(secret.expose_secret().to_owned());
}

/// The same of a text that is no credential of ours, and of each of its lines.
pub(crate) fn hide_text(text: &str) {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.push(text.to_owned());
    if text.contains('\n') {
        read.extend(text.lines().map(str::to_owned));
    }
}

/// Has no part of a secret show from now on.
pub(crate) fn hide_all(secret: &Secret) {
    match secret {
        Secret::Token(token) => hide(token),
        Secret::Key { key, .. } => hide(key),
        Secret::OAuth(tokens) => {
            hide(&tokens.access);
            tokens.refresh.iter().for_each(hide);
        }
        // Those of variables are known without being asked for.
        _ => {}
    }
}

/// A text without any of the credentials that there are.
pub(crate) fn without_secrets(text: &str) -> String {
    /// What is shorter is a word that may mean something else.
    const LEAST: usize = 6;
    let secret = |name: &str| {
        let of = VARIABLES.iter().find(|(known, _)| *known == name);
        of.is_some_and(|(_, setting)| setting.is_secret() && !name.ends_with("CUSTOM_HEADERS"))
    };
    let values = VARIABLES.iter().filter(|(name, _)| secret(name)).filter_map(|(name, _)| {
        let value = std::env::var(name).ok()?;
        Some(value.trim().to_owned())
    });
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let values = values.chain(read).filter(|value| value.len() >= LEAST);
    values.fold(text.to_owned(), |text, value| text.replace(&value, "[hidden]"))
}

/// The options of the command line that say who this run is.
pub(crate) fn options(global: &Global) -> Options {
    Options { config: global.config.clone(), profile: global.profile.clone(), ..Options::default() }
}

impl Settings {
    /// What the options, the environment, the project and the file say. No keyring is asked.
    ///
    /// # Errors
    /// When the file cannot be read, or a file that was named is not there though it is to be read.
    pub(crate) fn load(global: &Global, reads: bool, log: Log) -> Result<Self, Failure> {
        let environment = Environment::of_process();
        let named = global.config.clone().or_else(|| environment.get("CFS_CONFIG").map(PathBuf::from));
        if let (Some(path), true) = (&named, reads)
            && let Err(error) = std::fs::metadata(path)
        {
            return Err(Failure::usage(format!("{}: {error}", path.display())));
        }
        let session = Session::open(environment, options(global))?;
        let output = usual_output(&session, global.quiet)?;
        Ok(Self { session, output, log, secret: OnceLock::new() })
    }

    /// The same for an account that these variables lead to, and nothing else does.
    ///
    /// # Errors
    /// When they lead nowhere.
    pub(crate) fn elsewhere(&self, variables: &[(&str, &str)]) -> Result<Self, Failure> {
        let set =
            |environment: Environment, (name, value): &(&str, &str)| environment.variable(*name, *value);
        let environment = variables.iter().fold(Environment::empty(), set);
        let session = Session::open(environment, Options::default())?;
        Ok(Self { session, output: self.output, log: self.log.clone(), secret: OnceLock::new() })
    }

    /// The credentials, if there are any.
    ///
    /// # Errors
    /// When the keyring refuses, a file is damaged, or variables lack one another.
    pub(crate) fn secret(&self) -> Result<Option<&Secret>, Failure> {
        if let Some(known) = self.secret.get() {
            return Ok(known.as_ref());
        }
        let secret = match self.session.credentials() {
            Ok(secret) => Some(secret.value),
            Err(AccountError::NotLoggedIn(_)) => None,
            Err(error) => return Err(error.into()),
        };
        secret.iter().for_each(hide_all);
        Ok(self.secret.get_or_init(|| secret).as_ref())
    }

    /// Whether there are credentials.
    pub(crate) fn has_credentials(&self) -> bool {
        self.secret().is_ok_and(|secret| secret.is_some())
    }

    /// A client for an operation that accepts these credentials. One that sends nothing needs none.
    ///
    /// # Errors
    /// When there are no credentials, a login cannot be renewed, or a setting cannot be used.
    pub(crate) async fn client(
        &self,
        global: &Global,
        auth: &[Auth],
        sends: bool,
    ) -> Result<Client, Failure> {
        let watch = self.log.watch(global.verbose);
        let needs_none = !sends || auth.contains(&Auth::Anonymous) || auth == [Auth::Bearer];
        match self.secret()? {
            None if needs_none => {
                let nobody = Secret::Several { token: None, key: None, service_key: None };
                Ok(self.session.client_for(&nobody, watch)?)
            }
            // A call that is only looked at needs no login that lasts.
            Some(Secret::OAuth(_)) if !sends => match self.session.client(self.log.watch(false)).await {
                Ok(client) => Ok(client),
                Err(_) => Ok(self.session.client_for(&Secret::token("none"), watch)?),
            },
            Some(Secret::OAuth(_)) => {
                let client = self.session.client(watch).await?;
                // It may have been renewed.
                self.session.credentials().iter().for_each(|secret| hide_all(&secret.value));
                Ok(client)
            }
            Some(secret) => Ok(self.session.client_for(secret, watch)?),
            // It says that there are none.
            None => Ok(self.session.client(watch).await?),
        }
    }

    /// What is said of the account or zone, by the command line or elsewhere.
    pub(crate) fn said(&self, what: What, global: &Global) -> Option<cfs_account::Sourced<String>> {
        let argument = match what {
            What::Account => &global.account,
            What::Zone => &global.zone,
        };
        self.session.said(what, argument.as_deref())
    }

    /// The headers that credentials are sent in, without their values: those that an operation prefers.
    pub(crate) fn shown_credentials(&self, auth: &[Auth]) -> Vec<(&'static str, String, &'static str)> {
        let secret = self.secret().ok().flatten();
        let (token, key, service) = match secret {
            Some(Secret::Token(_) | Secret::OAuth(_)) => (true, false, false),
            Some(Secret::Key { .. }) => (false, true, false),
            Some(Secret::Several { token, key, service_key }) => {
                (token.is_some(), key.is_some(), service_key.is_some())
            }
            _ => (false, false, false),
        };
        let of = |auth: &Auth| match auth {
            Auth::Token if token => {
                Some(vec![("Authorization", "Bearer ".to_owned(), "CLOUDFLARE_API_TOKEN")])
            }
            Auth::Key if key => Some(vec![
                ("X-Auth-Email", String::new(), "CLOUDFLARE_EMAIL"),
                ("X-Auth-Key", String::new(), "CLOUDFLARE_API_KEY"),
            ]),
            Auth::ServiceKey if service => {
                Some(vec![("X-Auth-User-Service-Key", String::new(), "CLOUDFLARE_API_USER_SERVICE_KEY")])
            }
            Auth::Anonymous | Auth::Bearer => Some(Vec::new()),
            _ => None,
        };
        let usual = || vec![("Authorization", "Bearer ".to_owned(), "CLOUDFLARE_API_TOKEN")];
        auth.iter().find_map(of).unwrap_or_else(usual)
    }
}

/// The format that the file says is usual; what else it says at its top is looked at, too.
fn usual_output(session: &Session, quiet: bool) -> Result<Option<Format>, Failure> {
    let file = session.config().path().map(|path| path.display().to_string()).unwrap_or_default();
    let wrong = |what: String| {
        let hint = "correct the file, or name another one with --config";
        Failure::usage(format!("{file}: {what}")).hint(hint)
    };
    let known = [Key::Account, Key::Zone, Key::BaseUrl].map(Key::name);
    let mut output = None;
    for (name, text) in session.config().members() {
        match (name, text) {
            ("profiles" | "oauth" | "profile", _) => {}
            ("output", Some(text)) => {
                let format = Format::from_str(text, true);
                output = Some(format.map_err(|_| {
                    wrong(format!("`output`: `{text}` is not one of table, json, ndjson, yaml, csv"))
                })?);
            }
            (name, Some(_)) if known.contains(&name) => {}
            (name, None) if name == "output" || known.contains(&name) => {
                return Err(wrong(format!("`{name}`: expected a text")));
            }
            (other, _) if !quiet => {
                let names = known.into_iter().chain(["output", "profile", "profiles", "oauth"]);
                let meant = crate::args::nearest(other, names);
                let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                crate::terminal::say!("note: {file}: `{other}` means nothing{meant}");
            }
            _ => {}
        }
    }
    Ok(output)
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Api(error) => error.into(),
            AccountError::NotLoggedIn(_) => Self::new(Exit::Denied, error.to_string())
                .hint("`cfs help environment` lists what else is read; `cfs doctor` says what is wrong"),
            AccountError::File { ref why, .. } if is_unwritable(why) => Self::failed(error.to_string()).hint(
                "is the folder there, and may you write in it? HOME and CFS_CONFIG say where files are",
            ),
            AccountError::Login(_) => Self::new(Exit::Denied, error.to_string()),
            AccountError::File { .. } | AccountError::Setting(_) | AccountError::Name(_) => {
                Self::usage(error.to_string())
            }
            _ => Self::failed(error.to_string()),
        }
    }
}

fn is_unwritable(why: &str) -> bool {
    ["cannot be written", "cannot be locked", "cannot be removed"].iter().any(|start| why.starts_with(start))
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
