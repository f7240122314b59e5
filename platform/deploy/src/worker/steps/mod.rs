//! What is sent, in order.

mod containers;
mod placeholder;
mod triggers;

pub use containers::{namespace_id, namespace_member};
pub use placeholder::{after_placeholder, order, placeholder};
pub use triggers::domain_conflicts;

use super::assets;
use super::classes::migration;
use super::deployed::Deployed;
use super::difference::{Area, Difference};
use super::metadata::{Way, code_update, form, metadata, tags};
use super::request::{Body, Method, Request};
use super::target::Target;
use super::versions;
use super::wanted::Wanted;
use serde_json::{Map, Value, json};

/// What a step is for: which of them stand in one another's way, and what an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// An empty Worker, for others to be bound to.
    Placeholder,
    /// The session for assets; its answer says what to send, see [`assets::send`].
    Assets,
    /// The upload of a version. Before it nothing of what answers has changed.
    Upload,
    /// The version is switched to.
    Deployment,
    /// What belongs to all versions.
    Settings,
    /// Secrets, without a version of new code.
    Secrets,
    /// Containers of its classes.
    Containers,
    /// `workers.dev`.
    Subdomain,
    /// Routes.
    Routes,
    /// Hosts of its own.
    Domains,
    /// Schedules.
    Schedules,
    /// Consumers of queues.
    Consumers,
    /// Workflows.
    Workflows,
}

/// A step of a deployment: one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is for.
    pub stage: Stage,
    /// What it does, for people: `upload api`, `remove the consumer of mail`.
    pub what: String,
    /// What is sent. Members that an earlier answer gives are [`References`](cfs_config::model::Reference) to the Worker's
    /// own address: [`VERSION_ID`], [`ASSETS_TOKEN`].
    pub request: Request,
}

/// The member of a Worker that is the id of the version that was uploaded: see [`version_id`].
pub const VERSION_ID: &str = "version_id";

/// The member of a Worker that is the token that stands for its assets.
pub const ASSETS_TOKEN: &str = "assets_token";

