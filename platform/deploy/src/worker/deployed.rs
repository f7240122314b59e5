//! What is there of a Worker, from the answers of the account.

use super::request::Request;
use super::target::{Target, segment};
use super::versions::{Deployment, Version};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What is read of one Worker, and of the account for all its Workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Read {
    /// Bindings and settings.
    Settings,
    /// Versions.
    Versions,
    /// Deployments.
    Deployments,
    /// Schedules.
    Schedules,
    /// Whether it is on `workers.dev`.
    Subdomain,
}

/// The reads of one Worker that is there: five, each a call. A Worker of a dispatch namespace has no versions and no triggers.
pub fn reads(target: &Target) -> Vec<(Read, Request)> {
    let all = [
        (Read::Settings, "/settings"),
        (Read::Versions, "/versions"),
        (Read::Deployments, "/deployments"),
        (Read::Schedules, "/schedules"),
        (Read::Subdomain, "/subdomain"),
    ];
    let own = target.namespace.is_none();
    let asked = all.into_iter().filter(|(read, _)| own || *read == Read::Settings);
    asked.map(|(read, below)| (read, Request::get(target.script(below)))).collect()
}

/// Results of answers; `null` is what was not read. Lists are taken with and without the object that the API wraps them in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// The Worker's item of `GET workers/scripts` (or `script` of a dispatch namespace's Worker); `null`: it is not there.
    pub script: Value,
    /// `GET …/settings`.
    pub settings: Value,
    /// `GET …/versions`, the newest first.
    pub versions: Value,
    /// `GET …/deployments`, the newest first.
    pub deployments: Value,
    /// `GET …/schedules`.
    pub schedules: Value,
    /// `GET …/subdomain`.
    pub subdomain: Value,
    /// `GET zones/{zone}/workers/routes` of all zones that matter, each item with the `zone_id` that it was asked of.
    pub routes: Value,
    /// `GET workers/domains`.
    pub domains: Value,
    /// `GET queues`: each with its `consumers`.
    pub queues: Value,
    /// `GET workers/durable_objects/namespaces`.
    pub namespaces: Value,
    /// `GET workflows`.
    pub workflows: Value,
    /// `GET containers/applications`.
    pub applications: Value,
}

/// A Worker as it is. Members that are absent were not read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deployed {
    /// What the account knows it by.
    pub tag: Option<String>,
    /// Changes with its code.
    pub etag: Option<String>,
    /// The tag of the last migration of its classes.
    pub migration_tag: Option<String>,
    /// What it was deployed by last: `dash`, `wrangler`, `api`.
    pub deployed_from: Option<String>,
    /// Its settings, without bindings.
    pub settings: Map<String, Value>,
    /// Its bindings by name, without `name`; of secrets, the type.
    pub bindings: BTreeMap<String, Value>,
    /// Its versions, the newest first.
    pub versions: Vec<Version>,
    /// Its deployments, the newest first.
    pub deployments: Vec<Deployment>,
    /// Its schedules.
    pub crons: Option<BTreeSet<String>>,
    /// Whether it is on `workers.dev`, and whether its versions have hosts.
    pub subdomain: Option<(bool, bool)>,
    /// Its routes.
    pub routes: Option<Vec<Value>>,
    /// Its hosts.
    pub domains: Option<Vec<Value>>,
    /// Its consumers, each with `queue_id` and `queue_name`.
    pub consumers: Option<Vec<Value>>,
    /// Namespaces of Durable Objects by class: whether they have `SQLite`.
    pub classes: Option<BTreeMap<String, bool>>,
    /// Its workflows.
    pub workflows: Option<Vec<Value>>,
    /// Applications of containers of the account, by name.
    pub applications: Option<BTreeMap<String, Value>>,
}

