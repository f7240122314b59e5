//! What can be seen without asking anybody.

use super::Finding;
use crate::environment::VARIABLES;
use crate::names::What;
use crate::{Config, Environment, Error, Secret, Session, Setting, Source};
use secrecy::ExposeSecret;

pub(super) fn config(config: &Config) -> Finding {
    match config.path() {
        Some(path) if path.exists() => {
            let profiles: Vec<&str> = config.profiles().collect();
            let names = if profiles.is_empty() { "none".to_owned() } else { profiles.join(", ") };
            Finding::good("config", format!("{}; profiles: {names}", path.display()))
        }
        Some(path) => Finding::note("config", format!("{} is not there; defaults are used", path.display())),
        None => Finding::warning(
            "config",
            "there is no home folder, so nothing can be kept",
            "set HOME, or name a file with CFS_CONFIG; credentials can come from CLOUDFLARE_API_TOKEN",
        ),
    }
}

pub(super) fn all(session: &Session) -> Vec<Finding> {
    let mut findings = Vec::new();
    let profile = session.profile();
    findings.push(Finding::note("profile", format!("{}, from {}", profile.value, profile.source)));
    findings.extend(credentials(session));
    findings.extend(secrets_file(session));
    findings.extend(variables(&session.environment));
    findings.extend(places(session));
    findings.extend(proxies(&session.environment));
    findings.extend(certificates(&session.environment));
    findings
}

fn credentials(session: &Session) -> Vec<Finding> {
    match session.credentials() {
        Ok(secret) => {
            let mut findings = vec![Finding::good(
                "credentials",
                format!("{}, from {}", secret.value.kind(), secret.source),
            )];
            findings.extend(forms(&secret.value));
            findings.extend(over(session, &secret.value));
            findings
        }
        Err(error @ Error::NotLoggedIn(_)) => {
            vec![Finding::error("credentials", error.to_string(), "run `cfs auth login`")]
        }
        Err(error) => vec![Finding::error("credentials", error.to_string(), "log in again")],
    }
}

fn over(session: &Session, secret: &Secret) -> Option<Finding> {
    let Secret::OAuth(tokens) = secret else {
        return None;
    };
    let end = tokens.expires_at?;
    let now = session.now();
    Some(match (tokens.is_over(now), &tokens.refresh) {
        (false, _) => Finding::good("login", format!("lasts until {end}")),
        (true, Some(_)) => {
            Finding::note("login", format!("ended at {end}; it is renewed with the next call"))
        }
        (true, None) => {
            Finding::error("login", format!("ended at {end} and cannot be renewed"), "run `cfs auth login`")
        }
    })
}

/// What a secret looks like. The API decides; this finds what was pasted wrongly.
fn forms(secret: &Secret) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(token) = secret.bearer()
        && !matches!(secret, Secret::OAuth(_))
    {
        findings.push(token_form(token.expose_secret()));
    }
    let key = match secret {
        Secret::Key { key, .. } | Secret::Several { key: Some((_, key)), .. } => Some(key),
        _ => None,
    };
    if let Some(key) = key {
        findings.push(key_form(key.expose_secret()));
    }
    findings
}

fn token_form(token: &str) -> Finding {
    let wrong = |what: &str, todo: &str| Finding::error("token", format!("the API token {what}"), todo);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if token.to_ascii_lowercase().starts_with("bearer") {
        return wrong("begins with `Bearer`", "leave that word out");
    }
    if token.contains(['"', '\'', '`']) {
        return wrong("has quotes in it", "leave the quotes out");
    }
    if token.contains(char::is_whitespace) {
        return wrong("has a space or a line break in it", "copy it again, whole and alone");
    }
    if token.starts_with("v1.0-") {
        return wrong("is an Origin CA key", "that goes into CLOUDFLARE_API_USER_SERVICE_KEY");
    }
    if token.starts_with("cfk_") || is_hexadecimal(token, 37) {
        return wrong("is a global API key", "that goes into CLOUDFLARE_API_KEY, with CLOUDFLARE_EMAIL");
    }
    if is_hexadecimal(token, 32) {
        return wrong(
            "is an id",
            "the token itself is shown once, when it is made; make another if it is lost",
        );
    }
    if !token.chars().all(plain) {
        return wrong("has characters that no token has", "copy it again, whole and alone");
    }
    if token.starts_with("cfut_") {
        return Finding::good("token", "it has the form of a user's API token");
    }
    if token.starts_with("cfat_") {
        return Finding::good("token", "it has the form of an account's API token");
    }
    if token.len() == 40 {
        return Finding::good("token", "it has the form of an API token");
    }
    let what =
        format!("the API token has {} characters, which is none of the known forms", token.chars().count());
    Finding::warning(
        "token",
        what,
        "compare it with the dashboard's, which has 40 characters or begins with cfut_ or cfat_",
    )
}

fn key_form(key: &str) -> Finding {
    if key.starts_with("cfk_") || is_hexadecimal(key, 37) {
        return Finding::good("key", "it has the form of a global API key");
    }
    let todo = "a global API key has 37 hexadecimal digits or begins with cfk_; a token goes into CLOUDFLARE_API_TOKEN";
    Finding::warning("key", "the global API key has none of the known forms", todo)
}

