//! Documents as a later version of the pinned one may be.

use crate::real;
use inputs::Inputs;
use serde_json::{Map, Value, json};

/// The paths that are for accounts and zones alike begin so.
const BOTH: &str = "/{accounts_or_zones}/{account_or_zone_id}/";

/// The pinned document, to be changed.
///
/// # Panics
/// When it is not available.
pub fn document() -> Value {
    match serde_json::from_str(real::source().text()) {
        Ok(document) => document,
        Err(error) => panic!("the document is no JSON: {error}"),
    }
}

/// Writes every path that is for accounts and zones alike twice, once for each.
pub fn split_scopes(document: &mut Value) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    let both: Vec<String> = paths.keys().filter(|path| path.starts_with(BOTH)).cloned().collect();
    for path in both {
        let Some(item) = paths.remove(&path) else { continue };
        for (scope, id) in [("accounts", "account_id"), ("zones", "zone_id")] {
            let own = format!("/{scope}/{{{id}}}/{}", &path[BOTH.len()..]);
            if let Some(operations) = item.as_object() {
                let entry = paths.entry(own).or_insert_with(|| json!({}));
                for (method, operation) in operations {
                    entry[method] = scoped(operation, scope, id);
                }
            }
        }
    }
}

/// An operation for one scope: its id is another parameter, and its words are other words.
fn scoped(operation: &Value, scope: &str, id: &str) -> Value {
    let mut operation = operation.clone();
    if let Some(name) = operation["operationId"].as_str() {
        operation["operationId"] = json!(format!("{scope}-{name}"));
        operation["summary"] = json!(format!("The same for {scope}"));
    }
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.retain(|parameter| parameter["name"] != "accounts_or_zones");
        for parameter in parameters.iter_mut().filter(|one| one["name"] == "account_or_zone_id") {
            parameter["name"] = json!(id);
        }
    }
    operation
}

/// Adds the operations that Cloudflare's own command knows and the document does not.
///
/// # Panics
/// When the command's package is not available.
pub fn add_commands(document: &mut Value) -> usize {
    let fetched = match Inputs::open(crate::root()).and_then(|inputs| inputs.file("cf-commands.json")) {
        Ok(fetched) => fetched,
        Err(error) => panic!("{error}"),
    };
    let commands: Value = serde_json::from_slice(&fetched.bytes).unwrap_or_default();
    let Some(paths) = document["paths"].as_object_mut() else { return 0 };
    let without_names = |path: &str| {
        let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
        segments.collect::<Vec<_>>().join("/")
    };
    let mut known: Map<String, Value> = Map::new();
    for path in paths.keys() {
        known.insert(without_names(path), json!(path));
    }
    let mut added = 0;
    for command in commands["commands"].as_array().into_iter().flatten() {
        let (Some(method), Some(path)) = (command["httpMethod"].as_str(), command["apiPath"].as_str()) else {
            continue;
        };
        let path = known.entry(without_names(path)).or_insert_with(|| json!(path));
        let path = path.as_str().unwrap_or_default().to_owned();
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        let method = method.to_lowercase();
        if entry.get(&method).is_none() {
            entry[method] = json!({
                "operationId": command["operationId"],
                "summary": command["description"],
                "responses": { "200": { "description": "" } },
            });
            added += 1;
        }
    }
    added
}
