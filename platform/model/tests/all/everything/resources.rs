//! Things of an account.

use crate::support::read;
use cfs_config::model::{Origin, Resource};
use cfs_model::{
    App, CorsRule, Jurisdiction, LifecycleRule, Location, LockRule, Metric, Notification, StorageClass, env,
    file, json,
};
use serde_json::{Value, json as expect};

fn one(describe: impl FnOnce(&App)) -> Resource {
    let mut model = read(None, |app| {
        describe(app);
        Ok(())
    });
    model.resources.pop().expect("a resource")
}

fn settings(describe: impl FnOnce(&App)) -> Value {
    Value::Object(one(describe).settings)
}

/// A bucket with all that belongs to one.
fn bucket() -> Resource {
    one(|app| {
        let told = app.queue("told");
        app.r2("uploads")
            .location(Location::Weur)
            .jurisdiction(Jurisdiction::Eu)
            .storage_class(StorageClass::InfrequentAccess)
            .cors(
                CorsRule::new(["https://example.com"], ["GET"])
                    .headers(["x-a"])
                    .expose(["etag"])
                    .max_age(60)
                    .id("site"),
            )
            .lifecycle(LifecycleRule::new("old").prefix("tmp/").delete_after(86400).infrequent_after(3600))
            .lifecycle(
                LifecycleRule::new("parts")
                    .abort_uploads_after(60)
                    .delete_on("2027-01-01T00:00:00Z")
                    .disabled(),
            )
            .lock(LockRule::for_seconds("week", 604_800).prefix("law/"))
            .lock(LockRule::until("year", "2027-01-01T00:00:00Z"))
            .lock(LockRule::indefinitely("ever"))
            .notify(&told, [Notification::written().prefix("in/").suffix(".jpg"), Notification::deleted()])
            .domain("files.example.com")
            .domain_with("old.example.com", json!({ "minTLS": "1.2", "zone": "example.com" }))
            .public(true)
            .protect();
    })
}

#[test]
fn buckets() {
    let bucket = bucket();
    let settings =
        expect!({ "locationHint": "weur", "jurisdiction": "eu", "storageClass": "InfrequentAccess" });
    assert_eq!(Value::Object(bucket.settings), settings);
    assert!(bucket.protect);
    let parts = serde_json::to_value(&bucket.parts).expect("JSON");
    assert_eq!(
        parts,
        expect!({
            "cors": { "rules": [{
                "allowed": { "origins": ["https://example.com"], "methods": ["GET"], "headers": ["x-a"] },
                "exposeHeaders": ["etag"], "maxAgeSeconds": 60, "id": "site",
            }] },
            "lifecycle": { "rules": [
                { "id": "old", "enabled": true, "conditions": { "prefix": "tmp/" },
                  "deleteObjectsTransition": { "condition": { "type": "Age", "maxAge": 86400 } },
                  "storageClassTransitions": [{ "condition": { "type": "Age", "maxAge": 3600 }, "storageClass": "InfrequentAccess" }] },
                { "id": "parts", "enabled": false, "conditions": { "prefix": "" },
                  "abortMultipartUploadsTransition": { "condition": { "type": "Age", "maxAge": 60 } },
                  "deleteObjectsTransition": { "condition": { "type": "Date", "date": "2027-01-01T00:00:00Z" } } },
            ] },
            "locks": { "rules": [
                { "id": "week", "enabled": true, "condition": { "type": "Age", "maxAgeSeconds": 604_800 }, "prefix": "law/" },
                { "id": "year", "enabled": true, "condition": { "type": "Date", "date": "2027-01-01T00:00:00Z" } },
                { "id": "ever", "enabled": true, "condition": { "type": "Indefinite" } },
            ] },
            "event_notifications": [{
                "queue_id": { "$ref": "queue/told", "member": "queue_id" },
                "rules": [
                    { "actions": ["PutObject", "CompleteMultipartUpload", "CopyObject"], "prefix": "in/", "suffix": ".jpg" },
                    { "actions": ["DeleteObject", "LifecycleDeletion"] },
                ],
            }],
            "custom_domains": [
                { "domain": "files.example.com", "enabled": true },
                { "domain": "old.example.com", "enabled": true, "minTLS": "1.2", "zone": "example.com" },
            ],
            "managed_domain": { "enabled": true },
        })
    );
}

#[test]
fn databases_queues_and_indexes() {
    let database = one(|app| {
        app.d1("orders")
            .location(Location::Other("moon".to_owned()))
            .read_replication(true)
            .migrations("sql");
    });
    assert_eq!(
        Value::Object(database.settings),
        expect!({ "primary_location_hint": "moon", "read_replication": { "mode": "auto" } })
    );
    assert_eq!(database.parts["migrations"], "sql");
    let told = one(|app| {
        app.d1("orders").migrations_with("sql", Some("applied"), None);
    });
    assert_eq!(told.parts["migrations"], expect!({ "directory": "sql", "table": "applied" }));
    let queue = one(|app| {
        let dead = app.queue("dead");
        app.queue("mail").delivery_delay(5).retention(60).paused(false).pull(|c| {
            c.max_batch(50).max_retries(3).retry_delay(10).visibility_timeout_ms(6000).dead_letter(&dead)
        });
    });
    let settings = expect!({ "settings": { "delivery_delay": 5, "message_retention_period": 60, "delivery_paused": false } });
    assert_eq!(Value::Object(queue.settings), settings);
    let consumers = expect!([{
        "type": "http_pull",
        "settings": { "batch_size": 50, "max_retries": 3, "retry_delay": 10, "visibility_timeout_ms": 6000 },
        "dead_letter_queue": { "$ref": "queue/dead", "member": "queue_name" },
    }]);
    assert_eq!(queue.parts["consumers"], consumers);
    let index = one(|app| {
        app.vectorize("v")
            .dimensions(768)
            .metric(Metric::DotProduct)
            .description("d")
            .metadata_index("lang", "string");
    });
    assert_eq!(
        Value::Object(index.settings),
        expect!({ "config": { "dimensions": 768, "metric": "dot-product" }, "description": "d" })
    );
    assert_eq!(index.parts["metadata_indexes"], expect!([{ "propertyName": "lang", "indexType": "string" }]));
}

