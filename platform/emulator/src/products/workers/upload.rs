//! Uploads: modules and what is said of them, in any of the forms that the API takes.

use super::versions::{Made, current};
use super::{Script, bindings, deployments, migrations, versions, worker};
use crate::route::{Route, body};
use crate::seed;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use bytes::Bytes;
use serde_json::{Value, json};

/// A module: its name, its content type and its content.
pub(crate) type Module = (String, String, Bytes);

/// What was uploaded.
pub(crate) struct Upload {
    pub(crate) metadata: Value,
    pub(crate) modules: Vec<Module>,
}

fn refused(what: impl Into<String>) -> Reply {
    Reply::error(400, 10_021, what)
}

/// Reads a form, or a script as it is.
pub(super) fn read(asked: &Asked) -> Result<Upload, Reply> {
    if asked.media() != "multipart/form-data" {
        let modules = vec![("script".to_owned(), asked.media().to_owned(), asked.body.clone())];
        return Ok(Upload { metadata: json!({"body_part": "script"}), modules });
    }
    let parts = body::form(asked)?;
    let (mut metadata, mut modules) = (body::nested(&parts, "metadata"), Vec::new());
    for part in parts {
        if part.name.starts_with("metadata[") {
            continue;
        }
        if matches!(part.name.as_str(), "metadata" | "settings") {
            let value: Value = serde_json::from_slice(&part.content)
                .map_err(|error| refused(format!("metadata is no JSON: {error}")))?;
            metadata = Some(value);
        } else {
            // A list of files has its names at the files.
            let in_list = part.name.starts_with("files");
            let name = part.file.filter(|_| in_list).unwrap_or(part.name);
            modules.push((name, part.media, part.content));
        }
    }
    let header = |name: &str| asked.header(name).map(|part| json!(part));
    let of_headers = || match (header("cf-worker-main-module-part"), header("cf-worker-body-part")) {
        (Some(part), _) => Some(json!({"main_module": part})),
        (None, Some(part)) => Some(json!({"body_part": part})),
        (None, None) => None,
    };
    let metadata = metadata.filter(Value::is_object).or_else(of_headers);
    let metadata = metadata.ok_or_else(|| refused("the part `metadata` is missing"))?;
    Ok(Upload { metadata, modules })
}

/// Whether the module that is the entry was uploaded.
pub(super) fn check(upload: &Upload) -> Result<(), Reply> {
    let metadata = &upload.metadata;
    let entry = ["main_module", "body_part"].into_iter().find_map(|name| metadata[name].as_str());
    match entry {
        Some(entry) if upload.modules.iter().any(|(name, ..)| name == entry) => Ok(()),
        Some(entry) => Err(refused(format!("No such module \"{entry}\". imported from \"metadata\""))),
        None if metadata["assets"].is_object() || metadata["keep_assets"] == true => Ok(()),
        None => Err(refused("metadata has neither `main_module`, `body_part` nor `assets`")),
    }
}

/// Uploads a Worker and deploys it.
pub(super) fn put(script: &Script<'_>, route: &Route) -> Answered {
    let upload = read(script.asked)?;
    check(&upload)?;
    deployments::try_out(script, &upload)?;
    let before = script.find()?;
    let tag = migrations::apply(script, before.as_ref(), &upload.metadata["migrations"])?;
    ensure(script, &upload.metadata)?;
    let version = versions::make(script, upload, "api")?;
    let item = deploy(script, &version, tag)?;
    let mut told = item;
    told["startup_time_ms"] = json!(1);
    told["deployment_id"] = json!(version.id().replace('-', ""));
    Ok(super::super::told(script.world, script.asked, route, told))
}

/// Makes what is kept of a Worker, unless it is there.
pub(super) fn ensure(script: &Script<'_>, metadata: &Value) -> Result<Value, Reply> {
    if let Some(there) = script.find()? {
        return Ok(there);
    }
    let now = script.world.now().to_string();
    let value = json!({
        "id": script.name, "tag": script.world.ids.hex(), "created_on": now, "modified_on": now, "handlers": ["fetch"],
        "etag": script.world.ids.hex(), "has_modules": metadata["main_module"].is_string(), "has_assets": false,
        "logpush": metadata["logpush"] == true, "usage_model": "standard", "last_deployed_from": "api",
        "tags": metadata["tags"].as_array().cloned().unwrap_or_default(),
    });
    seed::item(script.world, &script.path(), value, true)
        .map_err(|(_, error)| Reply::error(500, 10_500, error))?;
    let mut made = script.there()?;
    // Only a migration gives it one.
    if let Some(members) = made.as_object_mut() {
        members.remove("migration_tag");
    }
    script.keep(&made)?;
    if script.is_own() {
        worker::ensure(script, &made)?;
    }
    Ok(made)
}

/// Deploys a version to all requests, and says so in what is kept of the Worker.
pub(super) fn deploy(script: &Script<'_>, version: &Made, migration: Option<String>) -> Result<Value, Reply> {
    let metadata = &version.upload;
    let all = json!([{"version_id": version.id(), "percentage": 100}]);
    deployments::make(script, &all, &metadata["annotations"])?;
    let mut item = script.there()?;
    item["etag"] = version.value["resources"]["script"]["etag"].clone();
    item["modified_on"] = json!(script.world.now().to_string());
    item["has_modules"] = json!(metadata["main_module"].is_string());
    item["has_assets"] = json!(metadata["assets"].is_object());
    for name in [
        "compatibility_date",
        "compatibility_flags",
        "logpush",
        "tags",
        "observability",
        "tail_consumers",
        "placement",
        "limits",
    ] {
        if !metadata[name].is_null() {
            item[name] = metadata[name].clone();
        }
    }
    if let Some(tag) = migration {
        item["migration_tag"] = json!(tag);
    }
    script.keep(&item)?;
    Ok(item)
}

/// Other modules with what was said before.
pub(super) fn content(script: &Script<'_>, route: &Route) -> Answered {
    script.there()?;
    let upload = read(script.asked)?;
    let mut metadata = current(script)?.map(|version| version.upload).unwrap_or_default();
    for name in ["main_module", "body_part"] {
        if !upload.metadata[name].is_null() {
            metadata[name] = upload.metadata[name].clone();
        }
    }
    metadata["bindings"] = json!([]);
    metadata["keep_bindings"] = bindings::ALL.into();
    let version = versions::make(script, Upload { metadata, modules: upload.modules }, "api")?;
    let item = deploy(script, &version, None)?;
    Ok(super::super::told(script.world, script.asked, route, item))
}

/// Removes a Worker and all that belongs to it.
pub(super) fn delete(script: &Script<'_>) -> Answered {
    script.there()?;
    let store = &script.world.store;
    store.delete(&script.place, &script.name)?;
    if script.is_own() {
        worker::forget(script)?;
        script.world.runtime.remove(script.account(), &script.name);
    }
    if let Some(running) = &script.world.running {
        running.remove(script.world, script.account(), &script.running_name());
    }
    migrations::forget(script)?;
    Ok(Reply::result(Value::Null))
}
