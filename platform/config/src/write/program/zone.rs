//! Things that the builder has a helper for: what zones have, and what goes with load balancers.

use super::Printer;
use super::chain::indented;
use super::dns;
use super::resource::Made;
use super::value::quoted;
use crate::model::Resource;
use serde_json::{Map, Value};

/// A value of the builder, as it is being written.
pub(super) struct Helped {
    /// The value, as an expression.
    pub(super) head: String,
    /// Calls on it.
    pub(super) calls: Vec<String>,
    /// What a thing is called in the application if it is made so.
    pub(super) name: String,
    /// Whether the value is a mere `Resource`, on which `.named` can be called.
    pub(super) is_resource: bool,
    pub(super) made: Made,
}

impl Helped {
    pub(super) fn new(head: String, name: &str, identity: &[&'static str], rest: Map<String, Value>) -> Self {
        let made = Made { zone: true, identity: identity.to_vec(), rest, ..Made::default() };
        Self { head, calls: Vec::new(), name: name.to_owned(), is_resource: false, made }
    }

    pub(super) fn call(&mut self, text: String) {
        self.calls.push(text);
    }

    /// The settings that are left to be said.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.made.rest.remove(name)
    }

    /// The declaration, under the name that the thing has.
    fn declared(self, name: &str) -> (String, Made) {
        let Self { mut head, mut calls, made, .. } = self;
        if self.name != name {
            if !self.is_resource {
                let value = format!("{head}{}", calls.concat());
                head = format!("Resource::from({value})");
                calls.clear();
            }
            calls.push(format!(".named({})", quoted(name)));
        }
        let line = format!("{head}{}", calls.concat());
        if line.len() <= 80 && !line.contains('\n') {
            return (format!("app.resource({line})"), made);
        }
        let calls: String = calls.iter().map(|call| format!("\n    {}", indented(call, 4))).collect();
        (format!("app.resource(\n    {},\n)", indented(&format!("{head}{calls}"), 4)), made)
    }
}

/// A thing by its helper, if it has one.
pub(super) fn helped(printer: &Printer<'_>, resource: &Resource) -> Option<(String, Made)> {
    if !resource.path.is_empty() {
        return None;
    }
    let zone = resource.zone.as_deref();
    let helped = match (resource.kind.as_str(), zone) {
        ("dns.records", Some(zone)) => dns::record(printer, resource, zone),
        ("rulesets", Some(zone)) => printer.ruleset(resource, zone),
        ("healthchecks", Some(zone)) => printer.health_check(resource, zone),
        ("load_balancers", Some(zone)) => printer.load_balancer(resource, zone),
        ("custom_hostnames", Some(zone)) => printer.custom_hostname(resource, zone),
        ("email_routing.rules", Some(zone)) => printer.email_rule(resource, zone),
        ("load_balancers.pools", None) => printer.pool(resource),
        ("load_balancers.monitors", None) => printer.monitor(resource),
        ("zero_trust.access.applications", zone) => printer.access(resource, zone),
        _ => None,
    }?;
    Some(helped.declared(&resource.name))
}

/// A zone as an expression.
pub(super) fn zone(name: &str) -> String {
    format!("zone({})", quoted(name))
}
