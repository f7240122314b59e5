//! Which resource of the provider a kind is.

/// Where a resource belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Account,
    Zone,
    /// The zone that is named, else the account.
    Either,
    /// It is a zone itself: its account is an attribute of its own.
    Itself,
}

/// How a kind is said.
#[derive(Debug)]
pub(super) struct Kind {
    /// Its words in a model.
    pub(super) words: &'static [&'static str],
    /// Its type in Terraform.
    pub(super) resource: &'static str,
    /// The attribute that is its name; empty for a body that says it.
    pub(super) name: &'static str,
    pub(super) scope: Scope,
    /// Members of the settings with the attributes that they are; none where attributes are called as the members are.
    pub(super) attributes: Option<&'static [(&'static str, &'static str)]>,
    /// What stands behind the account or zone in the id by which it is imported.
    pub(super) import: Import,
}

/// The id by which something is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Import {
    /// Its own id.
    Id,
    /// Its name in the account.
    Name,
    /// A bucket: its name and its jurisdiction.
    Bucket,
    /// A secret: its store and its id.
    Within,
}

use Scope::{Account, Either, Itself, Zone};

type Attributes = &'static [(&'static str, &'static str)];

const fn known(
    words: &'static [&'static str],
    resource: &'static str,
    name: &'static str,
    attributes: Attributes,
) -> Kind {
    Kind { words, resource, name, scope: Account, attributes: Some(attributes), import: Import::Id }
}

/// A resource whose attributes are called as the API calls its members.
pub(super) const fn same(word: &'static [&'static str], resource: &'static str, scope: Scope) -> Kind {
    Kind { words: word, resource, name: "", scope, attributes: None, import: Import::Id }
}

/// One that stands in the path of another, and is imported by both ids.
pub(super) const fn within(word: &'static [&'static str], resource: &'static str, scope: Scope) -> Kind {
    Kind { import: Import::Within, ..same(word, resource, scope) }
}

