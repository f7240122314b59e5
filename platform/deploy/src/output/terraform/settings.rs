//! Members of an upload's metadata as attributes.

use super::Writer;
use super::hcl::{Block, Hcl};
use cfs_config::model::Worker;
use serde_json::Value;

/// Members that are attributes of each form, as they are.
fn attributes(resource: &str) -> &'static [&'static str] {
    match resource {
        "cloudflare_workers_script" => &[
            "annotations",
            "cache_options",
            "exports",
            "keep_assets",
            "keep_bindings",
            "limits",
            "logpush",
            "observability",
            "package_dependencies",
            "placement",
            "tail_consumers",
            "usage_model",
        ],
        "cloudflare_worker" => &["logpush", "observability", "tags", "tail_consumers"],
        _ => &["annotations", "cache_options", "limits", "package_dependencies", "placement", "usage_model"],
    }
}

impl Writer<'_> {
    pub(super) fn metadata(&mut self, worker: &Worker, member: &str, block: &mut Block) {
        let Some(value) = worker.metadata.get(member) else { return };
        let resource = block.labels.first().cloned().unwrap_or_default();
        if !attributes(&resource).contains(&member) {
            let message = format!("`{resource}` has no attribute for `{member}`");
            let comment = self.unsaid(&worker.address(), &message, "It is left out; `cfs deploy` sends it.");
            block.comments.push(comment);
            return;
        }
        let value = match (member, resource.as_str()) {
            ("tail_consumers", _) => self.tails(worker, value, &resource),
            ("placement", _) => self.placement(worker, value, &resource, block),
            ("observability", _) => self.observability(worker, value, block),
            _ => self.value(value, &worker.name),
        };
        block.set(member, value);
    }

    fn tails(&mut self, worker: &Worker, value: &Value, resource: &str) -> Hcl {
        let mut all = Vec::new();
        for consumer in value.as_array().into_iter().flatten() {
            let service = consumer.get("service").map(|service| self.service(service, worker));
            let name = if resource == "cloudflare_worker" { "name" } else { "service" };
            let mut members: Vec<(String, Hcl)> =
                service.into_iter().map(|service| (name.to_owned(), service)).collect();
            for member in ["environment", "namespace"].into_iter().filter(|_| name == "service") {
                members.extend(consumer.get(member).map(|value| (member.to_owned(), Hcl::of(value))));
            }
            all.push(Hcl::Object(members));
        }
        Hcl::List(all)
    }

    fn placement(&mut self, worker: &Worker, value: &Value, resource: &str, block: &mut Block) -> Hcl {
        let known: &[&str] = match resource {
            "cloudflare_workers_script" => &["mode"],
            _ => &["mode", "region", "host", "hostname", "target"],
        };
        self.only(worker, "placement", value, known, block)
    }

    fn observability(&mut self, worker: &Worker, value: &Value, block: &mut Block) -> Hcl {
        let known = ["enabled", "head_sampling_rate", "logs", "traces"];
        let Hcl::Object(mut members) = self.only(worker, "observability", value, &known, block) else {
            return Hcl::of(value);
        };
        if !members.iter().any(|(name, _)| name == "enabled") {
            members.push(("enabled".to_owned(), Hcl::on(true)));
        }
        // The provider requires what the API takes as said.
        for (name, member) in &mut members {
            let required: &[&str] = match name.as_str() {
                "logs" => &["enabled", "invocation_logs"],
                "traces" => &["enabled"],
                _ => &[],
            };
            if let Hcl::Object(inner) = member {
                for name in required {
                    if !inner.iter().any(|(known, _)| known == name) {
                        inner.push(((*name).to_owned(), Hcl::on(true)));
                    }
                }
            }
        }
        Hcl::Object(members)
    }

    /// The members of an object that are attributes; the others are told.
    fn only(&mut self, worker: &Worker, of: &str, value: &Value, known: &[&str], block: &mut Block) -> Hcl {
        let mut members = Vec::new();
        for (name, value) in value.as_object().into_iter().flatten() {
            if known.contains(&name.as_str()) {
                members.push((name.clone(), self.value(value, &worker.name)));
            } else {
                let message = format!("{of} has no attribute for `{name}`");
                let comment =
                    self.unsaid(&worker.address(), &message, "It is left out; `cfs deploy` sends it.");
                block.comments.push(comment);
            }
        }
        Hcl::Object(members)
    }
}
