//! Bindings as wrangler writes them.

use super::refer::Writer;
use crate::document::{Data, Node, Object};
use crate::kinds::{Kind, Made, kind, provisioned};
use crate::model::{Origin, Reference, Resource, Secret};
use serde_json::{Map, Value, json};

impl Writer<'_> {
    /// All bindings, in the order of the model.
    pub(super) fn bindings(&mut self) {
        for (name, value) in &self.worker.bindings {
            let Some(members) = value.as_object() else { continue };
            let of = value.get("type").and_then(Value::as_str).unwrap_or_default();
            match of {
                "plain_text" | "json" => {
                    let inner =
                        members.get(if of == "json" { "json" } else { "text" }).unwrap_or(&Value::Null);
                    let inner = self.plain(inner);
                    self.set_in(&["vars", name], Node::of(&inner));
                }
                "secret_text" | "inherit" => self.secret(name, members),
                // Their files are told with the build.
                "wasm_module" | "text_blob" | "data_blob" => {}
                "assets" => self.set("assets.binding", Node::text(name)),
                _ => match kind(of).filter(|kind| is_expressible(kind, members)) {
                    Some(kind) => self.binding(kind, name, members),
                    None => self.not_safe(name, members),
                },
            }
        }
    }

    /// Secrets are only named.
    fn secret(&mut self, name: &str, members: &Map<String, Value>) {
        self.push("secrets.required", Node::text(name));
        if members.contains_key("text") {
            let found = members.get("text").and_then(Secret::of);
            let found = found.map_or("its value".to_owned(), |secret| super::refer::told(&secret));
            self.note(
                format!("the file only names the secret `{name}`"),
                format!("Set it by `wrangler secret put {name}`: it is {found}."),
            );
        } else if members.len() > 1 {
            self.note(
                format!("the file cannot say what `{name}` inherits"),
                "It inherits the binding of its own name.",
            );
        }
    }

    /// A binding of a kind that has a field, all of whose members have one.
    fn binding(&mut self, kind: &'static Kind, name: &str, members: &Map<String, Value>) {
        let mut entry = Object::from_iter([(kind.name.to_owned(), Node::text(name).into())]);
        if let Some(made) = &kind.made
            && let Some(target) = members.get(made.metadata)
        {
            self.target(kind, made, name, target, &mut entry);
        }
        for member in kind.members {
            if let Some(value) = members.get(member.metadata) {
                let value = self.plain(value);
                entry.insert(member.wrangler.to_owned(), Node::of(&value).into());
            }
        }
        if let Some(outbound) = members.get("outbound") {
            entry.insert("outbound".to_owned(), self.outbound(outbound).into());
        }
        if kind.word == "workflow" && !members.contains_key("script_name") {
            self.own_workflow(members, &mut entry);
        }
        let local = self.worker.local.get("bindings").and_then(|bindings| bindings.get(name)?.as_object());
        for (member, value) in local.into_iter().flatten() {
            entry.entry(member.clone()).or_insert_with(|| Node::of(value).into());
        }
        let entry = Node::new(Data::Object(entry));
        if !kind.one && !crate::read::fits(kind.field, &Node::new(Data::Array(vec![entry.clone()]))) {
            return self.not_safe(name, members);
        }
        if kind.one {
            self.set(kind.field, entry);
        } else {
            self.push(kind.field, entry);
        }
    }

    /// What a binding points to: an id, a name, or nothing, where wrangler finds the name itself.
    fn target(&mut self, kind: &Kind, made: &Made, name: &str, target: &Value, entry: &mut Object) {
        let mut put = |member: Option<&str>, value: &str| {
            if let Some(member) = member {
                entry.insert(member.to_owned(), Node::text(value).into());
            }
        };
        let reference = Reference::of(target);
        let resource = reference.as_ref().and_then(|reference| self.resource(&reference.address));
        let (Some(reference), Some(resource)) = (&reference, resource) else {
            let value = self.plain(target);
            let id = value.as_str().unwrap_or_default();
            put(made.id.or(made.called), id);
            let existing = Origin::Existing { id: Some(id.to_owned()) };
            let known =
                self.model.resources.iter().find(|known| known.kind == made.kind && known.origin == existing);
            if let Some(known) = known {
                if known.name != provisioned(&self.worker.name, name) {
                    put(made.called, known.called());
                }
                migrations(known, entry);
            }
            return;
        };
        let id = made.id.and_then(|_| self.known(reference));
        if let Some(id) = &id {
            put(made.id, id);
        }
        let named_by_wrangler = resource.name == provisioned(&self.worker.name, name)
            && resource.called() == provisioned(self.worker.called(), name);
        if !named_by_wrangler {
            put(made.called, resource.called());
        }
        for setting in made.settings {
            if let Some(value) = resource.settings.get(*setting) {
                entry.insert((*setting).to_owned(), Node::of(value).into());
            }
        }
        migrations(resource, entry);
        if id.is_none() && made.called.is_none() && !named_by_wrangler {
            let would = provisioned(self.worker.called(), name);
            self.note(
                format!(
                    "`{}` of binding `{name}` has no name in the file: wrangler would make `{would}`",
                    kind.field
                ),
                format!("Deploy {} first, and put its id into the file.", resource.address()),
            );
        }
    }

    fn outbound(&mut self, outbound: &Value) -> Node {
        let plain = self.plain(outbound);
        let mut out = plain.get("worker").and_then(Value::as_object).cloned().unwrap_or_default();
        if let Some(parameters) = plain.get("params").and_then(Value::as_array) {
            let names =
                parameters.iter().filter_map(|parameter| parameter.get("name").or(Some(parameter)).cloned());
            out.insert("parameters".to_owned(), names.collect());
        }
        Node::of(&Value::Object(out))
    }

    /// What the Worker's own workflow of a binding is besides.
    fn own_workflow(&mut self, members: &Map<String, Value>, entry: &mut Object) {
        let name = members.get("workflow_name").cloned().unwrap_or_default();
        let workflow = self.worker.workflows.iter().find(|workflow| name == workflow.name.as_str());
        for (member, value) in workflow.map(|workflow| &workflow.settings).into_iter().flatten() {
            entry.insert(member.clone(), setting(member, value).into());
        }
    }

    /// A binding that wrangler hands on as it is.
    fn not_safe(&mut self, name: &str, members: &Map<String, Value>) {
        let mut value = json!({"name": name});
        let plain = self.plain(&Value::Object(members.clone()));
        if let (Some(value), Some(plain)) = (value.as_object_mut(), plain.as_object()) {
            value.extend(plain.clone());
            let local = self.worker.local.get("bindings").and_then(|bindings| bindings.get(name)?.get("dev"));
            value.extend(local.map(|dev| ("dev".to_owned(), dev.clone())));
        }
        self.push("unsafe.bindings", Node::of(&value));
    }
}

