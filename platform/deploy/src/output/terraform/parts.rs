//! What belongs to a resource and has a resource of its own.

use super::Writer;
use super::hcl::{Block, Hcl};
use cfs_config::model::{Reference, Resource};
use serde_json::{Value, json};

impl Writer<'_> {
    pub(super) fn parts(&mut self, resource: &Resource, label: &str) {
        for (name, value) in &resource.parts {
            match (resource.kind.as_str(), name.as_str()) {
                ("r2", "cors") => self.bucket_part(resource, label, "cloudflare_r2_bucket_cors", value),
                ("r2", "lifecycle") => {
                    self.bucket_part(resource, label, "cloudflare_r2_bucket_lifecycle", value);
                }
                ("r2", "locks") => self.bucket_part(resource, label, "cloudflare_r2_bucket_lock", value),
                ("r2", "sippy") => self.bucket_part(resource, label, "cloudflare_r2_bucket_sippy", value),
                ("r2", "managed_domain") => {
                    self.bucket_part(resource, label, "cloudflare_r2_managed_domain", value);
                }
                ("r2", "event_notifications") => {
                    for told in value.as_array().into_iter().flatten() {
                        self.bucket_part(resource, label, "cloudflare_r2_bucket_event_notification", told);
                    }
                }
                ("r2", "custom_domains") => {
                    for domain in value.as_array().into_iter().flatten() {
                        self.bucket_part(resource, label, "cloudflare_r2_custom_domain", domain);
                    }
                }
                ("queue", "consumers") => {
                    for consumer in value.as_array().into_iter().flatten() {
                        self.pull(resource, label, consumer);
                    }
                }
                ("d1", "migrations") => {
                    let folder = value.get("directory").unwrap_or(value).as_str().unwrap_or_default();
                    let message = format!("Terraform does not run the migrations in `{folder}`");
                    self.comment(&resource.address(), &message, "Run `cfs d1 migrations apply`.");
                }
                _ => {
                    let message = format!("the provider has no resource for its {name}");
                    self.comment(&resource.address(), &message, "Deploy it with `cfs deploy`.");
                }
            }
        }
    }

    fn bucket_part(&mut self, bucket: &Resource, label: &str, kind: &str, value: &Value) {
        let own = self.label(kind, label);
        let account = self.account();
        let name = Hcl::Expression(format!("cloudflare_r2_bucket.{label}.name"));
        let mut block = Block::resource(kind, &own).with("account_id", account).with("bucket_name", name);
        if let Some(jurisdiction) = bucket.settings.get("jurisdiction").and_then(Value::as_str) {
            block.set("jurisdiction", Hcl::text(jurisdiction));
        }
        for (member, value) in value.as_object().into_iter().flatten() {
            match (kind, member.as_str()) {
                ("cloudflare_r2_custom_domain", "zone") => {
                    let zone = self.zone(value.as_str().unwrap_or_default());
                    block.set("zone_id", zone);
                }
                ("cloudflare_r2_custom_domain", "zoneId") => block.set("zone_id", Hcl::of(value)),
                ("cloudflare_r2_custom_domain", "minTLS") => block.set("min_tls", Hcl::of(value)),
                _ => {
                    let value = self.attributes(value, label);
                    block.set(&super::hcl::snake(member), value);
                }
            }
        }
        if kind == "cloudflare_r2_custom_domain" && !block.members.iter().any(|(name, _)| name == "zone_id") {
            let host = value.get("domain").and_then(Value::as_str).unwrap_or_default();
            let zone = self.zone_of(host);
            block.set("zone_id", zone);
        }
        self.not_imported(&bucket.address(), &mut block);
        self.blocks.push(block);
    }

    /// The zone of a host, which nothing says: a variable.
    pub(super) fn zone_of(&mut self, host: &str) -> Hcl {
        let told = format!("The id of the zone that {host} belongs to.");
        self.variable(&format!("zone_id_{host}"), &told, "string", false)
    }

    /// Says that something which is there cannot be imported.
    pub(super) fn not_imported(&mut self, address: &str, block: &mut Block) {
        if self.imports.contains_key(address) {
            let message = format!("the provider cannot import {}", block.address());
            let comment = self.unsaid(address, &message, "Applying sets it again.");
            block.comments.push(comment);
        }
    }

    fn pull(&mut self, queue: &Resource, label: &str, consumer: &Value) {
        let own = self.label("cloudflare_queue_consumer", &format!("{label}_pull"));
        let account = self.account();
        let id = Hcl::Expression(format!("cloudflare_queue.{label}.queue_id"));
        let mut block = Block::resource("cloudflare_queue_consumer", &own).with("account_id", account);
        block.set("queue_id", id);
        block.set("type", Hcl::text(consumer.get("type").and_then(Value::as_str).unwrap_or("http_pull")));
        self.consumer(&mut block, consumer.get("dead_letter_queue"), consumer.get("settings"), label);
        self.not_imported(&queue.address(), &mut block);
        self.blocks.push(block);
    }

    /// What both kinds of consumers have.
    pub(super) fn consumer(
        &mut self,
        block: &mut Block,
        dead: Option<&Value>,
        settings: Option<&Value>,
        about: &str,
    ) {
        if let Some(dead) = dead {
            let dead = self.value(dead, about);
            block.set("dead_letter_queue", dead);
        }
        if let Some(settings) = settings.filter(|settings| **settings != json!({})) {
            let settings = self.value(settings, about);
            block.set("settings", settings);
        }
    }

    /// The id of a queue that is told by its name.
    pub(super) fn queue_id(&mut self, queue: &Value) -> Hcl {
        let (name, reference) = match Reference::of(queue) {
            Some(mut reference) => {
                "queue_id".clone_into(&mut reference.member);
                (String::new(), Some(json!({"$ref": reference.address, "member": "queue_id"})))
            }
            None => {
                let name = queue.as_str().unwrap_or_default().to_owned();
                let own = self.model.resources.iter().find(|own| own.kind == "queue" && own.called() == name);
                let reference = own.map(|own| json!({"$ref": own.address(), "member": "queue_id"}));
                (name, reference)
            }
        };
        match reference {
            Some(reference) => self.value(&reference, "queue"),
            None => {
                let told = format!("The id of the queue {name}.");
                self.variable(&format!("queue_{name}_id"), &told, "string", false)
            }
        }
    }
}
