//! Models as files.

use crate::told;
use cfs_config::model::{
    Assets, Check, Class, Consumer, Container, Domain, Origin, Place, Resource, Route, Source, Worker,
    Workflow,
};
use cfs_config::{Form, Model, model_json, model_toml, read};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

fn map(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

/// A model that says everything that a model can say.
pub(crate) fn whole() -> Model {
    let place = |line| Some(Place { file: "infrastructure.rs".to_owned(), line, column: 5 });
    let some = |text: &str| Some(text.to_owned());
    let database = Resource {
        kind: "d1".to_owned(),
        name: "orders".to_owned(),
        called: some("orders-staging"),
        origin: Origin::Ensure,
        zone: some("example.com"),
        path: map(json!({"store_id": {"$ref": "secrets_store.stores/main", "member": "id"}})),
        settings: map(json!({"primary_location_hint": "wnam"})),
        parts: IndexMap::from([("migrations".to_owned(), json!("migrations"))]),
        identity: vec!["name".to_owned()],
        protect: true,
        was: vec!["old-orders".to_owned()],
        ignore: vec!["read_replication.mode".to_owned()],
        place: place(3),
    };
    let of = |origin| Resource {
        kind: "kv".to_owned(),
        name: format!("{origin:?}"),
        origin,
        ..Resource::default()
    };
    let origins = [
        Origin::Existing { id: None },
        Origin::Existing { id: some("0123") },
        Origin::App("shop".to_owned()),
        Origin::Environment("CACHE_ID".to_owned()),
        Origin::Local,
    ];
    let sources = [
        None,
        Some(Source::Crate("workers/api".to_owned())),
        Some(Source::Modules {
            main: "index.js".to_owned(),
            folder: "dist".to_owned(),
            rules: vec![json!({"type": "Text", "globs": ["*.txt"]})],
        }),
    ];
    let mut workers = vec![worker()];
    workers.extend(sources.into_iter().enumerate().map(|(at, source)| Worker {
        name: format!("w{at}"),
        source,
        ..Worker::default()
    }));
    Model {
        version: 1,
        app: "shop".to_owned(),
        environment: some("staging"),
        account: some("main"),
        resources: std::iter::once(database).chain(origins.map(of)).collect(),
        workers,
        outputs: IndexMap::from([("database".to_owned(), json!({"$ref": "d1/orders", "member": "uuid"}))]),
    }
}

fn worker() -> Worker {
    let place = Place { file: "infrastructure.rs".to_owned(), line: 9, column: 9 };
    let some = |text: &str| Some(text.to_owned());
    let bindings = [
        ("DB", json!({"type": "d1", "id": {"$ref": "d1/orders", "member": "uuid"}})),
        ("KEY", json!({"type": "secret_text", "text": {"$secret": {"command": ["pass", "key"]}}})),
        ("SETTINGS", json!({"type": "json", "json": {"a": [1, {"b": "c"}], "d": {"e": 0.5}}})),
    ];
    Worker {
        name: "api".to_owned(),
        called: some("api-staging"),
        source: Some(Source::Script("src/index.ts".to_owned())),
        assets: Some(Assets {
            directory: "public".to_owned(),
            config: map(json!({"run_worker_first": true})),
        }),
        dispatch_namespace: Some(json!("customers")),
        compatibility_date: some("2026-11-01"),
        compatibility_flags: vec!["global_fetch_strictly_public".to_owned()],
        bindings: bindings.map(|(name, value)| (name.to_owned(), value)).into(),
        places: IndexMap::from([("DB".to_owned(), place.clone())]),
        declared: IndexMap::from([("crons.0".to_owned(), place.clone())]),
        build: map(json!({"minify": true})),
        local: map(json!({"dev": {"port": 8080}})),
        classes: IndexMap::from([(
            "Room".to_owned(),
            Class {
                legacy_kv: true,
                was: some("Chat"),
                from: some("halls"),
                to: some("lobbies"),
                deleted: true,
            },
        )]),
        migrations: vec![json!({"tag": "v1", "new_sqlite_classes": ["Room"]})],
        workflows: vec![Workflow {
            name: "nightly".to_owned(),
            class_name: "Nightly".to_owned(),
            settings: map(json!({"limits": {"steps": 5}})),
        }],
        containers: vec![Container {
            name: some("box"),
            class_name: "Room".to_owned(),
            image: "registry.cloudflare.com/box:1".to_owned(),
            settings: map(json!({"max_instances": 2})),
        }],
        consumers: vec![Consumer {
            queue: json!("mail"),
            dead_letter_queue: Some(json!("dead")),
            settings: map(json!({"batch_size": 10})),
            place: Some(place.clone()),
        }],
        crons: Some(vec!["0 * * * *".to_owned()]),
        addresses: Some(vec!["info@example.com".to_owned()]),
        events: Some(vec![json!({"type": "cf.artifacts.repo.pushed", "targets": []})]),
        routes: Some(vec![Route {
            pattern: "example.com/*".to_owned(),
            zone: some("example.com"),
            place: Some(place.clone()),
        }]),
        domains: Some(vec![Domain {
            hostname: "shop.example.com".to_owned(),
            zone: some("example.com"),
            enabled: Some(true),
            previews_enabled: Some(false),
            place: Some(place.clone()),
        }]),
        workers_dev: Some(true),
        preview_urls: Some(false),
        metadata: map(json!({"logpush": true})),
        keep_vars: true,
        checks: vec![Check { path: "/health".to_owned(), status: Some(200), contains: some("ok") }],
        protect: true,
        was: vec!["old-api".to_owned()],
        ignore: vec!["observability".to_owned()],
        place: Some(place),
    }
}

#[test]
fn a_model_is_the_same_as_json_and_as_toml() {
    let model = whole();
    let json = read(&model_json(&model), "model.json", Form::Json, Some("staging"));
    assert!(json.findings.is_empty(), "{}", told(&json.findings));
    let toml = model_toml(&model);
    assert_eq!(toml.notes, []);
    insta::assert_snapshot!(toml.text);
    let toml = read(&toml.text, "model.toml", Form::Toml, None);
    assert!(toml.findings.is_empty(), "{}", told(&toml.findings));
    for read in [json, toml] {
        assert_eq!(
            read.model.resources[0].place.as_ref().map(|place| place.file.as_str()),
            Some("infrastructure.rs")
        );
        assert_eq!(read.model.without_places(), model.clone().without_places());
    }
}

#[test]
fn what_declares_no_place_gets_the_one_in_its_file() {
    let text = "cfs_model = 1\napp = \"shop\"\n\n[[resources]]\nkind = \"kv\"\nname = \"cache\"\n\n[[workers]]\nname = \"api\"\ncrons = [\"x\"]\n\n[workers.bindings]\nCACHE = { type = \"kv_namespace\" }\n";
    let read = read(text, "model.toml", Form::Toml, None);
    let worker = &read.model.workers[0];
    let lines =
        [&read.model.resources[0].place, &worker.place].map(|place| place.as_ref().map(|place| place.line));
    assert_eq!(lines, [Some(4), Some(8)]);
    assert_eq!(worker.places["CACHE"].to_string(), "model.toml:13:1");
    assert_eq!(worker.declared["crons.0"].to_string(), "model.toml:10:10");
}

#[test]
fn mistakes_in_models_have_places() {
    for (text, message) in [
        (
            "{\n \"cfs_model\": 1,\n \"app\": 5 }",
            "m.json:3:9: error: invalid type: integer `5`, expected a string",
        ),
        (
            "{ \"cfs_model\": 1, \"app\": \"a\",\n \"resources\": [{ \"kind\": \"d1\" }] }",
            "m.json:2:16: error: missing field `name`",
        ),
        (
            "{ \"cfs_model\": 1, \"app\": \"a\", \"worker\": [] }",
            "m.json:1:31: warning: `worker` is no member that is known here\n  Did you mean `workers`?",
        ),
        (
            "{ \"cfs_model\": 1, \"app\": \"a\", \"resources\": [\n{ \"kind\": \"d1\", \"name\": \"b\", \"origin\": \"ensured\" }] }",
            "m.json:2:40: error: unknown variant `ensured`, expected one of `ensure`",
        ),
        ("{ \"cfs_model\": 2, \"app\": \"a\" }", "m.json:1:16: warning: this is version 2 of the form"),
        ("{ \"cfs_model\": 1 }", "m.json:1:1: error: missing field `app`"),
    ] {
        let read = read(text, "m.json", Form::Json, None);
        assert!(told(&read.findings).starts_with(message), "{text}: {}", told(&read.findings));
    }
}

#[test]
fn a_model_for_one_environment_is_none_for_another() {
    let read = read("{\"cfs_model\": 1, \"app\": \"a\"}", "m.json", Form::Json, Some("live"));
    assert!(told(&read.findings).contains("this model was made for the usual environment, not for `live`"));
}

#[test]
fn what_toml_does_not_have_is_told() {
    let mut model = Model { version: 1, app: "a".to_owned(), ..Model::default() };
    model.outputs.insert("none".to_owned(), json!({"deep": [null, u64::MAX]}));
    let written = model_toml(&model);
    assert_eq!(
        told(&written.notes).matches("is nothing that TOML has").count(),
        2,
        "{}",
        told(&written.notes)
    );
    assert!(told(&written.notes).contains("`outputs.none.deep.0`"));
}
