//! What the API says, and the way to it.

use super::{Finding, clock_skew};
use crate::{Error, Session, Whoami, api};
use cfs_http::{Client, TransportErrorKind};

/// Seconds that a clock may be wrong.
const SKEW: i64 = 60;

pub(super) async fn all(session: &Session, client: &Client) -> Vec<Finding> {
    let answer = match api::knock(client).await {
        Ok(answer) => answer,
        Err(error) => return vec![unreached(client, &error)],
    };
    let mut findings = vec![reached(client, answer.status().as_u16(), answer.ray_id())];
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
    findings.extend(date.and_then(|date| clock_skew(date, session.now())).map(clock));
    match session.whoami(client).await {
        Ok(whoami) => findings.extend(token(&whoami, session)),
        Err(error) => findings.push(refused(&error)),
    }
    findings
}

fn host(client: &Client) -> String {
    let base = client.base_url();
    let after = base.split_once("://").map_or(base, |(_, after)| after);
    let host = after.split(['/', '?']).next().unwrap_or_default();
    host.rsplit_once('@').map_or(host, |(_, host)| host).to_owned()
}

fn reached(client: &Client, status: u16, ray: Option<&str>) -> Finding {
    let ray = ray.map(|ray| format!(" (ray {ray})")).unwrap_or_default();
    match status {
        500.. => Finding::error(
            "reach",
            format!("{} answers with status {status}{ray}", host(client)),
            "look at https://www.cloudflarestatus.com, and try again later",
        ),
        _ => Finding::good("reach", format!("{} answers{ray}", host(client))),
    }
}

fn unreached(client: &Client, error: &cfs_http::Error) -> Finding {
    let what = format!("{}: {error}", host(client));
    match error {
        cfs_http::Error::Transport(error) if error.kind == TransportErrorKind::Tls => Finding::error(
            "certificates",
            what,
            "a proxy may put its own certificate in place: name it with SSL_CERT_FILE; a wrong clock does the same",
        ),
        cfs_http::Error::Transport(error) if error.kind == TransportErrorKind::Connect => Finding::error(
            "reach",
            what,
            "look at the network, the name server, and the variables HTTPS_PROXY and CLOUDFLARE_BASE_URL",
        ),
        cfs_http::Error::Transport(_) => {
            Finding::error("reach", what, "try again; look at the network and at HTTPS_PROXY")
        }
        _ => Finding::error("reach", what, "correct that setting"),
    }
}

fn clock(skew: i64) -> Finding {
    if skew.abs() <= SKEW {
        return Finding::good("clock", "this machine's clock agrees with the server's");
    }
    let way = if skew > 0 { "ahead of" } else { "behind" };
    Finding::warning(
        "clock",
        format!("this machine's clock is {} s {way} the server's", skew.abs()),
        "set it: logins and signatures end by the clock",
    )
}

fn token(whoami: &Whoami, session: &Session) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(token) = &whoami.token {
        let owner = match &token.owner {
            Some(account) => format!("the account {account}"),
            None => "a user".to_owned(),
        };
        let end = match token.expires_on {
            Some(end) if end < session.now() => format!(", ended at {end}"),
            Some(end) => format!(", until {end}"),
            None => String::new(),
        };
        let what = format!("the API token {} of {owner} is {}{end}", token.id, token.status);
        findings.push(if token.is_active() {
            Finding::good("token", what)
        } else {
            Finding::error("token", what, "make another, or turn it on again in the dashboard")
        });
        findings.push(match &token.permissions {
            Some(permissions) if permissions.is_empty() => {
                Finding::warning("permissions", "the token has none", "give it some in the dashboard")
            }
            Some(permissions) => Finding::note("permissions", permissions.join(", ")),
            None => Finding::note(
                "permissions",
                "the token may not read about itself (that is `API Tokens Read`); errors name what is missing",
            ),
        });
    }
    if !whoami.scopes.is_empty() {
        findings.push(Finding::note(
            "permissions",
            format!("the login was granted {}", whoami.scopes.join(", ")),
        ));
    }
    findings.push(if whoami.accounts.is_empty() {
        let todo = "give the token the permission `Account Settings Read`, or name the account by its id";
        Finding::warning("permissions", "no account can be seen", todo)
    } else {
        let names: Vec<String> = whoami.accounts.iter().take(10).map(ToString::to_string).collect();
        let (count, word) = match whoami.accounts.len() {
            1 => (1, "account"),
            several => (several, "accounts"),
        };
        Finding::good("permissions", format!("{count} {word} can be seen: {}", names.join(", ")))
    });
    findings
}

fn refused(error: &Error) -> Finding {
    let todo = match error {
        Error::Api(cfs_http::Error::Api(error)) if error.status == 403 => {
            "the token is not what the API knows: compare it with the dashboard, and its IP and time limits"
        }
        error if error.is_unauthorised() => "log in again, or make another token",
        _ => "try again",
    };
    Finding::error("credentials", error.to_string(), todo)
}
