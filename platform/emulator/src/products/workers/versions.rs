//! Versions: what was uploaded, kept as it was.

use super::bindings::{self, Resolved};
use super::upload::{Upload, check, read};
use super::{Script, assets, deployments, modules, secrets};
use crate::ids::hex;
use crate::route::Route;
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A version that was made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// What is told of it.
    pub(super) value: Value,
    /// What was said of its modules, without secrets.
    pub(super) upload: Value,
}

impl Made {
    fn of(mut value: Value) -> Self {
        let upload = value.as_object_mut().and_then(|value| value.remove("_upload")).unwrap_or_default();
        Self { value, upload }
    }

    pub(super) fn id(&self) -> &str {
        self.value["id"].as_str().unwrap_or_default()
    }

    pub(super) fn bindings(&self) -> Vec<Value> {
        self.value["resources"]["bindings"].as_array().cloned().unwrap_or_default()
    }
}

/// All versions, the newest first.
pub(super) fn all(script: &Script<'_>) -> Result<Vec<Made>, Reply> {
    let mut all: Vec<Made> = script
        .world
        .store
        .list(&script.below("versions"))?
        .into_iter()
        .map(|item| Made::of(item.value))
        .collect();
    all.reverse();
    Ok(all)
}

/// The newest version.
pub(super) fn current(script: &Script<'_>) -> Result<Option<Made>, Reply> {
    Ok(all(script)?.into_iter().next())
}

/// The version of an id.
pub(super) fn find(script: &Script<'_>, id: &str) -> Result<Made, Reply> {
    let found = script.world.store.get(&script.below("versions"), id)?;
    let missing = || Reply::error(404, 10_222, format!("There is no version {id} of this Worker."));
    found.map(|item| Made::of(item.value)).ok_or_else(missing)
}

/// Makes a version of an upload.
pub(super) fn make(script: &Script<'_>, upload: Upload, source: &str) -> Result<Made, Reply> {
    let before = current(script)?;
    let resolved = bindings::resolve(script, &upload.metadata, before.as_ref())?;
    keep(script, upload, resolved, before.as_ref(), (&script.world.ids.uuid(), source))
}

/// Makes a version of an upload under an id.
pub(super) fn make_as(script: &Script<'_>, upload: Upload, id: &str) -> Result<Made, Reply> {
    let resolved = bindings::resolve(script, &upload.metadata, None)?;
    keep(script, upload, resolved, None, (id, "api"))
}

/// Makes a version of the newest one's modules, with other bindings or settings.
pub(super) fn again(
    script: &Script<'_>,
    change: impl FnOnce(&mut Value, &mut Resolved),
) -> Result<Made, Reply> {
    let missing = || Reply::error(404, 10_007, "This Worker does not exist on your account.");
    let before = current(script)?.ok_or_else(missing)?;
    let mut metadata = before.upload.clone();
    metadata["bindings"] = json!([]);
    metadata["keep_bindings"] = bindings::ALL.into();
    let mut resolved = bindings::resolve(script, &metadata, Some(&before))?;
    change(&mut metadata, &mut resolved);
    let modules = modules::of(script, before.id())?;
    keep(script, Upload { metadata, modules }, resolved, Some(&before), (&script.world.ids.uuid(), "api"))
}

fn keep(
    script: &Script<'_>,
    upload: Upload,
    resolved: Resolved,
    before: Option<&Made>,
    (id, source): (&str, &str),
) -> Result<Made, Reply> {
    let Upload { mut metadata, modules } = upload;
    let world = script.world;
    assets::settle(script, &mut metadata, before)?;
    let now = world.now().to_string();
    let number = before.and_then(|before| before.value["number"].as_u64()).unwrap_or(0) + 1;
    let etag = modules.iter().fold(Sha256::new(), |hash, (name, _, content)| {
        hash.chain_update(name).chain_update([0]).chain_update(content)
    });
    let etag = hex(&etag.finalize());
    let mut runtime = json!({"usage_model": "standard"});
    for name in ["compatibility_date", "compatibility_flags", "limits"] {
        if !metadata[name].is_null() {
            runtime[name] = metadata[name].clone();
        }
    }
    if let Some(tag) = metadata["migrations"]["new_tag"].as_str() {
        runtime["migration_tag"] = json!(tag);
    }
    let previews = world.store.get(&script.below("subdomain"), "")?;
    let has_preview = previews.is_some_and(|own| own.value["previews_enabled"] == true);
    let annotations = metadata["annotations"].as_object().cloned().unwrap_or_default();
    let mut value = json!({
        "id": id, "number": number, "startup_time_ms": 1,
        "metadata": {
            "author_email": "user@example.com", "author_id": &world.ids.hex()[..32], "created_on": now, "modified_on": now,
            "hasPreview": has_preview, "has_preview": has_preview, "source": source,
        },
        "annotations": annotations,
        "resources": {
            "bindings": resolved.bindings, "script_runtime": runtime,
            "script": {"etag": etag, "handlers": ["fetch"], "last_deployed_from": source},
        },
    });
    if let Value::Object(members) = &mut metadata {
        members.remove("bindings");
        members.remove("keep_bindings");
    }
    let made = Made { value: value.clone(), upload: metadata.clone() };
    value["_upload"] = metadata;
    modules::keep(script, id, &modules)?;
    secrets::keep(script, id, &resolved.secrets)?;
    world.store.put(&script.below("versions"), id, None, &value)?;
    Ok(made)
}

/// Uploads a version that no request reaches yet.
pub(super) fn create(script: &Script<'_>, route: &Route) -> Answered {
    script.there()?;
    let upload = read(script.asked)?;
    check(&upload)?;
    if !upload.metadata["migrations"].is_null() {
        let message = "migrations must be fully applied by running a non-versioned deployment";
        return Err(Reply::error(400, 10_211, message));
    }
    deployments::try_out(script, &upload)?;
    let made = make(script, upload, "api")?;
    Ok(super::super::told(script.world, script.asked, route, made.value))
}

/// Lists versions.
pub(super) fn list(script: &Script<'_>) -> Answered {
    script.there()?;
    let items: Vec<Value> = all(script)?.into_iter().map(|made| made.value).collect();
    let number =
        |name: &str, usual| script.asked.query(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (page, size): (usize, usize) = (number("page", 1).max(1), number("per_page", 25).clamp(1, 100));
    let total = items.len();
    let items: Vec<Value> = items.into_iter().skip((page - 1) * size).take(size).collect();
    let info = json!({"count": items.len(), "page": page, "per_page": size, "total_count": total, "total_pages": total.div_ceil(size)});
    Ok(Reply::enveloped(200, json!({"items": items}), Some(info)))
}

/// Tells a version.
pub(super) fn get(script: &Script<'_>, route: &Route, id: &str) -> Answered {
    script.there()?;
    let made = find(script, id)?;
    Ok(super::super::told(script.world, script.asked, route, made.value))
}
