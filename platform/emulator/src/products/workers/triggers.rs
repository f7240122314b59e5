//! What leads to a Worker: subdomain, routes, domains, schedules.

use super::Script;
use crate::route::{Route, body};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// Whether it is on workers.dev.
pub(super) fn subdomain(script: &Script<'_>) -> Answered {
    script.there()?;
    let (store, place) = (&script.world.store, script.below("subdomain"));
    let before = store.get(&place, "")?.map(|item| item.value);
    let mut value = before.unwrap_or_else(|| json!({"enabled": false, "previews_enabled": false}));
    match script.asked.method.as_str() {
        "POST" => {
            let given = body::needed(script.asked)?;
            for name in ["enabled", "previews_enabled"] {
                if given[name].is_boolean() {
                    value[name] = given[name].clone();
                }
            }
        }
        "DELETE" => value = json!({"enabled": false, "previews_enabled": false}),
        _ => return Ok(Reply::result(value)),
    }
    store.put(&place, "", None, &value)?;
    Ok(Reply::result(value))
}

/// When it is called by time.
pub(super) fn schedules(script: &Script<'_>) -> Answered {
    script.there()?;
    let (store, place) = (&script.world.store, script.below("schedules"));
    if script.asked.method == "PUT" {
        let now = script.world.now().to_string();
        let given = body::needed(script.asked)?;
        let given = given.as_array().ok_or_else(|| Reply::error(400, 10_001, "body: expected a list"))?;
        let mut all = Vec::new();
        for one in given {
            let cron = one["cron"].as_str().unwrap_or_default();
            if !(5..=6).contains(&cron.split_whitespace().count()) {
                return Err(Reply::error(400, 10_100, format!("invalid cron string: {cron}")));
            }
            all.push(json!({"cron": cron, "created_on": now, "modified_on": now}));
        }
        store.put(&place, "", None, &Value::Array(all))?;
    }
    let all = store.get(&place, "")?.map_or_else(|| json!([]), |item| item.value);
    Ok(Reply::result(json!({"schedules": all})))
}

/// The zone of a host, by its id, its name, or what the host ends in.
fn zone(world: &World, given: &Value, host: &str) -> Result<(String, String), Reply> {
    let zones = world.store.list("/zones")?;
    let name = |zone: &Value| zone["name"].as_str().unwrap_or_default().to_owned();
    let own = |zone: &Value| {
        let name = name(zone);
        let by_id = given["zone_id"].as_str().map(|id| zone["id"] == id);
        let by_name = given["zone_name"].as_str().map(|wanted| name == wanted);
        by_id.or(by_name).unwrap_or(host == name || host.ends_with(&format!(".{name}")))
    };
    let found = zones.into_iter().filter(|zone| own(&zone.value)).max_by_key(|zone| name(&zone.value).len());
    let missing = || Reply::error(400, 10_082, format!("no zone of the account has {host}"));
    found.map(|zone| (zone.id.clone(), name(&zone.value))).ok_or_else(missing)
}

/// All its routes, in the place of those that it had.
pub(super) fn routes(script: &Script<'_>) -> Answered {
    script.there()?;
    let store = &script.world.store;
    let given = body::needed(script.asked)?;
    let mut wanted = Vec::new();
    for one in given.as_array().into_iter().flatten() {
        let pattern = one["pattern"].as_str().or_else(|| one.as_str()).unwrap_or_default().to_owned();
        let host = pattern.split('/').next().unwrap_or_default().trim_start_matches(['*', '.']).to_owned();
        wanted.push((zone(script.world, one, &host)?.0, pattern));
    }
    for zone in store.list("/zones")? {
        let place = format!("/zones/{}/workers/routes", zone.id);
        for route in store.list(&place)?.into_iter().filter(|route| route.value["script"] == script.name) {
            store.delete(&place, &route.id)?;
        }
    }
    let mut told = Vec::new();
    for (zone, pattern) in wanted {
        let id = script.world.ids.hex();
        let value = json!({"id": id, "pattern": pattern, "script": script.name});
        store.put(&format!("/zones/{zone}/workers/routes"), &id, None, &value)?;
        told.push(value);
    }
    Ok(Reply::result(Value::Array(told)))
}

fn domain(world: &World, account: &str, service: &str, given: &Value) -> Result<(Value, bool), Reply> {
    let hostname = given["hostname"].as_str().unwrap_or_default();
    let (zone_id, zone_name) = zone(world, given, hostname)?;
    let place = format!("/accounts/{account}/workers/domains");
    let before = world.store.named(&place, hostname)?;
    let id = before.as_ref().map_or_else(|| world.ids.hex(), |before| before.id.clone());
    let value = json!({
        "id": id, "hostname": hostname, "service": service, "zone_id": zone_id, "zone_name": zone_name,
        "environment": given["environment"].as_str().unwrap_or("production"), "cert_id": world.ids.uuid(),
        "enabled": given["enabled"].as_bool().unwrap_or(true),
        "previews_enabled": given["previews_enabled"].as_bool().unwrap_or(false),
    });
    world.store.put(&place, &id, Some(hostname), &value)?;
    Ok((value, before.is_none()))
}

/// Leads a host to a Worker.
pub(super) fn set_domain(world: &World, asked: &Asked, route: &Route) -> Answered {
    let given = body::needed(asked)?;
    crate::route::check(route, asked, Some(&given))?;
    let (value, _) =
        domain(world, &asked.segments[1], given["service"].as_str().unwrap_or_default(), &given)?;
    Ok(super::super::told(world, asked, route, value))
}

/// Lists domains, those that the query names.
pub(super) fn list_domains(world: &World, asked: &Asked, route: &Route) -> Answered {
    let place = format!("/accounts/{}/workers/domains", asked.segments[1]);
    let is_asked = |domain: &Value| {
        let members = ["hostname", "service", "zone_id", "zone_name", "environment"].into_iter();
        members.filter_map(|name| Some((name, asked.query(name)?))).all(|(name, value)| domain[name] == value)
    };
    let all = world.store.list(&place)?.into_iter().map(|item| item.value);
    let all: Vec<Value> = all.filter(is_asked).collect();
    let count = all.len() as u64;
    Ok(crate::collection::page::reply(asked, route, all, count))
}

/// Changes all its domains at once.
pub(super) fn domains(script: &Script<'_>, route: &Route) -> Answered {
    script.there()?;
    let given = body::needed(script.asked)?;
    let given = given.as_array().cloned().unwrap_or_default();
    let place = format!("/accounts/{}/workers/domains", script.account());
    let store = &script.world.store;
    let mut removed = Vec::new();
    if script.asked.query("replace_state") == Some("true") {
        let own = store.list(&place)?.into_iter().filter(|domain| domain.value["service"] == script.name);
        for old in own.filter(|old| !given.iter().any(|new| new["hostname"] == old.value["hostname"])) {
            store.delete(&place, &old.id)?;
            removed.push(old.value);
        }
    }
    let (mut added, mut updated) = (Vec::new(), Vec::new());
    for one in &given {
        let (value, is_new) = domain(script.world, script.account(), &script.name, one)?;
        if is_new { added.push(value) } else { updated.push(value) }
    }
    let told = json!({"added": added, "updated": updated, "removed": removed, "conflicting": []});
    Ok(super::super::told(script.world, script.asked, route, told))
}
