//! One step: its calls in their order, each with what became known before it.

use super::run::Shared;
use crate::actual::{Actual, again};
use crate::call::{Call, plain, resolved_members, sent};
use crate::desired::{Node, Task};
use crate::kind::Kind;
use crate::matching::{self, Matches};
use crate::migrations;
use crate::plan::{Action, Step};
use crate::workers;
use cfs_http::Error;
use serde_json::{Map, Value};

/// How often a call that was not answered is made, if nothing came of it.
const TRIES: usize = 3;

/// What a step came to.
pub(super) struct Made {
    pub(super) id: Option<Value>,
}

/// Does a step.
pub(super) async fn run(shared: &Shared<'_>, step: &Step) -> Result<Made, String> {
    let mut workers = shared.plan.inner.desired.workers.iter();
    if step.address.ends_with("/placeholder") && step.address.starts_with("worker/") {
        workers::placeholder(shared.client, shared.plan, &step.address).await?;
        return Ok(Made { id: None });
    }
    if let Some(worker) = workers.find(|worker| worker.address() == step.address) {
        let item = workers::run(shared.client, shared.plan, worker, &shared.known()).await?;
        let id = item.get("version_id").cloned();
        shared.learn(&step.address, item);
        return Ok(Made { id });
    }
    let node = shared.plan.inner.desired.nodes.get(&step.address);
    if let Some(node) = node
        && let Task::Migrations(_) = node.task
    {
        return migrate(shared, node, step).await;
    }
    if matches!(step.action, Action::Delete | Action::Replace) {
        empty(shared, step).await?;
    }
    for (at, call) in step.calls.iter().enumerate() {
        let creates = step.creates == Some(at);
        match (creates, node) {
            (true, Some(node)) => create(shared, node, call).await?,
            _ => {
                let goes = step.action == Action::Delete || step.action == Action::Replace && at == 0;
                let answer = repeated(shared, call).await;
                match answer {
                    Ok(_) if goes => shared.forget(&step.address),
                    Ok(answer) => learn(shared, step, answer),
                    // It is gone already.
                    Err(error) if goes && error.is_not_found() => shared.forget(&step.address),
                    Err(error) => return Err(error.text()),
                }
            }
        }
    }
    let id = shared.with(|known| match node {
        Some(node) => node.id_of(known.get(&step.address)?),
        None => step.kind.as_ref()?.id_of(known.get(&step.address)?),
    });
    if let (Some(node), Some(id)) = (node, &id)
        && let Some(arguments) = arguments(shared, node)
        && let Some(place) = shared.plan.inner.actual.place(node, &arguments)
    {
        shared.claim(place, plain(id));
    }
    Ok(Made { id })
}

/// Why a call was not made, or did not succeed.
enum Failed {
    Open(String),
    Api(Error),
}

impl Failed {
    fn text(&self) -> String {
        match self {
            Self::Open(why) => why.clone(),
            Self::Api(error) => error.to_string(),
        }
    }

    fn is_not_found(&self) -> bool {
        matches!(self, Self::Api(error) if error.is_not_found())
    }

    /// Whether the call may have had its effect, or what it makes may be there already.
    fn may_be_there(&self) -> bool {
        match self {
            Self::Open(_) => false,
            Self::Api(Error::Transport(error)) => !error.nothing_sent(),
            Self::Api(Error::Api(error)) => {
                let says = |error: &cfs_http::ApiError| {
                    error.errors.iter().any(|error| {
                        error.message.to_ascii_lowercase().contains("exist")
                            || error.message.contains("taken")
                    })
                };
                error.status >= 500 || error.status == 409 || error.status == 400 && says(error)
            }
            Self::Api(Error::Decode(_)) => true,
            Self::Api(_) => false,
        }
    }

    /// Whether it is worth another try.
    fn is_passing(&self) -> bool {
        match self {
            Self::Api(Error::Transport(_) | Error::Decode(_)) => true,
            Self::Api(error) => error.status().is_some_and(|status| status >= 500),
            Self::Open(_) => false,
        }
    }
}

async fn made(shared: &Shared<'_>, call: &Call) -> Result<Value, Failed> {
    let secrets = &shared.plan.inner.desired.secrets;
    let call = shared.with(|known| call.resolved(known, secrets)).map_err(Failed::Open)?;
    sent(shared.client, &call).await.map_err(Failed::Api)
}

/// Makes a call that changes or deletes: made twice, it comes to the same.
async fn repeated(shared: &Shared<'_>, call: &Call) -> Result<Value, Failed> {
    let mut tries = 0;
    loop {
        tries += 1;
        match made(shared, call).await {
            Err(error) if error.is_passing() && tries < TRIES => {}
            other => return other,
        }
    }
}

fn learn(shared: &Shared<'_>, step: &Step, answer: Value) {
    if let Some(item) = step.kind.as_ref().and_then(|kind| kind.item(answer))
        && item.is_object()
    {
        shared.learn(&step.address, item);
    }
}

/// The arguments of a node's calls, with all that is known by now.
fn arguments(shared: &Shared<'_>, node: &Node) -> Option<Map<String, Value>> {
    shared.with(|known| shared.plan.inner.actual.arguments(node, known))
}

