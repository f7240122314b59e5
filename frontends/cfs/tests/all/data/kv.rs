//! `cfs kv`.

use super::Account;
use crate::support::file;
use serde_json::json;

#[test]
fn keys_of_a_namespace() {
    let account = Account::new();
    let made = account.json(&["kv", "namespace", "create", "sessions"]);
    let id = made["id"].as_str().expect("an id");
    assert_eq!(account.json(&["kv", "namespaces", "list"])[0]["title"], "sessions");

    account.done(&["kv", "key", "put", "-n", "sessions", "user/1", "Ada", "--ttl", "3600"]);
    assert_eq!(account.done(&["api", "kv", "namespaces", "values", "get", id, "user/1"]), "Ada");
    let keys = account.json(&["api", "kv", "namespaces", "keys", "list", id]);
    assert!(keys[0]["expiration"].is_number(), "{keys}");
    // By its id, from stdin, with metadata.
    let put = ["kv", "keys", "put", "-n", id, "logo", "--path", "-", "--metadata", r#"{"type":"png"}"#];
    assert_eq!(account.with(&put, "bytes\n").code, 0);
    assert_eq!(account.done(&["kv", "key", "get", "--namespace", "sessions", "logo"]), "bytes\n");
    let listed = account.json(&["kv", "key", "list", "-n", "sessions", "--prefix", "lo"]);
    assert_eq!(listed, json!([{"name": "logo", "metadata": {"type": "png"}}]));

    // Bytes that are no text, with metadata.
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    std::fs::write(&from, [0, 255, 254, 10]).expect("a file");
    let (from, to) = (from.display().to_string(), to.display().to_string());
    account.done(&["kv", "key", "put", "-n", "sessions", "logo", "--path", &from, "--metadata", "{}"]);
    account.done(&["api", "kv", "namespaces", "values", "get", id, "logo", "-o", &to]);
    assert_eq!(std::fs::read(to).expect("a file"), [0, 255, 254, 10]);

    account.done(&["kv", "key", "delete", "-n", "sessions", "logo", "--yes"]);
    assert_eq!(account.with(&["kv", "key", "get", "-n", "sessions", "logo"], "").code, 1);
    account.done(&["kv", "namespace", "delete", "sessions", "--yes"]);
    assert_eq!(account.json(&["api", "kv", "namespaces", "list"]), json!([]));
}

#[test]
fn a_name_that_is_not_there_and_a_dry_run() {
    let account = Account::new();
    account.done(&["kv", "namespace", "create", "sessions"]);
    let ran = account.with(&["kv", "key", "list", "-n", "sesions"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("did you mean `sessions`?"), "{ran:?}");
    let shown = account.done(&["kv", "key", "put", "-n", "sessions", "a", "b", "--dry-run"]);
    assert!(shown.starts_with("PUT http") && shown.contains("/values/a"), "{shown}");
    assert_eq!(account.json(&["kv", "key", "list", "-n", "sessions"]), json!([]), "nothing was sent");
}

#[test]
fn many_keys_go_in_batches_and_on_from_where_they_ended() {
    let account = Account::new();
    let id = account.json(&["kv", "namespace", "create", "many"])["id"].as_str().expect("an id").to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let lines: String =
        (0..12_000).map(|at| format!("{{\"key\":\"k{at:05}\",\"value\":\"v{at}\"}}\n")).collect();
    let path = file(folder.path(), "values.ndjson", &lines);
    let resume = folder.path().join("done").display().to_string();
    let put = ["kv", "bulk", "put", "-n", "many", &path, "--resume", &resume];
    assert_eq!(account.json(&put), json!({"keys": 12_000, "unsuccessful_keys": []}));
    assert_eq!(std::fs::read_to_string(&resume).expect("what is done"), "12000\n");
    let keys = account.done(&["api", "kv", "namespaces", "keys", "list", &id, "--all", "--output", "ndjson"]);
    assert_eq!(keys.lines().count(), 12_000);
    assert_eq!(account.done(&["kv", "key", "get", "-n", "many", "k11999"]), "v11999");

    // Only what is behind the first 11,999 is sent again.
    account.done(&["kv", "key", "put", "-n", "many", "k00000", "kept"]);
    std::fs::write(&resume, "11999\n").expect("a file");
    account.done(&["kv", "key", "delete", "-n", "many", "k11999", "--yes"]);
    account.done(&put);
    assert_eq!(account.done(&["kv", "key", "get", "-n", "many", "k11999"]), "v11999");
    assert_eq!(account.done(&["kv", "key", "get", "-n", "many", "k00000"]), "kept");

    let some = file(folder.path(), "keys.json", r#"["k00001", {"key": "k00002"}, "none"]"#);
    let got = account.json(&["kv", "bulk", "get", "-n", "many", &some]);
    let expected = json!([{"key": "k00001", "value": "v1"}, {"key": "k00002", "value": "v2"}, {"key": "none", "value": null}]);
    assert_eq!(got, expected);
    account.done(&["kv", "bulk", "delete", "-n", "many", &some, "--yes"]);
    assert_eq!(account.with(&["kv", "key", "get", "-n", "many", "k00002"], "").code, 1);

    let bad = file(folder.path(), "bad.json", r#"[{"key": "a", "value": "b"}, {"value": "c"}]"#);
    let ran = account.with(&["kv", "bulk", "put", "-n", "many", &bad], "");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("item 2"), "{ran:?}");
}
