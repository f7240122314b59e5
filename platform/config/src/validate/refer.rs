//! References: what they name is there, and none leads back to itself.

use super::Check;
use crate::Finding;
use crate::finding::nearest;
use crate::model::{Place, Reference, Resource, Secret, Worker};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Tells each reference and each secret of a value, with the path to it.
pub(crate) fn references(value: &Value, path: &str, tell: &mut dyn FnMut(&str, &Value)) {
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(members) if members.contains_key("$ref") || members.contains_key("$secret") => {
            tell(path, value);
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| references(value, &join(name), tell));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| references(value, &join(&index.to_string()), tell));
        }
        _ => {}
    }
}

impl Check<'_> {
    pub(super) fn references(&mut self) {
        let model = self.model;
        let resources = model.resources.iter().map(Resource::address);
        let known: BTreeSet<String> = resources.chain(model.workers.iter().map(Worker::address)).collect();
        let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for resource in &model.resources {
            let address = resource.address();
            let mut all = Map::new();
            all.insert("path".to_owned(), Value::Object(resource.path.clone()));
            all.insert("settings".to_owned(), Value::Object(resource.settings.clone()));
            all.insert("parts".to_owned(), json!(resource.parts));
            let place = |_: &str| resource.place.clone();
            let to = self.each(&Value::Object(all), &address, &place, &known);
            edges.entry(address).or_default().extend(to);
        }
        for worker in &model.workers {
            let place = |path: &str| {
                let name = path.strip_prefix("bindings.").and_then(|rest| rest.split('.').next());
                let consumer =
                    path.strip_prefix("consumers.").and_then(|rest| rest.split('.').next()?.parse().ok());
                let consumer = consumer.and_then(|index: usize| worker.consumers.get(index)?.place.clone());
                consumer.or_else(|| super::bound(worker, name.unwrap_or_default()))
            };
            let all = json!({
                "bindings": worker.bindings,
                "consumers": worker.consumers,
                "workflows": worker.workflows,
                "metadata": worker.metadata,
                "dispatch_namespace": worker.dispatch_namespace,
                "events": worker.events,
            });
            self.each(&all, &worker.address(), &place, &known);
        }
        self.each(&json!(model.outputs), "outputs", &|_| None, &known);
        self.cycles(&edges);
    }

    /// Checks the references of a value; the addresses that it names.
    fn each(
        &mut self,
        value: &Value,
        address: &str,
        place: &dyn Fn(&str) -> Option<Place>,
        known: &BTreeSet<String>,
    ) -> Vec<String> {
        let mut named = Vec::new();
        let mut findings = Vec::new();
        references(value, "", &mut |path, value| {
            let error =
                |message: String| Finding::error(place(path), format!("`{path}`: {message}")).about(address);
            if value.get("$secret").is_some() {
                if Secret::of(value).is_none() {
                    let finding = error("this is no secret that can be found".to_owned());
                    findings.push(
                        finding
                            .help("Say `{\"$secret\": {\"env\": NAME}}`, or `file`, `command` or `prompt`."),
                    );
                }
                return;
            }
            let Some(reference) = Reference::of(value) else {
                let finding = error("a reference names an address and a member".to_owned());
                return findings.push(finding.help("Say `{\"$ref\": \"d1/orders\", \"member\": \"uuid\"}`."));
            };
            if !known.contains(&reference.address) {
                let finding = error(format!("there is no {}", reference.address));
                let near = nearest(&reference.address, known.iter().map(String::as_str));
                findings.push(finding.help_if(near.or(Some("Declare it.".to_owned()))));
            } else if reference.member.is_empty() {
                findings.push(error(format!("which member of {} is not said", reference.address)));
            }
            named.push(reference.address);
        });
        self.findings.append(&mut findings);
        named
    }

    /// Resources that need each other can never be made. Workers that call each other can.
    fn cycles(&mut self, edges: &BTreeMap<String, Vec<String>>) {
        let mut done = BTreeSet::new();
        for start in edges.keys() {
            if done.contains(start) {
                continue;
            }
            let mut trail = vec![(start.as_str(), 0)];
            while let Some((at, next)) = trail.last_mut() {
                let to = edges.get(*at).and_then(|to| to.get(*next));
                *next += 1;
                let Some(to) = to else {
                    done.insert((*at).to_owned());
                    trail.pop();
                    continue;
                };
                if let Some(first) = trail.iter().position(|(address, _)| address == to) {
                    let mut names: Vec<&str> = trail[first..].iter().map(|(address, _)| *address).collect();
                    names.push(to);
                    let message = format!("it needs itself: {}", names.join(" → "));
                    let resource = self.model.resources.iter().find(|resource| resource.address() == *to);
                    let place = resource.and_then(|resource| resource.place.clone());
                    let finding = Finding::error(place, message).about(to.clone());
                    self.findings.push(finding.help("Take one of the references away."));
                    // One is told for each way in; what lies behind it is looked at no more.
                    done.insert(to.clone());
                } else if !done.contains(to) && edges.contains_key(to) {
                    trail.push((to, 0));
                }
            }
        }
    }
}
