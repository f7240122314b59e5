//! What a Worker is built of, what reaches it, and what its upload says besides its bindings.

use super::take::Taker;
use super::wrangler::{Fields, built};
use crate::Finding;
use crate::document::{Data, Node};
use crate::model::{Assets, Consumer, Domain, Route, Source};
use serde_json::{Map, Value, json};

/// `main`, `no_bundle` and what belongs to them, and `assets`.
pub(super) fn source(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    let bundled = fields.get("no_bundle").is_none_or(|(_, node)| node.data != Data::Bool(true));
    if let Some((at, node)) = fields.get("main")
        && let Some(main) = taker.string("main", node)
    {
        let build = &mut taker.worker().build;
        let source = if bundled && !is_python(main) {
            Source::Script(main.strip_prefix("./").unwrap_or(main).to_owned())
        } else {
            let folder = build.remove("base_dir");
            let rules = build.remove("rules");
            let mut rules = rules.and_then(|rules| rules.as_array().cloned()).unwrap_or_default();
            if is_python(main) && !rules.iter().any(|rule| rule.get("type") == python_rule().get("type")) {
                rules.push(python_rule());
            }
            built(main, folder.as_ref().and_then(Value::as_str), rules)
        };
        taker.worker().source = Some(source);
        taker.declared("source", *at);
    }
    if let Some((at, node)) = fields.get("assets") {
        assets(taker, *at, node);
    }
}

/// Whether a main module is in Python, which is never bundled.
pub(crate) fn is_python(main: &str) -> bool {
    std::path::Path::new(main).extension().is_some_and(|extension| extension == "py")
}

/// The rule that holds for Python where the file has none of its own.
pub(crate) fn python_rule() -> Value {
    json!({"type": "PythonModule", "globs": ["**/*.py"]})
}

const ASSETS: [&str; 6] =
    ["directory", "binding", "base_path", "html_handling", "not_found_handling", "run_worker_first"];

fn assets(taker: &mut Taker<'_>, at: usize, node: &Node) {
    let Some(members) = taker.table("assets", node) else { return };
    taker.known("assets", members, &ASSETS);
    let directory = taker.may_string("assets", node, "directory").unwrap_or_default();
    let config = members.iter().filter(|(name, _)| ASSETS[2..].contains(&name.as_str()));
    let config: Map<String, Value> =
        config.map(|(name, member)| (name.clone(), member.node.value())).collect();
    let directory = directory.strip_prefix("./").unwrap_or(&directory);
    let directory = if directory.len() > 1 { directory.trim_end_matches('/') } else { directory };
    taker.worker().assets = Some(Assets { directory: directory.to_owned(), config });
    taker.declared("assets", at);
}

/// Routes, domains, schedules, events and queues.
pub(super) fn triggers(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    routes(taker, fields);
    if let Some((_, node)) = fields.get("triggers")
        && let Some(members) = taker.table("triggers", node)
    {
        taker.known("triggers", members, &["crons", "events"]);
        if let Some(crons) = node.get("crons") {
            for (index, item) in taker.list("triggers.crons", crons).iter().enumerate() {
                taker.declared(&format!("crons.{index}"), item.at);
            }
            let crons = taker.strings("triggers.crons", crons).into_iter().map(str::to_owned).collect();
            taker.worker().crons = Some(crons);
        }
        if let Some(events) = node.get("events") {
            let events = taker.list("triggers.events", events).iter().map(Node::value).collect();
            taker.worker().events = Some(events);
        }
    }
    if let Some((_, node)) = fields.get("queues")
        && let Some(members) = taker.table("queues", node)
    {
        taker.known("queues", members, &["producers", "consumers"]);
        if let Some(consumers) = node.get("consumers") {
            for node in taker.list("queues.consumers", consumers) {
                consumer(taker, node);
            }
        }
    }
}

