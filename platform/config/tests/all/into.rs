//! Bindings into a `wrangler.toml` that is there.

use crate::{told, wrangler};
use cfs_config::{Form, Model, into_wrangler_toml, read};
use serde_json::{Value, json};

const FILE: &str = r#"# The shop.
name = "shop"          # as ever
main = "src/index.ts"

compatibility_date = "2026-07-01"

# Caches.
kv_namespaces = [
  { binding = "CACHE", id = "old", preview_id = "mine" }, # the usual one
  { binding = "GONE", id = "x" },
]

[vars]
# How much is told.
LOG = "debug" # for now
GONE = "x"
HOSTS = ["a", "b"]

[build]
command = "make" # before

# The database.
[[d1_databases]]
binding = "DB" # main
database_name = "orders"
database_id = "1234"
preview_database_id = "local"

[[d1_databases]]
binding = "OLD"
database_id = "5678"

[env.staging] # later
workers_dev = true

[env.staging.vars]
LOG = "trace"
"#;

fn model(bindings: Value, environment: Option<&str>) -> Model {
    let model = json!({"cfs_model": 1, "app": "shop", "environment": environment,
        "resources": [{"kind": "queue", "name": "mail"}, {"kind": "kv", "name": "cache"}],
        "workers": [{"name": "shop", "bindings": bindings}]});
    let read = read(&model.to_string(), "m.json", Form::Json, None);
    assert!(!read.is_err(), "{}", told(&read.findings));
    read.model
}

#[test]
fn only_bindings_change_and_comments_stay() {
    let model = model(
        json!({
            "CACHE": {"type": "kv_namespace", "namespace_id": "new"},
            "MORE": {"type": "kv_namespace", "namespace_id": {"$ref": "kv/cache", "member": "id"}},
            "LOG": {"type": "plain_text", "text": "info"},
            "HOSTS": {"type": "json", "json": ["a", "b"]},
            "LIMIT": {"type": "json", "json": {"a": 1}},
            "DB": {"type": "d1", "id": "1234"},
            "MAIL": {"type": "queue", "queue_name": {"$ref": "queue/mail", "member": "queue_name"}},
            "AI": {"type": "ai"},
            "KEY": {"type": "inherit"},
        }),
        None,
    );
    let written = into_wrangler_toml(FILE, &model, "shop", &|_| None).expect("written");
    insta::assert_snapshot!(written.text);
    // Once more changes nothing.
    let again = into_wrangler_toml(&written.text, &model, "shop", &|_| None).expect("written");
    assert_eq!(again.text, written.text);
    let read = wrangler(&written.text);
    assert!(!read.is_err(), "{}", told(&read.findings));
    let bound = &read.model.workers[0].bindings;
    assert_eq!(bound.len(), model.workers[0].bindings.len());
    assert_eq!(bound["CACHE"], json!({"type": "kv_namespace", "namespace_id": "new"}));
    assert_eq!(read.model.workers[0].local["bindings"]["CACHE"], json!({"preview_id": "mine"}));
}

#[test]
fn an_environment_has_its_own() {
    let model =
        model(json!({"LOG": {"type": "plain_text", "text": "warn"}, "AI": {"type": "ai"}}), Some("staging"));
    let written = into_wrangler_toml(FILE, &model, "shop", &|_| None).expect("written");
    let expected =
        FILE.replace("LOG = \"trace\"\n", "LOG = \"warn\"\n\n[env.staging.ai]\nbinding = \"AI\"\n");
    assert_eq!(written.text, expected);
}

