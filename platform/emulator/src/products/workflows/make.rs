//! New instances.

use super::instance::{Instance, Refused};
use super::runs::{Key, workflows};
use crate::server::reply::Reply;
use crate::world::World;
use serde_json::{Value, json};

/// So many are made at once.
pub(crate) const MOST: usize = 100;
const MOST_ID: usize = 100;

pub(crate) const NO_WORKFLOW: Refused = Refused {
    status: 404,
    code: 10_200,
    name: "workflow.not_found",
    message: "The Workflow does not exist in the account",
};

/// Where an instance comes from: `api`, `binding` or `cron`.
pub(crate) type Source<'a> = &'a str;

/// Makes an instance of what is given: `{id, params, retention: {success, error}}`; its id.
pub(crate) fn make(
    world: &World,
    (account, workflow): (&str, &str),
    source: Source<'_>,
    given: &Value,
) -> Result<String, Reply> {
    let place = workflows(account);
    let own = world.store.get(&place, workflow)?.ok_or(NO_WORKFLOW)?;
    let id = match given["id"].as_str() {
        Some(id) if is_id(id) => id.to_owned(),
        Some(_) => {
            return Err(Refused {
                status: 400,
                code: 10_401,
                name: "instance.invalid_id",
                message: "Workflow instance has invalid id",
            }
            .into());
        }
        None => world.ids.uuid(),
    };
    let usual = own.value["default_retention"].clone();
    let kept = |kind: &str| {
        let names = [format!("{kind}Retention"), format!("{kind}_retention"), kind.to_owned()];
        let all = [&given["retention"], &given["instance_retention"], &usual];
        all.into_iter().flat_map(|from| names.iter().map(|name| &from[name.as_str()])).find_map(milliseconds)
    };
    let params = if given["params"].is_null() { json!({}) } else { given["params"].clone() };
    let value = json!({
        "id": id, "params": params, "created": world.clock.now().as_millisecond(), "trigger": source,
        "version_id": own.value["version_id"], "workflow_id": own.value["id"], "schedule": given["schedule"],
        "retention": {"success": kept("success"), "error": kept("error")},
    });
    Instance::make(world, &Key::new(account, workflow, &id), value)?;
    let mut workflow_value = own.value;
    workflow_value["triggered_on"] = json!(world.now().to_string());
    world.store.put(&place, workflow, Some(workflow), &workflow_value)?;
    Ok(id)
}

fn is_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !id.is_empty() && id.len() <= MOST_ID && !id.starts_with('-') && id.chars().all(fits)
}

/// A duration: a number of milliseconds, or `5 minutes`.
fn milliseconds(given: &Value) -> Option<i64> {
    if let Some(number) = given.as_f64() {
        return Some(number as i64);
    }
    let (count, unit) = given.as_str()?.trim().split_once(' ')?;
    let count: f64 = count.parse().ok()?;
    let unit = match unit.trim().trim_end_matches('s') {
        "millisecond" => 1.0,
        "second" => 1e3,
        "minute" => 6e4,
        "hour" => 36e5,
        "day" => 864e5,
        "week" => 6048e5,
        "month" => 2592e6,
        "year" => 31536e6,
        _ => return None,
    };
    Some((count * unit) as i64)
}
