//! Bindings of every kind, beside what uploads have.

use crate::support::read;
use cfs_model::{
    App, Json, Jurisdiction, Worker, agent_memory, ai, ai_search, ai_search_namespace, analytics,
    analytics_engine, artifacts, assets, browser, data_blob, durable_object, env, file, flagship,
    hello_world, images, inherit, json, json_value, k2, logfwdr, media, messaging, ratelimit, raw,
    secret_key, send_email, service, stream, text, text_blob, version_metadata, vpc_network, vpc_service,
    vpc_tunnel, wasm_module, worker_loader, workflow,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The members of a kind: those that are always there, and those that may be, alternatives included.
#[derive(Default)]
struct Kind {
    always: BTreeSet<String>,
    maybe: BTreeSet<String>,
}

fn kinds() -> BTreeMap<String, Kind> {
    let mut kinds = BTreeMap::new();
    for line in include_str!("bindings.txt").lines().filter(|line| !line.starts_with('#')) {
        let (names, metadata) = line.split_once('\t').expect("a kind and its metadata");
        for name in names.split(" / ") {
            kinds.insert(name.to_owned(), kind(metadata));
        }
    }
    kinds
}

fn kind(metadata: &str) -> Kind {
    let mut kind = Kind::default();
    let (mut depth, mut start) = (0, 1);
    for (at, c) in metadata.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || (depth == 0 && c == '}') {
            member(&metadata[start..at], &mut kind);
            start = at + 1;
        }
        if depth == 0 {
            // What follows is a note; one of them names an alternative.
            if let Some(other) = metadata[at + 1..].strip_prefix(" or ") {
                kind.maybe.insert(other.trim_matches('"').to_owned());
                let last: Vec<String> =
                    kind.always.iter().filter(|name| *name == "stream").cloned().collect();
                last.into_iter().for_each(|name| {
                    kind.always.remove(&name);
                    kind.maybe.insert(name);
                });
            }
            break;
        }
    }
    kind
}

fn member(text: &str, kind: &mut Kind) {
    let names = text.split_once(':').map_or(text, |(names, _)| names);
    let into = if names.contains(['?', '|']) { &mut kind.maybe } else { &mut kind.always };
    into.extend(
        names.split('|').map(|name| name.trim_matches(['"', '?']).to_owned()).filter(|name| name != "…"),
    );
}

/// A Worker that is bound to everything, each kind with all of its members.
fn bound(app: &App) -> Worker {
    let other = app.worker("other").script("other.js");
    let worker = app.worker("all").script("all.js");
    let store = app.secrets_store("main");
    worker
        .bind("PLAIN_TEXT", text("b"))
        .bind("JSON", json_value(json!({ "x": 1 })))
        .bind("SECRET_TEXT", env("S"))
        .bind("SECRET_KEY", secret_key("raw", json!({ "name": "HMAC" }), ["sign"], file("key")))
        .bind("SECRET_KEY_JWK", secret_key("jwk", json!({ "name": "HMAC" }), ["sign"], file("key")))
        .bind("INHERIT", inherit().old_name("OLD").version_id("v"))
        .bind("KV", app.kv("kv"))
        .bind("R2", app.r2("r2").jurisdiction(Jurisdiction::Eu))
        .bind("D1", app.d1("d1"))
        .bind("DURABLE_OBJECT", durable_object("Room").of(&other).environment("production"))
        .bind("QUEUE", app.queue("queue").delayed(5))
        .bind(
            "SERVICE",
            service(&other).entrypoint("Admin").environment("production").props(json!({ "a": 1 })),
        )
        .bind("WORKFLOW", workflow("flow", "Flow").of(&other))
        .bind("HYPERDRIVE", app.hyperdrive("hyperdrive").connection_string(env("URL")))
        .bind("VECTORIZE", app.vectorize("vectors"))
        .bind("MTLS", app.mtls_certificate("mtls").certificate(file("c.pem"), false))
        .bind("DISPATCH", app.dispatch_namespace("customers").outbound(&other, ["p"]))
        .bind("SECRETS_STORE", store.secret("s"))
        .bind("PIPELINES", app.pipeline_stream("events"))
        .bind("AI_SEARCH", app.ai_search("docs"))
}

