//! Logging in through a browser, against an authorisation server on this machine.

use crate::support::{
    Answer, Asked, Server, environment, get, json, now, options, parameter, session, write,
};
use cfs_account::cfs_http::HyperTransport;
use cfs_account::oauth::{OAuth, log_in, refresh};
use cfs_account::secrecy::ExposeSecret;
use cfs_account::{Keyring, OAuthTokens, Secret, SecretStore, Session};
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::tempdir;

const LIMIT: Duration = Duration::from_mins(10);

/// An authorisation server: agrees to everything, gives a token for the code if the verifier is that of the challenge.
async fn server() -> Server {
    let challenge = Mutex::new(String::new());
    Server::start(move |asked| {
        if asked.line.starts_with("GET /auth?") {
            *challenge.lock().unwrap() = parameter(&asked.line, "code_challenge").unwrap();
            let back = parameter(&asked.line, "redirect_uri").unwrap();
            let state = parameter(&asked.line, "state").unwrap();
            return Answer(
                302,
                vec![("location", format!("{back}?code=the%2Dcode&state={state}"))],
                String::new(),
            );
        }
        let verifier = parameter(&asked.body, "code_verifier").unwrap_or_default();
        let expected = challenge.lock().unwrap().clone();
        let made = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier));
        match (parameter(&asked.body, "code").as_deref(), made.as_str() == expected) {
            (Some("the-code"), true) => json(200, token("access-1", "refresh-1")),
            _ => json(400, r#"{"error":"invalid_grant","error_description":"no"}"#),
        }
    })
    .await
}

fn token(access: &str, refresh: &str) -> String {
    format!(
        r#"{{"access_token":"{access}","token_type":"bearer","expires_in":3600,"refresh_token":"{refresh}","scope":"account:read zone:read"}}"#
    )
}

fn client(server: &Server) -> OAuth {
    OAuth {
        client_id: "ours".into(),
        auth_url: format!("{}/auth", server.url),
        token_url: format!("{}/token", server.url),
        revoke_url: Some(format!("{}/revoke", server.url)),
        scopes: vec!["account:read".into(), "offline_access".into()],
        port: 0,
    }
}

fn transport() -> Arc<HyperTransport> {
    Arc::new(HyperTransport::new())
}

/// A browser that agrees; gives what the callback's page showed.
fn browser(
    pages: &Arc<Mutex<Vec<String>>>,
    change: fn(String) -> String,
) -> impl FnOnce(&str) + Send + use<> {
    let pages = Arc::clone(pages);
    move |url| {
        let url = url.to_owned();
        tokio::spawn(async move {
            let answer = get(&url).await;
            let back = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
            // What browsers do besides: ask for an icon, open a connection and say nothing.
            let idle = tokio::net::TcpStream::connect(back.split('/').nth(2).unwrap()).await;
            let icon = get(&back.replace("/oauth/callback", "/favicon.ico")).await;
            assert!(icon.starts_with("HTTP/1.1 404"), "{icon}");
            let page = get(&change(back)).await;
            pages.lock().unwrap().push(page);
            drop(idle);
        });
    }
}

