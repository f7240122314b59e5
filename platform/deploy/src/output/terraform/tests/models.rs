//! Models of every kind.

use cfs_config::Model;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Attributes of bindings.
pub(super) const ATTRIBUTES: &str = "name type text json namespace_id bucket_name jurisdiction id database_id class_name \
    script_name environment dispatch_namespace queue_name service entrypoint index_name dataset namespace outbound \
    certificate_id store_id secret_name pipeline workflow_name destination_address allowed_destination_addresses \
    allowed_sender_addresses simple old_name version_id part algorithm format usages key_base64 key_jwk app_id \
    instance_name service_id tunnel_id network_id";

/// Kinds that the provider does not have.
pub(super) const ABSENT: [&str; 10] = [
    "agent_memory",
    "analytics",
    "any (unsafe)",
    "artifacts",
    "k2",
    "logfwdr",
    "messaging",
    "stream",
    "unsafe_hello_world",
    "worker_loader",
];

fn model(value: Value) -> Model {
    serde_json::from_value(value).expect("a model")
}

pub(super) fn all() -> Vec<(String, Model)> {
    vec![
        ("resources".to_owned(), resources()),
        ("script".to_owned(), bound(false)),
        ("versions".to_owned(), bound(true)),
        ("workers".to_owned(), workers()),
        ("origins".to_owned(), origins()),
    ]
}

/// Ids for all that a model has.
pub(super) fn ids(model: &Model) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for (index, resource) in model.resources.iter().enumerate() {
        ids.insert(resource.address(), format!("id-{index}"));
    }
    for worker in &model.workers {
        ids.insert(worker.address(), "worker-id".to_owned());
        for route in worker.routes.iter().flatten() {
            ids.insert(format!("{}/routes/{}", worker.address(), route.pattern), "route-id".to_owned());
        }
        for domain in worker.domains.iter().flatten() {
            ids.insert(format!("{}/domains/{}", worker.address(), domain.hostname), "domain-id".to_owned());
        }
    }
    ids
}

fn reference(address: &str, member: &str) -> Value {
    json!({ "$ref": address, "member": member })
}

