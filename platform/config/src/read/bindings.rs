//! Bindings, and the resources that are made for those that name nothing.

use super::take::Taker;
use super::wrangler::Fields;
use crate::Finding;
use crate::document::{Data, Node};
use crate::kinds::{KINDS, Kind, Made, provisioned};
use crate::model::{Origin, Place, Resource};
use serde_json::{Map, Value, json};

/// All bindings of the fields that count.
pub(super) fn all(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    if let Some((_, node)) = fields.get("vars") {
        vars(taker, node);
    }
    secrets(taker, fields);
    for kind in &KINDS {
        let mut path = kind.field.split('.');
        let field = path.next().unwrap_or_default();
        let Some(mut node) = fields.get(field).map(|(_, node)| *node) else { continue };
        if let Some(inner) = path.next() {
            let Some(inner) = node.get(inner) else { continue };
            node = inner;
        }
        if kind.one {
            // Assets need no binding.
            if kind.word != "assets" || node.get("binding").is_some() {
                binding(taker, kind, node);
            }
        } else {
            for node in taker.list(kind.field, node) {
                binding(taker, kind, node);
            }
        }
    }
    blobs(taker, fields);
    durable_objects(taker, fields);
    not_safe(taker, fields);
}

/// Adds a binding; a name that is there already is a mistake that tells both places.
fn add(taker: &mut Taker<'_>, name: &str, at: usize, value: Map<String, Value>) {
    let place = taker.place(at);
    let worker = taker.worker();
    if let Some(other) = worker.places.get(name).cloned() {
        let line = |place: &Place| (place.line, place.column);
        let (first, second) = if line(&other) < line(&place) { (other, place) } else { (place, other) };
        let message = format!("binding `{name}` is declared twice: the other one is at {first}");
        return taker.tell(Finding::error(Some(second), message).help("Give one of them another name."));
    }
    worker.places.insert(name.to_owned(), place);
    worker.bindings.insert(name.to_owned(), Value::Object(value));
}

fn of_type(kind: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(kind))])
}

fn vars(taker: &mut Taker<'_>, node: &Node) {
    let Some(members) = taker.table("vars", node) else { return };
    for (name, member) in members {
        let value = match &member.node.data {
            Data::String(text) => json!({"type": "plain_text", "text": text}),
            _ => json!({"type": "json", "json": member.node.value()}),
        };
        let Value::Object(value) = value else { continue };
        add(taker, name, member.at, value);
    }
}

fn secrets(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    let Some((_, node)) = fields.get("secrets") else { return };
    let Some(members) = taker.table("secrets", node) else { return };
    taker.known("secrets", members, &["required"]);
    let Some(required) = node.get("required") else { return };
    for node in taker.list("secrets.required", required) {
        if let Some(name) = taker.string("secrets.required", node) {
            add(taker, name, node.at, of_type("inherit"));
        }
    }
}

/// A binding of a plain form.
fn binding(taker: &mut Taker<'_>, kind: &Kind, node: &Node) {
    let field = kind.field;
    let Some(members) = taker.table(field, node) else { return };
    let Some(name) = taker.required_string(field, node, kind.name).map(str::to_owned) else { return };
    if kind.word != "assets" {
        taker.known(field, members, &known(kind));
    }
    let mut value = of_type(kind.word);
    for member in kind.members {
        match node.get(member.wrangler) {
            Some(found) => {
                if member.required && !matches!(found.data, Data::String(_) | Data::Object(_)) {
                    taker.error(
                        found.at,
                        format!("`{field}.{}`: {} is not what stands here", member.wrangler, found.kind()),
                    );
                }
                value.insert(member.metadata.to_owned(), found.value());
            }
            None if member.required => {
                taker.error(node.at, format!("`{field}` needs `{}` for `{name}`", member.wrangler));
            }
            None => {}
        }
    }
    if let Some(made) = &kind.made {
        value.insert(made.metadata.to_owned(), target(taker, kind, made, node, &name));
    }
    match kind.word {
        "dispatch_namespace" => outbound(taker, node, &mut value),
        // Whether a class is the Worker's own is told by the name of a Worker being there.
        "durable_object_namespace" if value.get("script_name").is_some_and(Value::is_null) => {
            value.remove("script_name");
        }
        _ => {}
    }
    local(taker, kind, node, &name);
    add(taker, &name, node.at, value);
}

