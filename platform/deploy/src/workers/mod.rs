//! Workers within a deployment: what [`worker`](crate::worker) compares and sends, beside the things that it is bound to.

mod built;
mod gone;
mod plan;
mod read;
mod run;

pub use built::Built;
pub(crate) use gone::step as gone;
pub(crate) use plan::steps;
pub(crate) use read::{host_zones, read};
pub(crate) use run::{placeholder, run};

use crate::actual::Actual;
use crate::call::{Body, Call, Content, Known, Part, Secrets, resolved};
use crate::desired::Desired;
use crate::seal;
use crate::state::Entry;
use crate::worker::request::{Body as RequestBody, Content as RequestContent, Request};
use crate::worker::{Answers, KnownCode, Policy, Wanted};
use cfs_config::Model;
use cfs_config::model::{Reference, Secret, Worker};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What was read of Workers.
#[derive(Clone, Debug, Default)]
pub struct There {
    /// What answers say of each Worker, by its address.
    pub answers: BTreeMap<String, Answers>,
    /// What answers say of all of them.
    pub account: Answers,
}

impl There {
    /// What a plan rests on of it.
    pub(crate) fn print(&self) -> String {
        format!("{:?}{:?}", self.answers, self.account)
    }
}

/// The items of a list, with or without the object that the API wraps it in.
fn list_of(value: &Value, member: &str) -> Vec<Value> {
    let items = value.as_array().or_else(|| value.get(member)?.as_array());
    items.cloned().unwrap_or_default()
}

/// The word of their kind.
pub(crate) const KIND: &str = "worker";

/// A request as a call.
pub(crate) fn call(request: &Request) -> Call {
    let mut call = Call::path(request.method.as_str(), request.path.clone());
    for (name, value) in &request.query {
        call = call.query(name.clone(), value.clone());
    }
    for (name, value) in
        request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("authorization"))
    {
        call = call.header(name.clone(), value.clone());
    }
    let content = |content: &RequestContent| match content {
        RequestContent::Json(value) => Content::Json(value.clone()),
        RequestContent::Bytes(bytes) => Content::Bytes(bytes.to_vec().into()),
    };
    call.body(match &request.body {
        RequestBody::Empty => Body::None,
        RequestBody::Json(value) => Body::Json(value.clone()),
        RequestBody::JsonAs(media, value) => Body::JsonAs((*media).to_owned(), value.clone()),
        RequestBody::Bytes { media, content } => {
            Body::Raw(media.clone(), Content::Bytes(content.to_vec().into()))
        }
        RequestBody::Form(parts) => Body::Form(
            parts
                .iter()
                .map(|part| Part {
                    name: part.name.clone(),
                    file: part.file.clone(),
                    media: part.media.clone(),
                    content: content(&part.content),
                })
                .collect(),
        ),
    })
}

/// A Worker with what is known of its references; with secrets, where they are given. A secret as a whole stands for its text.
pub(crate) fn filled(worker: &Worker, known: &Known, secrets: Option<&Secrets>) -> Result<Worker, String> {
    let mut whole = serde_json::to_value(worker).map_err(|error| error.to_string())?;
    if let Some(bindings) = whole.get_mut("bindings").and_then(Value::as_object_mut) {
        for binding in bindings.values_mut().filter(|binding| Secret::of(binding).is_some()) {
            *binding = json!({"type": "secret_text", "text": binding.clone()});
        }
    }
    let whole = match secrets {
        Some(secrets) => resolved(&whole, known, Some(secrets))?,
        None => partly(&whole, known),
    };
    serde_json::from_value(whole).map_err(|error| error.to_string())
}

fn partly(value: &Value, known: &Known) -> Value {
    if Reference::of(value).is_some() {
        return resolved(value, known, None).unwrap_or_else(|_| value.clone());
    }
    match value {
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, member)| (name.clone(), partly(member, known))).collect(),
        ),
        Value::Array(items) => items.iter().map(|item| partly(item, known)).collect(),
        other => other.clone(),
    }
}

/// The secrets of a Worker's bindings, by the name of the binding.
fn secrets_of(worker: &Worker) -> impl Iterator<Item = (&String, Secret)> {
    worker.bindings.iter().filter_map(|(name, binding)| {
        let secret = Secret::of(binding).or_else(|| Secret::of(binding.get("text")?))?;
        Some((name, secret))
    })
}

