//! Workers under their newer name, by an id that is the tag of the script.

use super::upload::{self, Upload};
use super::versions::{self, Made};
use super::{Script, bindings};
use crate::collection;
use crate::route::{Route, body};
use crate::seed;
use crate::server::asked::{Asked, place};
use crate::server::reply::{Answered, Reply};
use crate::store::Item;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

fn workers(account: &str) -> String {
    place(["accounts", account, "workers", "workers"])
}

/// Makes the Worker of a script.
pub(super) fn ensure(script: &Script<'_>, item: &Value) -> Result<(), Reply> {
    let (world, place) = (script.world, workers(script.account()));
    if world.store.named(&place, &script.name)?.is_some() {
        return Ok(());
    }
    let id = item["tag"].as_str().unwrap_or_default();
    let value = json!({
        "id": id, "name": script.name, "logpush": item["logpush"], "tags": item["tags"], "created_on": item["created_on"],
        "updated_on": item["modified_on"], "subdomain": {"enabled": false, "previews_enabled": false},
        "references": {"dispatch_namespace_outbounds": [], "domains": [], "durable_objects": [], "queues": [], "workers": []},
    });
    seed::item(world, &format!("{place}/{id}"), value, true)
        .map_err(|(_, error)| Reply::error(500, 10_500, error))
}

/// The Worker of a script goes with it.
pub(super) fn forget(script: &Script<'_>) -> Result<(), Reply> {
    let (store, place) = (&script.world.store, workers(script.account()));
    if let Some(found) = store.named(&place, &script.name)? {
        store.delete(&place, &found.id)?;
    }
    Ok(())
}

/// The answer, where it is another than any collection's.
pub(super) fn answer(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("POST", []) => create(world, asked, route?),
        ("GET", [named]) => get(world, asked, route?, named),
        ("DELETE", [named]) => delete(world, asked, named),
        ("POST", [named, "versions"]) => add_version(world, asked, route?, named),
        ("GET", [named, "versions"]) => with_script(world, asked, named).and_then(|script| {
            let all: Vec<Value> = versions::all(&script)?.iter().map(told).collect();
            let count = all.len() as u64;
            Ok(collection::page::reply(asked, route.ok_or_else(missing)?, all, count))
        }),
        ("PATCH", [named, "versions", "latest"]) => latest(world, asked, route?, named),
        ("GET", [named, "versions", id]) => {
            let route = route?;
            with_script(world, asked, named).and_then(|script| {
                Ok(super::super::told(world, asked, route, told(&versions::find(&script, id)?)))
            })
        }
        ("DELETE", [named, "versions", id]) => with_script(world, asked, named).and_then(|script| {
            versions::find(&script, id)?;
            world.store.delete(&script.below("versions"), id)?;
            Ok(Reply::result(Value::Null))
        }),
        _ => return None,
    })
}

fn missing() -> Reply {
    Reply::error(404, 10_007, "This Worker does not exist on your account.")
}

fn find(world: &World, asked: &Asked, named: &str) -> Result<Item, Reply> {
    let place = workers(&asked.segments[1]);
    let found = match world.store.get(&place, named)? {
        Some(found) => Some(found),
        None => world.store.named(&place, named)?,
    };
    found.ok_or_else(missing)
}

fn script_of<'a>(world: &'a World, asked: &'a Asked, worker: &Value) -> Script<'a> {
    let name = worker["name"].as_str().unwrap_or_default();
    Script::new(world, asked, &["accounts", &asked.segments[1], "workers", "scripts"], name)
}

/// The script of a Worker, which is made where only the Worker is there.
pub(super) fn with_script<'a>(world: &'a World, asked: &'a Asked, named: &str) -> Result<Script<'a>, Reply> {
    let worker = find(world, asked, named)?;
    let script = script_of(world, asked, &worker.value);
    upload::ensure(&script, &json!({}))?;
    Ok(script)
}

