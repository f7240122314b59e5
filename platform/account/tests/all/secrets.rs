//! A secret that is planted everywhere shows nowhere.

use crate::support::{Server, environment, keyring, options, refused, write};
use cfs_account::{Keyring, OAuthTokens, Options, Secret, SecretStore, Session, doctor};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tempfile::tempdir;

const PLANTED: &str = "PLANTED-c5dd3b0a91";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn every_kind() -> Vec<Secret> {
    let tokens = OAuthTokens {
        access: PLANTED.to_owned().into(),
        refresh: Some(PLANTED.to_owned().into()),
        expires_at: Some("2026-11-28T07:00:00Z".parse().unwrap()),
        scopes: Vec::new(),
    };
    vec![Secret::token(PLANTED), Secret::key("me@example.com", PLANTED), Secret::OAuth(tokens)]
}

#[tokio::test]
async fn in_no_output_error_or_log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::start(|_| refused(403, 9109, &format!("no {}", "token"))).await;
    let mut shown = Vec::new();
    for secret in every_kind() {
        shown.push(format!("{secret:?}"));
        for keyring in [Keyring::Off, Keyring::Store(keyring())] {
            let home = tempdir().unwrap();
            let environment = environment(home.path()).variable("CLOUDFLARE_BASE_URL", server.base_url());
            let options = || Options { keyring: keyring.clone(), ..options() };
            let mut session = Session::open(environment.clone(), options()).unwrap();
            shown.push(format!("{:?}", session.log_in(&secret).unwrap()));
            shown.push(format!("{session:?} {:?} {:?}", session.credentials(), session.store()));
            match session.client(|builder| builder.max_retries(0)).await {
                Ok(client) => {
                    let errors = (session.whoami(&client).await, session.account(&client, Some("x")).await);
                    shown.push(format!("{client:?} {errors:?}"));
                }
                Err(error) => shown.push(format!("{error} {error:?}")),
            }
            for finding in doctor(&environment, options(), &[], |builder| builder.max_retries(0)).await {
                shown.push(format!("{finding} {finding:?}"));
            }
        }
    }
    shown.push(String::from_utf8(log.0.lock().unwrap().clone()).unwrap());
    for text in shown {
        assert!(!text.contains(PLANTED), "{text}");
    }
}

#[tokio::test]
async fn from_no_variable() {
    let home = tempdir().unwrap();
    let names = [
        "CLOUDFLARE_API_TOKEN",
        "CF_API_TOKEN",
        "CLOUDFLARE_API_KEY",
        "CF_API_KEY",
        "CLOUDFLARE_API_USER_SERVICE_KEY",
        "CLOUDFLARE_CUSTOM_HEADERS",
    ];
    for name in names {
        let environment = environment(home.path())
            .variable(name, PLANTED)
            .variable("CLOUDFLARE_EMAIL", "me@example.com")
            .variable("CLOUDFLARE_BASE_URL", format!("http://u:{PLANTED}@127.0.0.1:1/v4?key={PLANTED}"));
        let session = Session::open(environment.clone(), options()).unwrap();
        let client = session.client(|builder| builder).await;
        let mut shown = format!("{environment:?} {session:?} {:?} {client:?}", session.credentials());
        for finding in doctor(&environment, options(), &[], |builder| builder.max_retries(0)).await {
            shown.push_str(&format!("{finding:?}"));
        }
        assert!(!shown.contains(PLANTED), "{name}: {shown}");
    }
}

#[test]
fn not_where_files_are_damaged() {
    let home = tempdir().unwrap();
    let store = SecretStore::new(&environment(home.path()), Keyring::Off);
    write(&store.file().unwrap(), &format!("default = {PLANTED}"));
    let error = store.set("default", &Secret::token(PLANTED)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(PLANTED));
}