/// The members that a binding of a kind may have in a wrangler file.
fn known(kind: &Kind) -> Vec<&'static str> {
    let made = kind.made.as_ref();
    let mut out = vec![kind.name];
    out.extend(kind.members.iter().map(|member| member.wrangler));
    out.extend(kind.local);
    out.extend(
        made.into_iter()
            .flat_map(|made| made.id.into_iter().chain(made.called).chain(made.settings.iter().copied())),
    );
    match kind.word {
        "d1" => out.extend(MIGRATIONS.map(|(wrangler, _)| wrangler)),
        "dispatch_namespace" => out.push("outbound"),
        "workflow" => out.extend(super::classes::WORKFLOW),
        _ => {}
    }
    out
}

/// Members that only local development looks at are kept for it.
fn local(taker: &mut Taker<'_>, kind: &Kind, node: &Node, name: &str) {
    let found =
        kind.local.iter().filter_map(|member| Some(((*member).to_owned(), node.get(member)?.value())));
    let mut found: Map<String, Value> = found.collect();
    // A name beside an id is for commands only.
    if let Some(Made { id: Some(id), called: Some(called), .. }) = &kind.made
        && node.get(id).is_some()
        && let Some(value) = node.get(called)
        && !has_migrations(node)
    {
        found.insert((*called).to_owned(), value.value());
    }
    if found.is_empty() {
        return;
    }
    let all = taker.worker().local.entry("bindings").or_insert_with(|| json!({}));
    if let Some(all) = all.as_object_mut() {
        all.insert(name.to_owned(), Value::Object(found));
    }
}

/// What a binding points to: the id that stands in the file, or a member of the resource that is made for it.
fn target(taker: &mut Taker<'_>, kind: &Kind, made: &Made, node: &Node, binding: &str) -> Value {
    let field = kind.field;
    let place = taker.place(node.at);
    let called = made.called.and_then(|member| taker.may_string(field, node, member));
    if let Some(id) = made.id.and_then(|member| taker.may_string(field, node, member)) {
        if kind.word == "d1" && has_migrations(node) {
            let name = called.unwrap_or_else(|| provisioned(&taker.worker().name.clone(), binding));
            let resource = Resource {
                kind: made.kind.to_owned(),
                name,
                origin: Origin::Existing { id: Some(id.clone()) },
                place: Some(place),
                ..Resource::default()
            };
            resource_of(taker, resource, node, made);
        }
        return Value::from(id);
    }
    let worker = taker.worker();
    let (name, in_account) = match called {
        Some(called) => (called, None),
        None => (
            provisioned(&worker.name, binding),
            worker.called.as_deref().map(|called| provisioned(called, binding)),
        ),
    };
    let resource = Resource {
        kind: made.kind.to_owned(),
        name,
        called: in_account,
        place: Some(place),
        ..Resource::default()
    };
    let address = resource.address();
    resource_of(taker, resource, node, made);
    json!({"$ref": address, "member": made.member})
}

/// Where migrations of a database are told.
const MIGRATIONS: [(&str, &str); 3] =
    [("migrations_dir", "directory"), ("migrations_table", "table"), ("migrations_pattern", "pattern")];

fn has_migrations(node: &Node) -> bool {
    MIGRATIONS.iter().any(|(member, _)| node.get(member).is_some())
}

/// Adds a resource, or what a further binding says of one that is there.
fn resource_of(taker: &mut Taker<'_>, mut resource: Resource, node: &Node, made: &Made) {
    for setting in made.settings {
        if let Some(value) = node.get(setting) {
            resource.settings.insert((*setting).to_owned(), value.value());
        }
    }
    if made.kind == "d1" && has_migrations(node) {
        let told = MIGRATIONS.iter().filter_map(|(member, name)| {
            let value = taker.may_string("d1_databases", node, member)?;
            Some(((*name).to_owned(), Value::from(value)))
        });
        let told: Map<String, Value> = told.collect();
        let only = told.get("directory").filter(|_| told.len() == 1).cloned();
        resource.parts.insert("migrations".to_owned(), only.unwrap_or(Value::Object(told)));
    }
    let resources = &mut taker.model.resources;
    match resources.iter_mut().find(|other| other.address() == resource.address()) {
        Some(other) => {
            other.settings.extend(resource.settings);
            other.parts.extend(resource.parts);
        }
        None => resources.push(resource),
    }
}

