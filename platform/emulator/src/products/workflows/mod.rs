//! Workflows: classes of Workers whose runs last. The API and bindings ask for the same instances; what runs them asks
//! [`asks`] for every step, so a run that ends with its process goes on in the next one without doing a step twice.

mod asks;
mod instance;
mod make;
mod rest;
mod runs;
mod steps;
mod told;

pub(crate) use asks::Ask;
pub(crate) use instance::Instance;
pub(crate) use make::{MOST, make};
pub(crate) use rest::{answer, lead_to};
pub(crate) use runs::{Key, Workflows};

use crate::server::reply::Reply;
use crate::world::World;
use serde_json::{Value, json};

/// A Workflow that is registered.
pub(crate) struct Registered {
    pub(crate) account: String,
    pub(crate) name: String,
    /// `script_name`, `class_name`, `schedules` …
    pub(crate) value: Value,
}

/// All Workflows of all accounts.
pub(crate) fn all(world: &World) -> rusqlite::Result<Vec<Registered>> {
    let mut all = Vec::new();
    for account in world.store.list("/accounts")? {
        let own = world.store.list(&runs::workflows(&account.id))?;
        all.extend(own.into_iter().map(|item| Registered {
            account: account.id.clone(),
            name: item.id,
            value: item.value,
        }));
    }
    Ok(all)
}

/// Has every instance run that should and does not: after the start, and where other Workers run than before.
pub(crate) fn resume(world: &World) -> Result<(), Reply> {
    for workflow in all(world)? {
        for item in world.store.list(&runs::instances(&workflow.account, &workflow.name))? {
            let key = Key::new(&workflow.account, &workflow.name, &item.id);
            let Ok(mut instance) = Instance::find(world, &key) else { continue };
            if instance.has_run() || !instance.is_live() {
                continue;
            }
            // It was about to pause when its process ended.
            if instance.status() == "waitingForPause" {
                instance.set("paused")?;
            }
            if instance.status() != "paused" {
                world.workflows.begin(&key);
            }
        }
    }
    Ok(())
}

/// What an instance is to be run with, where it is to be run; a run of it is known by `run` then.
pub(crate) fn begin(world: &World, key: &Key) -> Option<Value> {
    let mut instance = Instance::find(world, key).ok()?;
    if !instance.is_live() || instance.is_paused() {
        return None;
    }
    let run = instance.begin().ok()?;
    let value = &instance.value;
    let mut said = json!({
        "id": key.id, "run": run, "workflow": key.workflow, "payload": value["params"], "timestamp": value["created"],
    });
    if !value["schedule"].is_null() {
        said["schedule"] = json!({"schedule": value["schedule"]});
    }
    Some(said)
}

/// Whether a run is still the one of its instance.
pub(crate) fn is_current(world: &World, key: &Key, said: &Value) -> bool {
    let run = said["run"].as_str().unwrap_or_default();
    Instance::find(world, key).is_ok_and(|instance| instance.is_run(run))
}

/// A run cannot go on for now.
pub(crate) fn lose(world: &World, key: &Key, said: &Value) -> Result<(), Reply> {
    if is_current(world, key, said) {
        let mut instance = Instance::find(world, key)?;
        instance.forget();
        if !instance.is_paused() {
            instance.set("queued")?;
        }
    }
    Ok(())
}

/// Ends an instance by what its run came to: `{output}` or `{error}`.
pub(crate) fn end(world: &World, key: &Key, said: &Value, outcome: &Value) -> Result<(), Reply> {
    if !is_current(world, key, said) {
        return Ok(());
    }
    let mut instance = Instance::find(world, key)?;
    if instance.is_paused() {
        // It runs once more when it is resumed, and ends then.
        instance.forget();
        return instance.set("paused");
    }
    if outcome["error"].is_object() {
        instance.value["error"] = outcome["error"].clone();
        return instance.finish("errored");
    }
    instance.value["output"] = outcome["output"].clone();
    instance.finish("complete")
}
