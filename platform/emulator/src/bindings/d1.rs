//! D1, as the runtime asks for it.

use super::{Bound, text};
use crate::products::d1;
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};

/// What a session's position is said in; there is one database, which is always the newest.
const BOOKMARK: &str = "x-cf-d1-session-commit-token";

/// Runs one statement or several, all or none.
pub(super) fn answer(bound: &Bound<'_>) -> Answered {
    if !matches!(bound.rest().as_str(), "query" | "execute") || bound.method() != "POST" {
        return Err(text(404, format!("D1 has no {} /{}", bound.method(), bound.rest())));
    }
    let asked: Value = serde_json::from_slice(&bound.asked.body)
        .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
    let all = match asked {
        Value::Array(all) => all,
        one => vec![one],
    };
    let rows = match bound.asked.query("resultsFormat") {
        Some("ROWS_AND_COLUMNS") => d1::Rows::Lists,
        _ => d1::Rows::Objects,
    };
    if bound.world.store.get(&bound.place(&["d1", "database"]), bound.id)?.is_none() {
        return Ok(failed(&format!("there is no database {}", bound.id)));
    }
    let database = bound.world.databases.open(bound.world.store.folder(), bound.id)?;
    let reply = match d1::statements(&database, &all, rows) {
        Ok(results) => Reply::content(200, "application/json", format!("[{}]", results.join(","))),
        Err(error) => return Ok(failed(&error)),
    };
    Ok(match bound.asked.header(BOOKMARK) {
        Some(_) => reply.with(BOOKMARK, "00000001-00000001-00000001-00000000000000000000000000000001"),
        None => reply,
    })
}

fn failed(error: &str) -> Reply {
    Reply::json(200, &json!({"success": false, "error": error}))
}
