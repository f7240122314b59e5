//! Mistakes of models: all at once, each with its place and what to do.

use crate::{told, wrangler};
use cfs_config::{Day, Finding, Form, Model, read, validate_on};
use serde_json::{Value, json};

fn today() -> Day {
    Day::parse("2026-11-28").expect("a day")
}

fn check(model: Value) -> Vec<Finding> {
    let read = read(&model.to_string(), "m.json", Form::Json, None);
    assert!(read.findings.is_empty(), "{}", told(&read.findings));
    validate_on(&read.model, today())
}

/// A model with one Worker that is right but for these members.
fn with(members: Value) -> Value {
    let mut worker = json!({"name": "api", "source": {"script": "a.js"}, "compatibility_date": "2026-07-01"});
    worker.as_object_mut().expect("an object").extend(members.as_object().expect("members").clone());
    json!({"cfs_model": 1, "app": "shop", "workers": [worker]})
}

#[track_caller]
fn says(model: Value, wanted: &[&str]) {
    let text = told(&check(model));
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once_with_their_places() {
    let text = r#"name = "API"
main = "a.js"
compatibility_date = "2027-01-01"
compatibility_flags = ["nodejs_compat", "no_nodejs_compat", "Nope"]
routes = ["localhost/*", { pattern = "shop.example.com/x", custom_domain = true }, "a.com/*/b"]

[triggers]
crons = ["0 * * * *", "0 0 * * 0", "0 * * * *", "@daily"]

[[r2_buckets]]
binding = "B"
bucket_name = "My_Bucket"

[[queues.producers]]
binding = "Q"
queue = "-mail"

[[queues.consumers]]
queue = "-mail"
dead_letter_queue = "-mail"
max_batch_size = 1000

[[queues.consumers]]
queue = "-mail"

[[durable_objects.bindings]]
name = "ROOM"
class_name = "Roon"

[[migrations]]
tag = "v1"
new_sqlite_classes = ["Room"]

[[migrations]]
tag = "v1"
deleted_classes = ["Rom"]

[[ratelimits]]
name = "R"
namespace_id = "x"
simple = { limit = 0, period = 30 }

[[containers]]
class_name = "Box"
image = "./Dockerfile"
"#;
    let read = wrangler(text);
    assert!(!read.is_err(), "{}", told(&read.findings));
    let findings = validate_on(&read.model, today());
    assert!(findings.iter().all(|finding| finding.place.is_some()));
    insta::assert_snapshot!(told(&findings));
}

#[test]
fn what_is_right_is_left_alone() {
    for members in [
        json!({}),
        json!({"bindings": {"SOMETHING": {"type": "plain_text", "text": "x"}, "J": {"type": "json", "json": null}}}),
        json!({"crons": ["*/5 * * * *"], "routes": [{"pattern": "*.example.com/a*"}], "domains": [{"hostname": "shop.example.com"}]}),
        json!({"classes": {"Room": {}}, "bindings": {"ROOM": {"type": "durable_object_namespace", "class_name": "Room"}}}),
        json!({"bindings": {"ROOM": {"type": "durable_object_namespace", "class_name": "Room", "script_name": "other"}}}),
        json!({"bindings": {"KEY": {"type": "secret_text", "text": {"$secret": {"env": "KEY"}}}}}),
        json!({"dispatch_namespace": "customers", "name": "Customer 1"}),
        json!({"compatibility_date": "2026-11-28"}),
    ] {
        assert_eq!(told(&check(with(members.clone()))), "", "{members}");
    }
}

#[test]
fn references_name_what_is_there() {
    let mut model = with(json!({"bindings": {
        "DB": {"type": "d1", "id": {"$ref": "d1/order", "member": "uuid"}},
        "KV": {"type": "kv_namespace", "namespace_id": {"$ref": "d1/orders", "member": "uuid"}},
        "BAD": {"type": "d1", "id": {"$ref": "d1/orders"}},
        "KEY": {"type": "secret_text", "text": {"$secret": {"vault": "x"}}},
        "LIT": {"type": "secret_text", "text": "hush"},
    }}));
    model["resources"] = json!([{"kind": "d1", "name": "orders"}]);
    model["outputs"] = json!({"url": {"$ref": "worker/apo", "member": "url"}});
    says(
        model.clone(),
        &[
            "error: worker/api: `bindings.DB.id`: there is no d1/order\n  Did you mean `d1/orders`?",
            "error: worker/api: binding `KV` is of type `kv_namespace`, and d1/orders is none",
            "error: worker/api: `bindings.BAD.id`: a reference names an address and a member",
            "error: worker/api: `bindings.KEY.text`: this is no secret that can be found",
            "warning: worker/api: the secret `LIT` stands in the model",
            "error: outputs: `url`: there is no worker/apo\n  Did you mean `worker/api`?",
        ],
    );
    assert!(!told(&check(model)).contains("hush"), "a secret is never printed");
}

#[test]
fn resources_that_need_each_other_are_a_mistake_and_workers_that_call_each_other_are_none() {
    let refer = |to: &str| json!({"$ref": to, "member": "id"});
    let model = json!({"cfs_model": 1, "app": "shop", "resources": [
        {"kind": "zones.a", "name": "a", "settings": {"x": [refer("zones.b/b")]}},
        {"kind": "zones.b", "name": "b", "path": {"y": refer("zones.c/c")}},
        {"kind": "zones.c", "name": "c", "parts": {"z": refer("zones.a/a")}},
        {"kind": "zones.d", "name": "d", "settings": {"x": refer("zones.a/a")}},
    ]});
    let text = told(&check(model));
    assert_eq!(text.matches("it needs itself").count(), 1, "{text}");
    assert!(text.contains("m.json:1:"), "{text}");
    assert!(text.contains("zones.a/a → zones.b/b → zones.c/c → zones.a/a"), "{text}");
    let call = |name: &str, other: &str| {
        json!({"name": name, "source": {"script": "a.js"}, "compatibility_date": "2026-07-01",
            "bindings": {"OTHER": {"type": "service", "service": {"$ref": other, "member": "name"}}}})
    };
    assert_eq!(
        check(json!({"cfs_model": 1, "app": "a", "workers": [call("a", "worker/b"), call("b", "worker/a")]})),
        []
    );
}

#[test]
fn nothing_is_there_twice() {
    let worker = |name: &str, called: &str| {
        json!({"name": name, "called": called, "source": {"script": "a.js"}, "compatibility_date": "2026-07-01",
            "routes": [{"pattern": "example.com/*"}], "consumers": [{"queue": if name == "a" { json!("mail") } else { json!({"$ref": "queue/q", "member": "queue_name"}) }}]})
    };
    let model = json!({"cfs_model": 1, "app": "a",
        "resources": [{"kind": "kv", "name": "c"}, {"kind": "kv", "name": "c"}, {"kind": "kv", "name": "d", "called": "c"}, {"kind": "queue", "name": "q", "called": "mail"}],
        "workers": [worker("a", "x"), worker("b", "x")]});
    says(
        model,
        &[
            "error: kv/c: it is declared twice: first at m.json:1:",
            "error: kv/d: it is called `c` in the account, as kv/c is",
            "error: worker/b: it is called `x` in the account, as worker/a is",
            "error: worker/b: `example.com/*` already leads to worker/a: first at m.json:1:",
            "error: worker/b: queue `mail` has a consumer already: worker/a: first at m.json:1:",
        ],
    );
}

#[test]
fn bindings_have_what_their_kind_needs() {
    says(
        with(json!({"bindings": {
            "A": {"text": "x"},
            "B": {"type": "d1"},
            "C": {"type": "kv_namespaces", "namespace_id": "x"},
            "D": {"type": "service"},
            "E": {"type": "vpc_network", "tunnel_id": "a", "network_id": "b"},
            "F": {"type": "plain_text", "text": 5},
            "G": {"type": "json"},
            "H I": {"type": "ai"},
            "J": {"type": "workflow", "workflow_name": "w"},
        }})),
        &[
            "binding `A` has no type",
            "binding `B` of type `d1` needs `id`",
            "warning: worker/api: binding `C` is of type `kv_namespaces`, which is not known here\n  Did you mean `kv_namespace`?",
            "binding `D` of type `service` needs `service`",
            "binding `E` needs one of `tunnel_id` and `network_id`",
            "variable `F` is no text",
            "binding `G` of type `json` needs `json`",
            "`H I` is no name for a binding",
            "binding `J` of type `workflow` needs `class_name`",
        ],
    );
}

#[test]
fn what_belongs_together_is_there() {
    says(
        with(json!({
            "bindings": {"ASSETS": {"type": "assets"}, "FLOW": {"type": "workflow", "workflow_name": "orderz", "class_name": "Orders"}},
            "workflows": [{"name": "orders", "class_name": "Orders"}],
            "containers": [{"class_name": "Box"}],
            "classes": {"Box": {}},
        })),
        &[
            "binding `ASSETS` is of assets that there are none of",
            "binding `FLOW` is of workflow `orderz`, which is not declared\n  Did you mean `orders`?",
            "the container of class `Box` has no image",
        ],
    );
    let model = with(
        json!({"source": null, "assets": {"directory": ""}, "bindings": {"ASSETS": {"type": "assets"}}}),
    );
    says(model, &["the assets have no folder", "binding `ASSETS` is for a program that there is none of"]);
}

#[test]
fn limits_are_warnings() {
    let many: Value = (0..70)
        .map(|at| (format!("V{at}"), json!({"type": "plain_text", "text": "x"})))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let rules: Vec<String> = (0..101).map(|at| format!("/{at}")).collect();
    let findings = check(with(json!({
        "bindings": many,
        "crons": ["0 1 * * *", "0 2 * * *", "0 3 * * *", "0 4 * * *", "0 5 * * *", "0 6 * * *"],
        "consumers": [{"queue": "q", "settings": {"batch_size": 101, "max_wait_time_ms": 60001}}],
        "assets": {"directory": "public", "config": {"run_worker_first": rules}},
    })));
    assert!(!findings.iter().any(Finding::is_error), "{}", told(&findings));
    for wanted in [
        "70 variables and secrets",
        "6 schedules",
        "`batch_size`",
        "`max_wait_time_ms` of a consumer is at most 60 seconds",
        "takes 100 rules",
    ] {
        assert!(told(&findings).contains(wanted), "{wanted}: {}", told(&findings));
    }
    let big = check(with(json!({"bindings": {"BIG": {"type": "plain_text", "text": "x".repeat(6000)}}})));
    assert!(told(&big).contains("variable `BIG` has 6000 bytes"), "{}", told(&big));
}

#[test]
fn dates_are_days_that_have_come() {
    for (date, wanted) in [
        ("2026-11-29", "has not come yet"),
        ("2026-02-29", "is no day"),
        ("2026-1-01", "is no day"),
        ("today", "is no day"),
        ("2020-01-01", "older than the first"),
    ] {
        says(with(json!({"compatibility_date": date})), &[wanted]);
    }
    says(with(json!({"compatibility_date": null})), &["the Worker has no compatibility date"]);
    says(
        with(json!({"compatibility_date": "2026-08-04", "compatibility_flags": ["nodejs_compat"]})),
        &["is on by itself from 2026-08-04 on"],
    );
    says(
        with(
            json!({"compatibility_flags": ["nodejs_compatt", "url_original", "url_standard", "url_original"]}),
        ),
        &[
            "warning: worker/api: `nodejs_compatt` is no compatibility flag that is known here\n  Did you mean `nodejs_compat`?",
            "error: worker/api: flags `url_original` and `url_standard` exclude each other",
            "error: worker/api: flag `url_original` is there twice",
        ],
    );
    assert!(Day::today() > Day::parse("2026-01-01").expect("a day"));
    let leap = Day::parse("2024-02-29").map(|day| day.to_string());
    assert_eq!(leap.as_deref(), Some("2024-02-29"));
}

#[test]
fn a_model_of_nothing_says_what_it_lacks() {
    let text = told(&validate_on(&Model::default(), today()));
    assert_eq!(
        text,
        "error: the application has no name\n  Give it one: `name` of a wrangler file, `app` of a model.\n"
    );
    says(
        json!({"cfs_model": 1, "app": "a", "workers": [{"name": ""}]}),
        &["the Worker has no name", "neither a source nor assets"],
    );
}
