//! Secrets of the Secrets Store.

use super::{Bound, text};
use crate::server::reply::Answered;

/// The text of a secret: `STORE/NAME`.
pub(super) fn secret(bound: &Bound<'_>) -> Answered {
    let (store, name) = bound.id.split_once('/').unwrap_or((bound.id, ""));
    let place = bound.place(&["secrets_store", "stores", store, "secrets"]);
    let all = bound.world.store.list(&place)?;
    let found = all.into_iter().find(|secret| secret.value["name"] == name);
    let missing = || text(404, format!("there is no secret {name} in the store {store}"));
    let found = found.ok_or_else(missing)?;
    Ok(text(200, found.value["value"].as_str().unwrap_or_default()))
}
