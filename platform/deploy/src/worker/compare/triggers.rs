//! What leads to a Worker: `workers.dev`, routes, hosts, schedules, queues; and its workflows and containers.

use super::super::deployed::Deployed;
use super::super::difference::Area;
use super::super::metadata::container_name;
use super::super::wanted::{Elsewhere, Wanted};
use super::{Found, is_there};
use cfs_config::model::{Consumer, Worker};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn compare(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    subdomain(wanted, deployed, found);
    routes(wanted, deployed, found);
    domains(wanted, deployed, found);
    schedules(wanted, deployed, found);
    consumers(wanted, deployed, found);
    workflows(wanted, deployed, found);
    containers(wanted, deployed, found);
}

/// Whether a Worker answers on `workers.dev`: as it is declared, or if nothing else reaches it.
pub(in crate::worker) fn on_workers_dev(worker: &Worker) -> bool {
    let is_empty = |count: Option<usize>| count.is_none_or(|count| count == 0);
    let alone =
        is_empty(worker.routes.as_ref().map(Vec::len)) && is_empty(worker.domains.as_ref().map(Vec::len));
    worker.workers_dev.unwrap_or(alone)
}

fn subdomain(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let old = match deployed {
        None => Some((false, false)),
        Some(there) => there.subdomain,
    };
    let enabled = on_workers_dev(wanted.worker);
    if old.map(|old| old.0) != Some(enabled) {
        found.change(Area::Subdomain, "workers_dev", old.map(|old| json!(old.0)), Some(json!(enabled)));
    }
    if let Some(previews) = wanted.worker.preview_urls
        && old.map(|old| old.1) != Some(previews)
    {
        found.change(Area::Subdomain, "preview_urls", old.map(|old| json!(old.1)), Some(json!(previews)));
    }
}

/// A set of names that is declared as a whole, or not at all.
struct Names<'a> {
    area: Area,
    /// What one of them is called.
    word: &'a str,
    declared: Option<BTreeSet<String>>,
    before: Option<BTreeSet<String>>,
    there: Option<BTreeSet<String>>,
}

impl Names<'_> {
    /// Declared ones that are not there come, those that are there and not declared go. Where none are declared and none were,
    /// what is there is others' business.
    fn compare(self, wanted: &Wanted<'_>, found: &mut Found<'_>) {
        let unknown = self.there.is_none();
        let there = self.there.unwrap_or_default();
        let declared = self.declared.clone().unwrap_or_default();
        for name in &declared {
            if !there.contains(name) {
                found.change(self.area, format!("{} {name}", self.word), None, Some(json!(name)));
            }
        }
        let before = self.before.unwrap_or_default();
        // What was not read may still be there.
        let gone = if unknown { &before } else { &there };
        for name in gone.iter().filter(|name| !declared.contains(*name)) {
            let goes = self.declared.is_some()
                || before.contains(name)
                || wanted.policy.triggers == Elsewhere::Reset;
            let member = format!("{} {name}", self.word);
            if goes {
                found.change(self.area, member, Some(json!(name)), None);
            } else {
                found.drift(self.area, member, Some(json!(name)), None);
            }
        }
    }
}

fn texts(all: Option<&Vec<Value>>, member: &str) -> Option<BTreeSet<String>> {
    let text = |one: &Value| one[member].as_str().map(str::to_owned);
    all.map(|all| all.iter().filter_map(text).collect())
}

/// What is there of a Worker that is not there: nothing.
fn there<T: Default>(deployed: Option<&Deployed>, of: impl FnOnce(&Deployed) -> Option<T>) -> Option<T> {
    deployed.map_or_else(|| Some(T::default()), of)
}

fn routes(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let of = |worker: &Worker| {
        worker.routes.as_ref().map(|all| all.iter().map(|route| route.pattern.clone()).collect())
    };
    Names {
        area: Area::Routes,
        word: "route",
        declared: of(wanted.worker),
        before: wanted.before.and_then(of),
        there: there(deployed, |there| texts(there.routes.as_ref(), "pattern")),
    }
    .compare(wanted, found);
}

fn schedules(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let of = |worker: &Worker| worker.crons.as_ref().map(|all| all.iter().cloned().collect());
    Names {
        area: Area::Schedules,
        word: "cron",
        declared: of(wanted.worker),
        before: wanted.before.and_then(of),
        there: there(deployed, |there| there.crons.clone()),
    }
    .compare(wanted, found);
}

fn domains(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let of = |worker: &Worker| {
        worker.domains.as_ref().map(|all| all.iter().map(|domain| domain.hostname.clone()).collect())
    };
    Names {
        area: Area::Domains,
        word: "domain",
        declared: of(wanted.worker),
        before: wanted.before.and_then(of),
        there: there(deployed, |there| texts(there.domains.as_ref(), "hostname")),
    }
    .compare(wanted, found);
    let old = deployed.and_then(|there| there.domains.as_ref()).into_iter().flatten();
    let old: BTreeMap<&str, &Value> =
        old.filter_map(|domain| Some((domain["hostname"].as_str()?, domain))).collect();
    for domain in wanted.worker.domains.iter().flatten() {
        let Some(old) = old.get(domain.hostname.as_str()) else { continue };
        for (member, declared) in [("enabled", domain.enabled), ("previews_enabled", domain.previews_enabled)]
        {
            let is = old[member].as_bool().unwrap_or(member == "enabled");
            if let Some(declared) = declared.filter(|declared| *declared != is) {
                let member = format!("domain {} {member}", domain.hostname);
                found.change(Area::Domains, member, Some(json!(is)), Some(json!(declared)));
            }
        }
    }
}