fn routes(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    let [one, several] = ["route", "routes"].map(|name| fields.get(name));
    if let (Some((at, _)), Some(_)) = (one, several) {
        taker.error(*at, "`route` and `routes` exclude each other: write `routes` only");
    }
    if one.is_none() && several.is_none() {
        return;
    }
    let mut routes = Vec::new();
    let mut domains = Vec::new();
    let listed = several.map(|(_, node)| taker.list("routes", node)).unwrap_or_default();
    for node in one.map(|(_, node)| *node).into_iter().chain(listed) {
        route(taker, node, &mut routes, &mut domains);
    }
    let worker = taker.worker();
    worker.routes = Some(routes);
    worker.domains = Some(domains);
}

const ROUTE: [&str; 6] = ["pattern", "zone_id", "zone_name", "custom_domain", "enabled", "previews_enabled"];

fn route(taker: &mut Taker<'_>, node: &Node, routes: &mut Vec<Route>, domains: &mut Vec<Domain>) {
    let place = Some(taker.place(node.at));
    if let Data::String(pattern) = &node.data {
        routes.push(Route { pattern: pattern.clone(), zone: None, place });
        return;
    }
    let Some(members) = taker.table("routes", node) else { return };
    taker.known("routes", members, &ROUTE);
    let Some(pattern) = taker.required_string("routes", node, "pattern").map(str::to_owned) else { return };
    let [id, name] = ["zone_id", "zone_name"].map(|member| taker.may_string("routes", node, member));
    if id.is_some() && name.is_some() {
        taker.error(node.at, format!("route `{pattern}` has both `zone_id` and `zone_name`: one is enough"));
    }
    let zone = id.or(name);
    let mut flag =
        |name: &str| node.get(name).and_then(|node| taker.boolean(&format!("routes.{name}"), node));
    if flag("custom_domain") == Some(true) {
        let [enabled, previews_enabled] = ["enabled", "previews_enabled"].map(flag);
        domains.push(Domain { hostname: pattern, zone, enabled, previews_enabled, place });
    } else {
        routes.push(Route { pattern, zone, place });
    }
}

const CONSUMER: [&str; 9] = [
    "queue",
    "type",
    "max_batch_size",
    "max_batch_timeout",
    "max_retries",
    "dead_letter_queue",
    "max_concurrency",
    "visibility_timeout_ms",
    "retry_delay",
];

fn consumer(taker: &mut Taker<'_>, node: &Node) {
    let path = "queues.consumers";
    let Some(members) = taker.table(path, node) else { return };
    taker.known(path, members, &CONSUMER);
    let Some(queue) = taker.required_string(path, node, "queue").map(str::to_owned) else { return };
    if let Some(kind) = taker.may_string(path, node, "type")
        && kind != "worker"
    {
        let message = format!("a consumer of type `{kind}` is no Worker: it does not belong into this file");
        let finding = Finding::error(Some(taker.place(node.at)), message);
        taker.tell(finding.help(format!("Make it with `cfs queues consumer http add {queue}`.")));
    }
    let mut settings = Map::new();
    for (wrangler, api) in SETTINGS {
        let Some(member) = node.get(wrangler) else { continue };
        match (&member.data, api) {
            (Data::Number(number), "max_wait_time_ms") => match milliseconds(number) {
                Some(value) => drop(settings.insert(api.to_owned(), value)),
                None => taker.error(member.at, format!("`{path}.{wrangler}`: {number} seconds are too many")),
            },
            (Data::Number(_), _) => drop(settings.insert(api.to_owned(), member.value())),
            (Data::Null, "max_concurrency") => drop(settings.insert(api.to_owned(), Value::Null)),
            _ => taker
                .error(member.at, format!("`{path}.{wrangler}`: expected a number, found {}", member.kind())),
        }
    }
    let dead_letter_queue = taker.may_string(path, node, "dead_letter_queue");
    let place = Some(taker.place(node.at));
    let consumer = Consumer {
        queue: Value::from(queue),
        dead_letter_queue: dead_letter_queue.map(Value::from),
        settings,
        place,
    };
    taker.worker().consumers.push(consumer);
}

