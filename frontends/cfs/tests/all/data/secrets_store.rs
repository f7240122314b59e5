//! `cfs secrets-store`.

use super::Account;
use crate::support::file;
use serde_json::json;

#[test]
fn secrets_of_a_store() {
    let account = Account::new();
    account.done(&["secrets-store", "store", "create", "team"]);
    let stores = account.json(&["api", "secrets-store", "stores", "list"]);
    let id = stores[0]["id"].as_str().expect("an id");
    let secrets = || account.json(&["api", "secrets-store", "stores", "secrets", "list", id]);
    let create = ["secrets-store", "secret", "create", "team", "API_KEY", "--scopes", "workers"];
    let made = account.with(&create, "planted-value\n");
    assert_eq!((made.code, &secrets()[0]["name"]), (0, &json!("API_KEY")), "{made:?}");
    assert_eq!(secrets()[0]["scopes"], json!(["workers"]));
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "value", "planted-other");
    let of = ["team", "API_KEY"];
    let update = ["--comment", "of the shop", "--file", &path];
    let changed = account.with(&[&["secrets-store", "secret", "update"], &of[..], &update].concat(), "");
    assert_eq!((changed.code, &secrets()[0]["comment"]), (0, &json!("of the shop")), "{changed:?}");
    let got = account.json(&[&["secrets-store", "secrets", "get"], &of[..]].concat());
    assert_eq!(got["id"], secrets()[0]["id"]);
    let value = [&create[..], &["planted-value"]].concat();
    let argument = account.with(&value, "");
    assert_eq!(argument.code, 2);
    let shown = account.with(&[&create[..], &["--dry-run"]].concat(), "planted-value");
    assert!(shown.stdout.contains("API_KEY"), "{shown:?}");
    for ran in [made, changed, argument, shown] {
        assert!(!format!("{ran:?}").contains("planted"), "{ran:?}");
    }
    account.done(&[&["secrets-store", "secret", "delete"], &of[..], &["--yes"]].concat());
    assert_eq!(secrets(), json!([]));
    let ran = account.with(&["secrets-store", "secret", "list", "tean"], "");
    assert!(ran.stderr.contains("did you mean `team`?"), "{ran:?}");
    account.done(&["secrets-store", "store", "delete", "team", "--yes"]);
    assert_eq!(account.json(&["secrets-store", "stores", "list"]), json!([]));
}