fn resources() -> Model {
    let secret = json!({ "$secret": { "env": "KEY" } });
    let mut all = vec![
        json!({ "kind": "kv", "name": "cache", "protect": true, "ignore": ["title"] }),
        json!({ "kind": "r2", "name": "uploads", "settings": { "locationHint": "WNAM", "jurisdiction": "eu", "storageClass": "Standard" },
            "parts": {
                "cors": { "rules": [{ "allowed": { "origins": ["*"], "methods": ["GET"] }, "exposeHeaders": ["etag"], "maxAgeSeconds": 60 }] },
                "lifecycle": { "rules": [{ "id": "old", "enabled": true, "conditions": { "prefix": "" },
                    "deleteObjectsTransition": { "condition": { "type": "Age", "maxAge": 60 } } }] },
                "locks": { "rules": [{ "id": "law", "enabled": true, "condition": { "type": "Age", "maxAgeSeconds": 60 } }] },
                "event_notifications": [{ "queue_id": reference("queue/mail", "queue_id"), "rules": [{ "actions": ["PutObject"] }] }],
                "custom_domains": [{ "domain": "a.example.com", "enabled": true, "zone": "example.com", "minTLS": "1.2" },
                    { "domain": "b.example.com", "enabled": true }],
                "managed_domain": { "enabled": true },
            } }),
        json!({ "kind": "d1", "name": "orders", "settings": { "primary_location_hint": "wnam", "read_replication": { "mode": "auto" } },
            "parts": { "migrations": "migrations" } }),
        json!({ "kind": "queue", "name": "mail", "settings": { "settings": { "delivery_delay": 5 } },
            "parts": { "consumers": [{ "type": "http_pull", "settings": { "batch_size": 5 }, "dead_letter_queue": "dead" }] } }),
        json!({ "kind": "vectorize", "name": "vectors", "settings": { "config": { "dimensions": 3, "metric": "cosine" } },
            "parts": { "metadata_indexes": [{ "propertyName": "a", "indexType": "string" }] } }),
        json!({ "kind": "hyperdrive", "name": "pg", "settings": { "origin": secret, "caching": { "disabled": true } } }),
        json!({ "kind": "hyperdrive", "name": "my", "settings": { "origin": { "scheme": "mysql", "host": "db", "port": 1, "database": "d",
            "user": "u", "password": secret } } }),
        json!({ "kind": "workers_for_platforms.dispatch.namespaces", "name": "tenants", "settings": { "name": "tenants" } }),
        json!({ "kind": "secrets_store.stores", "name": "keys", "settings": { "name": "keys" } }),
        json!({ "kind": "secrets_store.stores.secrets", "name": "keys.A", "called": "A", "identity": ["name"],
            "path": { "store_id": reference("secrets_store.stores/keys", "id") }, "settings": { "name": "A", "value": secret, "scopes": ["workers"] } }),
        json!({ "kind": "mtls_certificates", "name": "client", "settings": { "name": "client", "certificates": { "$secret": { "file": "c.pem" } },
            "private_key": secret } }),
        json!({ "kind": "pipelines", "name": "etl", "settings": { "name": "etl", "sql": "SELECT 1" } }),
        json!({ "kind": "pipelines.streams", "name": "events", "settings": { "name": "events", "http": { "enabled": true, "authentication": true } } }),
        json!({ "kind": "pipelines.sinks", "name": "lake", "settings": { "name": "lake", "type": "r2", "config": { "bucket": reference("r2/uploads", "name") } } }),
        json!({ "kind": "pages.projects", "name": "site", "settings": { "name": "site", "build_config": { "build_command": "make" } } }),
        json!({ "kind": "pages.projects.domains", "name": "www.example.com", "path": { "project_name": "site" }, "settings": { "name": "www.example.com" } }),
        json!({ "kind": "zones", "name": "example.net", "settings": { "name": "example.net", "type": "full" } }),
        json!({ "kind": "ai_search.instances", "name": "docs", "settings": { "id": "docs" } }),
        json!({ "kind": "made.up", "name": "thing" }),
        json!({ "kind": "rules.lists", "name": "office", "settings": { "name": "office", "kind": "ip" } }),
        json!({ "kind": "load_balancers.pools", "name": "pool", "settings": { "name": "pool", "origins": [{ "name": "a", "address": "192.0.2.1" }] } }),
        json!({ "kind": "zero_trust.access.applications", "name": "admin", "settings": { "name": "admin", "domain": "a.example.com", "type": "self_hosted" } }),
    ];
    let zoned = [
        json!({ "kind": "dns.records", "name": "api:cname", "settings": { "type": "CNAME", "name": "api.example.com", "content": "x.example.com", "proxied": true } }),
        json!({ "kind": "dns.records", "name": "srv", "settings": { "type": "SRV", "name": "s.example.com", "ttl": 60, "data": { "port": 1 } } }),
        json!({ "kind": "email_routing.rules", "name": "info", "settings": { "name": "info", "enabled": true,
            "matchers": [{ "type": "literal", "field": "to", "value": "a@example.com" }], "actions": [{ "type": "drop" }] } }),
        json!({ "kind": "rulesets", "name": "waf", "settings": { "name": "default", "kind": "zone", "phase": "http_request_firewall_custom", "rules": [] } }),
        json!({ "kind": "healthchecks", "name": "up", "settings": { "name": "up", "address": "192.0.2.1", "http_config": { "path": "/" } } }),
    ];
    all.extend(zoned.into_iter().map(|mut resource| {
        resource["zone"] = json!("example.com");
        resource
    }));
    model(
        json!({ "cfs_model": 1, "app": "shop", "account": "023e105f4ecef8ad9ca31a8372d0c353", "resources": all,
        "outputs": { "db": reference("d1/orders", "uuid") } }),
    )
}

