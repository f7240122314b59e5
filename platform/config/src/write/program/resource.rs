//! Resources.

use super::chain::{Chain, Op};
use super::known::Form;
use super::value::{is_large, quoted};
use super::{Printer, zone};
use crate::model::{Origin, Resource};
use serde_json::{Map, Value};

/// What a declaration makes besides the kind and the name.
#[derive(Default)]
pub(super) struct Made {
    pub(super) zone: bool,
    /// Whether its path and what it is called are said.
    pub(super) within: bool,
    pub(super) identity: Vec<&'static str>,
    /// Whether what it is called has the environment at its end.
    pub(super) usual: bool,
    /// Settings that are not said yet.
    pub(super) rest: Map<String, Value>,
}

impl Printer<'_> {
    pub(super) fn resource(&self, resource: &Resource) -> Chain {
        let address = resource.address();
        let Some(thing) = self.things.get(&address) else {
            return Chain { head: String::new(), ops: Vec::new() };
        };
        self.limit.set(thing.position);
        let declared = thing.resource.as_ref().map_or(&Form::Any, |(_, form)| form);
        let (head, made) = match declared {
            Form::Any => self.any(resource),
            form => self.by_method(resource, form),
        };
        self.limit.set(usize::MAX);
        let mut ops = self.identified(resource, &made);
        let mut rest = made.rest;
        let mut parts = resource.parts.clone();
        if let Form::Known(known) = declared {
            ops.extend(self.known_settings(known.method, &mut rest));
        }
        for (member, value) in &rest {
            ops.push(self.op("", || self.setter(declared.setters(), member, value)));
        }
        if let Form::Known(known) = declared {
            ops.extend(self.known_parts(known.method, &mut parts));
        }
        for (name, value) in &parts {
            ops.push(self.op("", || format!(".part({}, {})", quoted(name), self.value(value))));
        }
        ops.extend(self.kept(resource.protect, &resource.was, &resource.ignore));
        Chain { head, ops }
    }

    fn by_method(&self, resource: &Resource, form: &Form) -> (String, Made) {
        let head = format!("app.{}({})", form.method().unwrap_or_default(), quoted(&resource.name));
        let made = form.made(resource);
        let is_made = |(name, value): &(&String, &Value)| made.get(name.as_str()) != Some(*value);
        let rest =
            resource.settings.iter().filter(is_made).map(|(name, value)| (name.clone(), value.clone()));
        (head, Made { usual: form.has_environment(), rest: rest.collect(), ..Made::default() })
    }

    /// By a helper, or with the body as it is.
    fn any(&self, resource: &Resource) -> (String, Made) {
        if let Some(helped) = self.stored(resource).or_else(|| zone::helped(self, resource)) {
            return helped;
        }
        // What names something further down is said later.
        let (now, later): (Map<_, _>, Map<_, _>) =
            resource.settings.clone().into_iter().partition(|(_, value)| self.is_known(value));
        let now = Value::Object(now);
        let body = if is_large(&now) { self.value(&now) } else { format!("json!({})", self.literal(&now)) };
        let head = format!("app.any({}, {}, {body})", quoted(&resource.kind), quoted(&resource.name));
        (head, Made { rest: later, ..Made::default() })
    }

    /// Whether all that a value names is declared already.
    fn is_known(&self, value: &Value) -> bool {
        let mut known = true;
        crate::validate::references(value, "", &mut |_, value| {
            let address = value.get("$ref").and_then(Value::as_str);
            let thing = address.and_then(|address| self.things.get(address));
            known &= thing.is_none_or(|thing| thing.position < self.limit.get());
        });
        known
    }

    /// What tells which thing of the account it is.
    fn identified(&self, resource: &Resource, made: &Made) -> Vec<Op> {
        let mut ops = Vec::new();
        let mut say =
            |text: String| ops.push(Op { text, mentions: std::collections::BTreeSet::new(), group: "" });
        match &resource.origin {
            Origin::Ensure => {}
            Origin::Existing { id: None } => say(".existing()".to_owned()),
            Origin::Existing { id: Some(id) } => say(format!(".existing_id({})", quoted(id))),
            Origin::App(app) => say(format!(".from_app({})", quoted(app))),
            Origin::Environment(name) => say(format!(".from_environment({})", quoted(name))),
            Origin::Local => say(".local()".to_owned()),
        }
        let usual = made.usual && resource.origin.is_ensure();
        if !made.within {
            say_called(&self.usual(&resource.name, usual), resource.called(), &mut say);
        }
        if let Some(zone) = resource.zone.as_ref().filter(|_| !made.zone) {
            say(format!(".zone({})", quoted(zone)));
        }
        if resource.identity != made.identity {
            let members: Vec<String> = resource.identity.iter().map(|member| quoted(member)).collect();
            say(format!(".identity([{}])", members.join(", ")));
        }
        if !made.within {
            for (parameter, value) in &resource.path {
                ops.push(self.op("", || format!(".path({}, {})", quoted(parameter), self.value(value))));
            }
        }
        ops
    }

    /// What something is called in the account if nothing else is said.
    pub(super) fn usual(&self, name: &str, with_environment: bool) -> String {
        match self.model.environment.as_ref().filter(|_| with_environment) {
            Some(environment) => format!("{name}-{environment}"),
            None => name.to_owned(),
        }
    }

    /// What all handles say.
    pub(super) fn kept(&self, protect: bool, was: &[String], ignore: &[String]) -> Vec<Op> {
        let mut texts = Vec::new();
        if protect {
            texts.push(".protect()".to_owned());
        }
        texts.extend(was.iter().map(|name| format!(".was({})", quoted(name))));
        texts.extend(ignore.iter().map(|member| format!(".ignore({})", quoted(member))));
        texts.into_iter().map(|text| self.op("", || text)).collect()
    }
}

/// Says what something is called, where it is not the usual.
pub(super) fn say_called(usual: &str, called: &str, say: &mut dyn FnMut(String)) {
    if usual != called {
        say(format!(".called({})", quoted(called)));
    }
}
