//! Logging in: the secret is got, looked at by the API, and kept.

use super::{LoginArgs, TokenArgs, called, prompt, say};
use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::settings::{Settings, hide_all};
use crate::terminal;
use cfs_account::oauth::{self, OAuth};
use cfs_account::{Environment, Error, Key, Secret, Source, Sourced, Whoami, token_page, wrangler};
use cfs_http::{Timestamp, TransportErrorKind};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long the browser is waited for.
const LIMIT: Duration = Duration::from_mins(10);

/// `cfs auth login`.
pub(super) async fn login(args: &LoginArgs, global: &Global, mut settings: Settings) -> Result<(), Failure> {
    begun(&args.token, &mut settings)?;
    let client = settings.session.oauth()?;
    if global.dry_run {
        let how = match &client {
            _ if args.from_wrangler => "take wrangler's access token".to_owned(),
            Some(client) => format!("ask for a login at {}", client.auth_url),
            None => "ask for an API token".to_owned(),
        };
        return planned(&how, global, &settings);
    }
    let browser = !args.no_browser && terminal::is_interactive();
    let secret = if args.from_wrangler {
        wrangler::login(&Environment::of_process(), Timestamp::now())?
    } else if let Some(client) = client {
        Sourced::new(in_browser(&client, browser, &settings).await?, Source::Default)
    } else {
        let url = token_page::url("cfs", &token_page::PERMISSIONS);
        say(global, &format!("make a token on this page, its permissions are filled in:\n  {url}"));
        if browser {
            open(&url);
        }
        Sourced::new(prompt::token(global).await?, Source::Default)
    };
    keep(&secret, global, settings).await
}

/// `cfs auth token`.
pub(super) async fn token(args: &TokenArgs, global: &Global, mut settings: Settings) -> Result<(), Failure> {
    begun(args, &mut settings)?;
    if global.dry_run {
        return planned("read an API token", global, &settings);
    }
    let secret = Sourced::new(prompt::token(global).await?, Source::Default);
    keep(&secret, global, settings).await
}

/// Looks at what was given, and has the profile say where its API is.
fn begun(args: &TokenArgs, settings: &mut Settings) -> Result<(), Failure> {
    if !args.given.is_empty() {
        return Err(prompt::argument());
    }
    let Some(url) = &args.base_url else { return Ok(()) };
    if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Failure::usage(format!(
            "--base-url `{url}`: expected an address that begins with https://"
        ))
        .hint("such as http://127.0.0.1:8788/client/v4"));
    }
    let profile = settings.session.profile().value.clone();
    Ok(settings.session.config_mut().set(&profile, Key::BaseUrl, Some(url.trim_end_matches('/')))?)
}

#[expect(clippy::unnecessary_wraps, reason = "it ends a command")]
fn planned(how: &str, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let profile = &settings.session.profile().value;
    say(global, &format!("would {how}, and keep it for the profile `{profile}`; nothing was done"));
    Ok(())
}

async fn in_browser(client: &OAuth, browser: bool, settings: &Settings) -> Result<Secret, Failure> {
    let show = |url: &str| {
        // Without it there is no login: it is said even to who wants quiet.
        crate::terminal::say!("log in on this page:\n  {url}");
        if browser {
            open(url);
        }
    };
    Ok(oauth::log_in(client, settings.session.transport(), LIMIT, Timestamp::now(), show).await?)
}

/// Has the system show a page. That it cannot is no failure: the address was said.
fn open(url: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else {
        Command::new("xdg-open")
    };
    let _ = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}

/// Asks the API about a secret, keeps it, and says where.
async fn keep(secret: &Sourced<Secret>, global: &Global, mut settings: Settings) -> Result<(), Failure> {
    hide_all(&secret.value);
    let who = looked_at(secret, global, &settings).await?;
    let profile = settings.session.profile().clone();
    let stored = settings.session.log_in(&secret.value)?;
    let defaults = [(Key::Account, &global.account), (Key::Zone, &global.zone)];
    for (key, text) in defaults.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?))) {
        settings.session.config_mut().set(&profile.value, key, Some(text))?;
    }
    settings.session.config().write()?;
    let kind = called(&secret.value, &secret.source);
    say(
        global,
        &format!("logged in: the {kind} is kept for the profile `{}` in {}", profile.value, stored.source),
    );
    if let Some(note) = &stored.note {
        say(global, &format!("note: {note}"));
    }
    if let Some(who) = who {
        say(global, &seen(&who));
    }
    match settings.session.credentials() {
        Ok(counts) if counts.source != stored.source => {
            say(
                global,
                &format!("note: {} goes before it, unless --profile names the profile", counts.source),
            );
        }
        _ => {}
    }
    let usual = settings.session.config().profile().unwrap_or(cfs_account::DEFAULT_PROFILE);
    if usual != profile.value {
        say(global, &format!("note: `cfs auth profiles use {}` makes it the usual one", profile.value));
    }
    Ok(())
}

/// What a login can see, in a line.
fn seen(who: &Whoami) -> String {
    let names: Vec<String> = who.accounts.iter().take(5).map(ToString::to_string).collect();
    let more = if who.accounts.len() > names.len() { ", …" } else { "" };
    match names.as_slice() {
        [] => "it sees no account: name one by its id, with --account".to_owned(),
        names => format!("it sees the accounts {}{more}", names.join(", ")),
    }
}

/// What the API says of a secret that is not kept yet; nothing when it cannot be asked now.
async fn looked_at(
    secret: &Sourced<Secret>,
    global: &Global,
    settings: &Settings,
) -> Result<Option<Whoami>, Failure> {
    let client = settings.session.client_for(&secret.value, settings.log.watch(global.verbose))?;
    let account = settings.said(cfs_account::What::Account, global).map(|said| said.value);
    let kind = secret.value.kind();
    match cfs_account::whoami(&client, secret, account.as_deref()).await {
        Ok(who) => match &who.token {
            Some(token) if !token.is_active() => {
                Err(Failure::new(Exit::Denied, format!("the {kind} is {}: it was not kept", token.status))
                    .hint("make another, or turn it on again in the dashboard"))
            }
            _ => Ok(Some(who)),
        },
        Err(Error::Api(cfs_http::Error::Api(error))) if error.status < 500 => {
            let mut failure =
                Failure::from(cfs_http::Error::Api(error)).doing(format!("the {kind} was not kept"));
            failure.exit = Exit::Denied;
            Err(failure)
        }
        // What cannot be sent can be no token.
        Err(Error::Api(error @ cfs_http::Error::Request(_))) => Err(error.into()),
        Err(error) => {
            let offline = matches!(
                &error,
                Error::Api(cfs_http::Error::Transport(error)) if error.kind == TransportErrorKind::Connect
            );
            let why = if offline { "the API cannot be reached".to_owned() } else { error.to_string() };
            say(global, &format!("note: the {kind} could not be checked: {why}"));
            Ok(None)
        }
    }
}
