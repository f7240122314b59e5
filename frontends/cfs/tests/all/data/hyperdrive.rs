//! `cfs hyperdrive`.

use super::Account;
use crate::support::run;
use serde_json::json;

const STRING: &str = "postgres://app:planted%40word@db.example.com:6432/shop?sslmode=require\n";

#[test]
fn configurations_come_of_strings_and_options_and_their_passwords_show_nowhere() {
    let account = Account::new();
    let made = account.with(&["hyperdrive", "create", "shop", "--connection-string"], STRING);
    assert_eq!(made.code, 0, "{made:?}");
    let list = || account.json(&["api", "hyperdrive", "configs", "list"]);
    let origin = &list()[0]["origin"];
    let expected = json!(["db.example.com", 6432, "shop", "app", "postgres"]);
    assert_eq!(json!(["host", "port", "database", "user", "scheme"].map(|name| &origin[name])), expected);
    let update = ["hyperdrive", "update", "shop", "--max-age", "30", "--origin-connection-limit", "20"];
    account.done(&update);
    assert_eq!(
        (&list()[0]["caching"]["max_age"], &list()[0]["origin_connection_limit"]),
        (&json!(30), &json!(20))
    );
    assert_eq!(list()[0]["origin"]["host"], "db.example.com", "what is not said is as before");
    let password =
        account.with(&["hyperdrive", "update", "shop", "--password", "--verbose"], "planted-word\n");
    assert_eq!(password.code, 0, "{password:?}");
    let options = ["--origin-host", "h.example.com", "--database", "d", "--origin-user", "u"];
    let more = ["--origin-port", "5432", "--origin-scheme", "postgres"];
    let other =
        account.with(&[&["hyperdrive", "create", "other"], &options[..], &more].concat(), "planted-word");
    assert_eq!((other.code, list().as_array().map(Vec::len)), (0, Some(2)), "{other:?}");
    let id = list()[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(account.json(&["hyperdrive", "get", "shop"])["id"], id.as_str());
    let shown = account.with(&["hyperdrive", "create", "x", "--connection-string", "--dry-run"], STRING);
    assert!(shown.stdout.contains("[hidden]") && shown.stdout.contains("db.example.com"), "{shown:?}");
    for ran in [made, password, other, shown] {
        assert!(!format!("{ran:?}").contains("planted"), "{ran:?}");
    }
    account.done(&["hyperdrive", "delete", &id, "--yes"]);
    assert_eq!(list().as_array().map(Vec::len), Some(1));
}

#[test]
fn passwords_are_no_arguments() {
    for words in [
        &["create", "x", "--connection-string", "postgres://app:planted-word@h/d"][..],
        &["create", "x", "--connection-string=postgres://app:planted-word@h/d"],
        &["create", "x", "--origin-password", "planted-word"],
        &["update", "x", "--password", "planted-word"],
        &["update", "x", "--password=planted-word"],
        &["update", "x", "--what", "mysql://app:planted-word@h/d"],
    ] {
        let ran = run(&[&["hyperdrive"], words].concat(), "", &[("CLOUDFLARE_API_TOKEN", "a-token-of-it")]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(!format!("{ran:?}").contains("planted"), "{ran:?}");
    }
    let ran = run(
        &["hyperdrive", "create", "x", "--connection-string", "--password-env", "DATABASE", "--dry-run"],
        "",
        &[("DATABASE", "postgres://app:planted-word@h"), ("CLOUDFLARE_API_TOKEN", "a-token-of-it")],
    );
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("names no database") && !ran.stderr.contains("planted"), "{ran:?}");
}
