//! Collections and settings that keep state, all alike: what is special of one is in [`crate::products`].

mod bulk;
mod codes;
mod create;
mod item;
pub(crate) mod page;
mod place;
mod setting;

use crate::route::{self, Route};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use cfs_catalogue::{Collection, CollectionKind, Operation, Verb};
use serde_json::Value;

pub(crate) use codes::{conflict, missing};
pub(crate) use create::add;
pub(crate) use item::Shape;
pub(crate) use place::{Spot, parents_exist, scope_exists};

/// Whether what an operation does lasts.
pub(crate) fn is_stateful(operation: Operation) -> bool {
    let Some(collection) = operation.collection().filter(|_| operation.verb().is_some()) else {
        return bulk::of(operation).is_some();
    };
    match collection.kind() {
        CollectionKind::Collection => is_made(collection) || operation.verb() != Some(Verb::List),
        CollectionKind::Setting => is_set(collection),
        CollectionKind::ReadOnly => false,
    }
}

/// Whether items are made by calls of the collection.
pub(crate) fn is_made(collection: Collection) -> bool {
    [Verb::Create, Verb::Put].into_iter().any(|verb| collection.operation(verb).is_some())
}

fn is_set(collection: Collection) -> bool {
    let verbs = [Verb::Create, Verb::Put, Verb::Update, Verb::Edit, Verb::Delete];
    verbs.into_iter().any(|verb| collection.operation(verb).is_some())
}

/// Does what is asked for.
pub(crate) fn answer(world: &World, asked: &Asked, route: &Route) -> Answered {
    let value = route::body::value(asked)?;
    route::check(route, asked, value.as_ref())?;
    if let Some((collection, bulk)) = bulk::of(route.operation) {
        let spot = Spot::of(collection, asked, route)?;
        return bulk::answer(
            &Shape { world, asked, route, collection },
            &Spot { id: String::new(), ..spot },
            bulk,
            value,
        );
    }
    let (Some(collection), Some(verb)) = (route.operation.collection(), route.operation.verb()) else {
        return Err(Reply::error(500, 10_500, "no collection"));
    };
    let spot = Spot::of(collection, asked, route)?;
    let shape = Shape { world, asked, route, collection };
    if collection.kind() == CollectionKind::Setting {
        return setting::answer(&shape, &spot, verb, value);
    }
    match verb {
        Verb::Create => create::create(&shape, &spot, value),
        Verb::Put => create::put(&shape, &spot, value),
        Verb::List => list(&shape, &spot),
        Verb::Get => Ok(shape.one(find(&shape, &spot)?)),
        Verb::Update | Verb::Edit => change(&shape, &spot, value, verb),
        Verb::Delete => delete(&shape, &spot),
    }
}

fn list(shape: &Shape<'_>, spot: &Spot) -> Answered {
    page::list(shape, &spot.place)
}

/// The item that a path names. Of what no call makes, there is one under every id.
fn find(shape: &Shape<'_>, spot: &Spot) -> Result<Value, Reply> {
    let store = &shape.world.store;
    let found = store.get(&spot.place, &spot.id)?;
    if let Some(found) = found {
        return Ok(found.value);
    }
    if codes::by_name(shape.collection)
        && let Some(found) = store.named(&spot.place, &spot.id)?
    {
        return Ok(found.value);
    }
    if is_made(shape.collection) {
        Err(missing(shape.collection, &spot.id))
    } else {
        Ok(shape.imagined(&spot.id))
    }
}

fn change(shape: &Shape<'_>, spot: &Spot, value: Option<Value>, verb: Verb) -> Answered {
    let before = find(shape, spot)?;
    let given = shape.taken(value);
    let after = shape.changed(before, given, verb == Verb::Update);
    let id = shape.id(&after).unwrap_or_else(|| spot.id.clone());
    // Found by its name, it is kept under its id.
    let id = if shape.world.store.get(&spot.place, &spot.id)?.is_some() { spot.id.clone() } else { id };
    create::keep(shape, &spot.place, &id, &after)?;
    Ok(shape.one(after))
}

fn delete(shape: &Shape<'_>, spot: &Spot) -> Answered {
    if spot.id.is_empty() {
        return delete_many(shape, spot);
    }
    let before = find(shape, spot)?;
    let store = &shape.world.store;
    if !store.delete(&spot.place, &spot.id)? {
        let id = shape.id(&before).unwrap_or_default();
        store.delete(&spot.place, &id)?;
    }
    Ok(shape.one(before))
}

/// A deletion that names its items in the body or the query, or none of them, which is all.
fn delete_many(shape: &Shape<'_>, spot: &Spot) -> Answered {
    let store = &shape.world.store;
    let mut named: Vec<String> = shape.asked.query.iter().map(|(_, value)| value.clone()).collect();
    if let Some(value) = route::body::value(shape.asked)? {
        texts(&value, &mut named);
    }
    let there = store.list(&spot.place)?;
    let gone = there.into_iter().filter(|item| named.is_empty() || named.contains(&item.id));
    let mut last = Value::Array(Vec::new());
    for item in gone {
        store.delete(&spot.place, &item.id)?;
        if let Value::Array(all) = &mut last {
            all.push(item.value);
        }
    }
    Ok(shape.many(last))
}

fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Object(members) => members.values().for_each(|member| texts(member, out)),
        _ => {}
    }
}
