//! `cfs plan`, `deploy`, `diff`, `apply`, `destroy` against an account on this machine.

use crate::support::{Ran, file, run};
use cfs_emulator::{ACCOUNT_ID, Emulator};

const MODEL: &str = r#"{"cfs_model": 1, "app": "shop", "resources": [
  {"kind": "kv", "name": "cache"},
  {"kind": "queue", "name": "mail", "settings": {"settings": {"delivery_delay": 5}}},
  {"kind": "d1", "name": "orders", "parts": {"migrations": "migrations"}},
  {"kind": "hyperdrive", "name": "pg", "settings": {"origin": {"scheme": "postgres", "host": "db.example.com", "port": 5432,
    "database": "shop", "user": "app", "password": {"$secret": {"env": "PG"}}}}}],
  "outputs": {"database": {"$ref": "d1/orders", "member": "uuid"}}}"#;

struct Account {
    emulator: Emulator,
    folder: tempfile::TempDir,
    model: String,
}

impl Account {
    async fn start() -> Self {
        let emulator = Emulator::start().await.expect("an emulator");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("migrations")).expect("a folder");
        file(&folder.path().join("migrations"), "0001_init.sql", "CREATE TABLE orders(id INTEGER);");
        let model = file(folder.path(), "model.json", MODEL);
        Self { emulator, folder, model }
    }

    async fn cfs(&self, arguments: &[&str]) -> Ran {
        let url = self.emulator.base_url();
        let token = self.emulator.token().to_owned();
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let ran = tokio::task::spawn_blocking(move || {
            let variables = [
                ("CLOUDFLARE_BASE_URL", url.as_str()),
                ("CLOUDFLARE_API_TOKEN", token.as_str()),
                ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT_ID),
                ("PG", "planted-password"),
            ];
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            run(&arguments, "", &variables)
        });
        let ran = ran.await.expect("it runs");
        assert!(!ran.transcript().contains("planted-password"), "{}", ran.transcript());
        ran
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_is_planned_deployed_drifted_and_destroyed() {
    let account = Account::start().await;
    let model = account.model.as_str();
    let plan = account.cfs(&["plan", model]).await;
    assert_eq!(plan.code, 3, "{}", plan.transcript());
    for line in ["+ kv cache", "+ d1 orders", "+ d1 orders/migrations", "0001_init.sql", "+ hyperdrive pg"] {
        assert!(plan.stdout.contains(line), "{line}: {}", plan.transcript());
    }
    let dry = account.cfs(&["deploy", model, "--dry-run", "--output", "json"]).await;
    assert_eq!(dry.code, 0, "{}", dry.transcript());
    let shown: serde_json::Value = serde_json::from_str(&dry.stdout).expect("JSON");
    assert_eq!(shown["steps"][0]["calls"][0]["operation"], "kv.namespaces.create");

    let deployed = account.cfs(&["deploy", model, "--yes"]).await;
    assert_eq!(deployed.code, 0, "{}", deployed.transcript());
    assert!(
        deployed.stderr.contains("created") && deployed.stderr.contains("total"),
        "{}",
        deployed.transcript()
    );
    assert!(deployed.stdout.contains("database"), "{}", deployed.transcript());
    let same = account.cfs(&["plan", model]).await;
    assert_eq!((same.code, same.stdout.contains("5 unchanged")), (0, true), "{}", same.transcript());

    let changed = file(
        account.folder.path(),
        "changed.json",
        &MODEL.replace("\"delivery_delay\": 5", "\"delivery_delay\": 9"),
    );
    let diff = account.cfs(&["diff", &changed]).await;
    assert_eq!(diff.code, 3, "{}", diff.transcript());
    assert!(diff.stdout.contains("settings.delivery_delay 5 → 9"), "{}", diff.transcript());

    let refused = account.cfs(&["destroy", model]).await;
    assert_eq!(refused.code, 2, "{}", refused.transcript());
    let gone = account.cfs(&["destroy", model, "--yes", "--delete-data", "all"]).await;
    assert_eq!(gone.code, 0, "{}", gone.transcript());
    assert_eq!(account.cfs(&["destroy", model, "--yes"]).await.code, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_plan_is_done_once_and_stale_ones_are_refused() {
    let account = Account::start().await;
    let model = account.model.as_str();
    let saved = account.folder.path().join("plan.json").display().to_string();
    let planned = account.cfs(&["plan", model, "--save", &saved]).await;
    assert_eq!(planned.code, 3, "{}", planned.transcript());
    let applied = account.cfs(&["apply", &saved, "--yes"]).await;
    assert_eq!(applied.code, 0, "{}", applied.transcript());
    let stale = account.cfs(&["apply", &saved, "--yes"]).await;
    assert_eq!(stale.code, 1, "{}", stale.transcript());
    assert!(stale.stderr.contains("has changed since it was planned"), "{}", stale.transcript());
    let text = std::fs::read_to_string(&saved).expect("a plan");
    let other = file(account.folder.path(), "other.json", &text.replace("\"cache\"", "\"cached\""));
    let refused = account.cfs(&["apply", &other, "--yes"]).await;
    assert!(refused.stderr.contains("not the one that was planned"), "{}", refused.transcript());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_at_once_and_what_failed_with_what_goes_on() {
    let account = Account::start().await;
    let wrong = r#"{"cfs_model": 1, "app": "shop", "resources": [{"kind": "kvv", "name": "a"}, {"kind": "dns.records", "name": "b"}]}"#;
    let wrong = file(account.folder.path(), "wrong.json", wrong);
    let ran = account.cfs(&["deploy", &wrong, "--yes"]).await;
    assert!(ran.code != 0 && ran.stderr.contains("kvv"), "{}", ran.transcript());
    let bad = account.folder.path().join("migrations");
    file(&bad, "0002_bad.sql", "CREATE TABLE fine(id);\nINSERT INTO missing VALUES (1);");
    let ran = account.cfs(&["deploy", &account.model, "--yes"]).await;
    assert_eq!(ran.code, 1, "{}", ran.transcript());
    assert!(
        ran.stderr.contains("0002_bad.sql:2") && ran.stderr.contains("INSERT INTO missing"),
        "{}",
        ran.transcript()
    );
    assert!(ran.stderr.contains("goes on with what is left"), "{}", ran.transcript());
    std::fs::remove_file(bad.join("0002_bad.sql")).expect("removed");
    let ran = account.cfs(&["deploy", &account.model, "--yes"]).await;
    assert_eq!(ran.code, 0, "{}", ran.transcript());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_are_listed_rolled_back_and_rolled_out() {
    let account = Account::start().await;
    let model = file(
        account.folder.path(),
        "worker.json",
        r#"{"cfs_model": 1, "app": "site", "workers": [{"name": "site", "source": {"script": "site.js"}, "compatibility_date": "2026-07-01"}]}"#,
    );
    for code in ["one", "two"] {
        file(
            account.folder.path(),
            "site.js",
            &format!("export default {{ fetch: () => new Response('{code}') }}"),
        );
        let ran = account.cfs(&["deploy", &model, "--yes"]).await;
        assert_eq!(ran.code, 0, "{}", ran.transcript());
    }
    let shares = async || {
        let ran = account.cfs(&["versions", "site", "--output", "csv", "--fields", "number,percent"]).await;
        assert_eq!(ran.code, 0, "{}", ran.transcript());
        ran.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shares().await, ["2,100", "1,"]);
    let back = account.cfs(&["rollback", "site", "--yes", "--message", "it was wrong"]).await;
    assert_eq!(back.code, 0, "{}", back.transcript());
    assert_eq!(shares().await, ["2,", "1,100"]);
    let history = account.cfs(&["history", "site", "--output", "ndjson"]).await;
    assert_eq!(
        (history.stdout.lines().count(), history.stdout.contains("it was wrong")),
        (3, true),
        "{}",
        history.transcript()
    );
    let out = account.cfs(&["rollout", "site", "--steps", "10%", "--yes"]).await;
    assert_eq!(out.code, 0, "{}", out.transcript());
    assert_eq!(shares().await, ["2,10", "1,90"]);
    let on = account.cfs(&["rollout", "site", "--steps", "10%,50%,100%", "--every", "0s", "--yes"]).await;
    assert!(!on.stderr.contains("answers 10%") && on.stderr.contains("answers 50%"), "{}", on.transcript());
    assert_eq!(shares().await, ["2,100", "1,"]);
    let none = account.cfs(&["rollback", "site", "abcdef", "--yes"]).await;
    assert!(none.code == 1 && none.stderr.contains("has no version `abcdef`"), "{}", none.transcript());
}
