//! Things that other products keep in an account. Their kinds are the paths of their collections in the catalogue, and their
//! settings the whole body, their name included.

use super::{labelled, resource, settings};
use crate::json::Json;
use crate::state::{Called, Place, State, Thing};
use crate::value::{Ref, Secret};
use crate::{Object, R2};
use std::panic::Location;

/// A kind: its collection, the members of its settings and of itself that say what it is called, and what the API requires.
macro_rules! service {
    ($(#[$doc:meta])* $name:ident: $kind:literal, $label:literal, $id:literal $(, $member:literal = $value:expr)*) => {
        resource! { $(#[$doc])* $name }

        impl $name {
            pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
                let handle = labelled(state, $kind, Some($label), name, place);
                $(handle.set("settings", $member, $value);)*
                Self(handle)
            }

            /// What identifies it in the account.
            pub fn id(&self) -> Ref {
                self.member($id)
            }
        }
    };
}

service! {
    /// A store of secrets.
    SecretsStore: "secrets_store.stores", "name", "id"
}

impl SecretsStore {
    /// A secret that is in it.
    pub fn secret(&self, name: impl Into<String>) -> StoredSecret {
        StoredSecret { store: *self, name: name.into() }
    }

    /// Puts a secret into it, for Workers.
    #[track_caller]
    pub fn put(&self, name: impl Into<String>, secret: Secret) -> StoredSecret {
        let name = name.into();
        let mut members = Object::new();
        members.object("path").insert("store_id", self.id());
        let settings = Json::of("name", name.as_str()).with("value", secret).with("scopes", ["workers"]);
        members.insert("settings", settings);
        members.insert("identity", ["name"]);
        self.0.state.declare(Thing {
            kind: "secrets_store.stores.secrets".to_owned(),
            name: format!("{}.{name}", self.0.name()),
            called: Called::As(name.clone()),
            label: None,
            members,
            place: Location::caller(),
        });
        StoredSecret { store: *self, name }
    }
}

/// A secret of a store.
#[derive(Clone, Debug)]
pub struct StoredSecret {
    pub(crate) store: SecretsStore,
    pub(crate) name: String,
}

service! {
    /// A namespace of Workers for Platforms.
    DispatchNamespace: "workers_for_platforms.dispatch.namespaces", "name", "namespace_name"
}

service! {
    /// A client certificate for mTLS.
    MtlsCertificate: "mtls_certificates", "name", "id"
}

impl MtlsCertificate {
    /// The certificate in PEM form; usually `file("client.pem")`. `ca` says whether it is that of an authority.
    pub fn certificate(self, text: impl Into<Json>, ca: bool) -> Self {
        self.set("certificates", text).set("ca", ca)
    }

    /// Its private key in PEM form.
    pub fn private_key(self, secret: Secret) -> Self {
        self.set("private_key", secret)
    }
}

service! {
    /// A pipeline.
    Pipeline: "pipelines", "name", "id"
}

settings! { Pipeline {
    /// What it does: `INSERT INTO lake SELECT * FROM events`.
    sql(impl Into<Json>) = "sql";
}}

service! {
    /// A stream that pipelines read.
    PipelineStream: "pipelines.streams", "name", "id"
}

impl PipelineStream {
    /// Takes events over HTTP, with or without a token.
    pub fn http(self, authentication: bool) -> Self {
        self.set("http", Json::of("enabled", true).with("authentication", authentication))
    }

    /// Whether Workers can be bound to it.
    pub fn worker_binding(self, on: bool) -> Self {
        self.set("worker_binding", Json::of("enabled", on))
    }
}

settings! { PipelineStream {
    /// The members of its events: `json!({ "fields": [{ "name": "at", "type": "timestamp" }] })`.
    schema(impl Into<Json>) = "schema";
    /// How events are written: `json!({ "type": "json" })`.
    format(impl Into<Json>) = "format";
}}

service! {
    /// A sink that pipelines write to.
    PipelineSink: "pipelines.sinks", "name", "id"
}

impl PipelineSink {
    /// Writes files to a bucket, with a key of R2's S3 API.
    pub fn bucket(self, bucket: &R2, access_key_id: impl Into<Json>, secret_access_key: Secret) -> Self {
        let credentials =
            Json::of("access_key_id", access_key_id).with("secret_access_key", secret_access_key);
        self.set("type", "r2").set("config", Json::of("bucket", bucket.id()).with("credentials", credentials))
    }

    /// Writes to a table, or elsewhere: `type` and `config` as the API has them.
    pub fn to(self, kind: &str, config: impl Into<Json>) -> Self {
        self.set("type", kind).set("config", config)
    }
}

settings! { PipelineSink {
    /// How files are written: `json!({ "type": "parquet" })`.
    format(impl Into<Json>) = "format";
    /// The members of what is written.
    schema(impl Into<Json>) = "schema";
}}

service! {
    /// An AI gateway.
    AiGateway: "ai_gateway", "id", "id",
    "cache_invalidate_on_update" = false, "cache_ttl" = 0, "collect_logs" = true,
    "rate_limiting_interval" = 0, "rate_limiting_limit" = 0, "rate_limiting_technique" = "fixed"
}

impl AiGateway {
    /// At most this many requests in so many seconds; `fixed` or `sliding`.
    pub fn rate_limit(self, requests: u32, seconds: u32, technique: &str) -> Self {
        self.set("rate_limiting_limit", requests)
            .set("rate_limiting_interval", seconds)
            .set("rate_limiting_technique", technique)
    }
}

settings! { AiGateway {
    /// Seconds that an answer is cached.
    cache_ttl(u32) = "cache_ttl";
    /// Whether a change makes cached answers invalid.
    cache_invalidate_on_update(bool) = "cache_invalidate_on_update";
    /// Whether requests are kept.
    collect_logs(bool) = "collect_logs";
    /// Whether callers need a token.
    authentication(bool) = "authentication";
}}

service! {
    /// An instance of AI Search.
    AiSearch: "ai_search.instances", "id", "id"
}

impl AiSearch {
    /// Searches the objects of a bucket.
    pub fn bucket(self, bucket: &R2) -> Self {
        self.set("type", "r2").set("source", bucket.id())
    }

    /// Searches a site.
    pub fn site(self, host: &str) -> Self {
        self.set("type", "web-crawler").set("source", host)
    }
}

settings! { AiSearch {
    /// The model that answers.
    model(&str) = "ai_search_model";
    /// The model that makes vectors.
    embedding_model(&str) = "embedding_model";
    /// Tokens of a piece of text.
    chunk_size(u32) = "chunk_size";
    /// How many pieces are found at most.
    max_results(u32) = "max_num_results";
}}

service! {
    /// A project of Pages.
    PagesProject: "pages.projects", "name", "name", "production_branch" = "main"
}

settings! { PagesProject {
    /// The branch whose deployments are the project's own.
    production_branch(&str) = "production_branch";
    /// How it is built: `build_command`, `destination_dir`, `root_dir`, …
    build(impl Into<Json>) = "build_config";
    /// Settings of `preview` and `production`.
    deployments(impl Into<Json>) = "deployment_configs";
    /// The repository that it is built from.
    repository(impl Into<Json>) = "source";
}}

resource! {
    /// An address that mail may be sent on to.
    EmailAddress
}

impl EmailAddress {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        let mut members = Object::new();
        members.insert("settings", Json::of("email", name.as_str()));
        let kind = "email_routing.addresses".to_owned();
        Self(state.declare(Thing { kind, name, called: Called::Same, label: None, members, place }))
    }

    /// The address itself.
    pub fn email(&self) -> Ref {
        self.member("email")
    }
}