/// The kinds that name nothing of the application.
fn free(worker: Worker) -> Worker {
    let addresses = ["a@example.com"];
    let mail =
        send_email().destination("a@example.com").allowed_destinations(addresses).allowed_senders(addresses);
    worker
        .bind("ANALYTICS_ENGINE", analytics_engine().dataset("clicks"))
        .bind("AI", ai().set("staging", true))
        .bind("BROWSER", browser())
        .bind("IMAGES", images())
        .bind("STREAM", stream())
        .bind("MEDIA", media())
        .bind("VERSION", version_metadata())
        .bind("ASSETS", assets())
        .bind("MAIL", mail)
        .bind("RATELIMIT", ratelimit("1001", 10, 60))
        .bind("ANALYTICS", analytics())
        .bind("VPC_SERVICE", vpc_service("s"))
        .bind("VPC_TUNNEL", vpc_tunnel("t"))
        .bind("VPC_NETWORK", vpc_network("n"))
        .bind("LOADER", worker_loader())
        .bind("AI_SEARCH_NAMED", ai_search("docs"))
        .bind("AI_SEARCH_NAMESPACE", ai_search_namespace("n"))
        .bind("AGENT_MEMORY", agent_memory("n"))
        .bind("ARTIFACTS", artifacts("n"))
        .bind("FLAGSHIP", flagship("f"))
        .bind("K2", k2("s"))
        .bind("MESSAGING", messaging("n"))
        .bind("WASM", wasm_module("m"))
        .bind("TEXT", text_blob("t"))
        .bind("DATA", data_blob("d"))
        .bind("LOGFWDR", logfwdr("d"))
        .bind("HELLO", hello_world().enable_timer(true))
        .bind("RAW", raw("any (unsafe)", json!({ "as": "given" })))
        .bind("PIPELINE_OLD", raw("pipelines", json!({ "pipeline": "p" })))
}

/// Two Workers, of which one is bound to everything.
pub(crate) fn everything(app: &App) {
    free(bound(app));
}

#[test]
fn every_kind_has_the_members_that_uploads_have() {
    let model = read(None, |app| {
        free(bound(app));
        Ok(())
    });
    let kinds = kinds();
    assert_eq!(kinds.len(), 45, "43 lines, of which one is of three kinds");
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let worker = model.workers.iter().find(|worker| worker.name == "all").expect("a Worker");
    for (name, binding) in &worker.bindings {
        let kind = binding["type"].as_str().expect("a type");
        let members = binding.as_object().expect("an object").keys().map(String::as_str);
        let members: BTreeSet<&str> = members.chain(["name"]).collect();
        let known = kinds.get(kind).unwrap_or_else(|| panic!("{name}: no kind `{kind}`"));
        for member in &known.always {
            assert!(members.contains(member.as_str()), "{name}: `{member}` is missing in {binding}");
        }
        if kind != "any (unsafe)" {
            for member in &members {
                let known = known.always.contains(*member) || known.maybe.contains(*member);
                assert!(known, "{name}: `{member}` is too much in {binding}");
            }
        }
        seen.entry(kind).or_default().extend(members);
    }
    for (kind, Kind { maybe, .. }) in &kinds {
        let seen = seen.get(kind.as_str()).unwrap_or_else(|| panic!("nothing makes `{kind}`"));
        let never: Vec<&String> = maybe.iter().filter(|member| !seen.contains(member.as_str())).collect();
        assert!(never.is_empty(), "{kind}: nothing makes {never:?}");
    }
}

#[test]
fn values_are_as_uploads_have_them() {
    let model = read(None, |app| {
        let other = app.worker("other").script("other.js");
        let worker = app.worker("api").script("api.js");
        worker
            .bind("RATE", ratelimit("1001", 10, 60).mitigation_timeout(30))
            .bind("CUSTOMERS", app.dispatch_namespace("customers").outbound("proxy", ["a", "b"]))
            .bind("OTHER", other.entrypoint("Admin").props(json!({ "role": "admin" })))
            .bind("ROOM", other.objects("Room"))
            .var("PORT", 8080)
            .var("ON", true)
            .var("NAMES", ["a", "b"])
            .var("DB", app.d1("db").id());
        other.bind("API", worker); // each is bound to the other
        Ok(())
    });
    let bindings = &model.workers.iter().find(|worker| worker.name == "api").expect("a Worker").bindings;
    let expected = Json::parse(
        r#"{
        "RATE": {"type": "ratelimit", "namespace_id": "1001", "simple": {"limit": 10, "period": 60, "mitigation_timeout": 30}},
        "CUSTOMERS": {"type": "dispatch_namespace",
            "namespace": {"$ref": "workers_for_platforms.dispatch.namespaces/customers", "member": "namespace_name"},
            "outbound": {"worker": {"service": "proxy"}, "params": [{"name": "a"}, {"name": "b"}]}},
        "OTHER": {"type": "service", "service": {"$ref": "worker/other", "member": "name"}, "entrypoint": "Admin",
            "props": {"role": "admin"}},
        "ROOM": {"type": "durable_object_namespace", "class_name": "Room",
            "script_name": {"$ref": "worker/other", "member": "name"}},
        "PORT": {"type": "json", "json": 8080},
        "ON": {"type": "json", "json": true},
        "NAMES": {"type": "json", "json": ["a", "b"]},
        "DB": {"type": "plain_text", "text": {"$ref": "d1/db", "member": "uuid"}}
    }"#,
    );
    let expected: Value = serde_json::from_str(&expected.expect("JSON").to_string()).expect("JSON");
    assert_eq!(serde_json::to_value(bindings).expect("JSON"), expected);
}
