//! Which bindings a type of `cfs-runtime` reads.

use super::Binding;

/// A type, and the `type`s of the bindings that it reads in the upload API's words.
const TYPES: [(&str, &[&str]); 30] = [
    ("AgentMemoryNamespace", &["agent_memory"]),
    ("Ai", &["ai"]),
    ("AiSearchInstance", &["ai_search"]),
    ("AiSearchNamespace", &["ai_search_namespace"]),
    ("AnalyticsEngineDataset", &["analytics_engine"]),
    ("Artifacts", &["artifacts"]),
    ("BrowserRun", &["browser"]),
    ("D1Database", &["d1"]),
    ("DispatchNamespace", &["dispatch_namespace"]),
    ("DurableObjectNamespace", &["durable_object_namespace"]),
    ("Fetcher", &["service", "assets", "browser", "mtls_certificate", "vpc_network", "vpc_service"]),
    ("Flagship", &["flagship"]),
    ("HelloWorldBinding", &["unsafe_hello_world"]),
    ("Hyperdrive", &["hyperdrive"]),
    ("ImagesBinding", &["images"]),
    ("KvNamespace", &["kv_namespace"]),
    ("MediaBinding", &["media"]),
    ("Pipeline", &["pipelines"]),
    ("Queue", &["queue"]),
    ("R2Bucket", &["r2_bucket"]),
    ("RateLimit", &["ratelimit"]),
    ("Secret", &["secret_text", "plain_text"]),
    ("SecretsStoreSecret", &["secrets_store_secret"]),
    ("SendEmail", &["send_email"]),
    ("StreamBinding", &["stream"]),
    ("Variable", &["plain_text", "secret_text"]),
    ("Vectorize", &["vectorize"]),
    ("VectorizeIndex", &["vectorize"]),
    ("WorkerLoader", &["worker_loader"]),
    ("Workflow", &["workflow"]),
];

impl Binding {
    /// The `type`s that the binding may have in an upload's metadata, the likeliest first; empty where its Rust type does
    /// not tell, as for a value that is read from JSON.
    pub fn accepts(&self) -> &'static [&'static str] {
        TYPES.iter().find(|(name, _)| *name == self.type_name).map_or(&[], |(_, accepted)| accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::{Binding, TYPES};

    #[test]
    fn a_type_says_what_it_accepts() {
        let binding =
            |type_name: &str| Binding { name: "A".into(), type_name: type_name.into(), optional: false };
        assert_eq!(binding("KvNamespace").accepts(), ["kv_namespace"]);
        assert_eq!(binding("Fetcher").accepts()[0], "service");
        assert!(binding("").accepts().is_empty());
        assert!(TYPES.is_sorted_by_key(|(name, _)| name));
    }
}