/// The id of the version that an upload has made, from the answer to it: of `PUT` (a deployment at once) and of `POST versions`.
pub fn version_id(result: &Value) -> Option<String> {
    let whole = |id: &str| {
        let digits = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !digits {
            return id.to_owned();
        }
        [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-")
    };
    let deployed = result["deployment_id"].as_str().map(whole);
    deployed.or_else(|| result["id"].as_str().map(str::to_owned))
}

/// How a version of a Worker is uploaded: at once where the service takes it no other way, else without reaching anybody yet.
pub fn way(wanted: &Wanted<'_>, deployed: Option<&Deployed>) -> Way {
    let migration = migration(wanted.worker, deployed, wanted.policy.classes);
    let is_whole = deployed.is_none()
        || migration.needs_deployment()
        || wanted.target.namespace.is_some()
        || !wanted.worker.containers.is_empty()
        || wanted.upload.is_some_and(super::Upload::is_script);
    if is_whole && !wanted.policy.version_only { Way::Whole } else { Way::Version }
}

/// The requests that make a Worker what is declared, in their order: what is uploaded first, then the switch to it, then what
/// leads to it. Each may be sent again.
pub fn steps(wanted: &Wanted<'_>, deployed: Option<&Deployed>, difference: &Difference) -> Vec<Step> {
    let mut steps = Vec::new();
    let uploads = difference.needs_version() || (wanted.policy.version_only && difference.has(Area::Secrets));
    let own_triggers = wanted.target.namespace.is_none() && !wanted.policy.version_only;
    let way = way(wanted, deployed);
    if uploads {
        upload(wanted, deployed, way, &mut steps);
    }
    if own_triggers {
        // Code that does not take a queue's messages is refused as long as it is the queue's consumer.
        let switch = steps.iter().position(|step| step.stage == Stage::Upload && way == Way::Whole);
        let removed = triggers::removed(wanted, deployed, difference);
        let at = switch.unwrap_or(steps.len());
        steps.splice(at..at, removed);
    }
    if uploads && way == Way::Version && !wanted.policy.version_only {
        let id = own(wanted, VERSION_ID);
        let update = wanted.upload.map(|_| code_update(wanted));
        let request =
            versions::deploy(&wanted.target, &[(id, 100.0)], &wanted.annotations, update.as_ref(), false);
        steps.push(step(Stage::Deployment, format!("switch {} to it", wanted.target.name), request));
    }
    if !wanted.policy.version_only {
        steps.extend(shared(wanted, deployed, difference));
        steps.extend(secrets(wanted, difference, uploads));
        steps.extend(containers::steps(wanted, deployed, difference));
    }
    if own_triggers {
        steps.extend(triggers::steps(wanted, deployed, difference));
    }
    steps
}

fn step(stage: Stage, what: impl Into<String>, request: Request) -> Step {
    Step { stage, what: what.into(), request }
}

/// A member of the Worker that an answer gives.
fn own(wanted: &Wanted<'_>, member: &str) -> Value {
    json!({"$ref": wanted.worker.address(), "member": member})
}

fn upload(wanted: &Wanted<'_>, deployed: Option<&Deployed>, way: Way, steps: &mut Vec<Step>) {
    let (target, name) = (&wanted.target, &wanted.target.name);
    if let Some(site) = wanted.site {
        let what = format!("{} files of {name}, those that are new", site.files.len());
        steps.push(step(Stage::Assets, what, assets::begin(target, site)));
    }
    let migration = migration(wanted.worker, deployed, wanted.policy.classes);
    let parts = form(metadata(wanted, deployed, &migration, way), wanted.upload);
    let mut request = match way {
        Way::Whole => target.request(Method::Put, "").query("excludeScript", "true"),
        Way::Version => target.request(Method::Post, "/versions"),
    };
    if wanted.policy.strict && wanted.upload.is_some() {
        request = request.query("bindings_inherit", "strict");
    }
    request.body = Body::Form(parts);
    let what = match way {
        Way::Whole => format!("upload {name} and switch to it"),
        Way::Version => format!("upload a version of {name}"),
    };
    steps.push(step(Stage::Upload, what, request));
}

/// What belongs to all versions: a version does not change it, and neither does an upload of a Worker that is there.
fn shared(wanted: &Wanted<'_>, deployed: Option<&Deployed>, difference: &Difference) -> Option<Step> {
    let changed = difference.changes.iter().filter(|change| change.area == Area::Shared);
    let mut body = Map::new();
    for change in changed {
        let value =
            if change.member == "tags" { Some(json!(tags(wanted, deployed))) } else { change.new.clone() };
        body.insert(change.member.clone(), value.unwrap_or_default());
    }
    if body.is_empty() || difference.is_new {
        return None;
    }
    let names = body.keys().cloned().collect::<Vec<_>>().join(", ");
    let below = if wanted.target.namespace.is_some() { "/settings" } else { "/script-settings" };
    let mut request = wanted.target.request(Method::Patch, below);
    request.body = match wanted.target.namespace {
        None => Body::Json(Value::Object(body)),
        // Settings of a namespace's Worker are a form.
        Some(_) => Body::Form(vec![super::request::Part::json("settings", Value::Object(body))]),
    };
    Some(step(Stage::Settings, format!("{names} of {}", wanted.target.name), request))
}

/// Secrets that an upload does not bring: all of them at once, each of which makes a version.
fn secrets(wanted: &Wanted<'_>, difference: &Difference, uploaded: bool) -> Option<Step> {
    let mut all = Map::new();
    for change in difference.changes.iter().filter(|change| change.area == Area::Secrets) {
        let name = &change.member;
        if change.new.is_none() {
            all.insert(name.clone(), Value::Null);
        } else if let Some(binding) = wanted.worker.bindings.get(name).filter(|_| !uploaded) {
            let mut binding = binding.clone();
            if let Some(members) = binding.as_object_mut() {
                members.insert("name".to_owned(), json!(name));
            }
            all.insert(name.clone(), binding);
        }
    }
    if all.is_empty() {
        return None;
    }
    let names = all.keys().cloned().collect::<Vec<_>>().join(", ");
    let mut request = wanted.target.request(Method::Patch, "/secrets-bulk");
    request.body = Body::JsonAs("application/merge-patch+json", json!({"secrets": all}));
    Some(step(Stage::Secrets, format!("secrets of {}: {names}", wanted.target.name), request))
}

/// Deletes a Worker. `force` deletes it although others are bound to it, and its Durable Objects with it.
pub fn delete(target: &Target, force: bool) -> Request {
    let request = target.request(Method::Delete, "");
    if force { request.query("force", "true") } else { request }
}

/// Sets or removes secrets, of a Worker that is there: `null` removes.
pub fn set_secrets(target: &Target, secrets: &[(String, Option<String>)]) -> Request {
    let mut all = Map::new();
    for (name, text) in secrets {
        let value = text.as_ref().map(|text| json!({"name": name, "text": text, "type": "secret_text"}));
        all.insert(name.clone(), value.unwrap_or_default());
    }
    let mut request = target.request(Method::Patch, "/secrets-bulk");
    request.body = Body::JsonAs("application/merge-patch+json", json!({"secrets": all}));
    request
}
