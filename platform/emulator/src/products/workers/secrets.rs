//! Secrets: set, named, never told.

use super::versions::{self, Made};
use super::{Script, upload};
use crate::route::body;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use serde_json::{Map, Value, json};

/// Where the values are: nothing of the API reads there.
fn place(script: &Script<'_>) -> String {
    script.below("_secrets")
}

/// Keeps the values of a version's secrets.
pub(super) fn keep(script: &Script<'_>, version: &str, secrets: &[(String, Value)]) -> Result<(), Reply> {
    let blobs: Vec<Blob> = secrets
        .iter()
        .map(|(name, value)| Blob {
            key: format!("{version}/{name}"),
            content: value.to_string().into_bytes(),
            about: Value::Null,
            expires: None,
        })
        .collect();
    Ok(script.world.store.put_blobs(&place(script), &blobs)?)
}

/// The value of a version's secret.
pub(super) fn value(script: &Script<'_>, version: &str, name: &str) -> Result<Value, Reply> {
    let found = script.world.store.blob(&place(script), &format!("{version}/{name}"), 0)?;
    Ok(found.and_then(|found| serde_json::from_slice(&found.content).ok()).unwrap_or_else(|| json!({})))
}

fn of(version: Option<&Made>) -> Vec<Value> {
    let bindings = version.map(Made::bindings).unwrap_or_default();
    bindings.into_iter().filter(super::bindings::is_secret).collect()
}

/// The names of all secrets.
pub(super) fn list(script: &Script<'_>) -> Answered {
    script.there()?;
    Ok(Reply::result(Value::Array(of(versions::current(script)?.as_ref()))))
}

/// One by its name.
pub(super) fn get(script: &Script<'_>, name: &str) -> Answered {
    script.there()?;
    let all = of(versions::current(script)?.as_ref());
    let found = all.into_iter().find(|secret| secret["name"] == name);
    found.map(Reply::result).ok_or_else(missing)
}

fn missing() -> Reply {
    Reply::error(404, 10_056, "Secret does not exist.")
}

/// Sets one: a new version, which is deployed.
pub(super) fn put(script: &Script<'_>) -> Answered {
    script.there()?;
    let given = body::needed(script.asked)?;
    let set = set(script, &[given])?;
    Ok(Reply::result(set.into_iter().next().unwrap_or_default()))
}

/// Sets and removes several in one version.
pub(super) fn bulk(script: &Script<'_>) -> Answered {
    script.there()?;
    let body = body::needed(script.asked)?;
    let given = body["secrets"].as_object().or_else(|| body.as_object()).cloned().unwrap_or_default();
    let (gone, set): (Vec<_>, Vec<_>) = given.into_iter().partition(|(_, value)| value.is_null());
    let set: Vec<Value> = set
        .into_iter()
        .map(|(name, mut value)| {
            value["name"] = json!(name);
            value
        })
        .collect();
    let gone: Vec<String> = gone.into_iter().map(|(name, _)| name).collect();
    let told = change(script, &set, &gone)?;
    let told: Map<String, Value> = told
        .into_iter()
        .map(|secret| (secret["name"].as_str().unwrap_or_default().to_owned(), secret))
        .collect();
    Ok(Reply::result(Value::Object(told)))
}

/// Removes one.
pub(super) fn delete(script: &Script<'_>, name: &str) -> Answered {
    script.there()?;
    if !of(versions::current(script)?.as_ref()).iter().any(|secret| secret["name"] == name) {
        return Err(missing());
    }
    change(script, &[], &[name.to_owned()])?;
    Ok(Reply::result(Value::Null))
}

/// Sets several.
pub(super) fn set(script: &Script<'_>, given: &[Value]) -> Result<Vec<Value>, Reply> {
    change(script, given, &[])
}

fn change(script: &Script<'_>, given: &[Value], gone: &[String]) -> Result<Vec<Value>, Reply> {
    let mut all = Vec::new();
    for secret in given {
        let name = secret["name"].as_str().filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| Reply::error(400, 10_001, "body.name: missing; a string"))?;
        let mut secret = secret.clone();
        if secret["type"].is_null() {
            secret["type"] = json!("secret_text");
        }
        if secret["type"] == "secret_text" && !secret["text"].is_string() {
            return Err(Reply::error(
                400,
                10_001,
                format!("body.text: missing; the text of the secret {name}"),
            ));
        }
        all.push(secret);
    }
    let edit = |_: &mut Value, resolved: &mut super::bindings::Resolved| {
        gone.iter().for_each(|name| resolved.remove(name));
        all.iter().for_each(|secret| resolved.take(secret));
    };
    if versions::current(script)?.is_none() {
        let empty = upload::Upload { metadata: json!({}), modules: Vec::new() };
        versions::make(script, empty, "api")?;
    }
    let version = versions::again(script, edit)?;
    upload::deploy(script, &version, None)?;
    let names: Vec<&Value> = all.iter().map(|secret| &secret["name"]).collect();
    Ok(of(Some(&version)).into_iter().filter(|secret| names.contains(&&secret["name"])).collect())
}
