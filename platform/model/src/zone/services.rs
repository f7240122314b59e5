//! What else zones and accounts have: rulesets, health checks, load balancers, Access, custom hostnames, rules of mail.

use super::{Resource, Zone};
use crate::json::Json;
use crate::value::{Ref, WorkerName};

/// A value around [`Resource`], each member with a method.
macro_rules! value {
    ($(#[$doc:meta])* $name:ident { $($(#[$method_doc:meta])* $method:ident($ty:ty) = $member:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(Resource);

        impl $name {
            $(
                $(#[$method_doc])*
                pub fn $method(self, value: $ty) -> Self {
                    self.set($member, value)
                }
            )*

            /// Sets any member of the body that creates it.
            pub fn set(self, member: &str, value: impl Into<Json>) -> Self {
                Self(self.0.set(member, value))
            }
        }

        impl From<$name> for Resource {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

value! {
    /// The rules of a phase. They are the zone's own: there is one such list for each phase.
    Ruleset {
        /// What they are for.
        description(&str) = "description";
    }
}

impl Ruleset {
    pub(super) fn new(zone: &Zone, phase: &str) -> Self {
        let body = Json::of("name", "default").with("kind", "zone").with("phase", phase);
        Self(zone.any("rulesets", &format!("{}:{phase}", zone.0), body).identity(["kind", "phase"]))
    }

    /// What happens to requests of which an expression is true: `.rule("http.request.uri.path eq \"/old\"", "block")`.
    pub fn rule(self, expression: &str, action: &str) -> Self {
        self.rule_with(expression, action, Json::Null)
    }

    /// The same with the parameters of the action, or with other members beside: `json!({ "action_parameters": … })`.
    pub fn rule_with(mut self, expression: &str, action: &str, more: impl Into<Json>) -> Self {
        let mut rule = Json::of("expression", expression).with("action", action);
        for (name, value) in crate::value::members(more.into()).unwrap_or_default().iter() {
            rule = rule.with(name, value);
        }
        self.0.members.object("settings").array("rules").push(rule);
        self
    }
}

value! {
    /// A health check.
    HealthCheck {
        /// Seconds between checks.
        interval(u32) = "interval";
        /// Seconds that an answer may take.
        timeout(u32) = "timeout";
        /// How often it is tried again at once.
        retries(u32) = "retries";
        /// From where: `WNAM`, `WEU`, …
        regions(impl Into<Json>) = "check_regions";
        /// What it is for.
        description(&str) = "description";
    }
}

impl HealthCheck {
    pub(super) fn new(zone: &Zone, name: &str, address: &str) -> Self {
        let mut check = Resource::labelled("healthchecks", "name", name).set("address", address);
        check.members.insert("zone", zone.0.as_str());
        Self(check)
    }

    /// Asks for a path: `https` or `http`, and the codes that are good (`200`, `2xx`).
    pub fn http<const N: usize>(self, scheme: &str, path: &str, codes: [&str; N]) -> Self {
        let config = Json::of("method", "GET").with("path", path).with("expected_codes", codes);
        self.set("type", scheme.to_uppercase()).set("http_config", config)
    }

    /// Opens a connection.
    pub fn tcp(self, port: u16) -> Self {
        let config = Json::of("method", "connection_established").with("port", port);
        self.set("type", "TCP").set("tcp_config", config)
    }
}

value! {
    /// A load balancer.
    LoadBalancer {
        /// The pools that are asked in this order, by id: `[app.resource(pool("primary")).id()]`.
        default_pools(Vec<Ref>) = "default_pools";
        /// The pool that is asked when all are down.
        fallback_pool(Ref) = "fallback_pool";
        /// Whether traffic goes through Cloudflare.
        proxied(bool) = "proxied";
        /// How pools are chosen: `off`, `geo`, `random`, `dynamic_latency`, …
        steering_policy(&str) = "steering_policy";
        /// Whether a client stays with an origin: `none`, `cookie`, `ip_cookie`, `header`.
        session_affinity(&str) = "session_affinity";
    }
}

impl LoadBalancer {
    pub(super) fn new(zone: &Zone, host: &str) -> Self {
        Self(zone.any("load_balancers", host, Json::of("name", host)))
    }
}

/// Origins of a load balancer, of this name.
pub fn pool(name: &str) -> Pool {
    Pool(Resource::labelled("load_balancers.pools", "name", name))
}

value! {
    /// Origins of a load balancer.
    Pool {
        /// Who asks whether they are up.
        monitor(Ref) = "monitor";
        /// How many must be up.
        minimum_origins(u32) = "minimum_origins";
        /// Whether it is used.
        enabled(bool) = "enabled";
    }
}

impl Pool {
    /// An origin: its name and address.
    pub fn origin(mut self, name: &str, address: &str) -> Self {
        let origin = Json::of("name", name).with("address", address).with("enabled", true);
        self.0.members.object("settings").array("origins").push(origin);
        self
    }
}

/// Who asks whether origins are up; the name is its description, by which it is found.
pub fn monitor(name: &str) -> Monitor {
    Monitor(Resource::labelled("load_balancers.monitors", "description", name).identity(["description"]))
}

value! {
    /// Who asks whether origins are up.
    Monitor {
        /// How it asks: `http`, `https`, `tcp`, …
        kind(&str) = "type";
        /// The path.
        path(&str) = "path";
        /// The codes that are good: `2xx`.
        expected_codes(&str) = "expected_codes";
        /// Seconds between questions.
        interval(u32) = "interval";
    }
}

/// An application behind Access, on a host and path: `admin.example.com/panel`.
pub fn access_application(name: &str, domain: &str) -> AccessApplication {
    let application = Resource::labelled("zero_trust.access.applications", "name", name);
    AccessApplication(application.set("domain", domain).set("type", "self_hosted"))
}

value! {
    /// An application behind Access.
    AccessApplication {
        /// How long a login holds: `24h`.
        session_duration(&str) = "session_duration";
        /// Its kind, as the API has it.
        kind(&str) = "type";
    }
}

impl AccessApplication {
    pub(super) fn zone(mut self, zone: &str) -> Self {
        self.0.members.insert("zone", zone);
        self
    }

    /// Who may, by a policy of its own: its name, `allow`, `deny`, `bypass` or `non_identity`, and whom it includes:
    /// `json!([{ "email_domain": { "domain": "example.com" } }])`.
    pub fn policy(mut self, name: &str, decision: &str, include: impl Into<Json>) -> Self {
        let policy = Json::of("name", name).with("decision", decision).with("include", include);
        self.0.members.object("settings").array("policies").push(policy);
        self
    }
}

value! {
    /// A host of a customer's own.
    CustomHostname {
        /// The origin that answers it, instead of the zone's.
        origin(&str) = "custom_origin_server";
        /// Its certificate, as the API has it.
        ssl(impl Into<Json>) = "ssl";
    }
}

impl CustomHostname {
    pub(super) fn new(zone: &Zone, host: &str) -> Self {
        let ssl = Json::of("method", "http").with("type", "dv");
        Self(
            zone.any("custom_hostnames", host, Json::of("hostname", host).with("ssl", ssl))
                .identity(["hostname"]),
        )
    }
}

value! {
    /// What happens to mail to an address.
    EmailRule {
        /// Rules with a lower number come first.
        priority(u32) = "priority";
        /// Whether it applies.
        enabled(bool) = "enabled";
    }
}

impl EmailRule {
    pub(super) fn new(zone: &Zone, address: &str) -> Self {
        let matcher = Json::of("type", "literal").with("field", "to").with("value", address);
        let body = Json::of("name", address).with("enabled", true).with("matchers", Json::list([matcher]));
        Self(zone.any("email_routing.rules", address, body).identity(["matchers"]))
    }

    fn action(self, kind: &str, value: Option<Json>) -> Self {
        let mut action = Json::of("type", kind);
        if let Some(value) = value {
            action = action.with("value", Json::list([value]));
        }
        self.set("actions", Json::list([action]))
    }

    /// It is sent on to an address, which its owner has confirmed: a text, or [`EmailAddress::email`](crate::EmailAddress::email).
    pub fn forward(self, address: impl Into<Json>) -> Self {
        self.action("forward", Some(address.into()))
    }

    /// A Worker takes it.
    pub fn to_worker(self, worker: impl Into<WorkerName>) -> Self {
        self.action("worker", Some(worker.into().0))
    }

    /// Nobody gets it.
    pub fn drop_mail(self) -> Self {
        self.action("drop", None)
    }
}
