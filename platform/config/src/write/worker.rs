//! A Worker's members as fields of a wrangler file.

use super::bindings::setting;
use super::refer::Writer;
use crate::document::{Data, Node, Object};
use crate::kinds::KINDS;
use crate::model::{Class, Domain, Route, Source};
use crate::read::{is_python, python_rule};
use serde_json::{Map, Value, json};

impl Writer<'_> {
    /// All fields but the name.
    pub(super) fn fields(&mut self) -> Object {
        if let Some(account) = &self.model.account {
            self.set("account_id", Node::text(account));
        }
        self.source();
        if let Some(date) = &self.worker.compatibility_date {
            self.set("compatibility_date", Node::text(date));
        }
        if !self.worker.compatibility_flags.is_empty() {
            self.set_value("compatibility_flags", &json!(self.worker.compatibility_flags));
        }
        self.reach();
        self.build();
        self.metadata();
        if let Some(assets) = &self.worker.assets {
            self.set("assets", Node::new(Data::Object(Object::new())));
            if !assets.directory.is_empty() {
                self.set("assets.directory", Node::text(&assets.directory));
            }
            for (name, value) in &assets.config {
                self.set_value(&format!("assets.{name}"), value);
            }
        }
        self.bindings();
        self.consumers();
        self.classes();
        self.unsaid();
        std::mem::take(&mut self.out)
    }

    fn source(&mut self) {
        match &self.worker.source {
            None => {}
            Some(Source::Script(main)) => self.set("main", Node::text(main)),
            Some(Source::Modules { main, folder, rules }) => {
                let path = if folder == "." || folder.is_empty() {
                    main.clone()
                } else {
                    format!("{folder}/{main}")
                };
                let parent = path.rsplit_once('/').map_or(".", |(parent, _)| parent).to_owned();
                self.set("main", Node::text(path));
                if !is_python(main) {
                    self.set_value("no_bundle", &json!(true));
                }
                if parent != *folder && !(parent == "." && folder.is_empty()) {
                    self.set("base_dir", Node::text(folder));
                }
                let rules: Vec<&Value> =
                    rules.iter().filter(|rule| !is_python(main) || **rule != python_rule()).collect();
                if !rules.is_empty() {
                    self.set_value("rules", &json!(rules));
                }
            }
            Some(Source::Crate(folder)) => {
                let folder = folder.trim_end_matches('/');
                let within = if folder == "." { String::new() } else { format!("{folder}/") };
                self.set("main", Node::text(format!("{within}dist/index.js")));
                self.set_value("no_bundle", &json!(true));
                if !self.worker.build.contains_key("build") {
                    let command = format!("cfs build {folder} --out-dir {within}dist");
                    self.set_value("build", &json!({"command": command}));
                }
                self.note(
                    format!("wrangler does not build the crate `{folder}`"),
                    "It runs `cfs build` first, which must be on the path.",
                );
            }
        }
    }

    /// What reaches the Worker.
    fn reach(&mut self) {
        let worker = self.worker;
        if let Some(on) = worker.workers_dev {
            self.set_value("workers_dev", &json!(on));
        }
        if let Some(on) = worker.preview_urls {
            self.set_value("preview_urls", &json!(on));
        }
        if worker.keep_vars {
            self.set_value("keep_vars", &json!(true));
        }
        if let Some(addresses) = &worker.addresses {
            self.set_value("addresses", &json!(addresses));
        }
        if worker.routes.is_some() || worker.domains.is_some() {
            let routes = worker.routes.iter().flatten().map(route);
            let all: Vec<Node> = routes.chain(worker.domains.iter().flatten().map(domain)).collect();
            self.set("routes", Node::new(Data::Array(all)));
        }
        if let Some(crons) = &worker.crons {
            self.set_value("triggers.crons", &json!(crons));
        }
        if let Some(events) = &worker.events {
            let events = self.plain(&json!(events));
            self.set_value("triggers.events", &events);
        }
    }

    /// What build and local development are told.
    fn build(&mut self) {
        let worker = self.worker;
        for (name, value) in worker.build.iter().chain(&worker.local) {
            match name.as_str() {
                "capnp" => self.set_value("unsafe.capnp", value),
                "bindings" => {}
                name if crate::fields::named(name).is_some() => self.set_value(name, value),
                name => self.note(format!("wrangler has no field `{name}`"), "It is left out."),
            }
        }
    }

    fn metadata(&mut self) {
        for (name, value) in &self.worker.metadata {
            let value = self.plain(value);
            match field(name, &value) {
                Some(field) => self.set_value(field, &value),
                None => self.set_in(&["unsafe", "metadata", name], Node::of(&value)),
            }
        }
    }

    fn consumers(&mut self) {
        for consumer in &self.worker.consumers {
            let mut entry = Map::new();
            entry.insert("queue".to_owned(), self.plain(&consumer.queue));
            if let Some(queue) = &consumer.dead_letter_queue {
                entry.insert("dead_letter_queue".to_owned(), self.plain(queue));
            }
            for (wrangler, api) in crate::read::SETTINGS {
                let Some(value) = consumer.settings.get(api) else { continue };
                let value = if api == "max_wait_time_ms" { seconds(value) } else { value.clone() };
                entry.insert(wrangler.to_owned(), value);
            }
            self.push("queues.consumers", Node::of(&Value::Object(entry)));
        }
    }

    /// Classes as exports, workflows without a binding too, and containers.
    fn classes(&mut self) {
        let worker = self.worker;
        if !worker.migrations.is_empty() {
            self.set_value("migrations", &json!(worker.migrations));
        }
        let mut exports = Vec::new();
        for (name, class) in &worker.classes {
            if let Some(was) = &class.was {
                exports.push((
                    was.clone(),
                    json!({"type": "durable-object", "state": "renamed", "renamed_to": name}),
                ));
            }
            exports.push((name.clone(), export(class)));
        }
        for workflow in &worker.workflows {
            let bound = |binding: &Value| {
                binding.get("type").is_some_and(|kind| kind == "workflow")
                    && binding.get("script_name").is_none()
                    && binding.get("workflow_name").is_some_and(|name| name == workflow.name.as_str())
            };
            if !worker.bindings.values().any(bound) {
                let mut value = json!({"type": "workflow", "name": workflow.name});
                for (member, inner) in &workflow.settings {
                    value[member] = setting(member, inner).value();
                }
                exports.push((workflow.class_name.clone(), value));
            }
        }
        for (name, value) in exports {
            self.set_in(&["exports", &name], Node::of(&value));
        }
        for container in &worker.containers {
            let mut entry = Map::new();
            entry.extend(container.name.iter().map(|name| ("name".to_owned(), json!(name))));
            entry.insert("class_name".to_owned(), json!(container.class_name));
            if !container.image.is_empty() {
                entry.insert("image".to_owned(), json!(container.image));
            }
            entry.extend(container.settings.clone());
            self.push("containers", Node::of(&Value::Object(entry)));
        }
    }

    /// What the file has no word for.
    fn unsaid(&mut self) {
        let worker = self.worker;
        if let Some(namespace) = &worker.dispatch_namespace {
            let namespace = self.plain(namespace);
            let namespace = namespace.as_str().unwrap_or_default();
            self.note(
                "the file cannot say which dispatch namespace the Worker goes to",
                format!("Deploy with `wrangler deploy --dispatch-namespace {namespace}`."),
            );
        }
        for (is, what) in [
            (!worker.checks.is_empty(), "checks"),
            (worker.protect, "protect"),
            (!worker.was.is_empty(), "was"),
            (!worker.ignore.is_empty(), "ignore"),
        ] {
            if is {
                self.note(format!("wrangler has nothing like `{what}`"), "It holds for `cfs deploy` only.");
            }
        }
        let bindings = serde_json::to_value(&worker.bindings).unwrap_or_default();
        let mut bound = Vec::new();
        crate::validate::references(&bindings, "", &mut |_, value| {
            bound.extend(value.get("$ref").and_then(Value::as_str).map(str::to_owned));
        });
        for resource in &self.model.resources {
            let address = resource.address();
            let kind =
                KINDS.iter().filter_map(|kind| kind.made.as_ref()).find(|made| made.kind == resource.kind);
            let settings = kind.map(|made| made.settings).unwrap_or_default();
            let unsaid = resource.settings.keys().map(String::as_str).filter(|name| !settings.contains(name));
            let unsaid =
                unsaid.chain(resource.parts.keys().map(String::as_str).filter(|name| *name != "migrations"));
            let unsaid: Vec<&str> = unsaid.collect();
            let literal = matches!(&resource.origin, crate::model::Origin::Existing { id: Some(_) });
            if !bound.contains(&address) && !literal {
                self.note(format!("{address} is not in this file"), "Deploy it with `cfs deploy`.");
            } else if kind.is_none() {
                self.note(format!("wrangler does not make {address}"), "Deploy it with `cfs deploy` before.");
            } else if !unsaid.is_empty() {
                self.note(
                    format!("the file cannot say {} of {address}", unsaid.join(", ")),
                    "Deploy it with `cfs deploy`.",
                );
            }
        }
    }
}