/// What a queue is called in the account; a reference that is not known yet counts as its text.
pub(in crate::worker) fn queue_name(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The settings of a consumer as they are declared.
pub(in crate::worker) fn consumer(consumer: &Consumer) -> Map<String, Value> {
    let mut all = Map::from_iter([("settings".to_owned(), Value::Object(consumer.settings.clone()))]);
    if let Some(dead) = &consumer.dead_letter_queue {
        all.insert("dead_letter_queue".to_owned(), dead.clone());
    }
    all
}

fn consumers(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let of = |worker: &Worker| -> BTreeSet<String> {
        worker.consumers.iter().map(|consumer| queue_name(&consumer.queue)).collect()
    };
    let declared = of(wanted.worker);
    Names {
        area: Area::Consumers,
        word: "consumer of",
        declared: (!declared.is_empty()).then_some(declared),
        before: wanted.before.map(of),
        there: there(deployed, |there| texts(there.consumers.as_ref(), "queue_name")),
    }
    .compare(wanted, found);
    let old = deployed.and_then(|there| there.consumers.as_ref());
    for declared in &wanted.worker.consumers {
        let name = queue_name(&declared.queue);
        let Some(old) = old.into_iter().flatten().find(|old| old["queue_name"] == name.as_str()) else {
            continue;
        };
        for (member, value) in &declared.settings {
            if !is_there(value, &old["settings"][member]) {
                let what = format!("consumer of {name} {member}");
                found.change(
                    Area::Consumers,
                    what,
                    Some(old["settings"][member].clone()),
                    Some(value.clone()),
                );
            }
        }
        // Lists do not always tell it: what is not told is compared with what was declared.
        let dead = declared.dead_letter_queue.as_ref().map(queue_name);
        let told = old["dead_letter_queue"].as_str().map(str::to_owned);
        let before = wanted.before.into_iter().flat_map(|before| &before.consumers);
        let before = before
            .filter(|before| queue_name(&before.queue) == name)
            .find_map(|before| before.dead_letter_queue.as_ref());
        let told = told.or_else(|| before.map(queue_name));
        if dead != told {
            found.change(
                Area::Consumers,
                format!("consumer of {name} dead_letter_queue"),
                told.map(Value::String),
                dead.map(Value::String),
            );
        }
    }
}

fn workflows(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let of = |worker: &Worker| -> BTreeSet<String> {
        worker.workflows.iter().map(|workflow| workflow.name.clone()).collect()
    };
    let there_are = there(deployed, |there| texts(there.workflows.as_ref(), "name"));
    let (declared, before) = (of(wanted.worker), wanted.before.map(of).unwrap_or_default());
    for name in declared.iter().filter(|name| !there_are.as_ref().is_some_and(|there| there.contains(*name)))
    {
        found.change(Area::Workflows, format!("workflow {name}"), None, Some(json!(name)));
    }
    for name in there_are.iter().flatten().filter(|name| !declared.contains(*name)) {
        let member = format!("workflow {name}");
        if before.contains(name) {
            found.change(Area::Workflows, member, Some(json!(name)), None);
        } else {
            found.drift(Area::Workflows, member, Some(json!(name)), None);
        }
    }
    let old = deployed.and_then(|there| there.workflows.as_ref()).into_iter().flatten();
    let old: BTreeMap<&str, &Value> = old.filter_map(|one| Some((one["name"].as_str()?, one))).collect();
    for workflow in &wanted.worker.workflows {
        let Some(old) = old.get(workflow.name.as_str()) else { continue };
        let class = Value::String(workflow.class_name.clone());
        let members = workflow.settings.iter().map(|(name, value)| (name.as_str(), value));
        for (member, value) in members.chain([("class_name", &class)]) {
            // What lists do not tell is compared with what was declared.
            let before = wanted.before.into_iter().flat_map(|before| &before.workflows);
            let before = before
                .filter(|before| before.name == workflow.name)
                .find_map(|before| before.settings.get(member));
            let told = old.get(member).or(before);
            if !told.is_some_and(|told| is_there(value, told)) {
                let what = format!("workflow {} {member}", workflow.name);
                found.change(Area::Workflows, what, told.cloned(), Some(value.clone()));
            }
        }
    }
}

fn containers(wanted: &Wanted<'_>, deployed: Option<&Deployed>, found: &mut Found<'_>) {
    let there = deployed.and_then(|there| there.applications.as_ref());
    for container in &wanted.worker.containers {
        let name = container_name(wanted, container);
        let old = there.and_then(|there| there.get(&name));
        let image = &old.map(|old| old["configuration"]["image"].clone()).unwrap_or_default();
        if old.is_none() || *image != json!(container.image) {
            let old = old.map(|_| image.clone());
            found.change(Area::Containers, format!("container {name}"), old, Some(json!(container.image)));
        }
        for (member, value) in old.map(|_| &container.settings).into_iter().flatten() {
            let told = old.map(|old| container_member(old, member)).unwrap_or_default();
            if !is_there(value, &told) {
                found.change(
                    Area::Containers,
                    format!("container {name} {member}"),
                    Some(told),
                    Some(value.clone()),
                );
            }
        }
    }
}

/// A member of an application, or of its configuration.
fn container_member(application: &Value, member: &str) -> Value {
    let own = &application[member];
    if own.is_null() { application["configuration"][member].clone() } else { own.clone() }
}