impl Deployed {
    /// Reads answers; nothing where the Worker is not there.
    pub fn read(target: &Target, answers: &Answers) -> Option<Self> {
        if answers.script.is_null() && answers.settings.is_null() {
            return None;
        }
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let (script, name) = (&answers.script, target.name.as_str());
        let mut settings = answers.settings.as_object().cloned().unwrap_or_default();
        let bindings = settings.remove("bindings").unwrap_or_default();
        let tag = text(&script["migration_tag"]);
        let migration_tag = tag.or_else(|| settings.get("migration_tag").and_then(text));
        Some(Self {
            tag: text(&script["tag"]),
            etag: text(&script["etag"]),
            migration_tag,
            deployed_from: text(&script["last_deployed_from"]),
            bindings: named(&bindings),
            versions: list(&answers.versions, "items").into_iter().flatten().map(Version::read).collect(),
            deployments: list(&answers.deployments, "deployments")
                .into_iter()
                .flatten()
                .map(Deployment::read)
                .collect(),
            crons: list(&answers.schedules, "schedules")
                .map(|all| all.iter().filter_map(|one| text(&one["cron"])).collect()),
            subdomain: answers.subdomain.as_object().map(|own| {
                let is = |member: &str| own.get(member) == Some(&Value::Bool(true));
                (is("enabled"), is("previews_enabled"))
            }),
            routes: owned(&answers.routes, "routes", "script", name),
            domains: owned(&answers.domains, "domains", "service", name),
            consumers: consumers(&answers.queues, name),
            classes: owned(&answers.namespaces, "namespaces", "script", name).map(|all| {
                let class = |one: &Value| Some((text(&one["class"])?, one["use_sqlite"] == true));
                all.iter().filter_map(class).collect()
            }),
            workflows: owned(&answers.workflows, "workflows", "script_name", name),
            applications: list(&answers.applications, "applications")
                .map(|all| all.iter().filter_map(|one| Some((text(&one["name"])?, one.clone()))).collect()),
            settings,
        })
    }

    /// The version that answers most requests now, with what is said of it where that was read.
    pub fn active(&self) -> Option<(&str, Option<&Version>)> {
        let id = self.deployments.first()?.largest()?;
        Some((id, self.versions.iter().find(|version| version.id == id)))
    }

    /// The names of its secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let secret = |(_, binding): &(&String, &Value)| is_secret(binding);
        self.bindings.iter().filter(secret).map(|(name, _)| name.as_str())
    }

    /// Its classes of Durable Objects: by the namespaces of the account, or where those were not read, by its own bindings.
    pub fn own_classes(&self) -> BTreeMap<String, Option<bool>> {
        if let Some(classes) = &self.classes {
            return classes.iter().map(|(name, sqlite)| (name.clone(), Some(*sqlite))).collect();
        }
        let own = self.bindings.values().filter(|binding| {
            binding["type"] == "durable_object_namespace" && binding["script_name"].is_null()
        });
        own.filter_map(|binding| Some((binding["class_name"].as_str()?.to_owned(), None))).collect()
    }
}

/// Whether a binding is a secret.
pub(crate) fn is_secret(binding: &Value) -> bool {
    matches!(binding["type"].as_str(), Some("secret_text" | "secret_key"))
}

/// A list, wrapped or not.
pub(crate) fn list<'a>(value: &'a Value, member: &str) -> Option<&'a Vec<Value>> {
    value.as_array().or_else(|| value[member].as_array())
}

/// The items of a list that name a Worker.
fn owned(value: &Value, member: &str, by: &str, name: &str) -> Option<Vec<Value>> {
    let all = list(value, member)?;
    Some(all.iter().filter(|one| one[by] == name).cloned().collect())
}

fn named(bindings: &Value) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for binding in bindings.as_array().into_iter().flatten() {
        let mut binding = binding.clone();
        let name = binding.as_object_mut().and_then(|members| members.remove("name"));
        if let Some(Value::String(name)) = name {
            all.insert(name, binding);
        }
    }
    all
}

/// What a queue's consumer calls its Worker: the API has had two names for it.
pub(crate) fn consumer_of(consumer: &Value) -> Option<&str> {
    consumer["script_name"]
        .as_str()
        .or_else(|| consumer["script"].as_str())
        .or_else(|| consumer["service"].as_str())
}

fn consumers(queues: &Value, name: &str) -> Option<Vec<Value>> {
    let mut own = Vec::new();
    for queue in list(queues, "queues")? {
        for consumer in queue["consumers"].as_array().into_iter().flatten() {
            if consumer_of(consumer) != Some(name) {
                continue;
            }
            let mut consumer = consumer.clone();
            if let Some(members) = consumer.as_object_mut() {
                members.insert("queue_id".to_owned(), queue["queue_id"].clone());
                members.insert("queue_name".to_owned(), queue["queue_name"].clone());
            }
            own.push(consumer);
        }
    }
    Some(own)
}

/// The reads of the account that answers about all its Workers come from, zones' routes aside.
pub fn account_reads(account: &str) -> Vec<Request> {
    let all =
        ["workers/scripts", "workers/domains", "queues", "workers/durable_objects/namespaces", "workflows"];
    all.into_iter().map(|below| Request::get(format!("/accounts/{}/{below}", segment(account)))).collect()
}
