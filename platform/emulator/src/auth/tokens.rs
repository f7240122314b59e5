//! Tokens that were created.

use crate::collection;
use crate::ids::hex;
use crate::route::Route;
use crate::server::asked::{Asked, place};
use crate::server::reply::{Answered, Reply};
use crate::store::Item;
use crate::world::World;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Where the hashes of tokens are kept: no token itself is.
const HASHES: &str = "/_tokens";

/// What a token may do.
pub(crate) struct Held {
    pub(crate) id: String,
    pub(crate) active: bool,
    pub(crate) permissions: Vec<String>,
}

/// What is kept of a token; it is also its secret as an access key for R2.
pub(crate) fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The id of a permission group, made of its name.
fn group_id(name: &str) -> String {
    hash(name)[..32].to_owned()
}

/// The token that was created with a value.
pub(crate) fn find(world: &World, token: &str) -> Result<Option<Held>, Reply> {
    let Some(known) = world.store.get(HASHES, &hash(token))? else { return Ok(None) };
    let at = |name: &str| known.value[name].as_str().unwrap_or_default().to_owned();
    let Some(item) = world.store.get(&at("place"), &at("id"))? else { return Ok(None) };
    Ok(Some(held(world, item)))
}

fn held(world: &World, item: Item) -> Held {
    let moment = |name: &str| item.value[name].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let now = world.now();
    let in_time = moment("expires_on").is_none_or(|end| now < end)
        && moment("not_before").is_none_or(|start| start <= now);
    let active = in_time && item.value["status"].as_str().unwrap_or("active") == "active";
    let permissions = permissions(world, &item.value);
    Held { id: item.id, active, permissions }
}

/// The id of the token that may do everything.
pub(crate) fn default_id() -> String {
    group_id("the default token")
}

/// A token as keys for R2.
pub(crate) struct Key {
    pub(crate) secret: String,
    /// What it may do, where it may not do everything.
    pub(crate) permissions: Option<Vec<String>>,
    /// The account, where it is of one.
    pub(crate) account: Option<String>,
}

/// The token of an id, as keys for R2.
pub(crate) fn key(world: &World, id: &str) -> rusqlite::Result<Option<Key>> {
    if id == default_id() {
        return Ok(Some(Key { secret: hash(&world.token), permissions: None, account: None }));
    }
    let Some(known) = world.store.named(HASHES, id)? else { return Ok(None) };
    let place = known.value["place"].as_str().unwrap_or_default();
    let Some(item) = world.store.get(place, id)? else { return Ok(None) };
    let account = place.strip_prefix("/accounts/").and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let held = held(world, item);
    Ok(held.active.then_some(Key { secret: known.id, permissions: Some(held.permissions), account }))
}

fn permissions(world: &World, token: &Value) -> Vec<String> {
    let all = names(world);
    let groups = token["policies"].as_array().into_iter().flatten();
    let groups = groups
        .filter(|policy| policy["effect"] != "deny")
        .filter_map(|policy| policy["permission_groups"].as_array());
    let names = groups.flatten().filter_map(|group| {
        let id = group["id"].as_str().unwrap_or_default();
        let by_id = all.iter().find(|name| group_id(name) == id).cloned();
        by_id.or_else(|| group["name"].as_str().map(str::to_owned))
    });
    names.collect()
}

/// The names of all permissions that the catalogue knows.
fn names(world: &World) -> Vec<String> {
    let details = world.catalogue.operations().filter_map(|operation| operation.detail().ok());
    let mut names: Vec<&str> = details.flat_map(|detail| detail.permissions().iter().copied()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

/// All permission groups.
pub(crate) fn groups(world: &World, asked: &Asked) -> Reply {
    let wanted = asked.query("name");
    let names = names(world).into_iter().filter(|name| wanted.is_none_or(|wanted| name.contains(wanted)));
    let groups: Vec<Value> = names
        .map(|name| json!({"id": group_id(&name), "name": name, "scopes": ["com.cloudflare.api.account"]}))
        .collect();
    Reply::result(Value::Array(groups))
}

/// Creates a token, as any item; its value is given once.
pub(crate) fn create(world: &World, asked: &Asked, route: &Route) -> Answered {
    let reply = collection::answer(world, asked, route)?;
    let mut body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let id = body["result"]["id"].as_str().unwrap_or_default().to_owned();
    let value = format!("{}{}", world.ids.hex(), &world.ids.hex()[..8]);
    keep(world, &place(asked.segments.iter().map(String::as_str)), &id, &value)?;
    body["result"]["value"] = json!(value);
    Ok(Reply::json(reply.status.as_u16(), &body))
}

/// Gives a token another value.
pub(crate) fn roll(world: &World, asked: &Asked) -> Answered {
    let count = asked.segments.len() - 2;
    let (place, id) = (asked.place(count), &asked.segments[count]);
    if world.store.get(&place, id)?.is_none() {
        return Err(Reply::error(404, 1003, "token not found"));
    }
    for old in world.store.list(HASHES)?.iter().filter(|old| old.value["id"] == id.as_str()) {
        world.store.delete(HASHES, &old.id)?;
    }
    let value = format!("{}{}", world.ids.hex(), &world.ids.hex()[..8]);
    keep(world, &place, id, &value)?;
    Ok(Reply::result(json!(value)))
}

fn keep(world: &World, place: &str, id: &str, value: &str) -> Result<(), Reply> {
    Ok(world.store.put(HASHES, &hash(value), Some(id), &json!({"place": place, "id": id}))?)
}

/// Says which token is sent, and whether it may be used.
pub(crate) fn verify(world: &World, asked: &Asked) -> Answered {
    let header = asked.header("authorization").unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default().trim();
    let (id, status) = match find(world, token)? {
        Some(held) => (held.id, if held.active { "active" } else { "disabled" }),
        None => (default_id(), "active"),
    };
    let messages = json!([{"code": 10_000, "message": "This API Token is valid and active", "type": null}]);
    let body =
        json!({"success": true, "errors": [], "messages": messages, "result": {"id": id, "status": status}});
    Ok(Reply::json(200, &body))
}