/// A setting of a workflow, as wrangler writes it.
pub(super) fn setting(member: &str, value: &Value) -> Node {
    match (member, value) {
        ("schedules", Value::Array(items)) => {
            Node::of(&items.iter().map(|item| item.get("cron").unwrap_or(item).clone()).collect())
        }
        _ => Node::of(value),
    }
}

/// Whether a wrangler file has members for all that a binding says.
fn is_expressible(kind: &Kind, members: &Map<String, Value>) -> bool {
    members.iter().all(|(name, value)| match name.as_str() {
        "type" => true,
        "outbound" => kind.word == "dispatch_namespace",
        "simple" => value
            .as_object()
            .is_some_and(|simple| simple.keys().all(|name| ["limit", "period"].contains(&name.as_str()))),
        name => {
            kind.members.iter().any(|member| member.metadata == name)
                || kind.made.as_ref().is_some_and(|made| made.metadata == name)
        }
    }) && kind
        .members
        .iter()
        .filter(|member| member.required)
        .all(|member| is_told(members.get(member.metadata)))
        && kind.made.as_ref().is_none_or(|made| is_told(members.get(made.metadata)))
}

/// Whether a value can be what a binding points to.
fn is_told(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.is_string() || value.is_object())
}

fn migrations(resource: &Resource, entry: &mut Object) {
    let mut put = |member: &str, value: &Value| {
        entry.insert(member.to_owned(), Node::of(value).into());
    };
    match resource.parts.get("migrations") {
        Some(Value::Object(told)) => {
            for name in ["directory", "table", "pattern"] {
                if let Some(value) = told.get(name) {
                    put(&format!("migrations_{}", if name == "directory" { "dir" } else { name }), value);
                }
            }
        }
        Some(folder @ Value::String(_)) => put("migrations_dir", folder),
        _ => {}
    }
}
