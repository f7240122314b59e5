//! Models that nobody makes with the builder: what it has no words for is said by its general methods.

use super::Case;
use serde_json::{Value, json};

pub(super) fn cases() -> Vec<Case> {
    let models =
        [("resources", resources()), ("Workers", workers()), ("names", names()), ("values", values())];
    let case = |(name, value): (&str, Value)| Case {
        name: name.to_owned(),
        model: serde_json::from_value(value).expect("a model"),
    };
    models.into_iter().map(case).collect()
}

fn resources() -> Value {
    json!({
        "cfs_model": 1, "app": "odd",
        "resources": [
            { "kind": "r2", "name": "odd", "settings": { "locationHint": "moon", "new": 1, "storageClass": null },
              "parts": {
                "cors": { "rules": [{ "allowed": { "origins": ["*"], "methods": ["GET"], "new": 1 } }] },
                "lifecycle": { "rules": [{ "id": "x", "enabled": true, "conditions": { "prefix": "" }, "storageClassTransitions": [] }] },
                "locks": { "rules": [] }, "event_notifications": [{ "queue_id": "literal", "rules": [] }],
                "custom_domains": [{ "domain": "a.example.com" }], "managed_domain": { "enabled": "maybe" }, "sippy": { "a": [] }
              } },
            { "kind": "d1", "name": "d", "settings": { "read_replication": { "mode": "new" } },
              "parts": { "migrations": { "directory": "sql", "table": "t" } } },
            { "kind": "queue", "name": "q", "settings": { "settings": { "new": 1 } },
              "parts": { "consumers": [{ "type": "http_pull" }] }, "zone": "example.com" },
            { "kind": "queue", "name": "large", "settings": { "settings": { "delivery_delay": 5_000_000_000_u64 } } },
            { "kind": "vectorize", "name": "v", "settings": { "config": { "dimensions": 1, "new": 2 } },
              "parts": { "metadata_indexes": [] } },
            { "kind": "hyperdrive", "name": "h", "settings": { "origin": { "host": "db" }, "caching": { "max_age": 5 } } },
            { "kind": "ai_gateway", "name": "g", "settings": { "id": "g", "cache_ttl": 5 } },
            { "kind": "pages.projects", "name": "p", "called": "q", "settings": { "name": "p" } },
            { "kind": "secrets_store.stores", "name": "s" },
            { "kind": "secrets_store.stores.secrets", "name": "s.A", "called": "A", "protect": true, "identity": ["name"],
              "path": { "store_id": { "$ref": "secrets_store.stores/s", "member": "id" } },
              "settings": { "name": "A", "value": { "$secret": { "env": "A" } }, "scopes": ["workers"] } },
            { "kind": "email_routing.addresses", "name": "me", "settings": { "email": "me@example.com" } },
            { "kind": "email_routing.rules", "name": "r", "zone": "example.com", "settings": { "name": "r", "enabled": true,
              "matchers": [{ "type": "all" }], "actions": [{ "type": "worker", "value": [{ "$ref": "worker/w", "member": "name" }] }] } },
            { "kind": "dns.records", "name": "x", "zone": "example.com", "identity": ["content"],
              "settings": { "type": "A", "name": "other.net", "content": "192.0.2.1", "ttl": 1 } },
            { "kind": "dns.records", "name": "y", "zone": "example.com", "settings": { "type": "TXT", "name": "y.example.com", "content": "t" } },
            { "kind": "dns.records", "name": "z", "zone": "example.com", "identity": ["type", "name"],
              "settings": { "type": "CNAME", "name": "z.example.com", "ttl": 60, "content": { "$ref": "pages.projects/p", "member": "subdomain" } } },
            { "kind": "rulesets", "name": "any", "zone": "example.com", "identity": ["phase"], "settings": { "name": "default", "kind": "zone",
              "phase": "http_request_transform", "rules": [] } },
            { "kind": "load_balancers", "name": "lb", "zone": "example.com", "settings": { "name": "lb.other.net" } },
            { "kind": "load_balancers", "name": "lb2", "zone": "example.com", "settings": { "name": "lb.example.com", "default_pools": ["id"] } },
            { "kind": "rules.lists", "name": "l", "settings": { "items": [{ "ip": { "$ref": "kv/last", "member": "id" } }], "kind": "ip" } },
            { "kind": "made.up", "name": "app", "origin": { "existing": {} }, "parts": { "a": 1 } },
            { "kind": "kv", "name": "last", "origin": { "app": "other" } },
        ],
        "workers": [{ "name": "w" }, { "name": "dated", "compatibility_date": "2026-01-01" }],
        "outputs": { "unknown": { "$ref": "kv/nothing", "member": "id" }, "quote": "a \"b\" \u{200b}\n" },
    })
}

