//! A token that is planted in every input shows in no output and no report.

use crate::support::{Server, TOKEN, body};

#[test]
fn a_planted_token_shows_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::new(|seen| {
        // A server that says everything back.
        let said = format!("{seen:?}").replace(['\\', '"'], "'");
        body(400, format!(r#"{{"success":false,"errors":[{{"code":1,"message":"bad: {said}"}}]}}"#))
    });
    let report = folder.path().join("report.json");
    let report = report.to_str().expect("text");
    let more = ["--debug-report", report, "--verbose"];
    for words in [
        vec!["api", "zones", "get", "1"],
        vec!["api", "zones", "get", TOKEN],
        vec!["api", "zones", "list", "--name", TOKEN],
        vec!["api", "zones", "list", "--page", TOKEN],
        vec!["api", "d1", "database", "create", "--name", TOKEN],
        vec!["api", "d1", "database", "create", "--body", TOKEN],
        vec!["api", "d1", "database", "create", "--set", TOKEN],
        vec!["api", "GET", TOKEN],
        vec!["api", TOKEN],
        vec!["api", "zones", TOKEN],
        vec!["api", "zones", "list", "--header", TOKEN],
        vec!["api", "zones", "list", "--output", TOKEN],
        vec!["help", TOKEN],
        vec!["auth", "token", TOKEN],
        vec!["auth", "login", "--base-url", TOKEN],
        vec!["auth", "profiles", "use", TOKEN],
        vec!["auth", "whoami"],
        vec!["auth", "whoami", "--profile", TOKEN],
        vec!["doctor"],
        vec!["doctor", "--where", TOKEN],
    ] {
        let ran = server.run(&[&words[..], &more].concat());
        assert_ne!(ran.code, 0, "{words:?}");
        assert!(!ran.stdout.contains(TOKEN) && !ran.stderr.contains(TOKEN), "{words:?} {ran:?}");
        let report = std::fs::read_to_string(report).unwrap_or_default();
        assert!(!report.contains(TOKEN), "{words:?} {report}");
    }
    let report = std::fs::read_to_string(report).expect("a report");
    assert!(report.contains("CLOUDFLARE_API_TOKEN") && report.contains("attempts"), "{report}");
}

#[test]
fn a_secret_of_the_body_is_not_shown() {
    let server = Server::new(|_| body(200, "{}"));
    let put = ["api", "workers", "scripts", "secrets", "update", "my-worker"];
    let secret = ["--name", "KEY", "--type", "secret_text", "--text", "very-secret-value"];
    for how in ["--dry-run", "--curl"] {
        let ran = server.run(&[&put[..], &secret, &[how]].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stdout.contains("[hidden]") && !ran.stdout.contains("very-secret"), "{ran:?}");
    }
    let ran = server.run_with(
        &[&put[..], &["--name", "KEY", "--type", "secret_text", "--text", "-"]].concat(),
        "from stdin\n",
        &[],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(server.seen()[0].body().contains("from stdin\""), "{:?}", server.seen());
}
