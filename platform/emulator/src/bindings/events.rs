//! What is only written: data points and mail, kept in the order in which they came.

use super::{Bound, text};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// Where data points of a dataset are kept.
fn points(bound: &Bound<'_>) -> String {
    bound.place(&["_analytics", bound.id])
}

/// Keeps data points.
pub(super) fn analytics(bound: &Bound<'_>) -> Answered {
    let point = serde_json::from_slice::<Value>(&bound.asked.body)
        .unwrap_or_else(|_| json!(String::from_utf8_lossy(&bound.asked.body)));
    let (world, id) = (bound.world, bound.world.ids.hex());
    world.store.put(&points(bound), &id, None, &json!({"at": world.now().to_string(), "point": point}))?;
    Ok(Reply::content(200, "", ""))
}

/// Keeps a mail that would be sent.
pub(super) fn email(world: &World, asked: &Asked) -> Answered {
    let mail: Value = serde_json::from_slice(&asked.body)
        .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
    let id = world.ids.hex();
    world.store.put("/_mail", &id, None, &mail)?;
    Ok(Reply::json(200, &json!({"messageId": id})))
}