/// The field that says a member of the metadata, if one can.
fn field(name: &str, value: &Value) -> Option<&'static str> {
    let named = |item: &Value| item.get("service").is_some_and(Value::is_string);
    let (field, can) = match name {
        "limits" => ("limits", value.is_object()),
        "observability" => ("observability", value.is_object()),
        "cache_options" => ("cache", value.is_object()),
        "logpush" => ("logpush", value.is_boolean()),
        "placement" => {
            let target = ["region", "host", "hostname"].iter().any(|target| value.get(target).is_some());
            let mode = if target { "targeted" } else { "smart" };
            ("placement", value.get("mode").is_some_and(|is| is == mode))
        }
        "tail_consumers" => ("tail_consumers", value.as_array().is_some_and(|items| items.iter().all(named))),
        "streaming_tail_consumers" => {
            ("streaming_tail_consumers", value.as_array().is_some_and(|items| items.iter().all(named)))
        }
        "code_update_strategy" => ("durable_objects.code_update_strategy", value.is_object()),
        "exports" => {
            let is_worker = |export: &Value| export.get("type").is_some_and(|of| of == "worker");
            ("exports", value.as_object().is_some_and(|all| all.values().all(is_worker)))
        }
        _ => return None,
    };
    (can && crate::read::fits(field, &Node::of(value))).then_some(field)
}

