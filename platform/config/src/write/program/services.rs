//! The helpers one by one. Each is taken only where it makes no more than the model has.

use super::Printer;
use super::data::exactly;
use super::resource::Made;
use super::settings::{Setter, Takes};
use super::value::{is_large, quoted, texts};
use super::zone::{Helped, zone};
use crate::model::Resource;
use serde_json::{Value, json};

const fn same(member: &'static str, takes: Takes) -> Setter {
    Setter { member, method: member, takes }
}

static CHECK: [Setter; 5] = [
    same("interval", Takes::Number),
    same("timeout", Takes::Number),
    same("retries", Takes::Number),
    Setter { member: "check_regions", method: "regions", takes: Takes::Json },
    same("description", Takes::Text),
];
static BALANCER: [Setter; 3] = [
    same("proxied", Takes::Bool),
    same("steering_policy", Takes::Text),
    same("session_affinity", Takes::Text),
];
static POOL: [Setter; 2] = [same("minimum_origins", Takes::Number), same("enabled", Takes::Bool)];
static MONITOR: [Setter; 4] = [
    Setter { member: "type", method: "kind", takes: Takes::Text },
    same("path", Takes::Text),
    same("expected_codes", Takes::Text),
    same("interval", Takes::Number),
];
static ACCESS: [Setter; 2] =
    [same("session_duration", Takes::Text), Setter { member: "type", method: "kind", takes: Takes::Text }];
static HOSTNAME: [Setter; 2] = [
    Setter { member: "custom_origin_server", method: "origin", takes: Takes::Text },
    same("ssl", Takes::Json),
];
static EMAIL: [Setter; 2] = [same("priority", Takes::Number), same("enabled", Takes::Bool)];
static RULESET: [Setter; 1] = [same("description", Takes::Text)];

/// Takes a member out of what is left, if it has this value.
fn made(helped: &mut Helped, name: &str, value: &Value) -> Option<()> {
    (helped.take(name)? == *value).then_some(())
}

