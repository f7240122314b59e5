//! Bindings: one flat object each.

use super::Writer;
use super::hcl::{Block, Hcl};
use cfs_config::model::{Reference, Worker};
use serde_json::Value;

/// The kinds that the provider has, each with the members that are attributes, and what they are called.
static KINDS: &[(&str, &[(&str, &str)])] = &[
    ("ai", &[]),
    ("ai_search", &[("instance_name", "instance_name"), ("namespace", "namespace")]),
    ("ai_search_namespace", &[("namespace", "namespace")]),
    ("analytics_engine", &[("dataset", "dataset")]),
    ("assets", &[]),
    ("browser", &[]),
    ("d1", &[("id", "database_id"), ("database_id", "database_id")]),
    ("data_blob", &[("part", "part")]),
    ("dispatch_namespace", &[("namespace", "namespace"), ("outbound", "outbound")]),
    (
        "durable_object_namespace",
        &[
            ("class_name", "class_name"),
            ("script_name", "script_name"),
            ("environment", "environment"),
            ("namespace_id", "namespace_id"),
            ("dispatch_namespace", "dispatch_namespace"),
        ],
    ),
    ("flagship", &[("app_id", "app_id")]),
    ("hyperdrive", &[("id", "id")]),
    ("images", &[]),
    ("inherit", &[("old_name", "old_name"), ("version_id", "version_id")]),
    ("json", &[("json", "json")]),
    ("kv_namespace", &[("namespace_id", "namespace_id")]),
    ("media", &[]),
    ("mtls_certificate", &[("certificate_id", "certificate_id")]),
    ("pipelines", &[("pipeline", "pipeline"), ("stream", "pipeline")]),
    ("plain_text", &[("text", "text")]),
    ("queue", &[("queue_name", "queue_name")]),
    ("r2_bucket", &[("bucket_name", "bucket_name"), ("jurisdiction", "jurisdiction")]),
    ("ratelimit", &[("namespace_id", "namespace_id"), ("simple", "simple")]),
    (
        "secret_key",
        &[
            ("algorithm", "algorithm"),
            ("format", "format"),
            ("usages", "usages"),
            ("key_base64", "key_base64"),
            ("key_jwk", "key_jwk"),
        ],
    ),
    ("secret_text", &[("text", "text")]),
    ("secrets_store_secret", &[("store_id", "store_id"), ("secret_name", "secret_name")]),
    (
        "send_email",
        &[
            ("destination_address", "destination_address"),
            ("allowed_destination_addresses", "allowed_destination_addresses"),
            ("allowed_sender_addresses", "allowed_sender_addresses"),
        ],
    ),
    ("service", &[("service", "service"), ("entrypoint", "entrypoint"), ("environment", "environment")]),
    ("text_blob", &[("part", "part")]),
    ("vectorize", &[("index_name", "index_name")]),
    ("version_metadata", &[]),
    ("vpc_network", &[("tunnel_id", "tunnel_id"), ("network_id", "network_id")]),
    ("vpc_service", &[("service_id", "service_id")]),
    ("wasm_module", &[("part", "part")]),
    (
        "workflow",
        &[("workflow_name", "workflow_name"), ("class_name", "class_name"), ("script_name", "script_name")],
    ),
];

/// The attributes of a binding, and comments on what they do not say.
type Said = (Vec<(String, Hcl)>, Vec<String>);

