//! Dispatch namespaces: Workers that others call by name, found by tags.

use super::{Script, upload};
use crate::collection::{self, page};
use crate::route::{Route, body};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// What stands before the names of Workers of namespaces, where all Workers of an account are together. No Worker's own name has a colon.
const PREFIX: &str = "dispatch";

/// What a Worker of a namespace is called among all Workers of the account.
pub(crate) fn running_name(namespace: &str, name: &str) -> String {
    format!("{PREFIX}:{namespace}:{name}")
}

/// Namespace and name of a Worker of a namespace.
pub(crate) fn parts(running: &str) -> Option<(&str, &str)> {
    running.strip_prefix(PREFIX)?.strip_prefix(':')?.split_once(':')
}

/// The scripts of a namespace, by the tags that are asked for: `paid:yes,old:no`.
fn found(world: &World, asked: &Asked) -> Result<Vec<Value>, Reply> {
    let wanted = asked.query("tags").unwrap_or_default();
    let wanted: Vec<(&str, bool)> = wanted
        .split(',')
        .filter(|one| !one.is_empty())
        .map(|one| one.rsplit_once(':').map_or((one, true), |(tag, allowed)| (tag, allowed != "no")))
        .collect();
    let all = world.store.list(&asked.place(7))?.into_iter().map(|item| item.value);
    let fits = |script: &Value| {
        let has = |tag: &str| script["tags"].as_array().is_some_and(|tags| tags.iter().any(|own| own == tag));
        wanted.iter().all(|(tag, allowed)| has(tag) == *allowed)
    };
    Ok(all.filter(fits).collect())
}

/// Makes a namespace: what is given as its name is told as another member.
pub(super) fn create(world: &World, asked: &Asked, route: &Route) -> Answered {
    let mut given = body::needed(asked)?;
    if given["namespace_name"].is_null() {
        given["namespace_name"] = given["name"].clone();
    }
    let mut asked = asked.clone();
    asked.body = given.to_string().into();
    collection::answer(world, &asked, route)
}

/// Tells a script with its namespace.
pub(super) fn get(script: &Script<'_>, route: &Route) -> Answered {
    let missing = || Reply::error(404, 10_092, "workers.api.error.environment_not_found");
    let item = script.find()?.ok_or_else(missing)?;
    let told = json!({
        "dispatch_namespace": script.asked.segments[5], "created_on": item["created_on"], "modified_on": item["modified_on"],
        "script": item,
    });
    Ok(super::super::told(script.world, script.asked, route, told))
}

/// Lists scripts by their tags.
pub(super) fn list(world: &World, asked: &Asked, route: &Route) -> Answered {
    Ok(page::part(asked, route, found(world, asked)?))
}

/// Removes scripts by their tags.
pub(super) fn delete_all(world: &World, asked: &Asked) -> Answered {
    let parents: Vec<&str> = asked.segments.iter().take(7).map(String::as_str).collect();
    let mut names = Vec::new();
    let all = found(world, asked)?;
    let most = asked.query("limit").and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    for script in all.iter().take(most) {
        let name = script["id"].as_str().unwrap_or_default();
        upload::delete(&Script::new(world, asked, &parents, name))?;
        names.push(json!({"id": name}));
    }
    let told = json!({"deleted_count": names.len(), "has_more": all.len() > names.len(), "deleted": names});
    Ok(Reply::json(200, &told))
}

/// A namespace is gone, with its Workers.
pub(super) fn forget(world: &World, account: &str, namespace: &str) {
    if let Some(running) = &world.running {
        running.remove_where(world, |(own, name)| {
            own == account && parts(name).is_some_and(|(within, _)| within == namespace)
        });
    }
}

/// The tags of a script: all of them, set, one added or taken away.
pub(super) fn tags(script: &Script<'_>, tag: Option<&str>) -> Answered {
    let mut item = script.there()?;
    let mut tags: Vec<Value> = item["tags"].as_array().cloned().unwrap_or_default();
    match (script.asked.method.as_str(), tag) {
        ("PUT", None) => tags = body::needed(script.asked)?.as_array().cloned().unwrap_or_default(),
        ("PUT", Some(tag)) if !tags.iter().any(|own| own == tag) => tags.push(json!(tag)),
        ("DELETE", Some(tag)) => tags.retain(|own| own != tag),
        _ => {}
    }
    item["tags"] = json!(tags);
    script.keep(&item)?;
    Ok(match tag {
        Some(_) => Reply::result(Value::Null),
        None => Reply::result(json!(tags)),
    })
}
