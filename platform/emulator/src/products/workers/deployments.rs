//! Deployments: which versions answer, and how much of the requests each.

use super::upload::Upload;
use super::{Script, bindings, modules, secrets, versions};
use crate::route::{Route, body};
use crate::runtime::UploadedWorker;
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};

/// All deployments, the newest first.
fn all(script: &Script<'_>) -> Result<Vec<Value>, Reply> {
    let mut all: Vec<Value> =
        script.world.store.list(&script.below("deployments"))?.into_iter().map(|item| item.value).collect();
    all.reverse();
    Ok(all)
}

/// The ids of the versions that answer now.
pub(super) fn active(script: &Script<'_>) -> Result<Vec<String>, Reply> {
    let newest = all(script)?.into_iter().next().unwrap_or_default();
    let versions = newest["versions"].as_array().into_iter().flatten();
    Ok(versions.filter_map(|version| version["version_id"].as_str().map(str::to_owned)).collect())
}

/// Makes a deployment of versions, each with its share.
pub(super) fn make(script: &Script<'_>, shares: &Value, annotations: &Value) -> Result<Value, Reply> {
    let refused = |what: &str| Reply::error(400, 10_220, what.to_owned());
    let shares =
        shares.as_array().filter(|all| !all.is_empty()).ok_or_else(|| refused("no versions are given"))?;
    let mut uploaded = Vec::new();
    let mut sum = 0.0;
    for share in shares {
        let id = share["version_id"].as_str().ok_or_else(|| refused("a version has no `version_id`"))?;
        let percentage =
            share["percentage"].as_f64().ok_or_else(|| refused("a version has no `percentage`"))?;
        sum += percentage;
        uploaded.push((worker(script, id)?, percentage));
    }
    if (sum - 100.0).abs() > 0.01 {
        return Err(refused("the percentages of all versions must sum to 100"));
    }
    let refused = |error: String| Reply::error(400, 10_021, error);
    if script.is_own() {
        script.world.runtime.deploy(&uploaded).map_err(refused)?;
    }
    if let Some(running) = &script.world.running {
        running.deploy(script.world, &uploaded).map_err(refused)?;
    }
    keep(script, &script.world.ids.uuid(), &Value::Array(shares.clone()), annotations)
}

/// The versions that answer now, with their shares, as they are run.
pub(super) fn running(script: &Script<'_>) -> Result<Vec<(UploadedWorker, f64)>, Reply> {
    let newest = all(script)?.into_iter().next().unwrap_or_default();
    let versions = newest["versions"].as_array().into_iter().flatten();
    let shares =
        versions.filter_map(|share| Some((share["version_id"].as_str()?, share["percentage"].as_f64()?)));
    shares.map(|(id, share)| Ok((worker(script, id)?, share))).collect()
}

/// Starts what was uploaded, before anything of it is kept.
pub(super) fn try_out(script: &Script<'_>, upload: &Upload) -> Result<(), Reply> {
    let Some(running) = script.world.running.as_ref() else { return Ok(()) };
    let before = versions::current(script)?;
    let mut resolved = bindings::resolve(script, &upload.metadata, before.as_ref())?;
    for (name, hidden) in &resolved.secrets {
        let own = resolved.bindings.iter_mut().find(|binding| binding["name"] == name.as_str());
        if let (Some(Value::Object(binding)), Value::Object(hidden)) = (own, hidden) {
            binding.extend(hidden.clone());
        }
    }
    let mut metadata = upload.metadata.clone();
    metadata["bindings"] = Value::Array(resolved.bindings);
    let worker = UploadedWorker {
        account_id: script.account().to_owned(),
        name: script.running_name(),
        version_id: "new".to_owned(),
        metadata,
        modules: upload.modules.clone(),
    };
    running.check(script.world, &worker).map_err(|error| Reply::error(400, 10_021, error))
}

/// Makes a deployment under an id.
pub(super) fn make_as(script: &Script<'_>, shares: &Value, id: &str) -> Result<Value, Reply> {
    keep(script, id, shares, &Value::Null)
}

fn keep(script: &Script<'_>, id: &str, shares: &Value, annotations: &Value) -> Result<Value, Reply> {
    let mut annotations = annotations.as_object().cloned().unwrap_or_default();
    annotations.entry("workers/triggered_by").or_insert_with(|| json!("deployment"));
    let value = json!({
        "id": id, "source": "api", "strategy": "percentage", "author_email": "user@example.com",
        "created_on": script.world.now().to_string(), "annotations": annotations, "versions": shares,
    });
    script.world.store.put(&script.below("deployments"), id, None, &value)?;
    Ok(value)
}

pub(super) fn worker(script: &Script<'_>, id: &str) -> Result<UploadedWorker, Reply> {
    let version = versions::find(script, id)?;
    let mut metadata = version.upload.clone();
    let mut bindings = version.bindings();
    for binding in bindings.iter_mut().filter(|binding| super::bindings::is_secret(binding)) {
        let hidden = secrets::value(script, id, binding["name"].as_str().unwrap_or_default())?;
        if let (Value::Object(binding), Value::Object(hidden)) = (binding, hidden) {
            binding.extend(hidden);
        }
    }
    metadata["bindings"] = Value::Array(bindings);
    Ok(UploadedWorker {
        account_id: script.account().to_owned(),
        name: script.running_name(),
        version_id: id.to_owned(),
        metadata,
        modules: modules::of(script, id)?,
    })
}

/// Deploys versions.
pub(super) fn create(script: &Script<'_>, route: &Route) -> Answered {
    script.there()?;
    let body = body::needed(script.asked)?;
    crate::route::check(route, script.asked, Some(&body))?;
    let made = make(script, &body["versions"], &body["annotations"])?;
    Ok(super::super::told(script.world, script.asked, route, made))
}

/// Lists deployments.
pub(super) fn list(script: &Script<'_>) -> Answered {
    script.there()?;
    Ok(Reply::result(json!({"deployments": all(script)?})))
}

fn find(script: &Script<'_>, id: &str) -> Result<Value, Reply> {
    script.there()?;
    let found = script.world.store.get(&script.below("deployments"), id)?.map(|item| item.value);
    found.ok_or_else(|| Reply::error(404, 10_223, format!("There is no deployment {id} of this Worker.")))
}

/// Tells a deployment.
pub(super) fn get(script: &Script<'_>, id: &str) -> Answered {
    find(script, id).map(Reply::result)
}

/// Removes one that is over.
pub(super) fn delete(script: &Script<'_>, id: &str) -> Answered {
    find(script, id)?;
    let newest = all(script)?.into_iter().next().unwrap_or_default();
    if newest["id"] == id {
        return Err(Reply::error(400, 10_224, "the active deployment cannot be deleted"));
    }
    script.world.store.delete(&script.below("deployments"), id)?;
    Ok(Reply::result(Value::Null))
}
