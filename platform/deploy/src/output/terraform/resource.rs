//! Resources.

use super::Writer;
use super::hcl::{Block, Hcl, snake};
use super::table::{self, Import, Kind, Scope};
use cfs_config::model::{Origin, Reference, Resource, Secret};
use serde_json::Value;

impl Writer<'_> {
    pub(super) fn resource(&mut self, resource: &Resource) {
        let address = resource.address();
        match &resource.origin {
            Origin::Ensure => {}
            Origin::Local => {
                self.comment(&address, "it is there in local development only", "Nothing is made for it.");
                return;
            }
            _ => {
                self.comment(&address, "somebody else makes it", "It is referred to by its name or id.");
                return;
            }
        }
        let Some(kind) = table::kind(&resource.kind) else {
            let message = format!("the provider has no resource for {}", resource.kind);
            self.comment(&address, &message, "Deploy it with `cfs deploy`.");
            return;
        };
        let label = self.names.get(&address).map(|(_, label)| label.clone()).unwrap_or_default();
        let mut block = Block::resource(kind.resource, &label);
        let scope = self.scope(kind, resource, &mut block);
        if !kind.name.is_empty() {
            block.set(kind.name, Hcl::text(resource.called()));
        }
        for (parameter, value) in &resource.path {
            let value = self.value(value, &resource.name);
            block.set(&snake(parameter), value);
        }
        self.settings(kind, resource, &mut block);
        for (name, value) in required(kind.resource) {
            if !block.members.iter().any(|(known, _)| known == name) {
                block.set(name, value);
            }
        }
        lifecycle(resource.protect, &resource.ignore, kind, &mut block);
        let import = self.import(kind, resource);
        self.push(block, import.map(|id| (scope, id)));
        self.parts(resource, &label);
    }

    /// Sets account or zone, and gives which.
    fn scope(&mut self, kind: &Kind, resource: &Resource, block: &mut Block) -> Hcl {
        let zone = resource.zone.as_ref().filter(|_| kind.scope != Scope::Account);
        let (name, value) = match (kind.scope, zone) {
            (_, Some(zone)) => ("zone_id", self.zone(zone)),
            (Scope::Zone, None) => {
                let told = format!("The id of the zone of {}.", resource.address());
                ("zone_id", self.variable(&format!("{}_zone_id", resource.name), &told, "string", false))
            }
            (Scope::Itself, None) => {
                if !resource.settings.contains_key("account") {
                    let account = self.account();
                    block.set("account", Hcl::object([("id", account)]));
                }
                return Hcl::text("");
            }
            _ => ("account_id", self.account()),
        };
        block.set(name, value.clone());
        value
    }

    fn settings(&mut self, kind: &Kind, resource: &Resource, block: &mut Block) {
        for (member, value) in &resource.settings {
            let about = format!("{}_{member}", resource.name);
            let attribute = match kind.attributes {
                None => Some(snake(member)),
                Some(_) if member == kind.name || (member == "name" && !kind.name.is_empty()) => continue,
                Some(known) => known
                    .iter()
                    .find(|(name, _)| name == member)
                    .map(|(_, attribute)| (*attribute).to_owned()),
            };
            let Some(attribute) = attribute else {
                let message = format!("`{}` has no attribute for `{member}`", kind.resource);
                let comment = self.unsaid(&resource.address(), &message, "It is left out.");
                block.comments.push(comment);
                continue;
            };
            let value = match (kind.resource, member.as_str()) {
                ("cloudflare_hyperdrive_config", "origin") => self.origin(value, &about),
                ("cloudflare_healthcheck", "http_config" | "tcp_config") => self.attributes(value, &about),
                ("cloudflare_r2_bucket", "locationHint") => {
                    Hcl::text(value.as_str().unwrap_or_default().to_lowercase())
                }
                ("cloudflare_email_routing_rule", "actions") => self.value(value, &about),
                _ => self.attributes(value, &about),
            };
            block.set(&attribute, value);
        }
    }

    /// A value whose members are attributes.
    pub(super) fn attributes(&mut self, value: &Value, about: &str) -> Hcl {
        renamed(self.value(value, about))
    }

    /// A database, whose connection string is no attribute: its parts are a variable.
    fn origin(&mut self, origin: &Value, about: &str) -> Hcl {
        match Secret::of(origin) {
            None => self.attributes(origin, about),
            Some(_) => {
                let kind = "object({ scheme = string, host = string, port = number, database = string, user = string, password = string })";
                self.variable(about, "The parts of the connection string.", kind, true)
            }
        }
    }

    /// What stands behind account or zone in the id by which it is imported.
    fn import(&mut self, kind: &Kind, resource: &Resource) -> Option<String> {
        let id = self.imports.get(&resource.address())?.clone();
        match kind.import {
            Import::Id => Some(id),
            Import::Name => Some(resource.called().to_owned()),
            Import::Bucket => {
                let jurisdiction =
                    resource.settings.get("jurisdiction").and_then(Value::as_str).unwrap_or("default");
                Some(format!("{}/{jurisdiction}", resource.called()))
            }
            Import::Within => {
                let within = resource.path.values().next().and_then(|value| self.within(value));
                let within = within.map(|within| format!("{within}/{id}"));
                if within.is_none() {
                    self.unsaid(
                        &resource.address(),
                        "it is not imported",
                        "The id of what it belongs to is not known.",
                    );
                }
                within
            }
        }
    }

    fn within(&self, value: &Value) -> Option<String> {
        match Reference::of(value) {
            Some(reference) => self.imports.get(&reference.address).cloned(),
            None => value.as_str().map(str::to_owned),
        }
    }
}

/// What the provider requires where the API has a value of its own.
fn required(kind: &str) -> Vec<(&'static str, Hcl)> {
    match kind {
        "cloudflare_dns_record" => vec![("ttl", Hcl::number(1))],
        "cloudflare_mtls_certificate" => vec![("ca", Hcl::on(false))],
        "cloudflare_pages_project" => vec![("production_branch", Hcl::text("main"))],
        "cloudflare_secrets_store_secret" => vec![("scopes", Hcl::List(vec![Hcl::text("workers")]))],
        _ => Vec::new(),
    }
}

/// Members called as attributes are. Names of bindings and the like keep theirs.
fn renamed(value: Hcl) -> Hcl {
    match value {
        Hcl::List(items) => Hcl::List(items.into_iter().map(renamed).collect()),
        Hcl::Object(members) => Hcl::Object(
            members
                .into_iter()
                .map(|(name, value)| {
                    let is_camel = name.starts_with(|c: char| c.is_ascii_lowercase())
                        && name.chars().all(|c| c.is_ascii_alphanumeric());
                    (if is_camel { snake(&name) } else { name }, renamed(value))
                })
                .collect(),
        ),
        other => other,
    }
}

/// What never goes, and what others set.
pub(super) fn lifecycle(protect: bool, ignore: &[String], kind: &Kind, block: &mut Block) {
    let mut inner = Block::new("lifecycle", []);
    if protect {
        inner.set("prevent_destroy", Hcl::on(true));
    }
    let attribute = |member: &String| {
        let known = kind.attributes.unwrap_or_default().iter().find(|(name, _)| name == member);
        Hcl::Expression(known.map_or_else(|| snake(member), |(_, attribute)| (*attribute).to_owned()))
    };
    if !ignore.is_empty() {
        inner.set("ignore_changes", Hcl::List(ignore.iter().map(attribute).collect()));
    }
    if !inner.members.is_empty() {
        block.blocks.push(inner);
    }
}
