//! The kinds of bindings: what they are called in wrangler files and in the metadata of an upload.

/// A kind of binding that wrangler has a field for.
pub(crate) struct Kind {
    /// As metadata has it.
    pub(crate) word: &'static str,
    /// The field, with the table that it stands in.
    pub(crate) field: &'static str,
    /// Whether there is only one, so that the field is a table and no list.
    pub(crate) one: bool,
    /// The member that the binding's own name stands in.
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
    /// Members that only local development looks at.
    pub(crate) local: &'static [&'static str],
    /// What is made for it where the file names nothing that is there.
    pub(crate) made: Option<Made>,
}

/// A member of a binding.
pub(crate) struct Member {
    pub(crate) wrangler: &'static str,
    pub(crate) metadata: &'static str,
    pub(crate) required: bool,
}

/// A resource behind a binding.
pub(crate) struct Made {
    /// Its kind in a model.
    pub(crate) kind: &'static str,
    /// The member of the wrangler file that has its id.
    pub(crate) id: Option<&'static str>,
    /// The member of the wrangler file that has its name.
    pub(crate) called: Option<&'static str>,
    /// The member of the binding's metadata that points to it.
    pub(crate) metadata: &'static str,
    /// The member of the resource that it points with.
    pub(crate) member: &'static str,
    /// Members of the wrangler file that it is created with, called the same in its settings.
    pub(crate) settings: &'static [&'static str],
}

const fn needs(name: &'static str) -> Member {
    Member { wrangler: name, metadata: name, required: true }
}

const fn may(name: &'static str) -> Member {
    Member { wrangler: name, metadata: name, required: false }
}

const fn list(word: &'static str, field: &'static str, members: &'static [Member]) -> Kind {
    Kind { word, field, one: false, name: "binding", members, local: &["remote"], made: None }
}

const fn named(kind: &'static str, field: &'static str, members: &'static [Member]) -> Kind {
    Kind { name: "name", ..list(kind, field, members) }
}

const fn one(kind: &'static str, members: &'static [Member]) -> Kind {
    Kind { one: true, ..list(kind, kind, members) }
}

const fn made(kind: Kind, local: &'static [&'static str], made: Made) -> Kind {
    Kind { local, made: Some(made), ..kind }
}

const fn resource(kind: &'static str, metadata: &'static str, member: &'static str) -> Made {
    Made { kind, id: None, called: None, metadata, member, settings: &[] }
}

/// Every kind that has a field of a plain form; variables, secrets, blobs and unsafe bindings are read on their own.
pub(crate) static KINDS: [Kind; 35] = [
    made(
        list("kv_namespace", "kv_namespaces", &[]),
        &["preview_id", "remote"],
        Made { id: Some("id"), ..resource("kv", "namespace_id", "id") },
    ),
    made(
        list("r2_bucket", "r2_buckets", &[may("jurisdiction")]),
        &["local_dev", "preview_bucket_name", "remote"],
        Made {
            called: Some("bucket_name"),
            settings: &["jurisdiction"],
            ..resource("r2", "bucket_name", "name")
        },
    ),
    made(
        list(
            "d1",
            "d1_databases",
            &[Member { wrangler: "database_internal_env", metadata: "internalEnv", required: false }],
        ),
        &["preview_database_id", "remote"],
        Made {
            id: Some("database_id"),
            called: Some("database_name"),
            settings: &["jurisdiction"],
            ..resource("d1", "id", "uuid")
        },
    ),
    named(
        "durable_object_namespace",
        "durable_objects.bindings",
        &[needs("class_name"), may("script_name"), may("environment")],
    ),
    made(
        list("queue", "queues.producers", &[may("delivery_delay")]),
        &["remote"],
        Made { called: Some("queue"), ..resource("queue", "queue_name", "queue_name") },
    ),
    list("service", "services", &[needs("service"), may("entrypoint"), may("props")]),
    list(
        "workflow",
        "workflows",
        &[
            Member { wrangler: "name", metadata: "workflow_name", required: true },
            needs("class_name"),
            may("script_name"),
        ],
    ),
    Kind { local: &["localConnectionString", "remote"], ..list("hyperdrive", "hyperdrive", &[needs("id")]) },
    list("vectorize", "vectorize", &[needs("index_name")]),
    list("analytics_engine", "analytics_engine_datasets", &[may("dataset")]),
    made(
        list("dispatch_namespace", "dispatch_namespaces", &[]),
        &["remote"],
        Made { called: Some("namespace"), ..resource("dispatch_namespace", "namespace", "namespace_name") },
    ),
    list("mtls_certificate", "mtls_certificates", &[needs("certificate_id")]),
    list("secrets_store_secret", "secrets_store_secrets", &[needs("store_id"), needs("secret_name")]),
    named(
        "send_email",
        "send_email",
        &[may("destination_address"), may("allowed_destination_addresses"), may("allowed_sender_addresses")],
    ),
    named("ratelimit", "ratelimits", &[needs("namespace_id"), needs("simple")]),
    list("pipelines", "pipelines", &[may("stream"), may("pipeline")]),
    list("vpc_service", "vpc_services", &[needs("service_id")]),
    list("vpc_network", "vpc_networks", &[may("tunnel_id"), may("network_id")]),
    list("worker_loader", "worker_loaders", &[]),
    list("ai_search", "ai_search", &[needs("instance_name")]),
    made(
        list("ai_search_namespace", "ai_search_namespaces", &[]),
        &["remote"],
        Made { called: Some("namespace"), ..resource("ai_search.namespaces", "namespace", "name") },
    ),
    made(
        list("agent_memory", "agent_memory", &[]),
        &["remote"],
        Made { called: Some("namespace"), ..resource("agent_memory.namespaces", "namespace", "name") },
    ),
    list("artifacts", "artifacts", &[needs("namespace")]),
    made(
        list("flagship", "flagship", &[]),
        &["remote"],
        Made { id: Some("app_id"), ..resource("flagship.apps", "app_id", "id") },
    ),
    list("k2", "k2", &[needs("stream")]),
    list("unsafe_hello_world", "unsafe_hello_world", &[may("enable_timer")]),
    named("logfwdr", "logfwdr.bindings", &[needs("destination")]),
    one("ai", &[may("staging")]),
    one("analytics", &[]),
    one("browser", &[]),
    one("images", &[]),
    one("media", &[]),
    one("stream", &[]),
    one("version_metadata", &[]),
    Kind { one: true, field: "assets", ..list("assets", "assets", &[]) },
];

/// The kind of a binding.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == name)
}

/// Kinds without a field of their own form.
pub(crate) const OTHERS: [&str; 9] = [
    "plain_text",
    "json",
    "secret_text",
    "secret_key",
    "inherit",
    "wasm_module",
    "text_blob",
    "data_blob",
    "messaging",
];

/// The name of what wrangler makes for a binding that names nothing.
pub(crate) fn provisioned(worker: &str, binding: &str) -> String {
    format!("{worker}-{}", binding.to_lowercase().replace('_', "-"))
}