/// A Worker that is bound to everything, as a script or with versions.
pub(super) fn bound(versions: bool) -> Model {
    let secret = json!({ "$secret": { "env": "S" } });
    let other = reference("worker/other", "name");
    let mut bindings = json!({
        "PLAIN": { "type": "plain_text", "text": "${x}" },
        "JSON": { "type": "json", "json": { "x": [1, "a\"b"], "db": reference("d1/db", "uuid") } },
        "SECRET": { "type": "secret_text", "text": secret },
        "SECRET_KEY": { "type": "secret_key", "format": "raw", "algorithm": { "name": "HMAC" }, "usages": ["sign"], "key_base64": { "$secret": { "file": "key" } } },
        "INHERIT": { "type": "inherit", "old_name": "OLD" },
        "KV": { "type": "kv_namespace", "namespace_id": reference("kv/kv", "id") },
        "R2": { "type": "r2_bucket", "bucket_name": reference("r2/r2", "name"), "jurisdiction": "eu" },
        "D1": { "type": "d1", "id": reference("d1/db", "uuid") },
        "ROOM": { "type": "durable_object_namespace", "class_name": "Room", "script_name": other, "environment": "e" },
        "QUEUE": { "type": "queue", "queue_name": reference("queue/q", "queue_name"), "delivery_delay": 5 },
        "SERVICE": { "type": "service", "service": other, "entrypoint": "Admin", "environment": "e", "props": { "a": 1 } },
        "SELF": { "type": "service", "service": reference("worker/all", "name") },
        "WORKFLOW": { "type": "workflow", "workflow_name": "flow", "class_name": "Flow", "script_name": other },
        "HYPERDRIVE": { "type": "hyperdrive", "id": reference("hyperdrive/pg", "id") },
        "VECTORIZE": { "type": "vectorize", "index_name": reference("vectorize/v", "name") },
    });
    let more = json!({
        "AE": { "type": "analytics_engine" }, "AI": { "type": "ai", "staging": true }, "BROWSER": { "type": "browser" },
        "IMAGES": { "type": "images" }, "STREAM": { "type": "stream" }, "MEDIA": { "type": "media" },
        "VERSION": { "type": "version_metadata" }, "ASSETS": { "type": "assets" },
        "MAIL": { "type": "send_email", "destination_address": "a@example.com", "allowed_destination_addresses": ["a@example.com"] },
        "RATE": { "type": "ratelimit", "namespace_id": "1", "simple": { "limit": 1, "period": 10 } },
        "ANALYTICS": { "type": "analytics" },
        "MTLS": { "type": "mtls_certificate", "certificate_id": reference("mtls_certificates/m", "id") },
        "DISPATCH": { "type": "dispatch_namespace", "namespace": "n", "outbound": { "worker": { "service": other }, "params": [{ "name": "p" }] } },
        "STORED": { "type": "secrets_store_secret", "store_id": reference("secrets_store.stores/s", "id"), "secret_name": "A" },
        "PIPELINES": { "type": "pipelines", "stream": reference("pipelines.streams/p", "id") },
        "VPC": { "type": "vpc_service", "service_id": "s" }, "NET": { "type": "vpc_network", "tunnel_id": "t" },
        "LOADER": { "type": "worker_loader" }, "SEARCH": { "type": "ai_search", "instance_name": reference("ai_search.instances/d", "id") },
        "SEARCHES": { "type": "ai_search_namespace", "namespace": "n" }, "MEMORY": { "type": "agent_memory", "namespace": "n" },
        "ARTIFACTS": { "type": "artifacts", "namespace": "n" }, "K2": { "type": "k2", "stream": "s" },
        "MESSAGING": { "type": "messaging", "namespace": "n" }, "WASM": { "type": "wasm_module", "part": "m" },
        "TEXT": { "type": "text_blob", "part": "t" }, "DATA": { "type": "data_blob", "part": "d" },
        "LOG": { "type": "logfwdr", "destination": "d" }, "HELLO": { "type": "unsafe_hello_world" }, "ANY": { "type": "any (unsafe)", "x": 1 },
    });
    for (name, binding) in more.as_object().into_iter().flatten() {
        bindings[name] = binding.clone();
    }
    if versions {
        // Only versions have it: a Worker that has it is no script.
        bindings["FLAG"] = json!({ "type": "flagship", "app_id": "f" });
    }
    let source = if versions { json!({ "crate": "workers/all" }) } else { json!({ "script": "all.ts" }) };
    model(json!({
        "cfs_model": 1, "app": "bound",
        "resources": [
            { "kind": "kv", "name": "kv" }, { "kind": "r2", "name": "r2", "settings": { "jurisdiction": "eu" } }, { "kind": "d1", "name": "db" },
            { "kind": "queue", "name": "q" }, { "kind": "hyperdrive", "name": "pg", "settings": { "origin": { "host": "h" } } },
            { "kind": "vectorize", "name": "v" }, { "kind": "mtls_certificates", "name": "m", "settings": { "certificates": "c" } },
            { "kind": "secrets_store.stores", "name": "s" }, { "kind": "pipelines.streams", "name": "p" },
            { "kind": "ai_search.instances", "name": "d" },
        ],
        "workers": [
            { "name": "all", "source": source, "bindings": bindings },
            { "name": "other", "source": { "script": "other.js" }, "bindings": { "ALL": { "type": "service", "service": reference("worker/all", "name") } } },
        ],
    }))
}