#[test]
fn databases_elsewhere() {
    let by_string = settings(|app| {
        app.hyperdrive("pg").connection_string(env("DATABASE_URL")).cache(60, 15).connection_limit(20);
    });
    let caching = expect!({ "disabled": false, "max_age": 60, "stale_while_revalidate": 15 });
    let secret = expect!({ "$secret": { "env": "DATABASE_URL" } });
    assert_eq!(by_string, expect!({ "origin": secret, "caching": caching, "origin_connection_limit": 20 }));
    let by_members = settings(|app| {
        let origin = json!({ "scheme": "mysql", "host": "db", "port": 3306, "password": env("PW") });
        app.hyperdrive("my").origin(origin).no_cache().mtls(json!({ "sslmode": "require" }));
    });
    assert_eq!(by_members["origin"]["password"], expect!({ "$secret": { "env": "PW" } }));
    assert_eq!(by_members["caching"], expect!({ "disabled": true }));
}

#[test]
fn services_hold_their_names() {
    let model = read(Some("staging"), |app| {
        let store = app.secrets_store("keys");
        store.put("API_KEY", env("API_KEY"));
        app.dispatch_namespace("customers");
        app.mtls_certificate("client").certificate(file("c.pem"), false).private_key(file("k.pem"));
        app.pipeline_stream("events").http(true).worker_binding(true).schema(json!({ "fields": [] }));
        app.pipeline_sink("lake")
            .bucket(&app.r2("lake"), "id", env("R2_SECRET"))
            .format(json!({ "type": "parquet" }));
        app.pipeline("etl").sql("INSERT INTO lake SELECT * FROM events");
        app.ai_gateway("models").cache_ttl(60).rate_limit(100, 60, "sliding");
        app.ai_search("docs").bucket(&app.r2("docs")).chunk_size(256);
        app.pages("site").production_branch("trunk").build(json!({ "build_command": "make" }));
        app.email_address("ops@example.com");
        Ok(())
    });
    let found = |kind: &str| {
        let found = model.resources.iter().find(|resource| resource.kind == kind);
        found.unwrap_or_else(|| panic!("no {kind}"))
    };
    for (kind, label, called) in [
        ("secrets_store.stores", "name", "keys-staging"),
        ("workers_for_platforms.dispatch.namespaces", "name", "customers-staging"),
        ("mtls_certificates", "name", "client-staging"),
        ("pipelines.streams", "name", "events-staging"),
        ("pipelines.sinks", "name", "lake-staging"),
        ("pipelines", "name", "etl-staging"),
        ("ai_gateway", "id", "models-staging"),
        ("ai_search.instances", "id", "docs-staging"),
        ("pages.projects", "name", "site-staging"),
        ("email_routing.addresses", "email", "ops@example.com"),
    ] {
        let resource = found(kind);
        assert_eq!(resource.settings[label], called, "{kind}");
        assert_eq!(resource.called(), called, "{kind}");
    }
    let secret = found("secrets_store.stores.secrets");
    assert_eq!(secret.path["store_id"], expect!({ "$ref": "secrets_store.stores/keys", "member": "id" }));
    assert_eq!((secret.name.as_str(), secret.called()), ("keys.API_KEY", "API_KEY"));
    assert_eq!(
        found("ai_search.instances").settings["source"],
        expect!({ "$ref": "r2/docs", "member": "name" })
    );
    assert_eq!(found("ai_gateway").settings["collect_logs"], true, "what the API requires is there");
}

#[test]
fn origins_and_what_holds_for_all() {
    let model = read(Some("staging"), |app| {
        app.account("Staging account");
        app.kv("a").existing();
        app.kv("b").existing_id("0f2a");
        app.kv("c").from_app("core");
        app.kv("d").from_environment("KV_ID");
        app.kv("e").local();
        app.kv("f").called("exactly").was("old").was("older").ignore("title").protect();
        app.any("rules.lists", "office", json!({ "name": "office" }))
            .path("x", 1)
            .zone("example.com")
            .identity(["name"]);
        app.output("f", app.kv("g").id());
        Ok(())
    });
    let [named, id, other, variable, local, own, any, _] = model.resources.as_slice() else {
        panic!("eight")
    };
    assert_eq!(named.origin, Origin::Existing { id: None });
    assert_eq!(named.called(), "a", "what others make has the name that they gave it");
    assert_eq!(id.origin, Origin::Existing { id: Some("0f2a".to_owned()) });
    assert_eq!(other.origin, Origin::App("core".to_owned()));
    assert_eq!(variable.origin, Origin::Environment("KV_ID".to_owned()));
    assert_eq!(local.origin, Origin::Local);
    assert_eq!((own.called(), own.protect), ("exactly", true));
    assert_eq!(
        (own.was.as_slice(), own.ignore.as_slice()),
        (&["old".to_owned(), "older".to_owned()][..], &["title".to_owned()][..])
    );
    assert_eq!(
        (any.zone.as_deref(), &any.identity, &any.path["x"]),
        (Some("example.com"), &vec!["name".to_owned()], &expect!(1))
    );
    assert_eq!(any.called(), "office", "a body is as it was given");
    assert_eq!(model.account.as_deref(), Some("Staging account"));
    assert_eq!(model.outputs["f"], expect!({ "$ref": "kv/g", "member": "id" }));
}
