//! Classes of Durable Objects, workflows and containers.

use super::take::Taker;
use super::wrangler::Fields;
use crate::Finding;
use crate::document::{Data, Node};
use crate::model::{Class, Container, Workflow};
use serde_json::{Map, Value, json};

/// Members of a workflow's binding that are the workflow's own.
pub(super) const WORKFLOW: [&str; 5] =
    ["limits", "schedules", "concurrency", "default_retention", "jurisdiction"];

pub(super) fn all(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    if let Some((at, node)) = fields.get("migrations") {
        let migrations = taker.list("migrations", node);
        for (index, node) in migrations.iter().enumerate() {
            migration(taker, node);
            taker.declared(&format!("migrations.{index}"), node.at);
        }
        taker.declared("migrations", *at);
    }
    if let Some((_, node)) = fields.get("workflows") {
        for node in taker.list("workflows", node) {
            // A workflow of another Worker is that Worker's.
            if node.get("script_name").is_none() {
                workflow(taker, node);
            }
        }
    }
    let attached = fields.get("exports").map(|(_, node)| exports(taker, node)).unwrap_or_default();
    if let Some((_, node)) = fields.get("containers") {
        for (index, node) in taker.list("containers", node).iter().enumerate() {
            container(taker, node, &attached);
            taker.declared(&format!("containers.{index}"), node.at);
        }
    }
}

const MIGRATION: [&str; 6] =
    ["tag", "new_classes", "new_sqlite_classes", "renamed_classes", "transferred_classes", "deleted_classes"];

fn migration(taker: &mut Taker<'_>, node: &Node) {
    let path = "migrations";
    let Some(value) = taker.values(path, node, &MIGRATION) else { return };
    taker.required_string(path, node, "tag");
    for lists in ["new_classes", "new_sqlite_classes", "deleted_classes"] {
        if let Some(member) = node.get(lists) {
            taker.strings(&format!("{path}.{lists}"), member);
        }
    }
    for (lists, members) in [
        ("renamed_classes", ["from", "to"].as_slice()),
        ("transferred_classes", &["from", "from_script", "to"]),
    ] {
        let Some(member) = node.get(lists) else { continue };
        for item in taker.list(&format!("{path}.{lists}"), member) {
            for name in members {
                taker.required_string(&format!("{path}.{lists}"), item, name);
            }
        }
    }
    taker.worker().migrations.push(value);
}

/// What a workflow is besides its name, as the API takes it.
fn settings(node: &Node) -> Map<String, Value> {
    let mut out = Map::new();
    for name in WORKFLOW {
        let Some(member) = node.get(name) else { continue };
        let value = match (&member.data, name) {
            (Data::String(cron), "schedules") => json!([{"cron": cron}]),
            (Data::Array(items), "schedules") => {
                items.iter().map(|cron| json!({"cron": cron.value()})).collect()
            }
            _ => member.value(),
        };
        out.insert(name.to_owned(), value);
    }
    out
}

fn workflow(taker: &mut Taker<'_>, node: &Node) {
    let [name, class_name] = ["name", "class_name"].map(|member| node.get(member).and_then(Node::as_str));
    let (Some(name), Some(class_name)) = (name, class_name) else { return };
    let workflow =
        Workflow { name: name.to_owned(), class_name: class_name.to_owned(), settings: settings(node) };
    add(taker, workflow, node.at);
}

fn add(taker: &mut Taker<'_>, workflow: Workflow, at: usize) {
    let workflows = &mut taker.worker().workflows;
    match workflows.iter_mut().find(|other| other.name == workflow.name) {
        // Two bindings of one workflow, or a binding and an export.
        Some(other) => other.settings.extend(workflow.settings),
        None => {
            let index = workflows.len();
            workflows.push(workflow);
            taker.declared(&format!("workflows.{index}"), at);
        }
    }
}

