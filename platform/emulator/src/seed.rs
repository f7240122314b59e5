//! What is there from the start.

use crate::collection::{Shape, Spot, add};
use crate::emulator::{ACCOUNT_ID, ZONE_ID};
use crate::route::Route;
use crate::server::asked::Asked;
use crate::world::World;
use bytes::Bytes;
use cfs_catalogue::CollectionKind;
use http::HeaderMap;
use serde_json::{Value, json};

/// The usual account, its zone and its user.
pub(crate) fn usual(world: &World) -> Result<(), (String, String)> {
    let account = json!({"id": ACCOUNT_ID, "name": "Emulated account", "type": "standard"});
    let zone = json!({
        "id": ZONE_ID, "name": "example.com", "status": "active", "type": "full", "paused": false,
        "account": {"id": ACCOUNT_ID, "name": "Emulated account"},
        "name_servers": ["ns1.example.com", "ns2.example.com"], "development_mode": 0,
    });
    let user = json!({"id": ACCOUNT_ID, "email": "emulator@example.com", "two_factor_authentication_enabled": false});
    let all = [
        (format!("/accounts/{ACCOUNT_ID}"), account),
        (format!("/zones/{ZONE_ID}"), zone),
        ("/user".to_owned(), user),
    ];
    for (path, value) in all {
        item(world, &path, value, false)?;
    }
    item(world, &format!("/accounts/{ACCOUNT_ID}/workers/subdomain"), json!({"subdomain": "emulator"}), false)
}

/// Items of a seed: a list of paths and values.
pub(crate) fn make(world: &World, text: &str) -> Result<(), (String, String)> {
    let refused = |place: &str, what: &str| (place.to_owned(), what.to_owned());
    let seed: Value = serde_json::from_str(text).map_err(|error| refused("JSON", &error.to_string()))?;
    let Value::Array(items) = seed else { return Err(refused("JSON", "a list is expected")) };
    for entry in items {
        let path = entry["path"].as_str().ok_or_else(|| refused(&entry.to_string(), "`path` is missing"))?;
        item(world, path, entry["value"].clone(), true)?;
    }
    Ok(())
}

/// Makes everything that a path leads through and that is not there.
pub(crate) fn lead_to(world: &World, path: &str) -> Result<(), (String, String)> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    for count in 2..=segments.len() {
        let own = format!("/{}", segments[..count].join("/"));
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter();
        let all: Vec<_> = methods.filter_map(|method| world.catalogue.at(method, &own)).collect();
        // A word of a path is no id, whatever else might stand there.
        let is_word = |path: &str| path.rsplit('/').next().is_some_and(|last| !last.contains('{'));
        let mut details = all.iter().filter_map(|found| found.operation.detail().ok());
        if details.any(|detail| is_word(detail.path())) {
            continue;
        }
        let found = all.into_iter().find(|found| found.operation.collection().is_some());
        let collection = found.and_then(|found| found.operation.collection());
        let is_item = collection.is_some_and(|collection| {
            let whole = collection
                .path()
                .is_ok_and(|path| path.trim_start_matches('/').split('/').count() + 1 == count);
            collection.kind() == CollectionKind::Collection && whole
        });
        let own_rules = crate::products::lead_to(world, &own);
        if own_rules.map_err(|reply| (own.clone(), String::from_utf8_lossy(&reply.body).into_owned()))? {
            continue;
        }
        if is_item {
            item(world, &own, json!({}), false)?;
        }
    }
    Ok(())
}

/// Makes the item of a path, unless it is there, or over the one that is; of a collection's path, one more.
pub(crate) fn item(world: &World, path: &str, value: Value, over: bool) -> Result<(), (String, String)> {
    let refused = |what: String| (path.to_owned(), what);
    let said =
        |reply: crate::server::reply::Reply| refused(String::from_utf8_lossy(&reply.body).into_owned());
    let found = ["GET", "PUT", "PATCH", "DELETE"].into_iter().find_map(|method| {
        let asked = Asked::new(method, path, "", HeaderMap::new(), Bytes::new());
        let route = Route::find(world.catalogue, &asked).ok()?;
        Some((asked, route.operation.collection()?, route))
    });
    let (asked, collection, route) = found.ok_or_else(|| refused("no item has this path".to_owned()))?;
    let spot = Spot::of(collection, &asked, &route).map_err(said)?;
    let shape = Shape { world, asked: &asked, route: &route, collection };
    if spot.id.is_empty() && collection.kind() == CollectionKind::Collection {
        // The collection's own path: one more of it.
        return add(&shape, &spot, value).map(drop).map_err(said);
    }
    let there = world.store.get(&spot.place, &spot.id).map_err(|error| refused(error.to_string()))?;
    if there.is_some() && !over {
        return Ok(());
    }
    let value = if value.is_null() { json!({}) } else { value };
    let id = (!spot.id.is_empty()).then_some(spot.id.as_str());
    let value = shape.made(value, id);
    let name = shape.name(&value);
    world
        .store
        .put(&spot.place, &spot.id, name.as_deref(), &value)
        .map_err(|error| refused(error.to_string()))
}
