//! Settings, which are there once.

use super::item::merge;
use super::{Shape, Spot};
use crate::server::reply::{Answered, Reply};
use cfs_catalogue::Verb;
use serde_json::{Value, json};

/// Does what is asked for. What was never set is what the document shows.
pub(super) fn answer(shape: &Shape<'_>, spot: &Spot, verb: Verb, value: Option<Value>) -> Answered {
    let there = shape.world.store.get(&spot.place, "")?.map(|item| item.value);
    let given = value.map(|value| shape.taken(Some(value)));
    let after = match verb {
        Verb::Get | Verb::List => match there {
            Some(there) => there,
            // What was imagined once stays the same.
            None => imagined(shape, spot)?,
        },
        Verb::Delete => {
            let before = there.unwrap_or_else(|| json!({}));
            shape.world.store.delete(&spot.place, "")?;
            before
        }
        Verb::Update | Verb::Put | Verb::Create => keep(shape, spot, given.unwrap_or_else(|| json!({})))?,
        Verb::Edit => {
            let mut after = there.map_or_else(|| imagined(shape, spot), Ok)?;
            match given {
                Some(given @ Value::Object(_)) if after.is_object() => merge(&mut after, given),
                Some(given) => after = given,
                None => {}
            }
            keep(shape, spot, after)?
        }
    };
    Ok(shape.many(after))
}

fn imagined(shape: &Shape<'_>, spot: &Spot) -> Result<Value, Reply> {
    let last = spot.place.rsplit('/').next().unwrap_or_default();
    let value = shape.imagined(last);
    shape.world.store.put(&spot.place, "", None, &value)?;
    Ok(value)
}

fn keep(shape: &Shape<'_>, spot: &Spot, given: Value) -> Result<Value, Reply> {
    let last = spot.place.rsplit('/').next().unwrap_or_default();
    let value = match given {
        Value::Object(_) => shape.made(given, Some(last)),
        other => other,
    };
    shape.world.store.put(&spot.place, "", None, &value)?;
    Ok(value)
}
