//! The entry of an application: lost, old, emptied or newer, things are adopted by name, and nothing is deleted.

use crate::support::{Account, SECRET, model, of};
use cfs_config::Model;
use cfs_deploy::{Action, Options};
use serde_json::json;

fn both() -> Model {
    model(json!({"cfs_model": 1, "app": "shop", "resources": [
        {"kind": "kv", "name": "cache"},
        {"kind": "hyperdrive", "name": "pg", "settings": {"origin": {"scheme": "postgres", "host": "db.example.com", "port": 5432,
            "database": "shop", "user": "app", "password": {"$secret": {"env": "PG"}}}}},
        {"kind": "dns.records", "name": "api", "zone": "example.com",
         "settings": {"type": "A", "name": "api.example.com", "content": "192.0.2.1", "ttl": 60, "proxied": false}}]}))
}

fn less() -> Model {
    model(json!({"cfs_model": 1, "app": "shop", "resources": [
        {"kind": "kv", "name": "cache"},
        {"kind": "hyperdrive", "name": "pg", "settings": {"origin": {"scheme": "postgres", "host": "db.example.com", "port": 5432,
            "database": "shop", "user": "app", "password": {"$secret": {"env": "PG"}}}}}]}))
}

impl Account {
    /// The id of the namespace of entries.
    async fn namespace(&self) -> String {
        let all = self.call("kv.namespaces.list", &[], None).await;
        let own =
            all.as_array().expect("a list").iter().find(|one| one["title"] == "cfs").expect("the namespace");
        own["id"].as_str().expect("an id").to_owned()
    }

    async fn entry(&self) -> String {
        let namespace = self.namespace().await;
        let key = [("namespace_id", namespace.as_str()), ("key_name", "shop")];
        self.call("kv.namespaces.values.get", &key, None).await.as_str().expect("a text").to_owned()
    }

    async fn set_entry(&self, text: Option<&str>) {
        let namespace = self.namespace().await;
        let key = [("namespace_id", namespace.as_str()), ("key_name", "shop")];
        match text {
            Some(text) => self.call("kv.namespaces.values.update", &key, Some(text.into())).await,
            None => self.call("kv.namespaces.values.delete", &key, None).await,
        };
    }
}

/// Whatever became of the entry: what is declared is adopted, what is not declared any more stays.
async fn adopts(entry: Option<&str>) -> Account {
    let account = Account::start().await;
    account.settle(&both()).await;
    account.set_entry(entry).await;
    let plan = account.plan(&less()).await;
    assert_eq!(of(&plan, Action::Adopt), ["kv/cache", "hyperdrive/pg"], "{plan}");
    assert_eq!(of(&plan, Action::Delete), Vec::<&str>::new(), "{plan}");
    assert!(plan.to_string().contains("what is set is not known, it is set again"), "{plan}");
    assert!(account.apply(&plan).await.is_complete());
    let records = account.call("dns.records.list", &[("zone_id", cfs_emulator::ZONE_ID)], None).await;
    assert_eq!(records.as_array().map(Vec::len), Some(1), "nothing is deleted");
    assert_eq!(
        account.call("kv.namespaces.list", &[], None).await.as_array().map(Vec::len),
        Some(2),
        "nor made twice"
    );
    account
}

#[tokio::test]
async fn a_lost_entry_adopts_by_name() {
    let account = adopts(None).await;
    assert!(account.plan(&less()).await.is_empty());
}

#[tokio::test]
async fn an_emptied_entry_adopts_by_name() {
    let account = adopts(Some("")).await;
    assert!(account.plan(&less()).await.is_empty());
    adopts(Some("{}")).await;
}

#[tokio::test]
async fn an_old_entry_adopts_by_name() {
    let account = adopts(Some(r#"{"version": 0, "resources": ["kv/cache"]}"#)).await;
    assert!(account.plan(&less()).await.is_empty());
    adopts(Some("neither JSON nor ours")).await;
}

#[tokio::test]
async fn a_newer_entry_adopts_by_name_and_stays() {
    let newer = r#"{"cfs_state":9,"things":{"kv/cache":1}}"#;
    let account = adopts(Some(newer)).await;
    assert_eq!(account.entry().await, newer);
    let plan = account.plan(&less()).await;
    assert!(plan.to_string().contains("written by a later version"), "{plan}");
}

#[tokio::test]
async fn secrets_show_nowhere_and_are_set_only_when_they_change() {
    let account = Account::start().await;
    let plan = account.settle(&both()).await;
    let shown = serde_json::to_string(&plan).expect("JSON");
    assert!(
        !shown.contains(SECRET)
            && !plan.to_string().contains(SECRET)
            && !format!("{plan:?}").contains(SECRET)
    );
    let entry = account.entry().await;
    assert!(!entry.contains(SECRET) && entry.contains("pbkdf2-sha256$"), "{entry}");
    let rotated =
        account.plan_with(&account.client, &both(), "planted-secret-4712", &Options::default()).await;
    assert_eq!(of(&rotated, Action::Change), ["hyperdrive/pg"]);
    assert!(rotated.to_string().contains("origin.password (secret, changed)"), "{rotated}");
}

#[tokio::test]
async fn two_deployments_at_once_are_noticed() {
    let account = Account::start().await;
    account.settle(&less()).await;
    let (first, second) = (account.plan(&both()).await, account.plan(&both()).await);
    assert!(account.apply(&first).await.is_complete());
    let outcome = account.apply(&second).await;
    assert!(outcome.error.as_deref().is_some_and(|error| error.contains("plan again")), "{outcome:?}");
    let records = account.call("dns.records.list", &[("zone_id", cfs_emulator::ZONE_ID)], None).await;
    assert_eq!(records.as_array().map(Vec::len), Some(1));
}
