//! What is said of a Worker, of its newest version and of all of them.

use super::{Script, upload, versions};
use crate::route::{Route, body};
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};

/// Of all versions.
const SHARED: [&str; 5] = ["logpush", "observability", "tags", "tail_consumers", "streaming_tail_consumers"];
/// Of one.
const OWN: [&str; 7] = [
    "compatibility_date",
    "compatibility_flags",
    "limits",
    "placement",
    "annotations",
    "cache_options",
    "usage_model",
];

fn told(script: &Script<'_>) -> Result<Value, Reply> {
    let item = script.there()?;
    let version = versions::current(script)?;
    let mut out = json!({"bindings": [], "usage_model": "standard", "tags": [], "logpush": false});
    for name in SHARED {
        if !item[name].is_null() {
            out[name] = item[name].clone();
        }
    }
    if let Some(version) = version {
        out["bindings"] = Value::Array(version.bindings());
        for name in OWN.into_iter().filter(|name| !version.upload[*name].is_null()) {
            out[name] = version.upload[name].clone();
        }
    }
    if !item["migration_tag"].is_null() {
        out["migration_tag"] = item["migration_tag"].clone();
    }
    Ok(out)
}

/// Settings of the Worker and its newest version.
pub(super) fn get(script: &Script<'_>, route: &Route) -> Answered {
    Ok(super::super::told(script.world, script.asked, route, told(script)?))
}

/// The bindings alone.
pub(super) fn bindings(script: &Script<'_>) -> Answered {
    Ok(Reply::result(told(script)?["bindings"].take()))
}

/// Changes settings: a new version, which is deployed.
pub(super) fn edit(script: &Script<'_>, route: &Route) -> Answered {
    let mut item = script.there()?;
    let given = match body::needed(script.asked)? {
        Value::Object(mut form) if form.contains_key("settings") => {
            form.remove("settings").unwrap_or_default()
        }
        other => other,
    };
    share(&mut item, &given);
    script.keep(&item)?;
    if versions::current(script)?.is_some() {
        let version = versions::again(script, |metadata, resolved| {
            for name in OWN.into_iter().filter(|name| !given[*name].is_null()) {
                metadata[name] = given[name].clone();
            }
            if let Some(bindings) = given["bindings"].as_array() {
                let kept = |name: &Value| {
                    bindings.iter().any(|given| given["name"] == *name && given["type"] == "inherit")
                };
                let old: Vec<Value> = resolved.bindings.clone();
                for binding in old.iter().filter(|binding| !kept(&binding["name"])) {
                    resolved.remove(binding["name"].as_str().unwrap_or_default());
                }
                bindings
                    .iter()
                    .filter(|given| given["type"] != "inherit")
                    .for_each(|given| resolved.take(given));
            }
        })?;
        upload::deploy(script, &version, None)?;
    }
    get(script, route)
}

fn share(item: &mut Value, given: &Value) {
    for name in SHARED {
        if let Some(value) = given.get(name) {
            item[name] = value.clone();
        }
    }
}

fn shared(item: &Value) -> Value {
    let mut out = json!({"logpush": item["logpush"] == true, "tags": item["tags"].as_array().cloned().unwrap_or_default()});
    for name in SHARED.into_iter().filter(|name| !item[*name].is_null()) {
        out[name] = item[name].clone();
    }
    out
}

/// Settings of the Worker alone.
pub(super) fn script(script: &Script<'_>, route: &Route) -> Answered {
    Ok(super::super::told(script.world, script.asked, route, shared(&script.there()?)))
}

/// Changes settings of the Worker alone.
pub(super) fn edit_script(script: &Script<'_>, route: &Route) -> Answered {
    let mut item = script.there()?;
    share(&mut item, &body::needed(script.asked)?);
    script.keep(&item)?;
    Ok(super::super::told(script.world, script.asked, route, shared(&item)))
}