fn export(class: &Class) -> Value {
    let storage = if class.legacy_kv { "legacy-kv" } else { "sqlite" };
    if class.deleted {
        json!({"type": "durable-object", "state": "deleted"})
    } else if let Some(to) = &class.to {
        json!({"type": "durable-object", "state": "transferred", "transferred_to": to})
    } else if let Some(from) = &class.from {
        json!({"type": "durable-object", "state": "expecting-transfer", "storage": storage, "transfer_from": from})
    } else {
        json!({"type": "durable-object", "storage": storage})
    }
}

/// The member that a zone stands in.
fn zone(zone: &str) -> &'static str {
    let is_id = zone.len() == 32 && zone.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { "zone_id" } else { "zone_name" }
}

fn route(route: &Route) -> Node {
    match &route.zone {
        None => Node::text(&route.pattern),
        Some(name) => Node::of(&json!({"pattern": route.pattern, zone(name): name})),
    }
}

fn domain(domain: &Domain) -> Node {
    let mut out = json!({"pattern": domain.hostname, "custom_domain": true});
    if let Some(name) = &domain.zone {
        out[zone(name)] = json!(name);
    }
    for (member, value) in [("enabled", domain.enabled), ("previews_enabled", domain.previews_enabled)] {
        if let Some(value) = value {
            out[member] = json!(value);
        }
    }
    Node::of(&out)
}

/// Milliseconds as seconds.
fn seconds(milliseconds: &Value) -> Value {
    match milliseconds.as_i64() {
        Some(whole) if whole % 1000 == 0 => json!(whole / 1000),
        _ => json!(milliseconds.as_f64().unwrap_or_default() / 1000.0),
    }
}
