//! Terraform, for version 5 of the provider `cloudflare/cloudflare`.
//!
//! Every thing of a model becomes a resource where the provider has one, references become references, and secrets variables.
//! A Worker whose program is one file is a `cloudflare_workers_script`; one of several modules, or with what only versions
//! have, is a `cloudflare_worker` with a version and its deployment. What has no resource is said in a comment and a note.

mod bindings;
mod code;
mod hcl;
mod others;
mod parts;
mod refer;
mod resource;
mod settings;
mod table;
#[cfg(test)]
mod tests;
mod triggers;
mod worker;

use cfs_config::{Finding, Model, Severity, Written};
use hcl::{Block, Hcl, snake};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A model as Terraform.
///
/// `imports` has the ids of what is there already, by address: those of the model (`d1/orders`, `worker/api`), and of what
/// reaches a Worker `worker/api/routes/example.com/*` and `worker/api/domains/shop.example.com`. For each that can be
/// imported, there is an `import` block.
///
/// ```
/// let model: cfs_config::Model = serde_json::from_str(r#"{
///     "cfs_model": 1, "app": "shop",
///     "resources": [{ "kind": "d1", "name": "orders" }, { "kind": "vectorize", "name": "texts" }]
/// }"#)?;
/// let ids = [("d1/orders".to_owned(), "3f1c".to_owned())].into();
/// let written = cfs_deploy::output::terraform(&model, &ids);
/// assert!(written.text.contains(r#"resource "cloudflare_d1_database" "orders" {"#));
/// assert!(written.text.contains(r#"id = "${var.account_id}/3f1c""#));
/// assert_eq!(written.notes[0].address.as_deref(), Some("vectorize/texts")); // the provider has no resource for it
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn terraform(model: &Model, imports: &BTreeMap<String, String>) -> Written {
    let mut writer = Writer {
        model,
        imports,
        names: BTreeMap::new(),
        taken: BTreeSet::new(),
        variables: Vec::new(),
        zones: BTreeMap::new(),
        blocks: Vec::new(),
        notes: Vec::new(),
    };
    writer.name_all();
    for resource in &model.resources {
        writer.resource(resource);
    }
    for worker in &model.workers {
        writer.worker(worker);
    }
    for (name, value) in &model.outputs {
        let value = writer.value(value, "outputs");
        writer.blocks.push(Block::new("output", [&snake(name)]).with("value", value));
    }
    writer.finish()
}

struct Writer<'a> {
    model: &'a Model,
    imports: &'a BTreeMap<String, String>,
    /// The type and label of each thing that has a resource, by its address in the model.
    names: BTreeMap<String, (&'static str, String)>,
    /// Types with labels that are given out.
    taken: BTreeSet<String>,
    variables: Vec<Block>,
    /// Zones that are looked up, by name, with their labels.
    zones: BTreeMap<String, String>,
    blocks: Vec<Block>,
    notes: Vec<Finding>,
}