/// What is kept of a Worker: where it was declared is no part of it, and secrets are sealed.
pub(crate) fn declared(worker: &Worker, before: Option<&Entry>, secrets: &Secrets) -> Map<String, Value> {
    let model = Model { workers: vec![worker.clone()], ..Model::default() }.without_places();
    let whole =
        model.workers.first().and_then(|worker| serde_json::to_value(worker).ok()).unwrap_or_default();
    let kept = before.map(|entry| Value::Object(entry.declared.clone())).unwrap_or_default();
    match sealed(&whole, &kept, secrets) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn sealed(value: &Value, before: &Value, secrets: &Secrets) -> Value {
    if let Some(secret) = Secret::of(value) {
        let Some(text) = secrets.of(&secret) else { return Value::Null };
        let same = seal::opens(before, text.exposed()) == Some(true);
        return if same { before.clone() } else { seal::seal(text.exposed()) };
    }
    match value {
        Value::Object(members) => {
            let of = |name: &String| before.get(name).unwrap_or(&Value::Null);
            Value::Object(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), sealed(member, of(name), secrets)))
                    .collect(),
            )
        }
        Value::Array(items) => {
            let of = |at: usize| before.get(at).unwrap_or(&Value::Null);
            items.iter().enumerate().map(|(at, item)| sealed(item, of(at), secrets)).collect()
        }
        other => other.clone(),
    }
}

/// What was declared before, for what was there and is gone.
pub(crate) fn before(entry: &Entry) -> Option<Worker> {
    serde_json::from_value(Value::Object(entry.declared.clone())).ok()
}

/// A Worker and all that is known of it.
pub(crate) fn wanted<'a>(
    worker: &'a Worker,
    own: &Worker,
    desired: &'a Desired,
    actual: &Actual,
    before: Option<(&Entry, &'a Worker)>,
    known: &Known,
) -> Wanted<'a> {
    let mut wanted = Wanted::new(&desired.account, worker);
    if let Some(built) = desired.built.get(&worker.address()) {
        wanted.upload = built.upload.as_ref();
        wanted.site = built.site.as_ref();
    }
    wanted.before = before.map(|(_, before)| before);
    if let Some((entry, _)) = before {
        wanted.same_secrets = same(own, entry, &desired.secrets);
        let text = |name: &str| entry.told.get(name).and_then(Value::as_str).map(str::to_owned);
        wanted.known_code = text("etag").zip(text("digest")).map(|(etag, digest)| KnownCode { etag, digest });
    }
    wanted.queues = queues(actual, known);
    wanted.policy = Policy::default();
    wanted
}

fn same(worker: &Worker, entry: &Entry, secrets: &Secrets) -> BTreeSet<String> {
    let bindings = entry.declared.get("bindings");
    let is_same = |(name, secret): &(&String, Secret)| {
        let kept = bindings.and_then(|bindings| bindings.get(*name));
        let kept = kept.map(|kept| kept.get("text").unwrap_or(kept));
        let text = secrets.of(secret);
        kept.zip(text).is_some_and(|(kept, text)| seal::opens(kept, text.exposed()) == Some(true))
    };
    secrets_of(worker).filter(is_same).map(|(name, _)| name.clone()).collect()
}

/// The ids of queues, by name: those of the account, and those that were just made.
fn queues(actual: &Actual, known: &Known) -> BTreeMap<String, String> {
    let there = list_of(&actual.workers.account.queues, "queues");
    let all = there.iter().chain(known.values());
    let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    all.filter_map(|item| text(item, "queue_name").zip(text(item, "queue_id"))).collect()
}

/// The Workers that one is bound to, by their address.
pub(crate) fn bound_to(worker: &Worker, all: &[Worker]) -> BTreeSet<String> {
    let whole = serde_json::to_value(worker).unwrap_or_default();
    let mut addresses: BTreeSet<String> =
        crate::call::references(&whole).into_iter().map(|reference| reference.address).collect();
    let named = |member: &str, other: &Worker| {
        worker
            .bindings
            .values()
            .any(|binding| binding.get(member).and_then(Value::as_str) == Some(other.called()))
    };
    for other in all.iter().filter(|other| other.name != worker.name) {
        let tails = worker.metadata.values().any(|value| {
            value
                .as_array()
                .into_iter()
                .flatten()
                .any(|tail| tail.get("service").and_then(Value::as_str) == Some(other.called()))
        });
        if named("service", other) || named("script_name", other) || tails {
            addresses.insert(other.address());
        }
    }
    addresses
}
