//! `cfs cache`.

use super::Account;
use crate::support::{Server, ZONE, result};

#[test]
fn what_is_purged_is_said_in_the_request() {
    let server = Server::new(|_| result(r#"{"id":"1"}"#));
    for (words, body) in [
        (&["--everything"][..], r#"{"purge_everything":true}"#),
        (
            &["--url", "https://example.com/a", "--url", "https://example.com/b"],
            r#"{"files":["https://example.com/a","https://example.com/b"]}"#,
        ),
        (&["--tag", "a"], r#"{"tags":["a"]}"#),
        (&["--host", "a.example.com"], r#"{"hosts":["a.example.com"]}"#),
        (&["--prefix", "example.com/a"], r#"{"prefixes":["example.com/a"]}"#),
    ] {
        let ran = server.run(&[&["cache", "purge", "--zone", ZONE], words].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let seen = server.seen().pop().expect("a request");
        assert_eq!(
            (seen.line.as_str(), seen.body().as_str()),
            (format!("POST /client/v4/zones/{ZONE}/purge_cache").as_str(), body)
        );
    }
    let account = Account::new();
    account.done(&["cache", "purge", "--zone", "example.com", "--everything"]);
    assert_eq!(account.with(&["cache", "purge", "--zone", "example.com"], "").code, 2);
}
