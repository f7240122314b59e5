//! `cfs pages`.

use super::Account;
use crate::support::file;
use serde_json::json;

#[test]
fn a_folder_is_deployed_and_what_is_there_is_not_sent_again() {
    let account = Account::new();
    account.done(&["pages", "project", "create", "site"]);
    assert_eq!(account.json(&["api", "pages", "projects", "list"])[0]["name"], "site");
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    std::fs::create_dir_all(dist.join("a")).expect("a folder");
    file(&dist, "index.html", "<p>hello</p>");
    file(&dist, "same.html", "<p>hello</p>");
    file(&dist.join("a"), "b.bin", &"x".repeat(100_000));
    file(&dist, "_headers", "/*\n  X-A: b\n");
    let path = dist.display().to_string();
    let deploy = ["pages", "deploy", &path, "--project", "site", "--commit-message", "first"];
    let told = account.json(&deploy);
    assert_eq!((&told["files"], &told["uploaded"]), (&json!(3), &json!(2)));
    assert_eq!(told["environment"], "production");
    let kept = account.json(&["api", "pages", "projects", "deployments", "list", "site"]);
    assert_eq!(kept[0]["id"], told["id"]);
    assert_eq!(kept[0]["deployment_trigger"]["metadata"]["commit_message"], "first");

    file(&dist, "index.html", "<p>bye</p>");
    let told = account.json(&["pages", "publish", &path, "--project-name", "site", "--branch", "next"]);
    assert_eq!((&told["uploaded"], &told["environment"]), (&json!(1), &json!("preview")));
    let id = told["id"].as_str().expect("an id");
    assert_eq!(account.json(&["pages", "deployment", "get", id, "--project", "site"])["id"], id);
    let shown = account.done(&[&deploy[..], &["--dry-run"]].concat());
    assert!(shown.contains("/a/b.bin") && !shown.contains("_headers\":"), "{shown}");
    assert_eq!(
        account.json(&["pages", "deployments", "list", "--project", "site"]).as_array().map(Vec::len),
        Some(2)
    );
    account.done(&["pages", "deployment", "delete", id, "--project", "site", "--yes"]);
    assert_eq!(
        account.json(&["pages", "deployments", "list", "--project", "site"]).as_array().map(Vec::len),
        Some(1)
    );
    account.done(&["pages", "project", "delete", "site", "--yes"]);
    assert_eq!(account.json(&["api", "pages", "projects", "list"]), json!([]));
    let ran = account.with(&deploy, "");
    assert_eq!(ran.code, 1, "{ran:?}");
}
