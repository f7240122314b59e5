//! Instances as the API tells them.

use super::instance::Instance;
use super::steps;
use crate::json;
use crate::server::reply::Reply;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What values are tagged with that JSON has no form for.
const TAG: &str = "$cfs";

/// A value as JSON shows it.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::Array(all) => all.iter().map(plain).collect(),
        Value::Object(members) => match members.get(TAG).and_then(Value::as_array) {
            Some(tagged) => untagged(tagged),
            None => {
                let members = members.iter().map(|(name, member)| (name.clone(), plain(member)));
                Value::Object(members.collect())
            }
        },
        other => other.clone(),
    }
}

fn untagged(tagged: &[Value]) -> Value {
    let part = |at: usize| tagged.get(at).cloned().unwrap_or_default();
    match part(0).as_str() {
        Some("date") => part(1).as_f64().map_or(Value::Null, |at| time(&json!(at as i64))),
        Some("regexp") => json!(format!("/{}/{}", json::plain(&part(1)), json::plain(&part(2)))),
        Some("error") => json!({"name": part(1), "message": part(2)}),
        Some("set") => plain(&part(1)),
        Some("map" | "object") => {
            let pairs = part(1).as_array().cloned().unwrap_or_default();
            let pairs = pairs.iter().map(|pair| (json::plain(&plain(&pair[0])), plain(&pair[1])));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
        Some("bytes") => part(2),
        Some("bigint" | "number") => part(1),
        _ => Value::Null,
    }
}

/// A moment in milliseconds as the API writes it.
pub(super) fn time(value: &Value) -> Value {
    let at = value.as_i64().and_then(|at| Timestamp::from_millisecond(at).ok());
    at.map_or(Value::Null, |at| json!(format!("{at:.3}")))
}

/// An instance in a list.
pub(super) fn listed(value: &Value) -> Value {
    json!({
        "id": value["id"], "status": value["status"], "created_on": time(&value["created"]),
        "modified_on": time(&value["modified"]), "started_on": time(&value["started"]), "ended_on": time(&value["ended"]),
        "trigger_source": value["trigger"], "version_id": value["version_id"], "workflow_id": value["workflow_id"],
    })
}

/// An instance with all that came of it.
pub(super) fn whole(instance: &Instance<'_>, simple: bool, falls: bool) -> Result<Value, Reply> {
    let value = &instance.value;
    let mut all: Vec<Value> = steps::all(instance)?.iter().map(step).collect();
    let count = all.len();
    if !value["terminated_by"].is_null() {
        all.push(json!({"type": "termination", "trigger": {"source": value["terminated_by"]}}));
    }
    if falls {
        all.reverse();
    }
    if simple {
        all.clear();
    }
    let success = match instance.status() {
        "complete" => json!(true),
        "errored" | "terminated" => json!(false),
        _ => Value::Null,
    };
    Ok(json!({
        "status": value["status"], "params": plain(&value["params"]), "trigger": {"source": value["trigger"]},
        "versionId": value["version_id"], "queued": time(&value["created"]), "start": time(&value["started"]),
        "end": time(&value["ended"]), "success": success, "steps": all, "step_count": count,
        "error": value["error"], "output": plain(&value["output"]), "schedule": value["schedule"], "rollback": null,
    }))
}

/// A step by its kind.
fn step(step: &Value) -> Value {
    let name = format!("{}-{}", json::plain(&step["name"]), step["count"]);
    let over = !step["error"].is_null() || step["done"] == true;
    let (start, error) = (time(&step["start"]), &step["error"]);
    match step["kind"].as_str() {
        Some("do") => {
            let attempt = |one: &Value| {
                json!({
                    "start": time(&one["start"]), "end": time(&one["end"]), "success": one["success"], "error": one["error"],
                })
            };
            let attempts: Vec<Value> =
                step["attempts"].as_array().into_iter().flatten().map(attempt).collect();
            let hidden = step["config"]["sensitive"] == "output" && step["done"] == true;
            let output = if hidden { json!("[REDACTED]") } else { plain(&step["value"]) };
            json!({
                "type": "step", "name": name, "start": start, "end": time(&step["end"]), "attempts": attempts,
                "config": step["config"], "output": output,
                "success": if over { json!(error.is_null()) } else { Value::Null },
            })
        }
        Some("sleep") => {
            let end = time(&step["deadline"]);
            json!({"type": "sleep", "name": name, "start": start, "end": end, "finished": over, "error": error})
        }
        _ => {
            let end = if over { time(&step["end"]) } else { time(&step["deadline"]) };
            let mut output = plain(&step["value"]);
            if let Some(at) = output["timestamp"].as_i64() {
                output["timestamp"] = time(&json!(at));
            }
            json!({
                "type": "waitForEvent", "name": name, "start": start, "end": end, "finished": over, "error": error,
                "output": output, "event_type": step["event_type"],
            })
        }
    }
}

/// What one step came to, by its name as it is told: `name-1`.
pub(super) fn one_step(
    instance: &Instance<'_>,
    name: &str,
    kind: &str,
    attempt: Option<usize>,
) -> Result<Option<Value>, Reply> {
    let own = |step: &Value| {
        let kinds = if kind == "waitForEvent" { "waitForEvent" } else { "do" };
        let told = format!("{}-{}", json::plain(&step["name"]), step["count"]);
        step["kind"] == kinds && (told == name || step["name"] == name)
    };
    let Some(step) = steps::all(instance)?.into_iter().find(own) else { return Ok(None) };
    let error = match attempt.and_then(|attempt| step["attempts"].get(attempt.saturating_sub(1))) {
        Some(attempt) => attempt["error"].clone(),
        None => step["error"].clone(),
    };
    let status = match (&step["error"], step["done"] == true) {
        (_, true) => "complete",
        (Value::Null, _) if step["kind"] == "waitForEvent" => "waiting",
        (Value::Null, _) => "running",
        _ => "errored",
    };
    let output = if error.is_null() { plain(&step["value"]) } else { Value::Null };
    let mut out = json!({"status": status, "output": output, "error": error});
    if step["kind"] == "waitForEvent" {
        out["event_type"] = step["event_type"].clone();
    }
    Ok(Some(out))
}
