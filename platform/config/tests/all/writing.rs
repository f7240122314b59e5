//! Models of programs as wrangler files: what a file cannot say is told.

use crate::told;
use cfs_config::model::Reference;
use cfs_config::{Form, Model, file_name, read, wrangler_jsonc, wrangler_toml};
use serde_json::json;

fn shop() -> Model {
    let text = json!({
        "cfs_model": 1,
        "app": "shop",
        "resources": [
            {"kind": "d1", "name": "orders", "settings": {"primary_location_hint": "wnam"}, "parts": {"migrations": "migrations"}},
            {"kind": "kv", "name": "cache"},
            {"kind": "r2", "name": "uploads", "parts": {"cors": {"rules": []}}},
            {"kind": "queue", "name": "mail"},
            {"kind": "hyperdrive", "name": "pg"},
            {"kind": "vectorize", "name": "products"},
            {"kind": "dns.records", "name": "api", "zone": "example.com"}
        ],
        "workers": [
            {
                "name": "api", "source": {"crate": "workers/api"}, "compatibility_date": "2026-07-01",
                "classes": {"Room": {}}, "protect": true, "checks": [{"path": "/health"}],
                "bindings": {
                    "DB": {"type": "d1", "id": {"$ref": "d1/orders", "member": "uuid"}},
                    "CACHE": {"type": "kv_namespace", "namespace_id": {"$ref": "kv/cache", "member": "id"}},
                    "UPLOADS": {"type": "r2_bucket", "bucket_name": {"$ref": "r2/uploads", "member": "name"}},
                    "MAIL": {"type": "queue", "queue_name": {"$ref": "queue/mail", "member": "queue_name"}},
                    "PG": {"type": "hyperdrive", "id": {"$ref": "hyperdrive/pg", "member": "id"}},
                    "INDEX": {"type": "vectorize", "index_name": {"$ref": "vectorize/products", "member": "name"}},
                    "ROOM": {"type": "durable_object_namespace", "class_name": "Room"},
                    "MAILER": {"type": "service", "service": {"$ref": "worker/mailer", "member": "name"}},
                    "KEY": {"type": "secret_text", "text": {"$secret": {"env": "API_KEY"}}},
                    "LOG": {"type": "plain_text", "text": "info"},
                    "NEXT": {"type": "something_new", "of": {"$ref": "queue/mail", "member": "queue_name"}}
                }
            },
            {"name": "mailer", "called": "the-mailer", "source": {"script": "mailer.js"}, "compatibility_date": "2026-07-01",
             "consumers": [{"queue": {"$ref": "queue/mail", "member": "queue_name"}, "settings": {"max_wait_time_ms": 1500}}]}
        ],
        "outputs": {}
    });
    let read = read(&text.to_string(), "m.json", Form::Json, None);
    assert!(read.findings.is_empty(), "{}", told(&read.findings));
    read.model
}

#[test]
fn what_a_file_cannot_say_is_told() {
    let mut model = shop();
    model.resources.iter_mut().for_each(|resource| resource.place = None);
    model.workers.iter_mut().for_each(|worker| worker.place = None);
    let written = wrangler_toml(&model, "api", &|_| None).expect("the Worker");
    insta::assert_snapshot!(format!("{}\n{}", written.text, told(&written.notes)));
    assert_eq!(wrangler_toml(&model, "nobody", &|_| None), None);
}

#[test]
fn ids_that_are_known_are_written() {
    let known = |reference: &Reference| match (reference.address.as_str(), reference.member.as_str()) {
        ("kv/cache" | "hyperdrive/pg", "id") => Some("0123".to_owned()),
        ("d1/orders", "uuid") => Some("4567".to_owned()),
        _ => None,
    };
    let written = wrangler_jsonc(&shop(), "api", &known).expect("the Worker");
    assert!(written.text.contains("{ \"binding\": \"CACHE\", \"id\": \"0123\" }"), "{}", written.text);
    assert!(written.text.contains("\"database_id\": \"4567\""), "{}", written.text);
    assert!(!told(&written.notes).contains("is not known before"), "{}", told(&written.notes));
}

#[test]
fn a_queue_is_consumed_by_its_name() {
    let written = wrangler_toml(&shop(), "mailer", &|_| None).expect("the Worker");
    assert!(written.text.starts_with("name = \"the-mailer\"\n"), "{}", written.text);
    assert!(written.text.contains("queue = \"mail\"\nmax_batch_timeout = 1.5\n"), "{}", written.text);
}

#[test]
fn several_workers_have_files_of_their_own() {
    let model = shop();
    assert_eq!(file_name(&model, "api", "jsonc"), "wrangler.api.jsonc");
    let one = Model { workers: model.workers[..1].to_vec(), ..model };
    assert_eq!(file_name(&one, "api", "toml"), "wrangler.toml");
}

#[test]
fn secrets_are_never_written() {
    let mut model = shop();
    let bindings = &mut model.workers[0].bindings;
    bindings.insert("A".to_owned(), json!({"type": "secret_text", "text": "hush-1"}));
    bindings.insert("B".to_owned(), json!({"type": "json", "json": {"deep": [{"$secret": "hush-2"}]}}));
    bindings.insert(
        "C".to_owned(),
        json!({"type": "plain_text", "text": {"$secret": {"command": ["pass", "hush-3"]}}}),
    );
    let written = wrangler_toml(&model, "api", &|_| None).expect("the Worker");
    let all = format!("{}{}", written.text, told(&written.notes));
    assert!(!all.contains("hush"), "{all}");
    assert!(all.contains("required = [\"KEY\", \"A\"]"), "{all}");
}