impl Writer<'_> {
    /// Names all that can be referred to.
    fn name_all(&mut self) {
        let model = self.model;
        for resource in model.resources.iter().filter(|resource| resource.origin.is_ensure()) {
            if let Some(kind) = table::kind(&resource.kind) {
                let label = self.label(kind.resource, &resource.name);
                self.names.insert(resource.address(), (kind.resource, label));
            }
        }
        for worker in model.workers.iter().filter(|worker| worker.dispatch_namespace.is_none()) {
            let kind =
                if worker::has_versions(worker) { "cloudflare_worker" } else { "cloudflare_workers_script" };
            let label = self.label(kind, &worker.name);
            self.names.insert(worker.address(), (kind, label));
        }
    }

    /// A label that no other block of the type has.
    fn label(&mut self, kind: &str, name: &str) -> String {
        let words = snake(name);
        let words: Vec<&str> = words.split('_').filter(|word| !word.is_empty()).collect();
        let base = snake(&words.join("_"));
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let mut all = std::iter::once(base.clone()).chain(numbered);
        let label = all.find(|label| !self.taken.contains(&format!("{kind}.{label}"))).unwrap_or(base);
        self.taken.insert(format!("{kind}.{label}"));
        label
    }

    /// A variable, as an expression; `told` is its description, and what has another is another one.
    fn variable(&mut self, name: &str, told: &str, kind: &str, sensitive: bool) -> Hcl {
        let base = snake(name);
        let mut name = base.clone();
        for number in 2.. {
            let Some(known) = self.variables.iter().find(|block| block.labels == [name.as_str()]) else {
                break;
            };
            if known.members.first().is_some_and(|(_, value)| *value == Hcl::text(told)) {
                return Hcl::Expression(format!("var.{name}"));
            }
            name = format!("{base}_{number}");
        }
        let mut block = Block::new("variable", [&name]).with("description", Hcl::text(told));
        block.set("type", Hcl::Expression(kind.to_owned()));
        if sensitive {
            block.set("sensitive", Hcl::on(true));
        }
        self.variables.push(block);
        Hcl::Expression(format!("var.{name}"))
    }

    fn account(&mut self) -> Hcl {
        let known = self.variables.iter().any(|block| block.labels == ["account_id"]);
        let account = self.variable("account_id", "The id of the account.", "string", false);
        if let Some(id) = self.model.account.as_ref().filter(|id| is_id(id) && !known)
            && let Some(block) = self.variables.last_mut()
        {
            block.set("default", Hcl::text(id));
        }
        account
    }

    /// The id of a zone, by its name or id.
    fn zone(&mut self, zone: &str) -> Hcl {
        if is_id(zone) {
            return Hcl::text(zone);
        }
        if !self.zones.contains_key(zone) {
            let label = self.label("data.cloudflare_zone", zone);
            self.zones.insert(zone.to_owned(), label);
        }
        Hcl::Expression(format!("data.cloudflare_zone.{}.zone_id", self.zones[zone]))
    }

    /// Says what the file cannot, in a note and in a comment where the thing would stand.
    fn unsaid(&mut self, address: &str, message: &str, help: &str) -> String {
        self.notes.push(Finding {
            severity: Severity::Note,
            place: None,
            address: Some(address.to_owned()),
            message: message.to_owned(),
            help: Some(help.to_owned()),
        });
        format!("{address}: {message}. {help}")
    }

    /// A comment that stands on its own.
    fn comment(&mut self, address: &str, message: &str, help: &str) {
        let comment = self.unsaid(address, message, help);
        self.blocks.push(Block { comments: vec![comment], ..Block::default() });
    }

    /// A block, and the one that imports it: `id` is what stands behind the account or zone, which is the first.
    fn push(&mut self, block: Block, import: Option<(Hcl, String)>) {
        if let Some((scope, id)) = import {
            let scope = match scope {
                Hcl::Expression(text) => format!("${{{text}}}"),
                Hcl::Text(text) | Hcl::Plain(text) => text,
                _ => String::new(),
            };
            let id = hcl::quoted(&id);
            let scope = if scope.is_empty() { scope } else { format!("{scope}/") };
            let id = Hcl::Expression(format!("\"{scope}{}", id.trim_start_matches('"')));
            let to = Hcl::Expression(block.address());
            self.blocks.push(block);
            self.blocks.push(Block::new("import", []).with("to", to).with("id", id));
        } else {
            self.blocks.push(block);
        }
    }

    fn finish(self) -> Written {
        let mut text = String::from("# Written by cfs.\n\n");
        let provider =
            Hcl::object([("source", Hcl::text("cloudflare/cloudflare")), ("version", Hcl::text("~> 5"))]);
        let mut terraform = Block::new("terraform", []).with("required_version", Hcl::text(">= 1.6"));
        terraform.blocks.push(Block::new("required_providers", []).with("cloudflare", provider));
        let zones = self.zones.iter().map(|(name, label)| {
            let filter = Hcl::object([("name", Hcl::text(name))]);
            Block::new("data", ["cloudflare_zone", label]).with("filter", filter)
        });
        let head = [terraform, Block::new("provider", ["cloudflare"])].into_iter();
        let all: Vec<Block> = head.chain(self.variables).chain(zones).chain(self.blocks).collect();
        for (index, block) in all.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            if block.kind.is_empty() {
                for line in block.comments.iter().flat_map(|comment| comment.lines()) {
                    text.push_str(&format!("# {line}\n"));
                }
            } else {
                // Writing to a string cannot fail.
                let _ = write!(text, "{block}");
            }
        }
        Written { text, notes: self.notes }
    }
}

/// Whether a text is an id of the API rather than a name.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
