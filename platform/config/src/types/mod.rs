//! What a Worker finds in its environment, as types of the languages that Workers are written in.

mod rust;
mod table;
mod typescript;

pub use rust::rust_env;
pub use typescript::typescript_env;

use crate::model::Reference;
use serde_json::Value;

/// The kind of a binding.
fn kind(binding: &Value) -> &str {
    binding.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// A name that a binding says: as it is, or of a Worker of the model by its name there.
fn named(value: Option<&Value>) -> Option<String> {
    let value = value?;
    if let Some(reference) = Reference::of(value) {
        return reference.address.split_once('/').map(|(_, name)| name.to_owned());
    }
    value.as_str().map(str::to_owned)
}

/// What a binding is bound to, for people: `the database orders`.
fn bound_to(binding: &Value) -> Option<String> {
    let text = |member: &str| named(binding.get(member));
    let of = |what: &str, name: Option<String>| name.map(|name| format!("{what} {name}"));
    let from = |out: Option<String>, worker: Option<String>| {
        out.map(|out| worker.map_or_else(|| out.clone(), |worker| format!("{out} of {worker}")))
    };
    match kind(binding) {
        "kv_namespace" => of("the namespace", text("namespace_id")),
        "r2_bucket" => of("the bucket", text("bucket_name")),
        "d1" => of("the database", text("id")),
        "queue" => of("the queue", text("queue_name")),
        "vectorize" => of("the index", text("index_name")),
        "hyperdrive" => of("the configuration", text("id")),
        "analytics_engine" => of("the data set", text("dataset")),
        "durable_object_namespace" => {
            from(of("objects of the class", text("class_name")), text("script_name"))
        }
        "workflow" => from(of("the workflow", text("workflow_name")), text("script_name")),
        "service" => from(
            of("the class", text("entrypoint")).or_else(|| of("the Worker", text("service"))),
            text("service").filter(|_| binding.get("entrypoint").is_some()),
        ),
        "dispatch_namespace" => of("the namespace", text("namespace")),
        "secrets_store_secret" => of("the secret", text("secret_name")),
        _ => None,
    }
}