impl Printer<'_> {
    /// A secret of a store of the application, which nothing refers to.
    pub(super) fn stored(&self, resource: &Resource) -> Option<(String, Made)> {
        if resource.kind != "secrets_store.stores.secrets" || self.referred.contains(&resource.address()) {
            return None;
        }
        let [store] =
            exactly(&Value::Object(resource.path.clone()), ["store_id"]).map(|[id]| [id.clone()])?;
        let store = self.handle(&store, "secrets_store", "id")?;
        let [name, secret, scopes] = exactly(&json!(resource.settings), ["name", "value", "scopes"])
            .map(|[name, secret, scopes]| [name.clone(), secret.clone(), scopes.clone()])?;
        let name = name.as_str()?;
        let plain = Resource {
            kind: resource.kind.clone(),
            name: format!("{}.{name}", self.named_store(resource)?),
            called: Some(name.to_owned()),
            path: resource.path.clone(),
            settings: resource.settings.clone(),
            identity: vec!["name".to_owned()],
            place: resource.place.clone(),
            ..Resource::default()
        };
        if scopes != json!(["workers"]) || plain != *resource {
            return None;
        }
        let head = format!("{store}.put({}, {})", quoted(name), super::value::secret(&secret)?);
        Some((head, Made { within: true, identity: vec!["name"], ..Made::default() }))
    }

    fn named_store(&self, resource: &Resource) -> Option<String> {
        let reference = crate::model::Reference::of(resource.path.get("store_id")?)?;
        reference.address.split_once('/').map(|(_, name)| name.to_owned())
    }

    /// Says what is left by methods of the value.
    fn finish(&self, mut helped: Helped, setters: &[Setter]) -> Helped {
        for (member, value) in std::mem::take(&mut helped.made.rest) {
            helped.call(self.setter(setters, &member, &value));
        }
        helped
    }

    pub(super) fn ruleset(&self, resource: &Resource, in_zone: &str) -> Option<Helped> {
        let phase = resource.settings.get("phase")?.as_str()?;
        let head = format!("{}.ruleset({})", zone(in_zone), quoted(phase));
        let name = format!("{in_zone}:{phase}");
        let mut helped = Helped::new(head, &name, &["kind", "phase"], resource.settings.clone());
        helped.take("phase");
        made(&mut helped, "name", &json!("default"))?;
        made(&mut helped, "kind", &json!("zone"))?;
        let rules = helped.take("rules");
        if let Some(rules) = rules.as_ref().and_then(Value::as_array).filter(|rules| !rules.is_empty()) {
            for rule in rules {
                let mut rest = rule.as_object()?.clone();
                let (expression, action) = (rest.remove("expression")?, rest.remove("action")?);
                let (expression, action) = (quoted(expression.as_str()?), quoted(action.as_str()?));
                let more = Value::Object(rest);
                helped.call(if more == json!({}) {
                    format!(".rule({expression}, {action})")
                } else {
                    format!(".rule_with({expression}, {action}, {})", self.value(&more))
                });
            }
        } else if let Some(rules) = rules {
            helped.call(format!(".set(\"rules\", {})", self.value(&rules)));
        }
        Some(self.finish(helped, &RULESET))
    }

    pub(super) fn health_check(&self, resource: &Resource, in_zone: &str) -> Option<Helped> {
        let address = resource.settings.get("address")?.as_str()?;
        let head = format!("{}.health_check({}, {})", zone(in_zone), quoted(&resource.name), quoted(address));
        let mut helped = Helped::new(head, &resource.name, &[], resource.settings.clone());
        helped.made.usual = true;
        helped.take("address");
        made(&mut helped, "name", &json!(resource.called()))?;
        let kind = helped.made.rest.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let call = match kind.as_str() {
            "HTTP" | "HTTPS" => helped.made.rest.get("http_config").and_then(|config| {
                let [method, path, codes] = exactly(config, ["method", "path", "expected_codes"])?;
                let (path, codes) = (quoted(path.as_str().filter(|_| method == "GET")?), texts(codes)?);
                Some(("http_config", format!(".http({}, {path}, {codes})", quoted(&kind.to_lowercase()))))
            }),
            "TCP" => helped.made.rest.get("tcp_config").and_then(|config| {
                let [method, port] = exactly(config, ["method", "port"])?;
                let port =
                    u16::try_from(port.as_u64().filter(|_| method == "connection_established")?).ok()?;
                Some(("tcp_config", format!(".tcp({port})")))
            }),
            _ => None,
        };
        if let Some((config, call)) = call {
            helped.take("type");
            helped.take(config);
            helped.call(call);
        }
        Some(self.finish(helped, &CHECK))
    }

    pub(super) fn load_balancer(&self, resource: &Resource, in_zone: &str) -> Option<Helped> {
        let host = resource.settings.get("name")?.as_str()?;
        let below = super::dns::below(host, in_zone)?;
        let head = format!("{}.load_balancer({})", zone(in_zone), quoted(&below));
        let mut helped = Helped::new(head, host, &[], resource.settings.clone());
        helped.take("name");
        let pools = helped.made.rest.get("default_pools").and_then(Value::as_array).cloned();
        let pools: Option<Vec<String>> = pools.iter().flatten().map(|pool| self.reference(pool)).collect();
        if let Some(pools) = pools.filter(|pools| !pools.is_empty()) {
            helped.take("default_pools");
            helped.call(format!(".default_pools(vec![{}])", pools.join(", ")));
        }
        self.referring(&mut helped, "fallback_pool");
        Some(self.finish(helped, &BALANCER))
    }

    /// Calls a method that takes a reference, if the member is one.
    fn referring(&self, helped: &mut Helped, member: &str) {
        if let Some(reference) = helped.made.rest.get(member).and_then(|value| self.reference(value)) {
            helped.take(member);
            helped.call(format!(".{member}({reference})"));
        }
    }

    pub(super) fn pool(&self, resource: &Resource) -> Option<Helped> {
        let head = format!("pool({})", quoted(&resource.name));
        let mut helped = Helped::new(head, &resource.name, &[], resource.settings.clone());
        (helped.made.usual, helped.made.zone) = (true, false);
        made(&mut helped, "name", &json!(resource.called()))?;
        let origins = helped.made.rest.get("origins").and_then(Value::as_array).cloned().unwrap_or_default();
        let calls: Option<Vec<String>> = origins
            .iter()
            .map(|origin| {
                let [name, address, enabled] = exactly(origin, ["name", "address", "enabled"])?;
                enabled.as_bool().filter(|on| *on)?;
                Some(format!(".origin({}, {})", quoted(name.as_str()?), quoted(address.as_str()?)))
            })
            .collect();
        if let Some(calls) = calls.filter(|calls| !calls.is_empty()) {
            helped.take("origins");
            helped.calls.extend(calls);
        }
        self.referring(&mut helped, "monitor");
        Some(self.finish(helped, &POOL))
    }

    pub(super) fn monitor(&self, resource: &Resource) -> Option<Helped> {
        let head = format!("monitor({})", quoted(&resource.name));
        let mut helped = Helped::new(head, &resource.name, &["description"], resource.settings.clone());
        (helped.made.usual, helped.made.zone) = (true, false);
        made(&mut helped, "description", &json!(resource.called()))?;
        Some(self.finish(helped, &MONITOR))
    }

    pub(super) fn access(&self, resource: &Resource, in_zone: Option<&str>) -> Option<Helped> {
        let domain = resource.settings.get("domain")?.as_str()?;
        let of = in_zone.map(|name| format!("{}.", zone(name))).unwrap_or_default();
        let head = format!("{of}access_application({}, {})", quoted(&resource.name), quoted(domain));
        let mut helped = Helped::new(head, &resource.name, &[], resource.settings.clone());
        (helped.made.usual, helped.made.zone) = (true, in_zone.is_some());
        helped.take("domain");
        made(&mut helped, "name", &json!(resource.called()))?;
        let kind = helped.take("type")?;
        if kind != "self_hosted" {
            helped.call(self.setter(&ACCESS, "type", &kind));
        }
        let policies =
            helped.made.rest.get("policies").and_then(Value::as_array).cloned().unwrap_or_default();
        let calls: Option<Vec<String>> = policies
            .iter()
            .map(|policy| {
                let [name, decision, include] = exactly(policy, ["name", "decision", "include"])?;
                let (name, decision) = (quoted(name.as_str()?), quoted(decision.as_str()?));
                Some(format!(".policy({name}, {decision}, {})", self.value(include)))
            })
            .collect();
        if let Some(calls) = calls.filter(|calls| !calls.is_empty()) {
            helped.take("policies");
            helped.calls.extend(calls);
        }
        Some(self.finish(helped, &ACCESS))
    }

    pub(super) fn custom_hostname(&self, resource: &Resource, in_zone: &str) -> Option<Helped> {
        let host = resource.settings.get("hostname")?.as_str()?;
        let head = format!("{}.custom_hostname({})", zone(in_zone), quoted(host));
        let mut helped = Helped::new(head, host, &["hostname"], resource.settings.clone());
        helped.take("hostname");
        let ssl = resource.settings.get("ssl")?;
        if *ssl == json!({"method": "http", "type": "dv"}) {
            helped.take("ssl");
        }
        Some(self.finish(helped, &HOSTNAME))
    }

    pub(super) fn email_rule(&self, resource: &Resource, in_zone: &str) -> Option<Helped> {
        let address = resource.settings.get("name")?.as_str()?;
        let head = format!("{}.email({})", zone(in_zone), quoted(address));
        let mut helped = Helped::new(head, address, &["matchers"], resource.settings.clone());
        helped.take("name");
        made(&mut helped, "matchers", &json!([{"type": "literal", "field": "to", "value": address}]))?;
        if helped.made.rest.get("enabled")?.as_bool()? {
            helped.take("enabled");
        }
        if let Some(call) = helped.made.rest.get("actions").and_then(|actions| self.mail(actions)) {
            helped.take("actions");
            helped.call(call);
        }
        Some(self.finish(helped, &EMAIL))
    }

    fn mail(&self, actions: &Value) -> Option<String> {
        let [action] = actions.as_array()?.as_slice() else { return None };
        if let Some([kind]) = exactly(action, ["type"]) {
            return (kind == "drop").then(|| ".drop_mail()".to_owned());
        }
        let [kind, value] = exactly(action, ["type", "value"])?;
        let [to] = value.as_array()?.as_slice() else { return None };
        match kind.as_str()? {
            "forward" => Some(format!(".forward({})", self.value(to))).filter(|_| !is_large(to)),
            "worker" => Some(format!(".to_worker({})", self.worker_name(to)?)),
            _ => None,
        }
    }
}