/// Where what a dispatched Worker asks of the network goes through.
fn outbound(taker: &mut Taker<'_>, node: &Node, value: &mut Map<String, Value>) {
    let path = "dispatch_namespaces.outbound";
    let Some(outbound) = node.get("outbound") else { return };
    let Some(members) = taker.table(path, outbound) else { return };
    taker.known(path, members, &["service", "environment", "parameters"]);
    let mut worker = Map::new();
    for member in ["service", "environment"] {
        if let Some(text) = taker.may_string(path, outbound, member) {
            worker.insert(member.to_owned(), Value::from(text));
        }
    }
    let mut out = Map::from_iter([("worker".to_owned(), Value::Object(worker))]);
    if let Some(parameters) = outbound.get("parameters") {
        let parameters = taker.strings(path, parameters);
        out.insert("params".to_owned(), parameters.into_iter().map(|name| json!({"name": name})).collect());
    }
    value.insert("outbound".to_owned(), Value::Object(out));
}

/// Files that a Worker of the old form has as globals.
fn blobs(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    for (field, kind) in
        [("wasm_modules", "wasm_module"), ("text_blobs", "text_blob"), ("data_blobs", "data_blob")]
    {
        let Some((_, node)) = fields.get(field) else { continue };
        let Some(members) = taker.table(field, node) else { continue };
        for (name, member) in members {
            let mut value = of_type(kind);
            value.insert("part".to_owned(), json!(name));
            add(taker, name, member.at, value);
        }
    }
}

/// What stands beside the bindings of Durable Objects.
fn durable_objects(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    let Some((_, node)) = fields.get("durable_objects") else { return };
    let Some(members) = taker.table("durable_objects", node) else { return };
    taker.known("durable_objects", members, &["bindings", "code_update_strategy"]);
    if let Some(strategy) = node.get("code_update_strategy")
        && let Some(value) =
            taker.values("durable_objects.code_update_strategy", strategy, &["mode", "max_delay"])
    {
        taker.worker().metadata.insert("code_update_strategy".to_owned(), value);
    }
}

/// Bindings that wrangler does not look into.
fn not_safe(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    let Some(bindings) = fields.get("unsafe").and_then(|(_, node)| node.get("bindings")) else { return };
    for node in taker.list("unsafe.bindings", bindings) {
        let Some(members) = taker.table("unsafe.bindings", node) else { continue };
        let [name, kind] =
            ["name", "type"].map(|member| taker.required_string("unsafe.bindings", node, member));
        let (Some(name), Some(_)) = (name, kind) else { continue };
        let mut value = crate::document::values(members);
        value.remove("name");
        if let Some(dev) = value.remove("dev") {
            let all = taker.worker().local.entry("bindings").or_insert_with(|| json!({}));
            if let Some(all) = all.as_object_mut() {
                all.insert(name.to_owned(), json!({"dev": dev}));
            }
        }
        add(taker, name, node.at, value);
    }
}

/// Names a queue of the file by its resource, where there is one.
pub(super) fn consumed(taker: &mut Taker<'_>) {
    let queues: Vec<(String, String)> = taker
        .model
        .resources
        .iter()
        .filter(|resource| resource.kind == "queue")
        .map(|resource| (resource.called().to_owned(), resource.address()))
        .collect();
    let refer = |value: &mut Value| {
        let found = queues.iter().find(|(called, _)| value.as_str() == Some(called));
        if let Some((_, address)) = found {
            *value = json!({"$ref": address, "member": "queue_name"});
        }
    };
    for consumer in &mut taker.worker().consumers {
        refer(&mut consumer.queue);
        consumer.dead_letter_queue.iter_mut().for_each(refer);
    }
}