#[test]
fn a_file_without_bindings_gets_them() {
    let model = model(
        json!({"MAIL": {"type": "queue", "queue_name": "mail"}, "R": {"type": "ratelimit", "namespace_id": "1", "simple": {"limit": 1, "period": 10}},
            "ROOM": {"type": "durable_object_namespace", "class_name": "Room"}, "X": {"type": "new", "a": 1}, "ASSETS": {"type": "assets"}}),
        None,
    );
    let written = into_wrangler_toml(
        "name = \"shop\" # mine\nassets = { directory = \"public\" }\n",
        &model,
        "shop",
        &|_| None,
    )
    .expect("written");
    assert!(
        written.text.starts_with(
            "name = \"shop\" # mine\nassets = { directory = \"public\", binding = \"ASSETS\" }\n"
        ),
        "{}",
        written.text
    );
    let read = wrangler(&written.text);
    assert!(!read.is_err(), "{}\n{}", written.text, told(&read.findings));
    let mut bindings = read.model.workers[0].bindings.clone();
    // Wrangler makes the queues that producers name.
    bindings["MAIL"]["queue_name"] = json!("mail");
    assert_eq!(bindings, model.workers[0].bindings, "{}", written.text);
}

#[test]
fn without_bindings_all_go() {
    let written = into_wrangler_toml(FILE, &model(json!({}), None), "shop", &|_| None).expect("written");
    let read = wrangler(&written.text);
    assert!(read.model.workers[0].bindings.is_empty(), "{}", written.text);
    assert!(written.text.contains("command = \"make\" # before"), "{}", written.text);
    assert!(written.text.contains("[env.staging.vars]\nLOG = \"trace\""), "{}", written.text);
}

#[test]
fn mistakes_are_told() {
    let model = model(json!({}), None);
    assert!(into_wrangler_toml("a = ", &model, "shop", &|_| None).is_err());
    assert!(
        into_wrangler_toml("", &model, "other", &|_| None)
            .expect_err("none")
            .to_string()
            .contains("no Worker `other`")
    );
    let bound = self::model(json!({"A": {"type": "plain_text", "text": "b"}}), None);
    let error = into_wrangler_toml("vars = 1", &bound, "shop", &|_| None).expect_err("no table").to_string();
    assert!(error.contains("`vars` is no table"), "{error}");
}

#[test]
fn comments_in_lists_stay_behind_their_values() {
    let bound = |names: &[&str]| {
        let bindings = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({"type": "kv_namespace", "namespace_id": "1"})));
        model(Value::Object(bindings.collect()), None)
    };
    let into = |file: &str, names: &[&str]| {
        let written = into_wrangler_toml(file, &bound(names), "shop", &|_| None).expect("written").text;
        written.parse::<toml_edit::DocumentMut>().expect("TOML");
        written
    };
    let list = |lines: &[&str]| {
        format!(
            "kv_namespaces = [\n{}]\n",
            lines.iter().map(|line| format!("  {line}\n")).collect::<String>()
        )
    };
    let [a, b, c] = ["A", "B", "C"].map(|name| format!("{{ binding = \"{name}\", id = \"1\" }},"));
    let full =
        list(&[&format!("{a} # first"), "# before", &format!("{b} # second"), &format!("{c} # third")]);
    assert_eq!(into(&full, &["A", "B", "C"]), full);
    assert_eq!(
        into(&full, &["A", "B"]),
        list(&[&format!("{a} # first"), "# before", &format!("{b} # second")])
    );
    assert_eq!(into(&full, &["A", "C"]), list(&[&format!("{a} # first"), &format!("{c} # third")]));
    assert_eq!(
        into(&full, &["B", "C"]),
        list(&["# before", &format!("{b} # second"), &format!("{c} # third")])
    );
    let two = list(&[&format!("{a} # first"), &format!("{b} # second")]);
    assert_eq!(into(&two, &["A", "B", "C"]), list(&[&format!("{a} # first"), &format!("{b} # second"), &c]));
    let without = format!("kv_namespaces = [\n  {a}\n  {} # second\n]\n", b.trim_end_matches(','));
    assert_eq!(into(&without, &["A", "B", "C"]), list(&[&a, &format!("{b} # second"), &c]));
    let line = format!("kv_namespaces = [{}]\n", a.trim_end_matches(','));
    assert_eq!(into(&line, &["A", "B"]), format!("kv_namespaces = [{a} {}]\n", b.trim_end_matches(',')));
}
