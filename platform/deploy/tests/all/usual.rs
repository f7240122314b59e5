//! The usual kinds, end to end.

use crate::support::{Account, SECRET, model, of};
use cfs_deploy::{Action, Options};
use serde_json::{Value, json};

fn shop() -> Value {
    json!({
        "cfs_model": 1, "app": "shop",
        "resources": [
            {"kind": "kv", "name": "cache"},
            {"kind": "d1", "name": "orders", "settings": {"primary_location_hint": "wnam"}, "parts": {"migrations": "migrations"}},
            {"kind": "r2", "name": "uploads", "settings": {"storageClass": "Standard", "locationHint": "weur"}, "parts": {
                "cors": [{"allowed": {"methods": ["GET"], "origins": ["https://example.com"]}, "id": "all"}],
                "lifecycle": [{"id": "old", "enabled": true, "conditions": {"prefix": ""}, "deleteObjectsTransition": {"condition": {"type": "Age", "maxAge": 86400}}}],
                "locks": [{"id": "keep", "enabled": true, "condition": {"type": "Age", "maxAgeSeconds": 100}}],
                "event_notifications": [{"queue": {"$ref": "queue/mail", "member": "queue_id"}, "rules": [{"actions": ["PutObject"]}]}],
                "custom_domains": [{"domain": "files.example.com", "zone": "example.com"}],
                "managed_domain": false}},
            {"kind": "queue", "name": "mail", "settings": {"settings": {"delivery_delay": 5}}, "parts": {"http_pull": {"settings": {"batch_size": 10}}}},
            {"kind": "vectorize", "name": "articles", "settings": {"config": {"dimensions": 32, "metric": "cosine"}},
             "parts": {"metadata_indexes": [{"propertyName": "author", "indexType": "string"}]}},
            {"kind": "hyperdrive", "name": "pg", "settings": {"origin": {"scheme": "postgres", "host": "db.example.com", "port": 5432,
                "database": "shop", "user": "app", "password": {"$secret": {"env": "PG_PASSWORD"}}}}},
            {"kind": "secrets_store", "name": "team"},
            {"kind": "secrets_store_secret", "name": "API_KEY", "path": {"store_id": {"$ref": "secrets_store/team", "member": "id"}},
             "settings": {"value": {"$secret": {"env": "API_KEY"}}, "scopes": ["workers"]}},
            {"kind": "dispatch_namespace", "name": "tenants"},
            {"kind": "ai_gateway", "name": "gate", "settings": {"cache_invalidate_on_update": true, "cache_ttl": 0, "collect_logs": true,
                "rate_limiting_interval": 0, "rate_limiting_limit": 0, "rate_limiting_technique": "fixed"}},
            {"kind": "email_address", "name": "ops@example.com"},
            {"kind": "email_rule", "name": "to-ops", "zone": "example.com", "settings": {
                "matchers": [{"type": "literal", "field": "to", "value": "ops@example.com"}],
                "actions": [{"type": "forward", "value": ["ops@example.com"]}], "enabled": true}},
            {"kind": "pages", "name": "site", "settings": {"production_branch": "main"}},
            {"kind": "dns.records", "name": "api", "zone": "example.com",
             "settings": {"type": "CNAME", "name": "api.example.com", "content": "shop.example.com", "proxied": true, "ttl": 1}},
        ],
        "outputs": {"database": {"$ref": "d1/orders", "member": "uuid"}},
    })
}

/// The shop with a member changed.
fn shop_with(path: &str, value: Value) -> Value {
    let mut shop = shop();
    *shop.pointer_mut(path).expect("a member") = value;
    shop
}

#[tokio::test]
async fn the_usual_kinds_are_made_changed_kept_and_deleted() {
    let mut account = Account::start().await;
    account.migrations("d1/orders", &[("0001_init.sql", "CREATE TABLE orders(id INTEGER)")]);
    let first = account.settle(&model(shop())).await;
    assert_eq!(of(&first, Action::Create).len(), first.steps.len(), "{first}");

    // Member by member, of what the model says only.
    let changed = model(shop_with("/resources/3/settings/settings/delivery_delay", json!(7)));
    let plan = account.settle(&changed).await;
    assert_eq!(of(&plan, Action::Change), ["queue/mail"]);
    assert!(plan.to_string().contains("settings.delivery_delay 5 → 7"), "{plan}");
    let queue = account.call("queues.list", &[], None).await;
    assert_eq!(queue[0]["settings"]["delivery_delay"], 7);

    // What was set by hand is seen without a state file.
    let id = queue[0]["queue_id"].as_str().expect("an id").to_owned();
    account
        .call("queues.edit", &[("queue_id", &id)], Some(json!({"settings": {"delivery_delay": 60}})))
        .await;
    let drift = account.plan(&changed).await;
    assert!(drift.to_string().contains("settings.delivery_delay 60 → 7"), "{drift}");
    account.settle(&changed).await;

    // A further migration, once.
    account.migrations(
        "d1/orders",
        &[("0001_init.sql", ""), ("0002_more.sql", "ALTER TABLE orders ADD COLUMN total")],
    );
    let plan = account.settle(&changed).await;
    assert_eq!(of(&plan, Action::Change), ["d1/orders/migrations"]);

    // What is gone goes; what holds data stays, until somebody says otherwise.
    let empty = model(json!({"cfs_model": 1, "app": "shop"}));
    let plan = account.settle(&empty).await;
    let mut kept = of(&plan, Action::Keep);
    kept.retain(|address| address.matches('/').count() == 1);
    let data = [
        "d1/orders",
        "dispatch_namespace/tenants",
        "kv/cache",
        "pages/site",
        "queue/mail",
        "r2/uploads",
        "secrets_store/team",
        "vectorize/articles",
    ];
    assert_eq!(kept, data, "{plan}");
    assert!(
        of(&plan, Action::Delete).contains(&"dns.records/api")
            && of(&plan, Action::Delete).contains(&"hyperdrive/pg")
    );
    assert_eq!(account.call("d1.database.list", &[], None).await.as_array().map(Vec::len), Some(1));
    let options = Options { delete_data: vec!["all".to_owned()], ..Options::default() };
    let plan = account.plan_with(&account.client, &empty, SECRET, &options).await;
    let outcome = account.apply(&plan).await;
    assert!(outcome.is_complete(), "{outcome:?}");
    for list in ["d1.database.list", "r2.buckets.list", "queues.list", "vectorize.indexes.list"] {
        assert_eq!(account.call(list, &[], None).await.as_array().map(Vec::len), Some(0), "{list}");
    }
}
