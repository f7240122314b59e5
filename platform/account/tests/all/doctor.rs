//! What is wrong is found, with what to do.

use crate::support::{ACME, Answer, Asked, Server, environment, list, options, refused, result, write};
use cfs_account::{Environment, Finding, Severity, clock_skew, doctor};
use std::path::Path;
use tempfile::tempdir;

async fn findings(environment: Environment) -> Vec<Finding> {
    doctor(&environment, options(), &[("cfs", "0.1.0")], |builder| builder.max_retries(0)).await
}

fn about<'f>(findings: &'f [Finding], check: &str, severity: Severity) -> Vec<&'f Finding> {
    findings.iter().filter(|finding| finding.check == check && finding.severity == severity).collect()
}

fn fine(asked: &Asked) -> Answer {
    let Answer(status, mut headers, body) = match asked.line.split(['?', ' ']).nth(1).unwrap() {
        "/client/v4/user/tokens/verify" => result(r#"{"id":"tok-1","status":"active"}"#),
        "/client/v4/user/tokens/tok-1" => refused(403, 9109, "no"),
        "/client/v4/accounts" => list(&format!(r#"[{{"id":"{ACME}","name":"Acme"}}]"#)),
        _ => list("[]"),
    };
    headers.push(("date", "Sat, 28 Nov 2026 08:05:00 GMT".into()));
    headers.push(("cf-ray", "8f1c-AMS".into()));
    Answer(status, headers, body)
}

fn with(home: &Path, server: &Server) -> Environment {
    environment(home)
        .variable("CLOUDFLARE_API_TOKEN", "x".repeat(40))
        .variable("CLOUDFLARE_BASE_URL", server.base_url())
}

#[tokio::test]
async fn what_is_well_is_said_too() {
    let (home, server) = (tempdir().unwrap(), Server::start(fine).await);
    let all = findings(with(home.path(), &server)).await;
    assert_eq!(about(&all, "version", Severity::Note)[0].what, "cfs 0.1.0");
    assert!(about(&all, "credentials", Severity::Good)[0].what.contains("the variable CLOUDFLARE_API_TOKEN"));
    assert!(about(&all, "reach", Severity::Good)[0].what.contains("ray 8f1c-AMS"));
    assert!(about(&all, "permissions", Severity::Good)[0].what.contains("Acme"));
    let clock = about(&all, "clock", Severity::Warning)[0];
    assert_eq!(clock.what, "this machine's clock is 300 s behind the server's");
    assert!(clock.todo.is_some());
    assert!(all.iter().all(|finding| finding.severity < Severity::Error), "{all:#?}");
    for finding in &all {
        assert!(finding.severity < Severity::Warning || finding.todo.is_some(), "{finding}");
    }
}

#[tokio::test]
async fn tokens_that_are_something_else_are_known_by_their_form() {
    let (home, server) = (tempdir().unwrap(), Server::start(fine).await);
    for (token, what) in [
        ("Bearer abc", "begins with `Bearer`"),
        ("\"abc\"", "quotes"),
        ("abc def", "a space"),
        ("v1.0-abc", "Origin CA"),
        ("0123456789abcdef0123456789abcdef01234", "global API key"),
        ("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb", "is an id"),
        ("äbc", "characters that no token has"),
    ] {
        let all = findings(with(home.path(), &server).variable("CLOUDFLARE_API_TOKEN", token)).await;
        let found = about(&all, "token", Severity::Error);
        assert!(found.iter().any(|finding| finding.what.contains(what)), "{token}: {all:#?}");
        let shown = format!("{all:#?}");
        assert!(!shown.contains(token), "{shown}");
    }
    let odd = findings(with(home.path(), &server).variable("CLOUDFLARE_API_TOKEN", "abc")).await;
    assert!(about(&odd, "token", Severity::Warning)[0].what.contains("3 characters"));
}

#[tokio::test]
async fn settings_that_are_in_each_others_way_are_told() {
    let (home, server) = (tempdir().unwrap(), Server::start(fine).await);
    let environment = with(home.path(), &server)
        .variable("CF_API_TOKEN", "another")
        .variable("CF_ACCOUNT_ID", " ")
        .variable("CLOUDFLARE_API_KEY", "k")
        .variable("CLOUDFLARE_EMAIL", "me@example.com")
        .variable("HTTPS_PROXY", "socks5://user:PLANTED@proxy:1080")
        .variable("HTTP_PROXY", "http://user:PLANTED@proxy:3128")
        .variable("NO_PROXY", "localhost")
        .variable("SSL_CERT_FILE", "/no/such/file")
        .directory(home.path());
    write(&home.path().join("wrangler.toml"), "= =");
    let all = findings(environment).await;
    let warnings: Vec<String> =
        about(&all, "variable", Severity::Warning).iter().map(ToString::to_string).collect();
    assert!(
        warnings.iter().any(|w| w.contains("CF_API_TOKEN is another value than CLOUDFLARE_API_TOKEN")),
        "{warnings:?}"
    );
    assert!(warnings.iter().any(|w| w.contains("CF_ACCOUNT_ID is set to nothing")), "{warnings:?}");
    assert!(warnings.iter().any(|w| w.contains("are both set")), "{warnings:?}");
    assert!(about(&all, "proxy", Severity::Error)[0].what.contains("socks5"));
    assert!(about(&all, "proxy", Severity::Note)[0].what.contains("proxy:3128"));
    assert!(about(&all, "certificates", Severity::Error)[0].what.contains("/no/such/file"));
    assert!(about(&all, "project", Severity::Warning)[0].what.contains("wrangler.toml"));
    assert!(!format!("{all:?}").contains("PLANTED"));
}

#[tokio::test]
async fn nothing_at_all_is_an_error_with_what_to_do() {
    let home = tempdir().unwrap();
    let all = findings(environment(home.path())).await;
    assert_eq!(about(&all, "credentials", Severity::Error)[0].todo.as_deref(), Some("run `cfs auth login`"));
    let homeless = findings(Environment::empty()).await;
    assert!(about(&homeless, "config", Severity::Warning)[0].what.contains("no home folder"));
    write(&home.path().join(".config/cfs/config.toml"), "= =");
    let damaged = findings(environment(home.path())).await;
    assert!(about(&damaged, "config", Severity::Error)[0].what.contains("config.toml"));
}

#[tokio::test]
async fn an_api_that_is_not_there_or_refuses_is_told() {
    let home = tempdir().unwrap();
    let nobody = with(home.path(), &Server::start(fine).await)
        .variable("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1/v4");
    let all = findings(nobody).await;
    assert!(about(&all, "reach", Severity::Error)[0].what.starts_with("127.0.0.1:1: "), "{all:#?}");
    let server = Server::start(|_| refused(401, 1000, "Invalid API Token")).await;
    let all = findings(with(home.path(), &server)).await;
    assert!(about(&all, "credentials", Severity::Error)[0].what.contains("Invalid API Token"), "{all:#?}");
    let server = Server::start(|asked| {
        if asked.line.contains("verify") {
            result(r#"{"id":"tok-1","status":"expired","expires_on":"2026-01-01T00:00:00Z"}"#)
        } else {
            refused(403, 9109, "no")
        }
    })
    .await;
    let all = findings(with(home.path(), &server)).await;
    assert!(about(&all, "token", Severity::Error)[0].what.contains("ended at 2026-01-01"), "{all:#?}");
    assert!(about(&all, "permissions", Severity::Warning)[0].todo.is_some());
}

#[test]
fn the_clock_is_compared_with_the_servers() {
    let now = crate::support::now();
    assert_eq!(clock_skew("Sat, 28 Nov 2026 08:00:00 GMT", now), Some(0));
    assert_eq!(clock_skew("Sat, 28 Nov 2026 07:00:00 GMT", now), Some(3600));
    assert_eq!(clock_skew("yesterday", now), None);
}
