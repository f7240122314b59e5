//! The types of each kind.

/// The types of a kind of bindings.
pub(super) struct Types {
    pub(super) kind: &'static str,
    /// As `@cloudflare/workers-types` declares it.
    pub(super) typescript: &'static str,
    /// The module of `cfs_runtime`, which is its feature as well, and the type; without a module it is one of the crate's own.
    pub(super) rust: (&'static str, &'static str),
}

const fn types(
    kind: &'static str,
    typescript: &'static str,
    module: &'static str,
    rust: &'static str,
) -> Types {
    Types { kind, typescript, rust: (module, rust) }
}

/// What nothing is known of, as wrangler has it.
const UNKNOWN: &str = "unknown";
/// A value as it is.
const VALUE: (&str, &str) = ("wasm_bindgen", "JsValue");

const fn unknown(kind: &'static str) -> Types {
    Types { kind, typescript: UNKNOWN, rust: VALUE }
}

pub(super) static TYPES: &[Types] = &[
    types("agent_memory", "AgentMemoryNamespace", "agent_memory", "AgentMemoryNamespace"),
    types("ai", "Ai", "ai", "Ai"),
    types("ai_search", "AiSearchInstance", "ai", "AiSearchInstance"),
    types("ai_search_namespace", "AiSearchNamespace", "ai", "AiSearchNamespace"),
    types("analytics", "AnalyticsSQLBinding", "wasm_bindgen", "JsValue"),
    types("analytics_engine", "AnalyticsEngineDataset", "analytics_engine", "AnalyticsEngineDataset"),
    types("artifacts", "Artifacts", "artifacts", "Artifacts"),
    types("assets", "Fetcher", "core", "Fetcher"),
    types("browser", "BrowserRun", "browser", "BrowserRun"),
    types("d1", "D1Database", "d1", "D1Database"),
    types("data_blob", "ArrayBuffer", "wasm_bindgen", "JsValue"),
    types("dispatch_namespace", "DispatchNamespace", "dispatch", "DispatchNamespace"),
    types("durable_object_namespace", "DurableObjectNamespace", "durable_objects", "DurableObjectNamespace"),
    types("flagship", "Flagship", "flagship", "Flagship"),
    types("hyperdrive", "Hyperdrive", "hyperdrive", "Hyperdrive"),
    types("images", "ImagesBinding", "images", "ImagesBinding"),
    // What a version has from the one before is a secret, as a rule.
    types("inherit", "string", "", "Secret"),
    unknown("k2"),
    types("kv_namespace", "KVNamespace", "kv", "KvNamespace"),
    unknown("logfwdr"),
    types("media", "MediaBinding", "media", "MediaBinding"),
    unknown("messaging"),
    types("mtls_certificate", "Fetcher", "core", "Fetcher"),
    types(
        "pipelines",
        "import(\"cloudflare:pipelines\").Pipeline<import(\"cloudflare:pipelines\").PipelineRecord>",
        "pipelines",
        "Pipeline",
    ),
    types("plain_text", "string", "", "Variable"),
    types("queue", "Queue", "queues", "Queue"),
    types("r2_bucket", "R2Bucket", "r2", "R2Bucket"),
    types("ratelimit", "RateLimit", "rate_limit", "RateLimit"),
    types("secret_key", "CryptoKey", "core", "CryptoKey"),
    types("secret_text", "string", "", "Secret"),
    types("secrets_store_secret", "SecretsStoreSecret", "secrets_store", "SecretsStoreSecret"),
    types("send_email", "SendEmail", "email", "SendEmail"),
    types("service", "Fetcher", "core", "Fetcher"),
    types("stream", "StreamBinding", "stream", "StreamBinding"),
    types("text_blob", "string", "", "Variable"),
    types("unsafe_hello_world", "HelloWorldBinding", "hello_world", "HelloWorldBinding"),
    types("vectorize", "VectorizeIndex", "vectorize", "Vectorize"),
    types("version_metadata", "WorkerVersionMetadata", "version_metadata", "WorkerVersionMetadata"),
    types("vpc_network", "Fetcher", "core", "Fetcher"),
    types("vpc_service", "Fetcher", "core", "Fetcher"),
    types("wasm_module", "WebAssembly.Module", "wasm_bindgen", "JsValue"),
    types("worker_loader", "WorkerLoader", "worker_loader", "WorkerLoader"),
    types("workflow", "Workflow", "workflows", "Workflow"),
];

/// The types of a kind; of one that is not known, those of any value.
pub(super) fn of(kind: &str) -> &'static Types {
    static OTHER: Types = unknown("");
    TYPES.iter().find(|types| types.kind == kind).unwrap_or(&OTHER)
}

#[cfg(test)]
mod tests {
    use super::TYPES;

    #[test]
    fn every_kind_has_types() {
        let listed: Vec<&str> = TYPES.iter().map(|types| types.kind).collect();
        assert!(listed.is_sorted());
        let known = crate::kinds::KINDS.iter().map(|kind| kind.word);
        for kind in known.chain(crate::kinds::OTHERS).filter(|kind| *kind != "json") {
            assert!(listed.contains(&kind), "{kind}");
        }
    }
}
