//! The kinds of bindings, in the words of an upload's metadata.

/// A kind of binding.
#[derive(Debug)]
pub struct Kind {
    /// Its `type`.
    pub name: &'static str,
    /// Members that it cannot do without: of each group, one.
    pub needs: &'static [&'static [&'static str]],
    /// Members that it may have.
    pub may: &'static [&'static str],
}

const fn kind(
    name: &'static str,
    needs: &'static [&'static [&'static str]],
    may: &'static [&'static str],
) -> Kind {
    Kind { name, needs, may }
}

/// All kinds that are known. The API takes others too: they are sent as they are declared.
pub const KINDS: &[Kind] = &[
    kind("agent_memory", &[&["namespace"]], &[]),
    kind("ai", &[], &["staging"]),
    kind("ai_search", &[&["instance_name"]], &["namespace"]),
    kind("ai_search_namespace", &[&["namespace"]], &[]),
    kind("analytics", &[], &[]),
    kind("analytics_engine", &[], &["dataset"]),
    kind("artifacts", &[&["namespace"]], &[]),
    kind("assets", &[], &[]),
    kind("browser", &[], &[]),
    kind("d1", &[&["id", "database_id"]], &[]),
    kind("data_blob", &[&["part"]], &[]),
    kind("dispatch_namespace", &[&["namespace"]], &["outbound"]),
    kind(
        "durable_object_namespace",
        &[&["class_name", "namespace_id"]],
        &["script_name", "environment", "dispatch_namespace"],
    ),
    kind("flagship", &[&["app_id"]], &[]),
    kind("hyperdrive", &[&["id"]], &[]),
    kind("images", &[], &[]),
    kind("inherit", &[], &["old_name", "version_id"]),
    kind("json", &[&["json"]], &[]),
    kind("k2", &[&["stream"]], &[]),
    kind("kv_namespace", &[&["namespace_id"]], &[]),
    kind("logfwdr", &[&["destination"]], &[]),
    kind("media", &[], &[]),
    kind("messaging", &[&["namespace"]], &[]),
    kind("mtls_certificate", &[&["certificate_id"]], &[]),
    kind("pipelines", &[&["stream", "pipeline"]], &[]),
    kind("plain_text", &[&["text"]], &[]),
    kind("queue", &[&["queue_name"]], &["delivery_delay"]),
    kind("r2_bucket", &[&["bucket_name"]], &["jurisdiction"]),
    kind("ratelimit", &[&["namespace_id"], &["simple"]], &[]),
    kind("secret_key", &[&["format"], &["algorithm"], &["usages"], &["key_base64", "key_jwk"]], &[]),
    kind("secret_text", &[&["text"]], &[]),
    kind("secrets_store_secret", &[&["store_id"], &["secret_name"]], &[]),
    kind(
        "send_email",
        &[],
        &["destination_address", "allowed_destination_addresses", "allowed_sender_addresses"],
    ),
    kind("service", &[&["service"]], &["environment", "entrypoint", "props"]),
    kind("stream", &[], &[]),
    kind("text_blob", &[&["part"]], &[]),
    kind("unsafe_hello_world", &[], &["enable_timer"]),
    kind("vectorize", &[&["index_name"]], &[]),
    kind("version_metadata", &[], &[]),
    kind("vpc_network", &[&["tunnel_id", "network_id"]], &[]),
    kind("vpc_service", &[&["service_id"]], &[]),
    kind("wasm_module", &[&["part"]], &[]),
    kind("worker_loader", &[], &[]),
    kind("workflow", &[&["workflow_name"], &["class_name"]], &["script_name"]),
];

impl Kind {
    /// The kind of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// Whether a member is one of its own.
    pub fn has(&self, member: &str) -> bool {
        self.may.contains(&member) || self.needs.iter().any(|group| group.contains(&member))
    }
}
