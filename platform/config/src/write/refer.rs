//! What references stand for in a file that has none.

use super::Resolve;
use crate::document::{Data, Node, Object};
use crate::model::{Origin, Reference, Resource, Secret, Worker};
use crate::{Finding, Model};
use serde_json::Value;

/// Members that are a thing's name in the account.
const NAMES: [&str; 6] = ["name", "title", "queue_name", "namespace_name", "namespace", "service"];

/// Writes a wrangler file for a Worker.
pub(super) struct Writer<'a> {
    pub(super) model: &'a Model,
    pub(super) worker: &'a Worker,
    pub(super) resolve: Resolve<'a>,
    pub(super) out: Object,
    pub(super) notes: Vec<Finding>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a Model, worker: &'a Worker, resolve: Resolve<'a>) -> Self {
        Self { model, worker, resolve, out: Object::new(), notes: Vec::new() }
    }

    pub(super) fn note(&mut self, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::note(self.worker.place.clone(), message).about(self.worker.address());
        self.notes.push(finding.help(help));
    }

    /// Sets a field, or a member of a field (`queues.producers`).
    pub(super) fn set(&mut self, path: &str, node: Node) {
        let path: Vec<&str> = path.split('.').collect();
        self.set_in(&path, node);
    }

    /// Sets a member of tables within each other, which are made as need be.
    pub(super) fn set_in(&mut self, path: &[&str], node: Node) {
        let Some((last, tables)) = path.split_last() else { return };
        let mut members = &mut self.out;
        for name in tables {
            let table = members.entry((*name).to_owned());
            let table = table.or_insert_with(|| Node::new(Data::Object(Object::new())).into());
            let Data::Object(inner) = &mut table.node.data else { return };
            members = inner;
        }
        members.insert((*last).to_owned(), node.into());
    }

    pub(super) fn set_value(&mut self, path: &str, value: &Value) {
        self.set(path, Node::of(value));
    }

    /// Adds to a list.
    pub(super) fn push(&mut self, path: &str, node: Node) {
        let mut items = match self.at(path) {
            Some(Node { data: Data::Array(items), .. }) => items.clone(),
            _ => Vec::new(),
        };
        items.push(node);
        self.set(path, Node::new(Data::Array(items)));
    }

    fn at(&self, path: &str) -> Option<&Node> {
        let mut parts = path.split('.');
        let first = &self.out.get(parts.next()?)?.node;
        parts.try_fold(first, |node, part| node.get(part))
    }

    pub(super) fn resource(&self, address: &str) -> Option<&'a Resource> {
        self.model.resources.iter().find(|resource| resource.address() == address)
    }

    /// What a reference stands for, if that is known before a deployment.
    pub(super) fn known(&self, reference: &Reference) -> Option<String> {
        if let Some(known) = (self.resolve)(reference) {
            return Some(known);
        }
        if let Some(name) = reference.address.strip_prefix("worker/") {
            let worker = self.model.workers.iter().find(|worker| worker.name == name)?;
            return NAMES.contains(&reference.member.as_str()).then(|| worker.called().to_owned());
        }
        let resource = self.resource(&reference.address)?;
        if NAMES.contains(&reference.member.as_str()) {
            return Some(resource.called().to_owned());
        }
        match &resource.origin {
            Origin::Existing { id } => id.clone(),
            _ => None,
        }
    }

    /// A value without references: what is not known has a text in its place that says what belongs there.
    pub(super) fn plain(&mut self, value: &Value) -> Value {
        if let Some(reference) = Reference::of(value) {
            return Value::from(self.known(&reference).unwrap_or_else(|| {
                let Reference { address, member } = &reference;
                self.note(
                    format!("`{member}` of {address} is not known before it is there"),
                    format!("Deploy {address} first, or put its `{member}` where the file says `<{address} {member}>`."),
                );
                format!("<{address} {member}>")
            }));
        }
        if value.get("$secret").is_some() {
            let found =
                Secret::of(value).map_or("of a form that is not known".to_owned(), |secret| told(&secret));
            self.note(
                format!("a secret ({found}) is not written to a file"),
                "Set it by `wrangler secret put`.",
            );
            return Value::from("");
        }
        match value {
            Value::Array(items) => items.iter().map(|item| self.plain(item)).collect(),
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), self.plain(value))).collect())
            }
            other => other.clone(),
        }
    }
}

/// Where a secret is found, in a message.
pub(super) fn told(secret: &Secret) -> String {
    match secret {
        Secret::Env(name) => format!("the environment variable `{name}`"),
        Secret::File(path) => format!("the file `{path}`"),
        Secret::Command(words) => format!("what `{}` writes", words.first().map_or("", String::as_str)),
        Secret::Prompt(_) => "asked for".to_owned(),
    }
}