fn workers() -> Value {
    json!({
        "cfs_model": 1, "app": "odd", "environment": "dev",
        "resources": [{ "kind": "kv", "name": "k", "called": "k" }, { "kind": "r2", "name": "b", "settings": { "jurisdiction": "eu" } }],
        "workers": [{
            "name": "w", "called": "w",
            "source": { "modules": { "main": "a.js", "folder": "d", "rules": [{ "type": "Text", "globs": ["*"], "fallthrough": true }] } },
            "assets": { "directory": "p", "config": { "new": true } },
            "dispatch_namespace": "literal",
            "bindings": {
                "A": { "type": "assets" },
                "ROOM": { "type": "durable_object_namespace", "class_name": "Undeclared" },
                "FLOW": { "type": "workflow", "workflow_name": "flow", "class_name": "Flow" },
                "KV": { "type": "kv_namespace", "namespace_id": "literal" },
                "RAW": { "type": "kv_namespace", "namespace_id": { "$ref": "kv/k", "member": "title" }, "x": 1 },
                "R2": { "type": "r2_bucket", "bucket_name": { "$ref": "r2/b", "member": "name" } },
                "SECRET": { "type": "secret_text" },
                "TEXT": { "type": "secret_text", "text": "never" },
                "SERVICE": { "type": "service", "service": "x", "new": 1 },
                "JSON": { "type": "json", "json": { "$ref": "kv/k", "member": "id" } },
                "NEW": { "type": "made_up", "deep": { "a": [1, [2, { "b": {} }]] } },
                "RATE": { "type": "ratelimit", "namespace_id": "1", "simple": { "limit": 1.5, "period": 10 } },
                "DISPATCH": { "type": "dispatch_namespace", "namespace": "n", "outbound": { "worker": { "service": "p" } } },
                "AE": { "type": "analytics_engine" },
            },
            "classes": { "Room": {}, "Dead": { "deleted": true, "was": "x" } },
            "workflows": [{ "name": "flow", "class_name": "Flow" }],
            "containers": [{ "class_name": "Room", "image": "" }],
            "consumers": [{ "queue": { "$ref": "kv/k", "member": "id" } }, { "queue": "q", "settings": { "new": true } }],
            "addresses": [], "events": [], "routes": [], "domains": [],
            "metadata": {
                "limits": { "new": 1 }, "placement": { "mode": "new" }, "observability": { "head_sampling_rate": 1.0 },
                "logpush": null, "tail_consumers": [{ "service": "a", "environment": "e" }], "cache_options": { "enabled": true, "x": 1 },
            },
            "checks": [{ "path": "/", "contains": "x" }],
        }],
    })
}

fn names() -> Value {
    let things =
        ["app", "env", "zone", "type", "a b", "a-b", "a_b", "3d", "ü", "Consumer", "consumer", "json", "A"];
    let resources: Vec<Value> = things.iter().map(|name| json!({ "kind": "kv", "name": name })).collect();
    let bindings = things.iter().enumerate().map(|(index, name)| {
        let reference = json!({ "$ref": format!("kv/{name}"), "member": "id" });
        (format!("B{index}"), json!({ "type": "kv_namespace", "namespace_id": reference }))
    });
    let bindings: serde_json::Map<String, Value> = bindings.collect();
    json!({ "cfs_model": 1, "app": "names", "resources": resources, "workers": [{ "name": "env", "bindings": bindings }] })
}

fn values() -> Value {
    let many: Vec<Value> =
        (0..500).map(|number| json!({ "ip": format!("192.0.2.{number}"), "\"#": "##\"" })).collect();
    let mut deep = json!(1);
    for _ in 0..50 {
        deep = json!([deep]);
    }
    json!({
        "cfs_model": 1, "app": "values",
        "resources": [{ "kind": "rules.lists", "name": "many", "settings": { "items": many, "deep": deep } }],
        "workers": [{ "name": "w", "bindings": {
            "V": { "type": "json", "json": {
                "whole": [0, -1, 2_147_483_648_u64, -9_000_000_000_i64, 18_446_744_073_709_551_615_u64],
                "parts": [0.1, 1.0, -2.5, 1e300, 1e-7], "null": null, "empty": [{}, [], ""], "text": "a\\b\"c\u{7}\u{1F600}",
            } },
            "MANY": { "type": "json", "json": many },
        } }],
    })
}
