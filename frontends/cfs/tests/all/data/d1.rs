//! `cfs d1`.

use super::Account;
use crate::support::file;
use serde_json::json;

fn rows(account: &Account, id: &str, sql: &str) -> serde_json::Value {
    let body = json!({ "sql": sql }).to_string();
    account.json(&["api", "d1", "database", "query", id, "--body", &body])[0]["results"].clone()
}

#[test]
fn statements_and_files() {
    let account = Account::new();
    let id = account.json(&["d1", "create", "orders"])["uuid"].as_str().expect("an id").to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let sql =
        "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO t(name) VALUES ('a'), ('b');\n";
    account.done(&["d1", "execute", "orders", "--file", &file(folder.path(), "schema.sql", sql)]);
    assert_eq!(rows(&account, &id, "SELECT name FROM t"), json!([{"name": "a"}, {"name": "b"}]));
    let found = account.json(&["d1", "query", "orders", "SELECT id FROM t WHERE name = ?", "--param", "b"]);
    assert_eq!(found, json!([{"id": 2}]));
    let changed = account.json(&["d1", "query", &id, "DELETE FROM t WHERE id = ?", "--param", "1"]);
    assert_eq!(changed[0]["changes"], 1);
    let ran = account.with(&["d1", "query", "orders", "SELECT nothing FROM t"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("nothing"), "{ran:?}");
    assert_eq!(account.json(&["d1", "info", "orders"])["uuid"], id.as_str());
    account.done(&["d1", "delete", "orders", "--yes"]);
    assert_eq!(account.json(&["d1", "list"]), json!([]));
}

#[test]
fn a_database_goes_out_as_a_file_and_into_another() {
    let account = Account::new();
    account.done(&["d1", "create", "one"]);
    let id = account.json(&["d1", "create", "two"])["uuid"].as_str().expect("an id").to_owned();
    account.done(&["d1", "query", "one", "CREATE TABLE t(name TEXT); INSERT INTO t VALUES ('a;b')"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.sql").display().to_string();
    account.done(&["d1", "export", "one", "-o", &path]);
    account.done(&["d1", "import", "two", &path, "--yes"]);
    assert_eq!(rows(&account, &id, "SELECT * FROM t"), json!([{"name": "a;b"}]));
    let schema = account.done(&["d1", "export", "one", "--no-data"]);
    assert!(schema.contains("CREATE TABLE") && !schema.contains("INSERT"), "{schema}");
}

#[test]
fn migrations_are_applied_once_and_in_order() {
    let account = Account::new();
    let id = account.json(&["d1", "create", "orders"])["uuid"].as_str().expect("an id").to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("migrations").display().to_string();
    let named = |message: &str| {
        let made = account.json(&["d1", "migrations", "create", "orders", message, "--dir", &dir]);
        made["path"].as_str().expect("a path").to_owned()
    };
    let (first, second) = (named("make things"), named("fill"));
    assert!(first.ends_with("0001_make_things.sql") && second.ends_with("0002_fill.sql"), "{first} {second}");
    std::fs::write(first, "CREATE TABLE things(name TEXT)").expect("a file");
    std::fs::write(&second, "INSERT INTO things VALUES ('a'); INSERT INTO nothing VALUES (1);")
        .expect("a file");
    let apply = ["d1", "migrations", "apply", "orders", "--dir", &dir];
    let ran = account.with(&apply, "");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("0002_fill.sql is not applied"), "{ran:?}");
    let listed = account.json(&["d1", "migrations", "list", "orders", "--dir", &dir]);
    assert_eq!(listed, json!([{"name": "0002_fill.sql"}]));
    assert_eq!(rows(&account, &id, "SELECT * FROM things"), json!([]), "what failed is taken back");

    std::fs::write(&second, "INSERT INTO things VALUES ('a');\n-- done").expect("a file");
    assert_eq!(account.json(&apply), json!([{"name": "0002_fill.sql", "status": "applied"}]));
    assert_eq!(account.json(&apply), json!([]));
    assert_eq!(rows(&account, &id, "SELECT * FROM things"), json!([{"name": "a"}]));
    let noted = rows(&account, &id, "SELECT id, name FROM d1_migrations");
    assert_eq!(noted, json!([{"id": 1, "name": "0001_make_things.sql"}, {"id": 2, "name": "0002_fill.sql"}]));
}
