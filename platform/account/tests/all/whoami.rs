//! Who the credentials are: a user's token, an account's, a key, a login.

use crate::support::{ACME, Asked, Server, environment, list, refused, result, session};
use cfs_account::{Environment, Whoami};
use std::path::Path;
use tempfile::tempdir;

const TOKEN: &str = r#"{"id":"tok-1","status":"active","expires_on":"2027-01-01T00:00:00Z"}"#;
const DETAILS: &str = r#"{"id":"tok-1","policies":[
    {"effect":"allow","permission_groups":[{"id":"1","name":"Workers Scripts Write"},{"id":"2","name":"D1 Read"}]},
    {"effect":"deny","permission_groups":[{"id":"3","name":"DNS Write"}]},
    {"effect":"allow","permission_groups":[{"id":"2","name":"D1 Read"}]}]}"#;

fn lists(asked: &Asked) -> Option<crate::support::Answer> {
    let path = asked.line.split('?').next().unwrap().replace("GET /client/v4", "");
    match path.as_str() {
        "/accounts" => Some(list(&format!(r#"[{{"id":"{ACME}","name":"Acme"}}]"#))),
        "/zones" => Some(list(r#"[{"id":"z","name":"example.com"}]"#)),
        "/user" => Some(result(r#"{"id":"u","email":"me@example.com"}"#)),
        _ => None,
    }
}

async fn whoami(
    home: &Path,
    server: &Server,
    change: impl Fn(Environment) -> Environment,
) -> Result<Whoami, cfs_account::Error> {
    let session = session(change(environment(home).variable("CLOUDFLARE_BASE_URL", server.base_url())));
    let client = session.client(|builder| builder.max_retries(0)).await?;
    session.whoami(&client).await
}

fn token(environment: Environment) -> Environment {
    environment.variable("CLOUDFLARE_API_TOKEN", "t")
}

#[tokio::test]
async fn a_users_token() {
    let home = tempdir().unwrap();
    let server = Server::start(|asked| match asked.line.as_str() {
        "GET /client/v4/user/tokens/verify" => result(TOKEN),
        "GET /client/v4/user/tokens/tok-1" => result(DETAILS),
        _ => lists(asked).unwrap_or_else(|| refused(404, 7003, "no")),
    })
    .await;
    let whoami = whoami(home.path(), &server, token).await.unwrap();
    assert_eq!(whoami.email.as_deref(), Some("me@example.com"));
    assert_eq!((whoami.accounts[0].name.as_str(), whoami.zones[0].name.as_str()), ("Acme", "example.com"));
    let status = whoami.token.unwrap();
    assert!(status.is_active() && status.owner.is_none());
    assert_eq!(status.permissions.unwrap(), ["D1 Read", "Workers Scripts Write"]);
    assert!(server.lines().iter().all(|line| !line.contains("memberships")));
}

#[tokio::test]
async fn an_accounts_token_is_asked_about_in_its_account() {
    let home = tempdir().unwrap();
    let answer = |asked: &Asked| match asked.line.as_str() {
        line if line.contains(&format!("/accounts/{ACME}/tokens/verify")) => result(TOKEN),
        line if line.contains(&format!("/accounts/{ACME}/tokens/tok-1")) => {
            refused(403, 9109, "Unauthorized")
        }
        line if line.contains("/user") => refused(401, 1000, "Invalid API Token"),
        _ => lists(asked).unwrap(),
    };
    let server = Server::start(answer).await;
    let found = whoami(home.path(), &server, token).await.unwrap();
    let status = found.token.unwrap();
    assert_eq!((status.owner.as_deref(), status.permissions, found.email), (Some(ACME), None, None));
    // One that may list nothing, with the account that the environment names.
    let server = Server::start(move |asked| {
        let is_list = asked.line.contains("/accounts?") || asked.line.contains("/zones?");
        if is_list { refused(403, 9109, "Unauthorized") } else { answer(asked) }
    })
    .await;
    let found =
        whoami(home.path(), &server, |e| token(e).variable("CLOUDFLARE_ACCOUNT_ID", ACME)).await.unwrap();
    assert_eq!((found.token.unwrap().owner.as_deref(), found.accounts.len()), (Some(ACME), 0));
    assert!(server.lines().iter().all(|line| !line.contains("memberships")));
}

#[tokio::test]
async fn a_token_that_nobody_knows_is_refused() {
    let home = tempdir().unwrap();
    let server = Server::start(|_| refused(401, 1000, "Invalid API Token")).await;
    let error = whoami(home.path(), &server, token).await.unwrap_err();
    assert!(error.is_unauthorised() && error.to_string().contains("Invalid API Token"), "{error}");
}

#[tokio::test]
async fn a_key_is_whoever_it_lists_accounts_for() {
    let home = tempdir().unwrap();
    let server = Server::start(|asked| lists(asked).unwrap_or_else(|| refused(403, 9109, "no"))).await;
    let key =
        |e: Environment| e.variable("CLOUDFLARE_API_KEY", "k").variable("CLOUDFLARE_EMAIL", "me@example.com");
    let found = whoami(home.path(), &server, key).await.unwrap();
    assert_eq!(
        (found.kind, found.token, found.email.as_deref()),
        ("global API key", None, Some("me@example.com"))
    );
    assert!(server.asked().iter().all(|asked| asked.headers.to_lowercase().contains("x-auth-key: k")));
}
