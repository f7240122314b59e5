//! Migrations: tags, and the namespaces of Durable Objects that they make.

use super::Script;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

fn place(account: &str) -> String {
    format!("/accounts/{account}/workers/durable_objects/namespaces")
}

/// Applies migrations to what is there; the tag that the Worker has then.
pub(super) fn apply(
    script: &Script<'_>,
    before: Option<&Value>,
    given: &Value,
) -> Result<Option<String>, Reply> {
    if given.is_null() {
        return Ok(None);
    }
    let tag = before.and_then(|before| before["migration_tag"].as_str());
    let old = given["old_tag"].as_str();
    if old != tag {
        let named = |tag: Option<&str>| tag.map_or_else(|| "none".to_owned(), |tag| format!("\"{tag}\""));
        let message =
            format!("Migration tag precondition failed; expected tag {}, got {}", named(tag), named(old));
        return Err(Reply::error(412, 10_079, message));
    }
    let steps = given["steps"].as_array().cloned().unwrap_or_else(|| vec![given.clone()]);
    for step in &steps {
        apply_step(script, step)?;
    }
    Ok(given["new_tag"].as_str().map(str::to_owned))
}

fn apply_step(script: &Script<'_>, step: &Value) -> Result<(), Reply> {
    let (store, place) = (&script.world.store, place(script.account()));
    let own = script.running_name();
    let name = |class: &str| format!("{own}_{class}");
    let texts = |member: &str| -> Vec<String> {
        step[member]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    };
    for (member, sqlite) in [("new_classes", false), ("new_sqlite_classes", true)] {
        for class in texts(member) {
            if store.named(&place, &name(&class))?.is_some() {
                return Err(Reply::error(
                    400,
                    10_074,
                    format!(
                        "Cannot apply new-class migration to class '{class}' that is already depended on by existing Durable Objects"
                    ),
                ));
            }
            let id = script.world.ids.hex();
            let value =
                json!({"id": id, "name": name(&class), "script": own, "class": class, "use_sqlite": sqlite});
            store.put(&place, &id, Some(&name(&class)), &value)?;
        }
    }
    for class in texts("deleted_classes") {
        if let Some(found) = store.named(&place, &name(&class))? {
            store.delete(&place, &found.id)?;
        }
    }
    for change in ["renamed_classes", "transferred_classes"]
        .into_iter()
        .filter_map(|name| step[name].as_array())
        .flatten()
    {
        let (from, to) =
            (change["from"].as_str().unwrap_or_default(), change["to"].as_str().unwrap_or_default());
        let owner = change["from_script"].as_str().unwrap_or(&own);
        let missing = || {
            Reply::error(
                400,
                10_070,
                format!("Cannot rename or transfer class '{from}', which does not exist"),
            )
        };
        let found = store.named(&place, &format!("{owner}_{from}"))?.ok_or_else(missing)?;
        let mut value = found.value;
        value["name"] = json!(name(to));
        value["class"] = json!(to);
        value["script"] = json!(own);
        store.put(&place, &found.id, Some(&name(to)), &value)?;
    }
    Ok(())
}

/// A Worker's namespaces go with it.
pub(super) fn forget(script: &Script<'_>) -> Result<(), Reply> {
    let (store, place) = (&script.world.store, place(script.account()));
    let own = script.running_name();
    for found in store.list(&place)?.into_iter().filter(|found| found.value["script"] == own.as_str()) {
        store.delete(&place, &found.id)?;
    }
    Ok(())
}

/// All namespaces of the account.
pub(super) fn list(world: &World, asked: &Asked) -> Answered {
    let all: Vec<Value> =
        world.store.list(&place(&asked.segments[1]))?.into_iter().map(|item| item.value).collect();
    let number = |name: &str, usual| asked.query(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (page, size): (usize, usize) = (number("page", 1).max(1), number("per_page", 20).clamp(1, 1000));
    let total = all.len();
    let all: Vec<Value> = all.into_iter().skip((page - 1) * size).take(size).collect();
    let info = json!({"count": all.len(), "page": page, "per_page": size, "total_count": total, "total_pages": total.div_ceil(size)});
    Ok(Reply::enveloped(200, Value::Array(all), Some(info)))
}
