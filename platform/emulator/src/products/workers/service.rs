//! Workers under their older name.

use super::{Script, modules, settings, triggers, upload};
use crate::route::Route;
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};

fn environment(item: &Value) -> Value {
    json!({"environment": "production", "created_on": item["created_on"], "modified_on": item["modified_on"], "script": item})
}

fn there(script: &Script<'_>) -> Result<Value, Reply> {
    script.find()?.ok_or_else(|| Reply::error(404, 10_090, "This service does not exist on your account."))
}

fn get(script: &Script<'_>, route: &Route) -> Answered {
    let item = there(script)?;
    let environment = environment(&item);
    let told = json!({
        "id": script.name, "created_on": item["created_on"], "modified_on": item["modified_on"],
        "default_environment": environment, "environments": [environment],
    });
    Ok(super::super::told(script.world, script.asked, route, told))
}

fn get_environment(script: &Script<'_>, route: &Route) -> Answered {
    let told = environment(&there(script)?);
    Ok(super::super::told(script.world, script.asked, route, told))
}

/// The answer, where there is one.
pub(super) fn answer(script: &Script<'_>, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (script.asked.method.as_str(), rest) {
        ("GET", []) => get(script, route?),
        ("DELETE", []) => there(script).and_then(|_| upload::delete(script)),
        ("GET", ["environments", _]) => get_environment(script, route?),
        ("GET", ["environments", _, "bindings"]) => settings::bindings(script),
        ("GET", ["environments", _, "settings"]) => settings::get(script, route?),
        ("GET", ["environments", _, "content"]) => modules::content(script),
        ("PUT", ["environments", _, "content"]) => upload::content(script, route?),
        ("GET", ["environments", _, "subdomain"]) => triggers::subdomain(script),
        _ => return None,
    })
}
