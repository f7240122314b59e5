//! Audit logs: what was changed through the API, from the log.

use super::{Event, Wanted, kind, time};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// So many entries are on a page where it is not said.
const PAGE: usize = 100;

/// The entries of a time, the newest first.
fn entries(world: &World, asked: &Asked, account: &str, until: i64) -> Result<Vec<Event>, Reply> {
    let from = asked.query("since").and_then(time).unwrap_or(0);
    let now = world.clock.now().as_microsecond() + 1;
    let wanted = Wanted { kind: kind::AUDIT, account, zone: None, from, until: until.min(now) };
    let mut all = Vec::new();
    world.events.log.each(&wanted, |event| all.push(event))?;
    if asked.query("direction") != Some("asc") {
        all.reverse();
    }
    Ok(all)
}

fn moment(at: i64) -> String {
    Timestamp::from_microsecond(at).map(|time| time.to_string()).unwrap_or_default()
}

/// An entry's id: always the same one.
fn id(event: &Event) -> String {
    let hash = Sha256::digest(format!("{} {}", event.account, event.seq));
    uuid::Builder::from_random_bytes(std::array::from_fn(|at| hash[at])).into_uuid().to_string()
}

/// What was done: the last word of the operation's name, and what it was done to.
fn verb(event: &Event) -> (&'static str, String) {
    let operation = event.text("operation");
    let resource = operation.rsplit_once('.').map_or(operation, |(resource, _)| resource).to_owned();
    let verb = match event.text("method") {
        "POST" => "create",
        "DELETE" => "delete",
        _ => "update",
    };
    (verb, resource)
}

/// Answers `GET /accounts/{id}/audit_logs`.
pub(crate) fn first(world: &World, asked: &Asked, account: &str) -> Answered {
    let until = asked.query("before").and_then(time).unwrap_or(i64::MAX);
    let number =
        |name: &str, usual: usize| asked.query(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (page, size) = (number("page", 1).max(1), number("per_page", PAGE).clamp(1, 1000));
    let all = entries(world, asked, account, until)?;
    let told = |event: &Event| {
        let (verb, resource) = verb(event);
        json!({
            "id": id(event), "when": moment(event.at), "interface": "API", "owner": {"id": account},
            "action": {"type": verb, "result": true}, "actor": {"type": "user", "ip": event.text("ip"), "email": "emulator@example.com"},
            "resource": {"type": resource, "id": event.text("path").rsplit('/').next()},
            "metadata": {"path": event.text("path"), "operation": event.text("operation")}, "newValue": "", "oldValue": "",
        })
    };
    let shown: Vec<Value> = all.iter().skip((page - 1) * size).take(size).map(told).collect();
    let info = json!({"page": page, "per_page": size, "count": shown.len(), "total_count": all.len()});
    Ok(Reply::enveloped(200, Value::Array(shown), Some(info)))
}

/// Answers `GET /accounts/{id}/logs/audit`.
pub(crate) fn second(world: &World, asked: &Asked, account: &str) -> Answered {
    // A day is meant with its end.
    let until = asked
        .query("before")
        .and_then(|text| Some(time(text)? + if text.len() == 10 { 86_400 * super::SECOND } else { 0 }));
    let all = entries(world, asked, account, until.unwrap_or(i64::MAX))?;
    let size = asked.query("limit").and_then(|text| text.parse().ok()).unwrap_or(PAGE).clamp(1, 1000);
    let skipped = asked.query("cursor").and_then(|cursor| all.iter().position(|event| id(event) == cursor));
    let rest = &all[skipped.map_or(0, |at| at + 1)..];
    let told = |event: &Event| {
        let (verb, resource) = verb(event);
        let zone = event.fields.get("zone").filter(|zone| !zone.is_null()).map(|zone| json!({"id": zone}));
        let mut told = json!({
            "id": id(event), "account": {"id": account, "name": "Emulated account"},
            "action": {"type": verb, "result": "success", "time": moment(event.at), "description": event.text("operation")},
            "actor": {"type": "user", "context": "api_token", "ip_address": event.text("ip"), "email": "emulator@example.com"},
            "raw": {
                "method": event.text("method"), "uri": event.text("path"), "status_code": event.number("status") as u16,
                "user_agent": event.text("agent"),
            },
            "resource": {"type": resource, "id": event.text("path").rsplit('/').next(), "product": event.text("operation").split('.').next()},
        });
        if let Some(zone) = zone {
            told["zone"] = zone;
        }
        told
    };
    let shown: Vec<Value> = rest.iter().take(size).map(told).collect();
    let cursor = rest.get(size.saturating_sub(1)).filter(|_| rest.len() > size).map(id);
    let info = json!({"count": shown.len(), "cursor": cursor.unwrap_or_default()});
    Ok(Reply::enveloped(200, Value::Array(shown), Some(info)))
}
