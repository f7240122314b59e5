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
    let piped = account.with(&["d1", "import", "two", "-", "--yes"], "INSERT INTO t VALUES ('piped');");
    assert_eq!(piped.code, 0, "{piped:?}");
    assert_eq!(rows(&account, &id, "SELECT count(*) AS n FROM t"), json!([{"n": 2}]));
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
    std::fs::write(format!("{dir}/0003_more.sql"), "SELECT 1").expect("a file");
    let status = account.json(&["d1", "migrations", "status", "orders", "--dir", &dir]);
    assert_eq!((&status[1]["status"], &status[2]["status"]), (&json!("applied"), &json!("pending")));
    assert!(status[1]["applied_at"].is_string() && status[2]["applied_at"].is_null(), "{status}");
    assert_eq!(rows(&account, &id, "SELECT * FROM things"), json!([{"name": "a"}]));
    let noted = rows(&account, &id, "SELECT id, name FROM d1_migrations");
    assert_eq!(noted, json!([{"id": 1, "name": "0001_make_things.sql"}, {"id": 2, "name": "0002_fill.sql"}]));
}

#[test]
fn a_database_is_what_it_was_and_back_again() {
    let account = Account::new();
    let id = account.json(&["d1", "create", "orders"])["uuid"].as_str().expect("an id").to_owned();
    account.done(&["d1", "query", "orders", "CREATE TABLE t(name TEXT); INSERT INTO t VALUES ('a')"]);
    let info = || account.json(&["d1", "time-travel", "info", "orders"])["bookmark"].clone();
    let before = info();
    assert_eq!(info(), before, "what did not change has one bookmark");
    account.done(&["d1", "query", "orders", "DROP TABLE t"]);
    let restore = |mark: &serde_json::Value| {
        let mark = mark.as_str().expect("a bookmark");
        account.json(&["d1", "time-travel", "restore", "orders", "--bookmark", mark, "--yes"])
    };
    let restored = restore(&before);
    assert_eq!(rows(&account, &id, "SELECT name FROM t"), json!([{"name": "a"}]));
    restore(&restored["previous_bookmark"]);
    let tables = rows(&account, &id, "SELECT name FROM sqlite_master WHERE name = 't'");
    assert_eq!(tables, json!([]), "the restoration was undone");
    account.done(&["d1", "query", "orders", "CREATE TABLE u(name TEXT)"]);
    let now = "2999-01-01T00:00:00Z";
    assert_ne!(
        account.json(&["d1", "time-travel", "info", "orders", "--timestamp", now])["bookmark"],
        before
    );
    let early = ["d1", "time-travel", "restore", "orders", "--timestamp", "2020-01-01T00:00:00Z", "--yes"];
    assert_eq!(account.with(&early, "").code, 1);
}

#[test]
fn databases_of_this_machine_need_no_login() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state").display().to_string();
    let local = |words: &[&str]| {
        let ran = crate::support::run(&[&["d1", "--local", "--state", &state], words].concat(), "", &[]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words:?}: {ran:?}");
        ran.stdout
    };
    local(&["create", "orders"]);
    local(&["query", "orders", "CREATE TABLE t(name TEXT); INSERT INTO t VALUES ('a')"]);
    let found: serde_json::Value =
        serde_json::from_str(&local(&["query", "orders", "SELECT * FROM t"])).expect("JSON");
    assert_eq!(found, json!([{"name": "a"}]));
    assert!(local(&["export", "orders"]).contains("'a'"));
    let none = crate::support::run(&["d1", "list"], "", &[]);
    assert_eq!(none.code, 4, "without --local it is the account that is logged in: {none:?}");
}