fn create(world: &World, asked: &Asked, route: &Route) -> Answered {
    let reply = collection::answer(world, asked, route)?;
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let worker = &body["result"];
    let script = script_of(world, asked, worker);
    let mut item = upload::ensure(&script, worker)?;
    item["tag"] = worker["id"].clone();
    script.keep(&item)?;
    Ok(reply)
}

fn get(world: &World, asked: &Asked, route: &Route, named: &str) -> Answered {
    let mut worker = find(world, asked, named)?.value;
    let script = script_of(world, asked, &worker);
    if let Some(subdomain) = world.store.get(&script.below("subdomain"), "")? {
        for name in ["enabled", "previews_enabled"] {
            worker["subdomain"][name] = subdomain.value[name].clone();
        }
    }
    let own = place(["accounts", script.account(), "workers", "subdomain"]);
    let own = world.store.get(&own, "")?.and_then(|own| own.value["subdomain"].as_str().map(str::to_owned));
    if let Some(own) = own {
        let host = format!("{}.{own}.workers.dev", script.name);
        worker["subdomain"]["url"] = json!(format!("https://{host}"));
        worker["subdomain"]["preview_url_suffix"] = json!(format!("-{host}"));
    }
    if let Some(item) = script.find()? {
        for name in ["tags", "logpush", "observability", "tail_consumers"] {
            if !item[name].is_null() {
                worker[name] = item[name].clone();
            }
        }
    }
    Ok(super::super::told(world, asked, route, worker))
}

fn delete(world: &World, asked: &Asked, named: &str) -> Answered {
    let worker = find(world, asked, named)?;
    let script = script_of(world, asked, &worker.value);
    if script.find()?.is_some() {
        upload::delete(&script)?;
    }
    world.store.delete(&workers(&asked.segments[1]), &worker.id)?;
    Ok(Reply::result(Value::Null))
}

/// A version as it is told here: what was uploaded at its top.
fn told(made: &Made) -> Value {
    let mut out = made.upload.clone();
    if !out.is_object() {
        out = json!({});
    }
    out["id"] = made.value["id"].clone();
    out["number"] = made.value["number"].clone();
    out["created_on"] = made.value["metadata"]["created_on"].clone();
    out["source"] = json!("api");
    out["bindings"] = Value::Array(made.bindings());
    out
}

fn add_version(world: &World, asked: &Asked, route: &Route, named: &str) -> Answered {
    let mut metadata = body::needed(asked)?;
    crate::route::check(route, asked, Some(&metadata))?;
    let script = with_script(world, asked, named)?;
    let mut modules = Vec::new();
    for module in metadata["modules"].take().as_array().into_iter().flatten() {
        let text = |name: &str| module[name].as_str().unwrap_or_default().to_owned();
        let content = STANDARD.decode(text("content_base64"));
        let content = content
            .map_err(|_| Reply::error(400, 10_021, format!("the module {} is no base64", text("name"))))?;
        modules.push((text("name"), text("content_type"), Bytes::from(content)));
    }
    if let Value::Object(members) = &mut metadata {
        members.remove("modules");
    }
    let made = versions::make(&script, Upload { metadata, modules }, "api")?;
    if asked.query("deploy") == Some("true") {
        upload::deploy(&script, &made, None)?;
    }
    Ok(super::super::told(world, asked, route, told(&made)))
}

/// A new version, not deployed, that differs from the newest one in what is given.
fn latest(world: &World, asked: &Asked, route: &Route, named: &str) -> Answered {
    let given = body::needed(asked)?;
    let script = with_script(world, asked, named)?;
    let made = versions::again(&script, |metadata, resolved: &mut bindings::Resolved| {
        for (name, value) in given["env"].as_object().into_iter().flatten() {
            resolved.remove(name);
            if !value.is_null() {
                let mut binding = value.clone();
                binding["name"] = json!(name);
                resolved.take(&binding);
            }
        }
        if !given["annotations"].is_null() {
            metadata["annotations"] = given["annotations"].clone();
        }
    })?;
    Ok(super::super::told(world, asked, route, told(&made)))
}