pub(super) static KINDS: &[Kind] = &[
    known(&["kv", "kv_namespace", "kv.namespaces"], "cloudflare_workers_kv_namespace", "title", &[]),
    Kind {
        import: Import::Bucket,
        ..known(
            &["r2", "r2_bucket", "r2.buckets"],
            "cloudflare_r2_bucket",
            "name",
            &[
                ("locationHint", "location"),
                ("jurisdiction", "jurisdiction"),
                ("storageClass", "storage_class"),
            ],
        )
    },
    known(
        &["d1", "d1_database", "d1.database"],
        "cloudflare_d1_database",
        "name",
        &[
            ("primary_location_hint", "primary_location_hint"),
            ("jurisdiction", "jurisdiction"),
            ("read_replication", "read_replication"),
        ],
    ),
    known(&["queue", "queues"], "cloudflare_queue", "queue_name", &[("settings", "settings")]),
    known(
        &["hyperdrive", "hyperdrive_config", "hyperdrive.configs"],
        "cloudflare_hyperdrive_config",
        "name",
        &[
            ("origin", "origin"),
            ("caching", "caching"),
            ("mtls", "mtls"),
            ("origin_connection_limit", "origin_connection_limit"),
        ],
    ),
    Kind {
        import: Import::Name,
        ..known(
            &["workers_for_platforms.dispatch.namespaces", "dispatch_namespace"],
            "cloudflare_workers_for_platforms_dispatch_namespace",
            "name",
            &[],
        )
    },
    known(&["secrets_store.stores", "secrets_store"], "cloudflare_secrets_store", "name", &[]),
    Kind {
        import: Import::Within,
        ..known(
            &["secrets_store.stores.secrets", "secrets_store_secret"],
            "cloudflare_secrets_store_secret",
            "name",
            &[("store_id", "store_id"), ("value", "value"), ("scopes", "scopes"), ("comment", "comment")],
        )
    },
    known(
        &["mtls_certificates", "mtls", "mtls_certificate"],
        "cloudflare_mtls_certificate",
        "name",
        &[("ca", "ca"), ("certificates", "certificates"), ("private_key", "private_key")],
    ),
    known(&["pipelines", "pipeline"], "cloudflare_pipeline", "name", &[("sql", "sql")]),
    known(
        &["pipelines.streams", "pipeline_stream"],
        "cloudflare_pipeline_stream",
        "name",
        &[("format", "format"), ("http", "http"), ("schema", "schema"), ("worker_binding", "worker_binding")],
    ),
    known(
        &["pipelines.sinks", "pipeline_sink"],
        "cloudflare_pipeline_sink",
        "name",
        &[("type", "type"), ("config", "config"), ("format", "format"), ("schema", "schema")],
    ),
    Kind {
        import: Import::Name,
        ..known(
            &["pages.projects", "pages", "pages_project"],
            "cloudflare_pages_project",
            "name",
            &[
                ("production_branch", "production_branch"),
                ("build_config", "build_config"),
                ("deployment_configs", "deployment_configs"),
                ("source", "source"),
            ],
        )
    },
    Kind {
        import: Import::Within,
        ..known(
            &["pages.projects.domains"],
            "cloudflare_pages_domain",
            "name",
            &[("project_name", "project_name")],
        )
    },
    Kind {
        scope: Itself,
        ..known(
            &["zones"],
            "cloudflare_zone",
            "name",
            &[
                ("account", "account"),
                ("type", "type"),
                ("paused", "paused"),
                ("vanity_name_servers", "vanity_name_servers"),
            ],
        )
    },
    Kind {
        scope: Zone,
        ..known(
            &["dns.records", "dns", "dns_record"],
            "cloudflare_dns_record",
            "",
            &[
                ("name", "name"),
                ("type", "type"),
                ("ttl", "ttl"),
                ("content", "content"),
                ("data", "data"),
                ("priority", "priority"),
                ("proxied", "proxied"),
                ("private_routing", "private_routing"),
                ("settings", "settings"),
                ("comment", "comment"),
                ("tags", "tags"),
            ],
        )
    },
    Kind {
        scope: Zone,
        ..known(
            &["email_routing.rules", "email_rule"],
            "cloudflare_email_routing_rule",
            "",
            &[
                ("actions", "actions"),
                ("matchers", "matchers"),
                ("enabled", "enabled"),
                ("name", "name"),
                ("priority", "priority"),
            ],
        )
    },
    same(&["ai_gateway"], "cloudflare_ai_gateway", Account),
    same(&["email_routing.addresses", "email_address"], "cloudflare_email_routing_address", Account),
    same(&["healthchecks"], "cloudflare_healthcheck", Zone),
    same(&["load_balancers"], "cloudflare_load_balancer", Zone),
    same(&["load_balancers.pools"], "cloudflare_load_balancer_pool", Account),
    same(&["load_balancers.monitors"], "cloudflare_load_balancer_monitor", Account),
    same(&["rulesets", "ruleset"], "cloudflare_ruleset", Either),
    same(&["custom_hostnames"], "cloudflare_custom_hostname", Zone),
    same(&["page_rules"], "cloudflare_page_rule", Zone),
    same(&["waiting_rooms"], "cloudflare_waiting_room", Zone),
    same(&["spectrum.apps"], "cloudflare_spectrum_application", Zone),
    same(&["firewall.lockdowns"], "cloudflare_zone_lockdown", Zone),
    same(&["logpush.jobs"], "cloudflare_logpush_job", Either),
    same(&["rules.lists"], "cloudflare_list", Account),
    same(&["turnstile.widgets"], "cloudflare_turnstile_widget", Account),
    same(&["alerting.policies"], "cloudflare_notification_policy", Account),
    same(&["accounts.members"], "cloudflare_account_member", Account),
    same(&["accounts.tokens"], "cloudflare_account_token", Account),
    same(&["zero_trust.access.applications"], "cloudflare_zero_trust_access_application", Either),
    same(&["zero_trust.access.groups"], "cloudflare_zero_trust_access_group", Either),
    same(&["zero_trust.access.policies"], "cloudflare_zero_trust_access_policy", Account),
    same(&["zero_trust.access.service_tokens"], "cloudflare_zero_trust_access_service_token", Either),
    same(&["zero_trust.gateway.lists"], "cloudflare_zero_trust_list", Account),
    same(&["zero_trust.gateway.locations"], "cloudflare_zero_trust_dns_location", Account),
    same(&["zero_trust.gateway.rules"], "cloudflare_zero_trust_gateway_policy", Account),
    same(&["zero_trust.tunnels.cloudflared"], "cloudflare_zero_trust_tunnel_cloudflared", Account),
];

/// The resource of a kind.
pub(super) fn kind(word: &str) -> Option<&'static Kind> {
    KINDS.iter().chain(super::others::OTHERS).find(|kind| kind.words.contains(&word))
}