/// Settings of consumers, in wrangler's names and the API's.
pub(crate) const SETTINGS: [(&str, &str); 6] = [
    ("max_batch_size", "batch_size"),
    ("max_batch_timeout", "max_wait_time_ms"),
    ("max_retries", "max_retries"),
    ("max_concurrency", "max_concurrency"),
    ("visibility_timeout_ms", "visibility_timeout_ms"),
    ("retry_delay", "retry_delay"),
];

/// Seconds as milliseconds, whole if they are.
fn milliseconds(seconds: &serde_json::Number) -> Option<Value> {
    if let Some(milliseconds) = seconds.as_i64().and_then(|seconds| seconds.checked_mul(1000)) {
        return Some(Value::from(milliseconds));
    }
    let milliseconds = seconds.as_f64().unwrap_or_default() * 1000.0;
    let rounded = milliseconds.round();
    if (rounded - milliseconds).abs() < 1e-6 && rounded.abs() < 9e15 {
        Some(Value::from(rounded as i64))
    } else {
        serde_json::Number::from_f64(milliseconds).map(Value::Number)
    }
}

/// Members of the metadata that are sent as they are, by the wrangler field. What stands in them, `shapes.txt` says.
const METADATA: [(&str, &str); 3] =
    [("limits", "limits"), ("observability", "observability"), ("cache", "cache_options")];

/// Lists of Workers that are told what happens, and what an item has.
const TAILS: [(&str, &[&str]); 2] =
    [("tail_consumers", &["service", "environment"]), ("streaming_tail_consumers", &["service"])];

/// What an upload says besides its bindings.
pub(super) fn metadata(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    for (field, key) in METADATA {
        if let Some((at, node)) = fields.get(field) {
            taker.worker().metadata.insert(key.to_owned(), node.value());
            taker.declared(field, *at);
        }
    }
    for (field, known) in TAILS {
        if let Some((at, node)) = fields.get(field) {
            let items = taker.list(field, node).iter().filter_map(|item| taker.values(field, item, known));
            let items: Value = items.collect();
            taker.worker().metadata.insert(field.to_owned(), items);
            taker.declared(field, *at);
        }
    }
    if let Some((at, node)) = fields.get("logpush")
        && let Some(on) = taker.boolean("logpush", node)
    {
        taker.worker().metadata.insert("logpush".to_owned(), json!(on));
        taker.declared("logpush", *at);
    }
    if let Some((at, node)) = fields.get("placement") {
        placement(taker, *at, node);
    }
    if let Some((_, node)) = fields.get("unsafe")
        && let Some(members) = taker.table("unsafe", node)
    {
        taker.known("unsafe", members, &["bindings", "metadata", "capnp"]);
        if let Some(metadata) = node.get("metadata").and_then(|node| taker.table("unsafe.metadata", node)) {
            taker.worker().metadata.extend(crate::document::values(metadata));
        }
        if let Some(capnp) = node.get("capnp") {
            taker.worker().build.insert("capnp".to_owned(), capnp.value());
        }
    }
}

fn placement(taker: &mut Taker<'_>, at: usize, node: &Node) {
    let known = ["mode", "hint", "region", "host", "hostname"];
    let Some(Value::Object(mut value)) = taker.values("placement", node, &known) else { return };
    taker.declared("placement", at);
    let targeted = known[2..].iter().any(|target| value.contains_key(*target));
    match value.get("mode").and_then(Value::as_str) {
        // What an upload does not say is off.
        Some("off") => return,
        Some("smart") if !targeted => {}
        Some("targeted") | None if targeted => drop(value.insert("mode".to_owned(), json!("targeted"))),
        _ => {
            let message = "`placement` is `mode = \"smart\"`, `mode = \"off\"`, or one of `region`, `host` and `hostname`";
            return taker.error(node.at, message);
        }
    }
    taker.worker().metadata.insert("placement".to_owned(), Value::Object(value));
}
