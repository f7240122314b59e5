//! What is special of the usual kinds. Every other collection goes by the catalogue alone.

/// What a kind has that the catalogue does not say.
#[derive(Debug)]
pub struct Rules {
    /// Its words: what the model calls it, and what it is called as well.
    pub words: &'static [&'static str],
    /// Its collection: the name in the catalogue, or the path where several have that name.
    pub collection: &'static str,
    /// Whether it holds what nobody can make again: it is kept unless somebody says that its data may go.
    pub data: bool,
    /// Members that tell which of the items is meant, where the name alone does not.
    pub identity: &'static [&'static str],
    /// Settings that are sent as headers of every call about the thing.
    pub headers: &'static [(&'static str, &'static str)],
    /// Members that answers have under another name.
    pub reads: &'static [(&'static str, &'static str)],
    /// Members that are hints: what came of them is not told, and they do not count later.
    pub hints: &'static [&'static str],
}

const fn rules(words: &'static [&'static str], collection: &'static str, data: bool) -> Rules {
    Rules { words, collection, data, identity: &[], headers: &[], reads: &[], hints: &[] }
}

const JURISDICTION: &[(&str, &str)] = &[("jurisdiction", "cf-r2-jurisdiction")];

/// What is true of everything else.
pub(super) static USUAL: Rules = rules(&[], "", false);

/// The kinds that have words of their own, and collections that need more than the catalogue says.
pub(super) static TABLE: &[Rules] = &[
    rules(&["kv", "kv_namespace"], "kv.namespaces", true),
    Rules {
        headers: JURISDICTION,
        reads: &[("storageClass", "storage_class")],
        hints: &["locationHint"],
        ..rules(&["r2", "r2_bucket"], "r2.buckets", true)
    },
    Rules { hints: &["primary_location_hint"], ..rules(&["d1", "d1_database"], "d1.database", true) },
    rules(&["queue", "queues"], "queues", true),
    rules(&["vectorize", "vectorize_index"], "vectorize.indexes", true),
    rules(&["hyperdrive", "hyperdrive_config"], "hyperdrive.configs", false),
    rules(&["secrets_store", "secrets_store_store"], "secrets_store.stores", true),
    rules(&["secrets_store_secret"], "secrets_store.stores.secrets", false),
    Rules {
        reads: &[("name", "namespace_name")],
        ..rules(&["dispatch_namespace"], "workers_for_platforms.dispatch.namespaces", true)
    },
    rules(&["mtls", "mtls_certificate"], "mtls_certificates", false),
    rules(&["pipeline", "pipelines"], "/accounts/{account_id}/pipelines/v1/pipelines", false),
    rules(&["pipeline_stream", "stream"], "pipelines.streams", false),
    rules(&["pipeline_sink", "sink"], "pipelines.sinks", false),
    rules(&["ai_gateway"], "ai_gateway", false),
    rules(&["ai_search", "ai_search_instance"], "ai_search.instances", false),
    rules(&["email_address"], "email_routing.addresses", false),
    rules(&["email_rule"], "email_routing.rules", false),
    rules(&["pages", "pages_project"], "pages.projects", true),
    Rules { identity: &["type", "name"], ..rules(&["dns", "dns_record"], "dns.records", false) },
    Rules { identity: &["phase", "kind", "name"], ..rules(&["ruleset"], "rulesets", false) },
    Rules { headers: JURISDICTION, ..rules(&[], "r2.buckets.cors", false) },
    Rules { headers: JURISDICTION, ..rules(&[], "r2.buckets.lifecycle", false) },
    Rules { headers: JURISDICTION, ..rules(&[], "r2.buckets.locks", false) },
    Rules { headers: JURISDICTION, ..rules(&[], "r2.buckets.domains.managed", false) },
    Rules { headers: JURISDICTION, ..rules(&[], "r2.buckets.domains.custom", false) },
    Rules { headers: JURISDICTION, ..rules(&[], "r2.buckets.event_notifications", false) },
];