/// Reads what a Worker exports; the containers that its classes name, as pairs of container and class.
fn exports(taker: &mut Taker<'_>, node: &Node) -> Vec<(String, String)> {
    let mut attached = Vec::new();
    let mut renamed = Vec::new();
    let Some(members) = taker.table("exports", node) else { return attached };
    for (name, member) in members {
        let path = format!("exports.{name}");
        let node = &member.node;
        match taker.required_string(&path, node, "type").map(str::to_owned).as_deref() {
            Some("durable-object") => {
                if let Some(to) = class(taker, &path, name, node) {
                    renamed.push((name.clone(), to, member.at));
                }
                taker.declared(&format!("classes.{name}"), member.at);
                if let Some(container) = taker.may_string(&path, node, "container") {
                    attached.push((container, name.clone()));
                }
            }
            Some("workflow") => {
                if let Some(workflow) = taker.required_string(&path, node, "name") {
                    let workflow = Workflow {
                        name: workflow.to_owned(),
                        class_name: name.clone(),
                        settings: settings(node),
                    };
                    add(taker, workflow, member.at);
                }
            }
            Some("worker") => {
                let metadata = &mut taker.worker().metadata;
                if let Some(all) = metadata.entry("exports").or_insert_with(|| json!({})).as_object_mut() {
                    all.insert(name.clone(), node.value());
                }
            }
            Some(other) => {
                let message =
                    format!("`{path}.type`: `{other}` is none of `durable-object`, `worker` and `workflow`");
                taker.error(node.at, message);
            }
            None => {}
        }
    }
    for (was, to, at) in renamed {
        match taker.worker().classes.get_mut(&to) {
            Some(class) => class.was = Some(was),
            None => {
                taker
                    .error(at, format!("class `{was}` was renamed to `{to}`, which `exports` does not have"));
            }
        }
    }
    attached
}

/// Reads a class; what it is called now, if that is something else.
fn class(taker: &mut Taker<'_>, path: &str, name: &str, node: &Node) -> Option<String> {
    let known = ["type", "state", "storage", "container", "renamed_to", "transferred_to", "transfer_from"];
    let members = taker.table(path, node)?;
    taker.known(path, members, &known);
    let mut class = Class::default();
    let state = taker.may_string(path, node, "state").unwrap_or_else(|| "created".to_owned());
    match state.as_str() {
        "created" | "expecting-transfer" => {
            match taker.required_string(path, node, "storage") {
                Some("legacy-kv") => class.legacy_kv = true,
                Some("sqlite") | None => {}
                Some(other) => {
                    let message = format!("`{path}.storage`: `{other}` is neither `sqlite` nor `legacy-kv`");
                    taker.error(node.at, message);
                }
            }
            if state == "expecting-transfer" {
                class.from = taker.required_string(path, node, "transfer_from").map(str::to_owned);
            }
        }
        "deleted" => class.deleted = true,
        "transferred" => class.to = taker.required_string(path, node, "transferred_to").map(str::to_owned),
        "renamed" => return taker.required_string(path, node, "renamed_to").map(str::to_owned),
        other => {
            let states = ["created", "deleted", "renamed", "transferred", "expecting-transfer"];
            let message = format!("`{path}.state`: `{other}` is none of {}", states.join(", "));
            let finding = Finding::error(Some(taker.place(node.at)), message);
            taker.tell(finding.help_if(crate::finding::nearest(other, states)));
        }
    }
    taker.worker().classes.insert(name.to_owned(), class);
    None
}

/// Members of a container besides its name, class and image.
const CONTAINER: [&str; 12] = [
    "max_instances",
    "images",
    "observability",
    "scheduling_policy",
    "instance_type",
    "ssh",
    "authorized_keys",
    "trusted_user_ca_keys",
    "constraints",
    "rollout_step_percentage",
    "rollout_active_grace_period",
    "affinities",
];

/// Members that say how an image is built.
const IMAGE: [&str; 2] = ["image_build_context", "image_vars"];

fn container(taker: &mut Taker<'_>, node: &Node, attached: &[(String, String)]) {
    let path = "containers";
    let Some(members) = taker.table(path, node) else { return };
    let known: Vec<&str> =
        ["name", "class_name", "image"].into_iter().chain(CONTAINER).chain(IMAGE).collect();
    taker.known(path, members, &known);
    let name = taker.may_string(path, node, "name");
    let class = taker.may_string(path, node, "class_name");
    let by_export = attached.iter().find(|(container, _)| name.as_ref() == Some(container));
    let Some(class_name) = class.or_else(|| by_export.map(|(_, class)| class.clone())) else {
        let message = "this container has no class: name it as `class_name`, or the container in `exports`";
        return taker.error(node.at, message);
    };
    let image = taker.may_string(path, node, "image").unwrap_or_default();
    for member in IMAGE {
        if let Some(found) = node.get(member) {
            let message = format!("`containers.{member}` is not used: images are not built here");
            taker.tell(Finding::note(Some(taker.place(found.at)), message));
        }
    }
    if image.starts_with(['.', '/']) || image.ends_with("Dockerfile") {
        let finding = Finding::warning(Some(taker.place(node.at)), format!("`{image}` is not built here"));
        taker.tell(finding.help("Push the image, and name it as the registry does."));
    }
    let settings = members.iter().filter(|(name, _)| CONTAINER.contains(&name.as_str()));
    let settings = settings.map(|(name, member)| (name.clone(), member.node.value())).collect();
    taker.worker().containers.push(Container { name, class_name, image, settings });
}