/// Makes a thing: once, whatever becomes of the answer.
async fn create(shared: &Shared<'_>, node: &Node, call: &Call) -> Result<(), String> {
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match made(shared, call).await {
            Ok(answer) => {
                let item = match node.task {
                    Task::MetadataIndex => Some(Value::Object(node.declared.clone())),
                    _ => node.kind.item(answer),
                };
                match item {
                    Some(item) if node.id_of(&item).is_some() || node.kind.id().is_empty() => {
                        shared.learn(&node.address, item);
                    }
                    // The answer does not say what was made: the list does.
                    _ => {
                        if let Some(item) = look(shared, node).await.map_err(|error| error.to_string())? {
                            shared.learn(&node.address, item);
                        }
                    }
                }
                return Ok(());
            }
            Err(error) => error,
        };
        if error.may_be_there()
            && let Ok(Some(item)) = look(shared, node).await
        {
            shared.learn(&node.address, item);
            return Ok(());
        }
        if tries >= TRIES || !error.is_passing() {
            return Err(error.text());
        }
    }
}

/// The item that a node means, if it is there by now.
async fn look(shared: &Shared<'_>, node: &Node) -> Result<Option<Value>, Error> {
    let known = shared.known();
    let Some(arguments) = arguments(shared, node) else { return Ok(None) };
    let items = again(shared.client, node, &arguments, &known).await?;
    let Some(place) = shared.plan.inner.actual.place(node, &arguments) else { return Ok(None) };
    let mut actual = Actual { zones: shared.plan.inner.actual.zones.clone(), ..Actual::default() };
    actual.places.insert(place, items);
    let all = Matches { known, claimed: shared.claimed(), ..Matches::default() };
    Ok(matching::one(node, &arguments, &actual, &all).map(|found| found.item))
}

/// Deletes what is in a bucket: one that is not empty cannot be deleted.
async fn empty(shared: &Shared<'_>, step: &Step) -> Result<(), String> {
    let is_bucket = |kind: &&Kind| kind.rules.collection == "r2.buckets";
    let (Some(_), Some(delete)) = (step.kind.as_ref().filter(is_bucket), step.calls.first()) else {
        return Ok(());
    };
    let delete = delete.resolved(&shared.known(), &shared.plan.inner.desired.secrets)?;
    let of = |name: &str| delete.arguments.get(name).cloned().unwrap_or_default();
    let call = |name: &str| {
        let call = Call::operation(name)
            .with("account_id", of("path.account_id"))
            .with("bucket_name", of("path.bucket_name"));
        delete.headers.iter().fold(call, |call, (name, value)| call.header(name, value.clone()))
    };
    loop {
        let found = match sent(shared.client, &call("r2.buckets.objects.list")).await {
            Ok(found) => found,
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error.to_string()),
        };
        let keys: Vec<Value> =
            found.as_array().into_iter().flatten().map(|object| object["key"].clone()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        for key in keys {
            let gone = sent(shared.client, &call("r2.buckets.objects.delete").with("object_key", key)).await;
            if let Err(error) = gone.map(drop)
                && !error.is_not_found()
            {
                return Err(error.to_string());
            }
        }
    }
}

/// Applies migrations, one after the other: the first that fails is taken back and ends it.
async fn migrate(shared: &Shared<'_>, node: &Node, step: &Step) -> Result<Made, String> {
    let Task::Migrations(all) = &node.task else { return Ok(Made { id: None }) };
    let mut calls = step.calls.iter();
    if let Some(prepare) = calls.next() {
        made(shared, prepare).await.map_err(|error| error.text())?;
    }
    for (done, (call, change)) in calls.zip(&step.changes).enumerate() {
        let mut tries = 0;
        while let Err(error) = made(shared, call).await {
            tries += 1;
            if is_applied(shared, node, &change.member).await {
                break;
            }
            if tries >= TRIES || !error.is_passing() || says_sql(&error) {
                let migration = all.iter().find(|migration| migration.name == change.member);
                return Err(told(migration, &change.member, &error.text(), done));
            }
        }
    }
    shared.learn(&node.address, Value::Object(Map::new()));
    Ok(Made { id: None })
}

/// Whether the API answered: then a statement is wrong, and stays so.
fn says_sql(error: &Failed) -> bool {
    matches!(error, Failed::Api(Error::Api(error)) if error.status < 500)
}

async fn is_applied(shared: &Shared<'_>, node: &Node, name: &str) -> bool {
    let Ok(arguments) = resolved_members(&node.arguments, &shared.known(), None) else { return false };
    let table = node.declared.get("table").map(plain).unwrap_or_default();
    let names = sent(shared.client, &migrations::names(&arguments, &table)).await;
    names.is_ok_and(|names| migrations::rows(&names).iter().any(|applied| applied == name))
}

fn told(migration: Option<&migrations::Migration>, name: &str, error: &str, done: usize) -> String {
    let place = migration.and_then(|migration| migrations::statement(migration, error));
    let place = match &place {
        Some((line, statement)) => format!("{name}:{line}: `{statement}`"),
        None => name.to_owned(),
    };
    format!("{place}: {error}; it is taken back, {done} before it are applied")
}
