//! Items that come.

use super::{Shape, Spot, codes, conflict};
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};

/// Adds an item, or several.
pub(super) fn create(shape: &Shape<'_>, spot: &Spot, value: Option<Value>) -> Answered {
    if let Some(Value::Array(items)) = value {
        let made: Result<Vec<Value>, Reply> =
            items.into_iter().map(|item| add(shape, spot, shape.taken(Some(wrapped(item))))).collect();
        return Ok(shape.many(Value::Array(made?)));
    }
    let made = add(shape, spot, shape.taken(value))?;
    Ok(shape.one(made))
}

/// Of some collections an item is given by one text: its id or name.
fn wrapped(item: Value) -> Value {
    match item {
        Value::String(text) => json!({"id": text}),
        other => other,
    }
}

/// Adds one.
pub(crate) fn add(shape: &Shape<'_>, spot: &Spot, given: Value) -> Result<Value, Reply> {
    let collection = shape.collection;
    let store = &shape.world.store;
    let item = shape.made(given.clone(), None);
    let given_id = shape.id(&given);
    if let Some(id) = &given_id
        && store.get(&spot.place, id)?.is_some()
    {
        return Err(conflict(collection, id));
    }
    let name = shape.name(&item);
    if let Some(name) = name.filter(|_| codes::is_named(collection) && shape.name(&given).is_some())
        && store.named(&spot.place, &name)?.is_some()
    {
        return Err(conflict(collection, &name));
    }
    let (id, item) = match shape.id(&item) {
        Some(id) if given_id.is_some() || store.get(&spot.place, &id)?.is_none() => (id, item),
        // What was made up may be what the document shows: then it is the first that has it.
        _ => {
            let id = shape.world.ids.hex();
            let mut item = item;
            if let (Value::Object(members), Ok(member)) = (&mut item, collection.id())
                && !member.is_empty()
            {
                members.insert(member.to_owned(), json!(id));
            }
            (id, item)
        }
    };
    keep(shape, &spot.place, &id, &item)?;
    Ok(item)
}

/// Adds an item under an id that is given, or replaces it.
pub(super) fn put(shape: &Shape<'_>, spot: &Spot, value: Option<Value>) -> Answered {
    let given = match shape.taken(value) {
        Value::Object(members) => Value::Object(members),
        other => json!({"value": other}),
    };
    let item = match shape.world.store.get(&spot.place, &spot.id)? {
        Some(before) => shape.changed(before.value, given, true),
        None => shape.made(given, Some(&spot.id)),
    };
    keep(shape, &spot.place, &spot.id, &item)?;
    Ok(shape.one(item))
}

/// Keeps an item.
pub(super) fn keep(shape: &Shape<'_>, place: &str, id: &str, item: &Value) -> Result<(), Reply> {
    Ok(shape.world.store.put(place, id, shape.name(item).as_deref(), item)?)
}