#[tokio::test]
async fn a_login_in_the_browser_gives_tokens() {
    let server = server().await;
    let pages = Arc::default();
    let secret =
        log_in(&client(&server), transport(), LIMIT, now(), browser(&pages, |url| url)).await.unwrap();
    let Secret::OAuth(tokens) = secret else { panic!("{secret:?}") };
    assert_eq!(tokens.access.expose_secret(), "access-1");
    assert_eq!(tokens.refresh.unwrap().expose_secret(), "refresh-1");
    assert_eq!(tokens.expires_at.unwrap().to_string(), "2026-11-28T09:00:00Z");
    assert_eq!(tokens.scopes, ["account:read", "zone:read"]);
    let asked = server.asked();
    let agreed = &asked[0].line;
    assert_eq!(parameter(agreed, "response_type").as_deref(), Some("code"));
    assert_eq!(parameter(agreed, "client_id").as_deref(), Some("ours"));
    assert_eq!(parameter(agreed, "code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(parameter(agreed, "scope").as_deref(), Some("account:read offline_access"));
    let back = parameter(agreed, "redirect_uri").unwrap();
    assert!(back.starts_with("http://127.0.0.1:") && back.ends_with("/oauth/callback"), "{back}");
    assert_eq!(parameter(&asked[1].body, "grant_type").as_deref(), Some("authorization_code"));
    assert_eq!(parameter(&asked[1].body, "redirect_uri").as_deref(), Some(back.as_str()));
    assert!(!asked[1].body.contains("client_secret"));
}

#[tokio::test]
async fn what_comes_back_must_be_of_this_login() {
    let server = server().await;
    let other = |url: String| format!("{}&state=another", url.split("&state=").next().unwrap());
    let refused = |url: String| {
        format!("{}&error=access_denied&error_description=%3Cb%3Eno", url.replace("code=", "x="))
    };
    let empty = |url: String| url.replace("code=the%2Dcode", "code=");
    for (change, error, page) in [
        (other as fn(String) -> String, "not of this login", "HTTP/1.1 400"),
        (refused, "refused in the browser: <b>no", "Cloudflare says: &lt;b&gt;no"),
        (empty, "without a code", "HTTP/1.1 400"),
    ] {
        let pages: Arc<Mutex<Vec<String>>> = Arc::default();
        let result = log_in(&client(&server), transport(), LIMIT, now(), browser(&pages, change)).await;
        let shown = result.unwrap_err().to_string();
        assert!(shown.contains(error), "{shown}");
        // The page may still be on its way to the browser.
        while pages.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(pages.lock().unwrap()[0].contains(page), "{:?}", pages.lock().unwrap());
    }
    assert!(server.asked().iter().all(|asked| asked.line.starts_with("GET /auth")), "no code was spent");
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_for_ever() {
    let oauth = OAuth {
        client_id: "ours".into(),
        auth_url: "https://127.0.0.1:1/auth".into(),
        token_url: "https://127.0.0.1:1/token".into(),
        revoke_url: None,
        scopes: Vec::new(),
        port: 0,
    };
    let error = log_in(&oauth, transport(), LIMIT, now(), |_| {}).await.unwrap_err();
    assert_eq!(error.to_string(), "login: nobody agreed in the browser within 600 seconds: try again");
}

#[tokio::test]
async fn a_server_that_refuses_is_told_without_its_body() {
    for (answer, error) in [
        (
            json(400, r#"{"error":"invalid_client","error_description":"who?"}"#),
            "refuses (invalid_client: who?)",
        ),
        (json(200, r#"{"token":"PLANTED"}"#), "is none of OAuth's"),
        (json(500, "PLANTED"), "is none of OAuth's"),
    ] {
        let answer = Mutex::new(Some(answer));
        let server = Server::start(move |asked: &Asked| {
            if asked.line.starts_with("GET") {
                let (back, state) = (parameter(&asked.line, "redirect_uri"), parameter(&asked.line, "state"));
                let back = format!("{}?code=the-code&state={}", back.unwrap(), state.unwrap());
                return Answer(302, vec![("location", back)], String::new());
            }
            answer.lock().unwrap().take().unwrap()
        })
        .await;
        let result =
            log_in(&client(&server), transport(), LIMIT, now(), browser(&Arc::default(), |url| url)).await;
        let shown = result.unwrap_err();
        assert!(shown.to_string().contains(error), "{shown}");
        assert!(!format!("{shown} {shown:?}").contains("PLANTED"));
    }
}

#[test]
fn the_client_is_configuration_and_never_wranglers() {
    let home = tempdir().unwrap();
    let path = home.path().join(".config/cfs/config.toml");
    let oauth = |text: &str| {
        write(&path, text);
        session(environment(home.path())).oauth().map_err(|error| error.to_string())
    };
    assert_eq!(oauth(""), Ok(None));
    let configured =
        oauth("[oauth]\nclient_id = \"ours\"\nport = 8123\nscopes = [\"a:read\"]").unwrap().unwrap();
    assert_eq!((configured.port, configured.scopes), (8123, vec!["a:read".to_owned()]));
    assert_eq!(configured.token_url, "https://dash.cloudflare.com/oauth2/token");
    assert_eq!(configured.revoke_url.as_deref(), Some("https://dash.cloudflare.com/oauth2/revoke"));
    assert!(
        oauth("[oauth]\nclient_id = \"54d11594-84e4-41aa-b438-e81b8fa78ee7\"")
            .unwrap_err()
            .contains("wrangler's")
    );
    assert!(oauth("[oauth]\nclient_id = \"x\"\nport = 70000").unwrap_err().contains("no port"));
    assert!(
        oauth("[oauth]\nclient_id = \"x\"\ntoken_url = \"http://example.com/\"")
            .unwrap_err()
            .contains("https")
    );
    let variable = environment(home.path()).variable("CFS_OAUTH_CLIENT_ID", "of-the-variable");
    write(&path, "");
    assert_eq!(session(variable).oauth().unwrap().unwrap().client_id, "of-the-variable");
}

/// A login that ended, kept in a file.
fn kept(home: &std::path::Path) -> SecretStore {
    let store = SecretStore::new(&environment(home), Keyring::Off);
    let tokens = OAuthTokens {
        access: "access-0".to_owned().into(),
        refresh: Some("refresh-0".to_owned().into()),
        expires_at: Some("2026-11-28T07:00:00Z".parse().unwrap()),
        scopes: Vec::new(),
    };
    store.set("default", &Secret::OAuth(tokens)).unwrap();
    store
}

#[tokio::test]
async fn a_refresh_token_is_spent_once_however_many_want_to() {
    let home = tempdir().unwrap();
    let server = Server::start(|asked| match parameter(&asked.body, "refresh_token").as_deref() {
        Some("refresh-0") => json(200, token("access-1", "refresh-1")),
        _ => json(400, r#"{"error":"invalid_grant"}"#),
    })
    .await;
    let oauth = client(&server);
    kept(home.path());
    // Each as another process has it: a store of its own.
    let stores: Vec<SecretStore> =
        (0..8).map(|_| SecretStore::new(&environment(home.path()), Keyring::Off)).collect();
    let all = stores.iter().map(|store| refresh(store, "default", Some(&oauth), transport(), now()));
    for secret in futures_util::future::join_all(all).await {
        let Secret::OAuth(tokens) = secret.unwrap() else { panic!("no login") };
        assert_eq!(tokens.access.expose_secret(), "access-1");
    }
    assert_eq!(server.asked().len(), 1);
}

const CHILD: &str = "CFS_TEST_REFRESH";

/// What a child process of the next test does; nothing otherwise.
#[tokio::test]
async fn child() {
    let Ok(given) = std::env::var(CHILD) else { return };
    let (home, token_url) = given.split_once(' ').unwrap();
    let oauth = OAuth {
        client_id: "ours".into(),
        auth_url: token_url.to_owned(),
        token_url: token_url.to_owned(),
        revoke_url: None,
        scopes: Vec::new(),
        port: 0,
    };
    let store = SecretStore::new(&environment(std::path::Path::new(home)), Keyring::Off);
    let secret = refresh(&store, "default", Some(&oauth), transport(), now()).await.unwrap();
    let Secret::OAuth(tokens) = secret else { panic!("no login") };
    assert_eq!(tokens.access.expose_secret(), "access-1");
}

#[tokio::test]
async fn processes_do_not_spend_one_refresh_token_twice() {
    let home = tempdir().unwrap();
    kept(home.path());
    let server = Server::start(|asked| match parameter(&asked.body, "refresh_token").as_deref() {
        Some("refresh-0") => json(200, token("access-1", "refresh-1")),
        _ => json(400, r#"{"error":"invalid_grant"}"#),
    })
    .await;
    let given = format!("{} {}/token", home.path().display(), server.url);
    let children = (0..4).map(|_| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "logins::child"]).env(CHILD, &given);
        tokio::task::spawn_blocking(move || command.output().unwrap())
    });
    for output in futures_util::future::join_all(children).await {
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_login_that_is_over_is_renewed_before_a_call() {
    let home = tempdir().unwrap();
    kept(home.path());
    let server = Server::start(|_| json(200, token("access-1", "refresh-1"))).await;
    write(
        &home.path().join(".config/cfs/config.toml"),
        &format!("[oauth]\nclient_id = \"ours\"\ntoken_url = \"{}/token\"\n", server.url),
    );
    let session = Session::open(environment(home.path()), options()).unwrap();
    session.client(|builder| builder).await.unwrap();
    session.client(|builder| builder).await.unwrap();
    assert_eq!(server.asked().len(), 1);
    let Secret::OAuth(tokens) = session.credentials().unwrap().value else { panic!("no login") };
    assert_eq!(tokens.access.expose_secret(), "access-1");
}

#[tokio::test]
async fn a_login_that_cannot_be_renewed_says_so() {
    let home = tempdir().unwrap();
    let store = kept(home.path());
    let server = Server::start(|_| json(400, r#"{"error":"invalid_grant"}"#)).await;
    for (oauth, why) in
        [(Some(client(&server)), "does not renew it"), (None, "no OAuth client is configured")]
    {
        let error = refresh(&store, "default", oauth.as_ref(), transport(), now()).await.unwrap_err();
        assert!(error.is_unauthorised() && error.to_string().contains(why), "{error}");
    }
    assert!(store.get("default").unwrap().is_some(), "it is still there");
}

#[test]
fn the_token_page_has_the_permissions_filled_in() {
    use cfs_account::token_page::{PERMISSIONS, Permission, url};
    let one = [Permission { key: "workers_scripts", edit: true }, Permission { key: "zone", edit: false }];
    assert_eq!(
        url("cfs on host", &one),
        "https://dash.cloudflare.com/profile/api-tokens?permissionGroupKeys=\
         %5B%7B%22key%22%3A%22workers_scripts%22%2C%22type%22%3A%22edit%22%7D%2C%7B%22key%22%3A%22zone%22%2C%22type%22%3A%22read%22%7D%5D\
         &accountId=*&zoneId=all&name=cfs%20on%20host"
    );
    assert!(url("cfs", &PERMISSIONS).contains("d1"));
}
