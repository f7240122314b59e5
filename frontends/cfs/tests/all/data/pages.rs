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
    let deploy =
        ["pages", "deploy", &path, "--project", "site", "--branch", "main", "--commit-message", "first"];
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

#[test]
fn a_deployment_is_of_gits_branch_as_with_wrangler() {
    let account = Account::new();
    account.done(&["pages", "project", "create", "site", "--production-branch", "main"]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("dist")).expect("a folder");
    file(&folder.path().join("dist"), "index.html", "<p>hello</p>");
    let run = |program: &str, words: &[&str]| {
        let mut command = std::process::Command::new(program);
        command.args(words).current_dir(folder.path()).env_clear().env("HOME", folder.path());
        command.envs([("CLOUDFLARE_API_TOKEN", account.emulator.token()), ("GIT_CONFIG_NOSYSTEM", "1")]);
        command.env("CLOUDFLARE_BASE_URL", account.emulator.base_url());
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let deployed = || -> serde_json::Value {
        let told = run(env!("CARGO_BIN_EXE_cfs"), &["pages", "deploy", "dist", "--project", "site"]);
        serde_json::from_str(&told).expect("JSON")
    };
    // Without git it is the site itself.
    assert_eq!(deployed()["environment"], "production");
    let who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    run("git", &["init", "--quiet", "--initial-branch", "feature"]);
    run("git", &["add", "dist"]);
    run("git", &[&who[..], &["commit", "--quiet", "-m", "what was done"]].concat());
    assert_eq!(deployed()["environment"], "preview");
    let list = ["api", "pages", "projects", "deployments", "list", "site"];
    let all = account.json(&list);
    let metadata =
        |told: &serde_json::Value, name: &str| told["deployment_trigger"]["metadata"][name].clone();
    let of = all.as_array().expect("a list").iter().find(|told| metadata(told, "branch") == "feature");
    let of = of.expect("one of the branch");
    assert_eq!(metadata(of, "commit_message"), "what was done");
    assert_eq!(metadata(of, "commit_hash").as_str().map(str::len), Some(40));
    run("git", &["branch", "--quiet", "-M", "main"]);
    assert_eq!(deployed()["environment"], "production");
}
