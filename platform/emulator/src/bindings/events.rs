//! What is only written: data points, which the event log keeps, and mail, kept in the order in which it came.

use super::{Bound, text};
use crate::events::points;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// Keeps data points.
pub(super) fn analytics(bound: &Bound<'_>) -> Reply {
    points::add(bound.world, bound.account, bound.id, &bound.asked.body);
    Reply::content(200, "", "")
}

/// Keeps a mail that would be sent.
pub(super) fn email(world: &World, asked: &Asked) -> Answered {
    let mail: Value = serde_json::from_slice(&asked.body)
        .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
    let id = world.ids.hex();
    world.store.put("/_mail", &id, None, &mail)?;
    Ok(Reply::json(200, &json!({"messageId": id})))
}
