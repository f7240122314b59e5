//! Wrangler's login, read and never refreshed: a refresh token that we spent would log wrangler out.

use crate::secret::{OAuthTokens, Secret, hidden};
use crate::{Environment, Error, Setting, Source, Sourced, files};
use cfs_http::Timestamp;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item};

/// The folders that wrangler may have its login in, the one that it uses first: `~/.wrangler` if there is such a folder,
/// else `.wrangler` in the system's folder for configuration.
pub fn folders(environment: &Environment) -> Vec<PathBuf> {
    let legacy = environment.home_folder().map(|home| home.join(".wrangler"));
    let base = environment.wrangler_folder().map(|base| base.join(".wrangler"));
    legacy.into_iter().chain(base).collect()
}

/// The access token of wrangler's login.
///
/// # Errors
/// [`Error::NotLoggedIn`] when there is none, when it is over, or when it is encrypted; the text says what to do.
pub fn login(environment: &Environment, now: Timestamp) -> Result<Sourced<Secret>, Error> {
    let name = file_name(environment)?;
    let mut looked = Vec::new();
    for folder in folders(environment) {
        let path = folder.join("config").join(format!("{name}.toml"));
        if let Some(text) = files::read(&path)? {
            return read(&path, &text, now).map(|secret| Sourced::new(secret, Source::Wrangler(path)));
        }
        let encrypted = path.with_extension("enc");
        if encrypted.exists() {
            let why = "wrangler's login is encrypted with a key in its keyring: `wrangler login --no-use-keyring` keeps it readable";
            return Err(Error::Login(format!("{}: {why}", encrypted.display())));
        }
        looked.push(path.display().to_string());
    }
    let places = if looked.is_empty() { "no home folder".to_owned() } else { looked.join(", ") };
    Err(Error::Login(format!("wrangler is not logged in (looked for {places}): run `wrangler login`")))
}

/// The name of the file, without its ending: wrangler's profile, or its API environment.
fn file_name(environment: &Environment) -> Result<String, Error> {
    let profile = environment.setting(Setting::WranglerProfile).map(|profile| profile.value);
    match profile.as_deref() {
        None | Some("default") => Ok(match environment.get("WRANGLER_API_ENVIRONMENT") {
            Some("staging") => "staging".to_owned(),
            _ => "default".to_owned(),
        }),
        Some(name) => {
            crate::config::check_name(name)?;
            Ok(name.to_owned())
        }
    }
}

fn read(path: &Path, text: &str, now: Timestamp) -> Result<Secret, Error> {
    // What is wrong with it is not shown: its lines are secrets.
    let document: DocumentMut =
        text.parse().map_err(|_| Error::file(path, "is no TOML: run `wrangler login` again"))?;
    let text = |name: &str| document.get(name).and_then(Item::as_str);
    let Some(token) = text("oauth_token") else {
        // Wrangler 1 kept an API token, which does not end.
        if let Some(token) = text("api_token") {
            return Ok(Secret::token(token));
        }
        return Err(Error::file(path, "has no login: run `wrangler login`"));
    };
    let tokens = OAuthTokens {
        access: hidden(token),
        refresh: None,
        expires_at: text("expiration_time").and_then(|end| end.parse().ok()),
        scopes: scopes(&document),
    };
    match tokens.expires_at {
        // As wrangler does: what does not say when it ends has ended.
        None => Err(over(path, "does not say when it ends")),
        Some(end) if tokens.is_over(now) => Err(over(path, &format!("ended at {end}"))),
        Some(_) => Ok(Secret::OAuth(tokens)),
    }
}

fn over(path: &Path, how: &str) -> Error {
    let why = "any wrangler command that uses the API, such as `wrangler whoami`, renews it";
    Error::Login(format!("wrangler's login in {} {how}: {why}", path.display()))
}

fn scopes(document: &DocumentMut) -> Vec<String> {
    let list = document.get("scopes").and_then(Item::as_array);
    list.into_iter().flatten().filter_map(|scope| scope.as_str()).map(str::to_owned).collect()
}