fn workers() -> Model {
    let settings = json!({
        "assets": { "directory": "public", "config": { "html_handling": "none", "base_path": "/docs" } },
        "compatibility_date": "2026-11-01", "compatibility_flags": ["nodejs_compat"],
        "classes": { "Room": {}, "Old": { "legacy_kv": true }, "New": { "was": "Before" }, "Moved": { "from": "x" }, "Gone": { "deleted": true }, "There": { "to": "x" } },
        "workflows": [{ "name": "flow", "class_name": "Flow", "settings": { "limits": { "steps": 5 }, "schedules": ["0 0 * * *"], "concurrency": { "limit": 1 } } }],
        "consumers": [{ "queue": reference("queue/q", "queue_name"), "dead_letter_queue": "dead", "settings": { "batch_size": 5 } }, { "queue": "theirs" }],
        "crons": ["0 * * * *"], "addresses": ["a@example.com"], "events": [{ "type": "r2" }],
        "routes": [{ "pattern": "api.example.com/*" }, { "pattern": "*.example.com/a", "zone": "example.com" }],
        "domains": [{ "hostname": "shop.example.com" }, { "hostname": "x.example.com", "zone": "example.com", "enabled": false }],
        "preview_urls": true, "keep_vars": true, "protect": true, "ignore": ["logpush"], "was": ["old"], "checks": [{ "path": "/" }],
        "metadata": {
            "limits": { "cpu_ms": 5 }, "placement": { "mode": "smart", "hint": "weur" }, "logpush": true, "cache_options": { "enabled": true },
            "observability": { "head_sampling_rate": 0.5, "logs": { "persist": true }, "issues": {} },
            "tail_consumers": [{ "service": reference("worker/second", "name"), "environment": "e" }], "streaming_tail_consumers": [],
        },
    });
    let with = |name: &str, more: Value| {
        let mut worker = settings.clone();
        worker["name"] = json!(name);
        for (member, value) in more.as_object().into_iter().flatten() {
            worker[member] = value.clone();
        }
        worker
    };
    let tag = json!([{ "tag": "v1", "new_classes": ["A"] }, { "tag": "v2", "renamed_classes": [{ "from": "A", "to": "B" }] }]);
    let container = json!([{ "class_name": "Room", "image": "registry.example.com/a:1" }]);
    model(json!({
        "cfs_model": 1, "app": "workers",
        "resources": [{ "kind": "queue", "name": "q" }],
        "workers": [
            with("first", json!({ "source": { "script": "a.ts" } })),
            with("second", json!({ "source": { "modules": { "main": "index.js", "folder": "dist" } }, "migrations": tag })),
            with("third", json!({ "source": { "crate": "w" }, "containers": container, "metadata": { "placement": { "mode": "targeted", "region": "aws:us-east-1" } } })),
            { "name": "assets-only", "assets": { "directory": "public" } },
            { "name": "tenant", "source": { "script": "t.js" }, "dispatch_namespace": "tenants" },
        ],
    }))
}

fn origins() -> Model {
    let bind = |name: &str| json!({ "type": "kv_namespace", "namespace_id": reference(&format!("kv/{name}"), "id") });
    let names = ["named", "known", "theirs", "given", "here"];
    let bindings: BTreeMap<&str, Value> = names.iter().map(|name| (*name, bind(name))).collect();
    model(json!({
        "cfs_model": 1, "app": "origins",
        "resources": [
            { "kind": "kv", "name": "named", "origin": { "existing": {} } }, { "kind": "kv", "name": "known", "origin": { "existing": { "id": "0f2a" } } },
            { "kind": "kv", "name": "theirs", "origin": { "app": "core" } }, { "kind": "kv", "name": "given", "origin": { "environment": "KV_ID" } },
            { "kind": "kv", "name": "here", "origin": "local" },
        ],
        "workers": [{ "name": "w", "source": { "script": "w.js" }, "bindings": bindings }],
    }))
}