impl Writer<'_> {
    /// `bindings = [{ … }]`; what a binding cannot say stands in comments before the block.
    pub(super) fn bindings(&mut self, worker: &Worker, is_version: bool, block: &mut Block) {
        let mut all = Vec::new();
        for (name, binding) in &worker.bindings {
            match self.binding(worker, name, binding, is_version) {
                Ok((members, comments)) => {
                    all.push(Hcl::Object(members));
                    block.comments.extend(comments);
                }
                Err(comment) => block.comments.push(comment),
            }
        }
        if !all.is_empty() {
            block.set("bindings", Hcl::List(all));
        }
    }

    fn binding(
        &mut self,
        worker: &Worker,
        name: &str,
        binding: &Value,
        is_version: bool,
    ) -> Result<Said, String> {
        let of = binding.get("type").and_then(Value::as_str).unwrap_or_default();
        let address = worker.address();
        let Some((_, attributes)) = KINDS.iter().find(|(kind, _)| *kind == of) else {
            let message = format!("the provider has no binding of kind `{of}`: `{name}` is left out");
            return Err(self.unsaid(&address, &message, "Deploy the Worker with `cfs deploy`."));
        };
        let text = |text: &str| Hcl::text(text);
        let mut members = vec![("name".to_owned(), text(name)), ("type".to_owned(), text(of))];
        let mut comments = Vec::new();
        for (member, value) in
            binding.as_object().into_iter().flatten().filter(|(member, _)| *member != "type")
        {
            let Some((_, attribute)) = attributes.iter().find(|(known, _)| known == member) else {
                let message = format!("a binding has no attribute for `{member}` of `{name}`");
                comments.push(self.unsaid(&address, &message, "It is left out; `cfs deploy` sends it."));
                continue;
            };
            let value = self.member(worker, name, of, member, value, is_version);
            members.push(((*attribute).to_owned(), value));
        }
        if of == "analytics_engine" && members.len() == 2 {
            members.push(("dataset".to_owned(), text(name)));
        }
        Ok((members, comments))
    }

    fn member(
        &mut self,
        worker: &Worker,
        name: &str,
        of: &str,
        member: &str,
        value: &Value,
        is_version: bool,
    ) -> Hcl {
        let about = format!("{}_{name}", worker.name);
        match (of, member) {
            ("json", "json") => {
                let value = self.value(value, &about);
                Hcl::Expression(format!("jsonencode({})", one_line(&value)))
            }
            ("secret_key", "algorithm" | "key_jwk") if !is_reference(value) => {
                let value = self.value(value, &about);
                Hcl::Expression(format!("jsonencode({})", one_line(&value)))
            }
            ("service", "service") | (_, "script_name") => self.service(value, worker),
            ("dispatch_namespace", "outbound") => self.outbound(worker, value, is_version),
            _ => self.value(value, &about),
        }
    }

    fn outbound(&mut self, worker: &Worker, outbound: &Value, is_version: bool) -> Hcl {
        let mut out = Vec::new();
        for (name, value) in outbound.as_object().into_iter().flatten() {
            let value = match name.as_str() {
                "worker" => {
                    let members = value.as_object().into_iter().flatten();
                    let members: Vec<(String, Hcl)> = members
                        .map(|(name, value)| match name.as_str() {
                            "service" => (name.clone(), self.service(value, worker)),
                            _ => (name.clone(), self.value(value, &worker.name)),
                        })
                        .collect();
                    Hcl::Object(members)
                }
                // A script has their names, a version objects with their names.
                "params" => {
                    let names = value.as_array().into_iter().flatten();
                    let names = names.map(|item| item.get("name").unwrap_or(item));
                    let named = |value| Hcl::object([("name", Hcl::of(value))]);
                    Hcl::List(if is_version {
                        names.map(named).collect()
                    } else {
                        names.map(Hcl::of).collect()
                    })
                }
                _ => self.value(value, &worker.name),
            };
            out.push((name.clone(), value));
        }
        Hcl::Object(out)
    }
}

fn is_reference(value: &Value) -> bool {
    Reference::of(value).is_some() || value.get("$secret").is_some()
}

/// A value within a call.
fn one_line(value: &Hcl) -> String {
    match value {
        Hcl::Plain(text) | Hcl::Expression(text) => text.clone(),
        Hcl::Text(text) => super::hcl::quoted(text),
        Hcl::List(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        Hcl::Object(members) if members.is_empty() => "{}".to_owned(),
        Hcl::Object(members) => {
            let member =
                |(name, value): &(String, Hcl)| format!("{} = {}", super::hcl::quoted(name), one_line(value));
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
    }
}
