//! `cfs r2`.

mod folders;
mod interrupted;

use super::Account;
use crate::support::file;
use serde_json::json;

#[test]
fn objects_of_a_bucket() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let listed = account.json(&["r2", "buckets", "list"]);
    assert!(listed.to_string().contains("photos"), "{listed}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "cat.jpg", &"cat".repeat(100_000));
    let put =
        ["r2", "object", "put", "r2://photos/2026/cat.jpg", "--file", &path, "--content-type", "image/jpeg"];
    account.done(&put);
    let about = account.json(&["api", "r2", "buckets", "objects", "list", "photos"]);
    assert_eq!((&about[0]["key"], &about[0]["size"]), (&json!("2026/cat.jpg"), &json!(300_000)));
    assert_eq!(about[0]["http_metadata"]["contentType"], "image/jpeg");
    let copy = folder.path().join("copy.jpg").display().to_string();
    account.done(&["r2", "object", "get", "photos/2026/cat.jpg", "-o", &copy]);
    assert_eq!(std::fs::read(copy).expect("a file"), std::fs::read(path).expect("a file"));
    assert_eq!(account.json(&["r2", "object", "list", "r2://photos/2026/"])[0]["key"], "2026/cat.jpg");
    assert_eq!(account.json(&["r2", "object", "list", "photos", "--prefix", "2027/"]), json!([]));
    account.done(&["r2", "object", "delete", "photos/2026/cat.jpg", "--yes"]);
    assert_eq!(account.json(&["api", "r2", "buckets", "objects", "list", "photos"]), json!([]));
    account.done(&["r2", "bucket", "delete", "photos", "--yes"]);
    let ran = account.with(&["r2", "object", "get", "photos"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("expected a bucket and a key"), "{ran:?}");
}
