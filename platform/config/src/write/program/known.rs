//! Kinds of resources that the builder has methods for.

use super::settings::{Setter, setters};
use crate::model::Resource;
use serde_json::{Value, json};

/// A kind with a handle of its own.
pub(super) struct Known {
    pub(super) kind: &'static str,
    /// The method of `App`, by which the handle's type is told here.
    pub(super) method: &'static str,
    /// The member of the settings that is its name.
    label: Option<&'static str>,
    /// The member that `.id()` stands for; none if there is no such method.
    id: Option<&'static str>,
    /// Settings that the handle has from the beginning.
    defaults: fn() -> Value,
}

const fn plain(kind: &'static str, id: Option<&'static str>) -> Known {
    Known { kind, method: kind, label: None, id, defaults: || json!({}) }
}

const fn service(kind: &'static str, method: &'static str, label: &'static str, id: &'static str) -> Known {
    Known { kind, method, label: Some(label), id: Some(id), defaults: || json!({}) }
}

static KNOWN: [Known; 15] = [
    plain("kv", Some("id")),
    plain("r2", Some("name")),
    plain("d1", Some("uuid")),
    plain("queue", Some("queue_id")),
    plain("vectorize", None),
    plain("hyperdrive", Some("id")),
    service("secrets_store.stores", "secrets_store", "name", "id"),
    service("workers_for_platforms.dispatch.namespaces", "dispatch_namespace", "name", "namespace_name"),
    service("mtls_certificates", "mtls_certificate", "name", "id"),
    service("pipelines", "pipeline", "name", "id"),
    service("pipelines.streams", "pipeline_stream", "name", "id"),
    service("pipelines.sinks", "pipeline_sink", "name", "id"),
    Known {
        defaults: || {
            json!({
                "cache_invalidate_on_update": false, "cache_ttl": 0, "collect_logs": true, "rate_limiting_interval": 0,
                "rate_limiting_limit": 0, "rate_limiting_technique": "fixed",
            })
        },
        ..service("ai_gateway", "ai_gateway", "id", "id")
    },
    service("ai_search.instances", "ai_search", "id", "id"),
    Known {
        defaults: || json!({"production_branch": "main"}),
        ..service("pages.projects", "pages", "name", "name")
    },
];

/// How a resource is declared.
pub(super) enum Form {
    /// By the method of its kind.
    Known(&'static Known),
    /// As an address of mail.
    Address,
    /// By `app.any` or a helper.
    Any,
}

/// How a resource can be declared so that nothing is added to what the model has.
pub(super) fn form(resource: &Resource) -> Form {
    let plain = resource.zone.is_none() && resource.path.is_empty() && resource.identity.is_empty();
    if resource.kind == "email_routing.addresses" && plain {
        let same = resource.settings.get("email").is_some_and(|email| *email == resource.name.as_str());
        return if same { Form::Address } else { Form::Any };
    }
    let known = KNOWN.iter().find(|known| known.kind == resource.kind && plain);
    let fits = |known: &&Known| {
        let labelled = known
            .label
            .is_none_or(|label| resource.settings.get(label).is_some_and(|name| name == resource.called()));
        let defaults = (known.defaults)();
        labelled
            && defaults
                .as_object()
                .is_none_or(|all| all.keys().all(|name| resource.settings.contains_key(name)))
    };
    known.filter(fits).map_or(Form::Any, Form::Known)
}

impl Form {
    pub(super) fn method(&self) -> Option<&'static str> {
        match self {
            Self::Known(known) => Some(known.method),
            Self::Address => Some("email_address"),
            Self::Any => None,
        }
    }

    /// The method that stands for a member.
    pub(super) fn accessor(&self, member: &str) -> Option<&'static str> {
        match self {
            Self::Known(known) => known.id.filter(|id| *id == member).map(|_| "id"),
            Self::Address => (member == "email").then_some("email"),
            Self::Any => (member == "id").then_some("id"),
        }
    }

    /// Whether what it is called has the environment at its end unless something else is said.
    pub(super) fn has_environment(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// The settings that its declaration makes.
    pub(super) fn made(&self, resource: &Resource) -> Value {
        match self {
            Self::Known(known) => {
                let mut made = (known.defaults)();
                if let Some(label) = known.label {
                    made[label] = json!(resource.called());
                }
                made
            }
            Self::Address => json!({"email": resource.name}),
            Self::Any => json!({}),
        }
    }

    /// The methods that set its settings.
    pub(super) fn setters(&self) -> &'static [Setter] {
        self.method().map_or(&[], setters)
    }
}
