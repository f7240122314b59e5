//! Steps: what came of them, by which a run that begins again does not do them again.

use super::instance::{Instance, Refused};
use crate::server::reply::Reply;
use crate::store::Item;
use serde_json::{Value, json};

/// More steps are a mistake, unless the Workflow allows them.
const MOST: u64 = 10_000;

/// A step as a run names it: `{kind, name, count}`.
pub(super) fn id(said: &Value) -> String {
    let text = |name: &str| said[name].as_str().unwrap_or_default();
    format!("{}:{}:{}", text("kind"), said["count"].as_u64().unwrap_or(1), text("name"))
}

/// What is kept of a step; what is new where nothing is.
pub(super) fn find(instance: &Instance<'_>, said: &Value) -> Result<Value, Reply> {
    let found = instance.world.store.get(&instance.key.steps(), &id(said))?;
    let new = || {
        json!({
            "kind": said["kind"], "name": said["name"], "count": said["count"], "start": instance.now(),
            "config": said["config"], "event_type": said["type"],
        })
    };
    Ok(found.map_or_else(new, |found| found.value))
}

/// Keeps what is known of a step.
pub(super) fn keep(instance: &Instance<'_>, step: &Value) -> Result<(), Reply> {
    Ok(instance.world.store.put(&instance.key.steps(), &id(step), None, step)?)
}

/// All steps of an instance, in the order in which they were reached.
pub(super) fn all(instance: &Instance<'_>) -> Result<Vec<Value>, Reply> {
    let all = instance.world.store.list(&instance.key.steps())?;
    Ok(all.into_iter().map(|item| item.value).collect())
}

/// Whether an instance has as many steps as it may have.
pub(super) fn is_full(instance: &Instance<'_>) -> Result<Option<u64>, Reply> {
    let place = super::runs::workflows(&instance.key.account);
    let workflow = instance.world.store.get(&place, &instance.key.workflow)?;
    let most = workflow.and_then(|found| found.value["limits"]["steps"].as_f64());
    let most = most.map_or(MOST, |most| most as u64);
    Ok((instance.world.store.count(&instance.key.steps())? >= most).then_some(most))
}

/// What a step comes to, where it is over: `{value}` or `{error}`.
pub(super) fn outcome(step: &Value) -> Option<Value> {
    if !step["error"].is_null() {
        return Some(json!({"error": step["error"]}));
    }
    (step["done"] == true).then(|| json!({"value": step["value"]}))
}

/// Ends a step well.
pub(super) fn succeed(instance: &Instance<'_>, step: &mut Value, value: &Value) -> Result<Value, Reply> {
    step["done"] = json!(true);
    step["value"] = value.clone();
    step["end"] = json!(instance.now());
    keep(instance, step)?;
    Ok(json!({"value": value}))
}

/// Ends a step badly.
pub(super) fn fail(instance: &Instance<'_>, step: &mut Value, error: &Value) -> Result<Value, Reply> {
    step["error"] = error.clone();
    step["end"] = json!(instance.now());
    keep(instance, step)?;
    Ok(json!({"error": error}))
}

/// Moves what waits of an instance on by so many milliseconds.
pub(super) fn shift(instance: &Instance<'_>, by: i64) -> Result<(), Reply> {
    for mut step in all(instance)?.into_iter().filter(|step| outcome(step).is_none()) {
        for member in ["deadline", "retry"] {
            if let Some(at) = step[member].as_i64() {
                step[member] = json!(at + by);
            }
        }
        keep(instance, &step)?;
    }
    Ok(())
}

/// Forgets events and all steps, or those from one on.
pub(super) fn forget(instance: &Instance<'_>, from: &Value) -> Result<(), Reply> {
    let (store, place) = (&instance.world.store, instance.key.steps());
    let items = store.list(&place)?;
    let first = match from["name"].as_str() {
        None => 0,
        Some(name) => {
            let kind = from["type"].as_str().unwrap_or("do");
            let wanted =
                id(&json!({"kind": kind, "name": name, "count": from["count"].as_u64().unwrap_or(1)}));
            let missing = Refused {
                status: 409,
                code: 10_406,
                name: "instance.cannot_restart",
                message: "Step not found in execution history",
            };
            items.iter().position(|item| item.id == wanted).ok_or(missing)?
        }
    };
    for item in items.into_iter().skip(first) {
        store.delete(&place, &item.id)?;
    }
    for event in store.list(&instance.key.events())? {
        store.delete(&instance.key.events(), &event.id)?;
    }
    Ok(())
}

/// Takes the oldest event of a type.
pub(super) fn take(instance: &Instance<'_>, kind: &Value) -> Result<Option<Value>, Reply> {
    let (store, place) = (&instance.world.store, instance.key.events());
    let found = store.list(&place)?.into_iter().find(|event| event.value["type"] == *kind);
    let Some(Item { id, value }) = found else { return Ok(None) };
    store.delete(&place, &id)?;
    Ok(Some(value))
}