fn is_hexadecimal(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn secrets_file(session: &Session) -> Option<Finding> {
    let path = session.store().file().filter(|path| path.exists())?;
    let what = format!("secrets are in plain text in {}", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).ok()?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let todo = format!("chmod 600 {}", path.display());
            return Some(Finding::error(
                "secrets",
                format!("{what}, which others can read (mode {mode:o})"),
                todo,
            ));
        }
    }
    Some(Finding::note("secrets", what))
}

/// Which variables are set, which of them do not count, and which are empty.
fn variables(environment: &Environment) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut settings: Vec<Setting> = VARIABLES.iter().map(|(_, setting)| *setting).collect();
    settings.dedup();
    for setting in settings {
        let all: Vec<_> = environment.settings(setting).collect();
        let Some((first, others)) = all.split_first() else {
            continue;
        };
        let shown = match setting {
            Setting::BaseUrl => bare(&first.value),
            other if other.is_secret() => "set".to_owned(),
            _ => printable(&first.value),
        };
        let name = |source: &Source| match source {
            Source::Variable(name) => name.clone(),
            other => other.to_string(),
        };
        findings.push(Finding::note("variable", format!("{}: {shown}", name(&first.source))));
        for other in others.iter().filter(|other| other.value != first.value) {
            let what = format!(
                "{} is another value than {}, and does not count",
                name(&other.source),
                name(&first.source)
            );
            findings.push(Finding::warning("variable", what, format!("unset {}", name(&other.source))));
        }
    }
    for name in environment.empty_variables() {
        findings.push(Finding::warning(
            "variable",
            format!("{name} is set to nothing"),
            format!("unset {name}"),
        ));
    }
    if environment.setting(Setting::ApiToken).is_some() && environment.setting(Setting::ApiKey).is_some() {
        let what =
            "an API token and a global API key are both set; each call sends what its operation prefers";
        findings.push(Finding::warning(
            "variable",
            what,
            "unset CLOUDFLARE_API_KEY, unless an operation needs it",
        ));
    }
    findings
}

fn printable(text: &str) -> String {
    text.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A URL without what may be secret in it: user, password and query.
fn bare(url: &str) -> String {
    let place = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = place.split_once("://").map_or(("", place), |(scheme, rest)| (scheme, rest));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let between = if scheme.is_empty() { "" } else { "://" };
    printable(&format!("{scheme}{between}{rest}"))
}

/// The account, zone and base URL that are meant, and what the project's files say that cannot be read.
fn places(session: &Session) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, what) in [("account", What::Account), ("zone", What::Zone)] {
        if let Some(said) = session.said(what, None) {
            findings.push(Finding::note(name, format!("{}, from {}", printable(&said.value), said.source)));
        }
    }
    let base = session.base_url();
    if base.source != Source::Default {
        findings.push(Finding::note("api", format!("{}, from {}", bare(&base.value), base.source)));
    }
    for (path, why) in &session.project().problems {
        let what = format!("{} cannot be read: {}", path.display(), why.lines().next().unwrap_or_default());
        findings.push(Finding::warning("project", what, "correct it; until then nothing is taken from it"));
    }
    findings
}

/// The variables that lead calls through a proxy.
const PROXIES: [&str; 8] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

fn proxies(environment: &Environment) -> Vec<Finding> {
    let set = PROXIES.iter().filter_map(|name| Some((*name, environment.get(name)?)));
    set.map(|(name, value)| {
        if name.eq_ignore_ascii_case("no_proxy") {
            return Finding::note("proxy", format!("{name}: no proxy for {}", printable(value)));
        }
        let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
        // A name and a password may stand before the host.
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host).split('/').next().unwrap_or_default();
        if host.is_empty() || host.contains(char::is_whitespace) {
            return Finding::error(
                "proxy",
                format!("{name} is no address of a proxy"),
                format!("unset {name}, or correct it"),
            );
        }
        if !["http", "https"].contains(&scheme) {
            let what =
                format!("{name} names a proxy of the kind {}, which is not supported", printable(scheme));
            return Finding::error("proxy", what, "use an http proxy");
        }
        Finding::note("proxy", format!("{name}: calls go through {}", printable(host)))
    })
    .collect()
}

/// The variables that replace the system's certificates.
fn certificates(environment: &Environment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"] {
        let Some(value) = environment.get(name) else {
            continue;
        };
        findings.push(if name == "NODE_EXTRA_CA_CERTS" {
            Finding::note("certificates", format!("{name} is wrangler's alone: here, SSL_CERT_FILE counts"))
        } else if std::path::Path::new(value).exists() {
            Finding::note("certificates", format!("{name}: {} in place of the system's", printable(value)))
        } else {
            let what = format!("{name} names {}, which is not there: no server is trusted", printable(value));
            Finding::error("certificates", what, format!("unset {name}, or correct it"))
        });
    }
    findings
}
