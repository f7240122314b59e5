//! `cfs secret`.

use super::Account;
use crate::support::file;
use serde_json::json;

/// An account that has a Worker.
fn with_worker() -> Account {
    let account = Account::new();
    let folder = tempfile::tempdir().expect("a folder");
    let code = file(folder.path(), "index.js", "export default {};");
    let metadata = r#"{"main_module":"index.js","compatibility_date":"2026-01-01"}"#;
    let metadata = format!("metadata={metadata}");
    let code = format!("index.js=@{code};type=application/javascript+module");
    account.done(&["api", "workers", "scripts", "update", "api", "--part", &metadata, "--part", &code]);
    account
}

#[test]
fn secrets_are_set_one_by_one_and_by_files() {
    let account = with_worker();
    let names = || {
        let listed = account.json(&["api", "workers", "scripts", "secrets", "list", "api"]);
        let mut names: Vec<String> = listed
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["name"].as_str().expect("a name").to_owned())
            .collect();
        names.sort();
        names
    };
    let put = account.with(&["secret", "put", "KEY", "--worker", "api", "--verbose"], "planted-value\n");
    assert_eq!((put.code, names()), (0, vec!["KEY".to_owned()]), "{put:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), ".env", "# keys\nA=planted-one\nexport B=\"planted\\ntwo\"\n");
    let bulk = account.with(&["secret", "bulk", &path, "--worker", "api"], "");
    assert_eq!((bulk.code, names().join(" ").as_str()), (0, "A B KEY"), "{bulk:?}");
    let json = account.with(&["secret", "bulk", "--worker", "api"], r#"{"C": "planted-three", "A": null}"#);
    assert_eq!((json.code, names().join(" ").as_str()), (0, "B C KEY"), "{json:?}");
    let told: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(told, json!([{"name": "C", "status": "set"}, {"name": "A", "status": "deleted"}]));
    account.done(&["secret", "delete", "KEY", "--worker", "api", "--yes"]);
    assert_eq!(names().join(" "), "B C");
    assert_eq!(account.json(&["secret", "list", "--worker", "api"]).as_array().map(Vec::len), Some(2));

    let shown = account.with(&["secret", "bulk", &path, "--worker", "api", "--dry-run"], "");
    assert!(shown.stdout.contains("secrets-bulk"), "{shown:?}");
    let one = account.with(&["secret", "put", "K", "--worker", "api", "--dry-run"], "planted-value");
    let argument = account.with(&["secret", "put", "K", "planted-value", "--worker", "api"], "");
    assert_eq!(argument.code, 2);
    let none = account.with(&["secret", "put", "K", "--worker", "api"], "\n");
    assert_eq!(none.code, 2);
    let missing = account.with(&["secret", "put", "K", "--worker", "none"], "planted-value");
    assert_eq!(missing.code, 1);
    for ran in [put, bulk, json, shown, one, argument, missing] {
        assert!(!format!("{ran:?}").contains("planted"), "{ran:?}");
    }
}
