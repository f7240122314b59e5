//! Vectorize, as bindings ask for it.

use super::{Bound, text};
use crate::products::vectorize::Index;
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};

fn refused(status: u16, error: String) -> Reply {
    Reply::json(status, &json!({"code": 40000 + u32::from(status), "error": error}))
}

/// Answers one call.
pub(super) fn answer(bound: &Bound<'_>) -> Answered {
    let place = bound.place(&["vectorize", "v2", "indexes"]);
    let index = Index::find(bound.world, &place, bound.id, refused)?;
    let body = || {
        serde_json::from_slice::<Value>(&bound.asked.body)
            .map_err(|error| refused(400, format!("the request is no JSON: {error}")))
    };
    let told = match bound.rest().as_str() {
        "info" => index.info()?,
        "insert" => index.write(&bound.asked.body, false)?,
        "upsert" => index.write(&bound.asked.body, true)?,
        "query" => index.query(&body()?)?,
        "getByIds" => index.by_ids(&body()?)?,
        "deleteByIds" => index.delete(&body()?)?,
        other => return Err(text(404, format!("an index has no /{other}"))),
    };
    Ok(Reply::json(200, &told))
}
