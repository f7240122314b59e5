//! The fields of a wrangler file (4.164), and what becomes of them.

use serde::Serialize;

/// A field of a wrangler file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What a named environment has of it.
    pub scope: Scope,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What a named environment has of a field that stands at the top level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The same, unless it has its own.
    Inherited,
    /// Nothing, unless it has its own.
    Own,
    /// The same: it cannot have its own.
    Top,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// A member of the [`Model`](crate::Model) or of its [`Worker`](crate::model::Worker): the first one, where there are several.
    Member(&'static str),
    /// Bindings.
    Bindings,
    /// A member of [`Worker::build`](crate::model::Worker::build).
    Build,
    /// A member of [`Worker::local`](crate::model::Worker::local).
    Local,
    /// Nothing, and why.
    Ignored(&'static str),
}

use Becomes::{Bindings, Build, Ignored, Local, Member};
use Scope::{Inherited, Own, Top};

const fn field(name: &'static str, scope: Scope, becomes: Becomes) -> Field {
    Field { name, scope, becomes }
}

/// All fields of the top level, sorted by name.
#[rustfmt::skip]
pub static FIELDS: [Field; 91] = [
    field("$schema", Top, Ignored("editors read it")),
    field("access", Inherited, Local),
    field("account_id", Inherited, Member("account")),
    field("addresses", Top, Member("addresses")),
    field("agent_memory", Own, Bindings),
    field("ai", Own, Bindings),
    field("ai_search", Own, Bindings),
    field("ai_search_namespaces", Own, Bindings),
    field("alias", Top, Build),
    field("analytics", Own, Bindings),
    field("analytics_engine_datasets", Own, Bindings),
    field("artifacts", Own, Bindings),
    field("assets", Inherited, Member("assets")),
    field("base_dir", Inherited, Build),
    field("browser", Own, Bindings),
    field("build", Inherited, Build),
    field("cache", Inherited, Member("metadata")),
    field("cloudchamber", Own, Ignored("only the commands of `wrangler cloudchamber` read it")),
    field("compatibility_date", Inherited, Member("compatibility_date")),
    field("compatibility_flags", Inherited, Member("compatibility_flags")),
    field("compliance_region", Inherited, Ignored("the profile that is deployed with says which API it talks to")),
    field("connect", Own, Local),
    field("containers", Own, Member("containers")),
    field("d1_databases", Own, Bindings),
    field("data_blobs", Top, Build),
    field("define", Own, Build),
    field("dependencies_instrumentation", Top, Build),
    field("dev", Top, Local),
    field("dispatch_namespaces", Own, Bindings),
    field("durable_objects", Own, Member("bindings")),
    field("env", Top, Member("environment")),
    field("exports", Inherited, Member("classes")),
    field("find_additional_modules", Inherited, Build),
    field("first_party_worker", Inherited, Ignored("it is internal to Cloudflare")),
    field("flagship", Own, Bindings),
    field("hyperdrive", Own, Bindings),
    field("images", Own, Bindings),
    field("jsx_factory", Inherited, Build),
    field("jsx_fragment", Inherited, Build),
    field("k2", Own, Bindings),
    field("keep_names", Inherited, Build),
    field("keep_vars", Top, Member("keep_vars")),
    field("kv_namespaces", Own, Bindings),
    field("limits", Inherited, Member("metadata")),
    field("logfwdr", Inherited, Bindings),
    field("logpush", Inherited, Member("metadata")),
    field("main", Inherited, Member("source")),
    field("media", Own, Bindings),
    field("migrations", Inherited, Member("migrations")),
    field("minify", Inherited, Build),
    field("mtls_certificates", Own, Bindings),
    field("name", Inherited, Member("name")),
    field("no_bundle", Inherited, Build),
    field("observability", Inherited, Member("metadata")),
    field("pages_build_output_dir", Top, Ignored("a Pages project is no Worker; it is deployed by `cfs pages`")),
    field("pipelines", Own, Bindings),
    field("placement", Inherited, Member("metadata")),
    field("preserve_file_names", Inherited, Build),
    field("preview_urls", Inherited, Member("preview_urls")),
    field("previews", Inherited, Ignored("a preview deployment takes what the Worker has")),
    field("python_modules", Inherited, Build),
    field("queues", Own, Member("consumers")),
    field("r2_buckets", Own, Bindings),
    field("ratelimits", Own, Bindings),
    field("route", Inherited, Member("routes")),
    field("routes", Inherited, Member("routes")),
    field("rules", Inherited, Build),
    field("secrets", Own, Bindings),
    field("secrets_store_secrets", Own, Bindings),
    field("send_email", Own, Bindings),
    field("send_metrics", Top, Ignored("nothing is measured")),
    field("services", Own, Bindings),
    field("site", Top, Ignored("Workers Sites have given way to `assets`")),
    field("stream", Own, Bindings),
    field("streaming_tail_consumers", Own, Member("metadata")),
    field("tail_consumers", Own, Member("metadata")),
    field("text_blobs", Top, Build),
    field("triggers", Inherited, Member("crons")),
    field("tsconfig", Inherited, Build),
    field("unsafe", Own, Member("bindings")),
    field("unsafe_hello_world", Own, Bindings),
    field("upload_source_maps", Inherited, Build),
    field("vars", Own, Bindings),
    field("vectorize", Own, Bindings),
    field("version_metadata", Own, Bindings),
    field("vpc_networks", Own, Bindings),
    field("vpc_services", Own, Bindings),
    field("wasm_modules", Top, Build),
    field("worker_loaders", Own, Bindings),
    field("workers_dev", Inherited, Member("workers_dev")),
    field("workflows", Own, Member("workflows")),
];

/// Fields that build tools write into files that they generate; they change nothing.
pub(crate) const GENERATED: [&str; 7] = [
    "configPath",
    "definedEnvironments",
    "legacy_env",
    "targetEnvironment",
    "topLevelName",
    "userConfigPath",
    "configVersion",
];

/// The field of a name.
pub(crate) fn named(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

#[cfg(test)]
mod tests {
    use super::FIELDS;

    #[test]
    fn fields_are_sorted_and_each_is_there_once() {
        assert!(FIELDS.is_sorted_by(|one, other| one.name < other.name));
    }
}
