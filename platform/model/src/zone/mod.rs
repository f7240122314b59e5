//! Things of any collection of the API as values, and helpers for those of zones.

mod dns;
mod services;

pub use dns::{
    A, Aaaa, Caa, Cert, Cname, Dnskey, Ds, Https, Loc, Mx, Naptr, Ns, Openpgpkey, Ptr, Record, Smimea, Srv,
    Sshfp, Svcb, Tlsa, Txt, Uri,
};
pub use services::{
    AccessApplication, CustomHostname, EmailRule, HealthCheck, LoadBalancer, Monitor, Pool, Ruleset,
    access_application, monitor, pool,
};

use crate::json::{Json, Object};
use crate::state::{Called, Handle, Place, State, Thing};

/// A zone, by its name or id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(String);

/// A zone, by its name or id: `app.resource(zone("example.com").dns("api", Cname("shop.example.com")))`.
pub fn zone(zone: impl Into<String>) -> Zone {
    Zone(zone.into())
}

impl Zone {
    /// A record: its name below the zone, `@` for the zone itself.
    pub fn dns(&self, name: &str, record: Record) -> Resource {
        record.below(&self.0, name)
    }

    /// A thing of any other collection of the zone: the path of its collection in the catalogue, what it is called in the
    /// application, and the body that creates it.
    pub fn any(&self, collection: &str, name: &str, body: impl Into<Json>) -> Resource {
        let mut resource = Resource::new(collection, name);
        resource.members.insert("zone", self.0.as_str());
        resource.members.insert("settings", body);
        resource
    }

    /// The rules of a phase: `http_request_firewall_custom`, `http_request_dynamic_redirect`, …
    pub fn ruleset(&self, phase: &str) -> Ruleset {
        Ruleset::new(self, phase)
    }

    /// A health check of this name.
    pub fn health_check(&self, name: &str, address: &str) -> HealthCheck {
        HealthCheck::new(self, name, address)
    }

    /// A load balancer that answers this host.
    pub fn load_balancer(&self, host: &str) -> LoadBalancer {
        LoadBalancer::new(self, &self.host(host))
    }

    /// A host of a customer's own, for which certificates are made.
    pub fn custom_hostname(&self, host: &str) -> CustomHostname {
        CustomHostname::new(self, host)
    }

    /// An application behind Access, for this zone only; [`access_application`] makes one of the account.
    pub fn access_application(&self, name: &str, domain: &str) -> AccessApplication {
        access_application(name, domain).zone(&self.0)
    }

    /// What happens to mail to an address: `info@example.com`.
    pub fn email(&self, address: &str) -> EmailRule {
        EmailRule::new(self, address)
    }

    /// A name below the zone, as the API has it.
    fn host(&self, name: &str) -> String {
        let zone = &self.0;
        let below = name == zone || name.strip_suffix(zone).is_some_and(|rest| rest.ends_with('.'));
        // An id says nothing of names.
        if below || !zone.contains('.') {
            name.to_owned()
        } else if name == "@" {
            zone.clone()
        } else {
            format!("{name}.{zone}")
        }
    }
}

/// A thing of any collection of the API, to be declared with [`App::resource`](crate::App::resource).
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    kind: String,
    name: String,
    /// The member of the settings that is a mere name, for which environments have one of their own.
    label: Option<&'static str>,
    members: Object,
}

impl Resource {
    fn new(kind: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), name: name.to_owned(), label: None, members: Object::new() }
    }

    fn labelled(kind: &str, label: &'static str, name: &str) -> Self {
        Self { label: Some(label), ..Self::new(kind, name) }.set(label, name)
    }

    /// What it is called in the application, where it is to be something else.
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Sets any member of the body that creates it.
    pub fn set(mut self, member: &str, value: impl Into<Json>) -> Self {
        self.members.object("settings").insert(member, value);
        self
    }

    /// Members whose value tells that a thing of the account is this one.
    pub fn identity<const N: usize>(mut self, members: [&str; N]) -> Self {
        self.members.insert("identity", members);
        self
    }

    pub(crate) fn declare(self, state: &'static State, place: Place) -> Handle {
        let Self { kind, name, label, members } = self;
        let called = if label.is_some() { Called::Usual } else { Called::Same };
        state.declare(Thing { kind, name, called, label, members, place })
    }
}
