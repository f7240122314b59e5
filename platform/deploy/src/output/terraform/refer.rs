//! References and secrets as expressions.

use super::Writer;
use super::hcl::Hcl;
use cfs_config::model::{Origin, Reference, Secret, Worker};
use serde_json::Value;
use std::collections::BTreeSet;

/// Members that are a thing's name in the account.
const NAMES: [&str; 6] = ["name", "title", "queue_name", "namespace_name", "namespace", "service"];

impl Writer<'_> {
    /// A value; `about` is the thing that it belongs to, after which variables are called.
    pub(super) fn value(&mut self, value: &Value, about: &str) -> Hcl {
        if let Some(reference) = Reference::of(value) {
            return self.reference(&reference);
        }
        if let Some(secret) = Secret::of(value) {
            return self.secret(&secret, about);
        }
        match value {
            Value::Array(items) => Hcl::List(items.iter().map(|item| self.value(item, about)).collect()),
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| {
                    let about = format!("{about}_{name}");
                    (name.clone(), self.value(value, &about))
                };
                Hcl::Object(members.iter().map(member).collect())
            }
            other => Hcl::of(other),
        }
    }

    /// A secret, which is a variable that is never shown.
    pub(super) fn secret(&mut self, secret: &Secret, about: &str) -> Hcl {
        let told = match secret {
            Secret::Env(name) => format!("The environment variable {name}."),
            Secret::File(path) => format!("What stands in the file {path}."),
            Secret::Command(words) => format!("What `{}` writes.", words.join(" ")),
            Secret::Prompt(question) => question.clone(),
        };
        let name = match secret {
            Secret::Env(name) => name.to_lowercase(),
            _ => about.to_owned(),
        };
        self.variable(&name, &told, "string", true)
    }

    fn reference(&mut self, reference: &Reference) -> Hcl {
        let Reference { address, member } = reference;
        let (kind, name) = address.split_once('/').unwrap_or_default();
        if let Some((kind, label)) = self.names.get(address) {
            return Hcl::Expression(format!("{kind}.{label}.{}", attribute(kind, member)));
        }
        let resource = self.model.resources.iter().find(|resource| resource.address() == *address);
        let known = resource.and_then(|resource| match &resource.origin {
            Origin::Existing { id } if !NAMES.contains(&member.as_str()) => id.clone(),
            _ if NAMES.contains(&member.as_str()) => Some(resource.called().to_owned()),
            _ => None,
        });
        if let Some(known) = known {
            return Hcl::text(known);
        }
        let told = match resource.map(|resource| &resource.origin) {
            Some(Origin::Environment(variable)) => {
                format!("The {member} of {address}: the environment variable {variable}.")
            }
            Some(Origin::App(app)) => format!("The {member} of {address}, which the application {app} has."),
            _ => format!("The {member} of {address}."),
        };
        self.variable(
            &format!("{}_{name}_{member}", kind.rsplit('.').next().unwrap_or(kind)),
            &told,
            "string",
            false,
        )
    }

    /// The name of a Worker as another one says it: a reference, unless that would lead back.
    pub(super) fn service(&mut self, value: &Value, from: &Worker) -> Hcl {
        let target = Reference::of(value).and_then(|reference| {
            let name = reference.address.strip_prefix("worker/")?.to_owned();
            self.model.workers.iter().find(|worker| worker.name == name)
        });
        match target {
            Some(target) if self.reaches(target, from) => Hcl::text(target.called()),
            _ => self.value(value, &from.name),
        }
    }

    /// Whether a Worker is another one, or needs it.
    fn reaches(&self, from: &Worker, to: &Worker) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = vec![from];
        while let Some(worker) = next.pop() {
            if worker.name == to.name {
                return true;
            }
            if !seen.insert(&worker.name) {
                continue;
            }
            let mut named = BTreeSet::new();
            let metadata = Value::Object(worker.metadata.clone());
            worker.bindings.values().chain([&metadata]).for_each(|value| addresses(value, &mut named));
            next.extend(self.model.workers.iter().filter(|other| named.contains(&other.address())));
        }
        false
    }
}

/// The addresses that a value refers to.
pub(super) fn addresses(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            into.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|value| addresses(value, into));
        }
        Value::Array(items) => items.iter().for_each(|value| addresses(value, into)),
        _ => {}
    }
}

/// What an attribute is called that the API calls otherwise.
fn attribute(kind: &str, member: &str) -> String {
    let name = match (kind, member) {
        ("cloudflare_workers_script", "name") => "script_name",
        ("cloudflare_d1_database", "uuid") => "id",
        ("cloudflare_queue", "id") => "queue_id",
        ("cloudflare_workers_for_platforms_dispatch_namespace", "namespace_name") => "name",
        ("cloudflare_workers_kv_namespace", "name") => "title",
        _ => member,
    };
    name.split('.').map(super::hcl::snake).collect::<Vec<_>>().join(".")
}
