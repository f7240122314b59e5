//! Where items are: the path of their collection, and their id.

use crate::route::Route;
use crate::server::asked::{Asked, place};
use crate::server::reply::Reply;
use crate::world::{World, no_route};
use cfs_catalogue::{Collection, CollectionKind, Verb};

/// Where an item is. Of an operation on all of them, the id is empty.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) place: String,
    pub(crate) id: String,
}

impl Spot {
    /// The spot that a request is about.
    pub(crate) fn of(collection: Collection, asked: &Asked, route: &Route) -> Result<Self, Reply> {
        let template: Vec<&str> = collection.path()?.trim_start_matches('/').split('/').collect();
        let own: Vec<&str> = route.detail.path().trim_start_matches('/').split('/').collect();
        let below = own.len() >= template.len() && template.iter().zip(&own).all(|(a, b)| is_same(a, b));
        let whole = collection.kind() == CollectionKind::Setting;
        let place = if below {
            asked.place(template.len())
        } else {
            place(template.iter().map(|segment| filled(segment, asked, route)))
        };
        let parameter = collection.parameter()?;
        let named = route.values.iter().find(|(name, _)| *name == parameter).map(|(_, value)| value.clone());
        let next = below.then(|| asked.segments.get(template.len()).cloned()).flatten();
        let id = if whole {
            None
        } else if own.len() == template.len() + 1 {
            next.or(named)
        } else {
            named.or(next)
        };
        let id = id.filter(|_| !matches!(route.operation.verb(), Some(Verb::Create | Verb::List)));
        Ok(Self { place, id: id.unwrap_or_default() })
    }
}

/// Whether a segment of a path is that of a collection's template, whatever parameters are called. What is there for accounts
/// and zones is there for either.
pub(super) fn is_same(segment: &str, own: &str) -> bool {
    segment == own
        || is_parameter(segment) && is_parameter(own)
        || own == "{accounts_or_zones}" && matches!(segment, "accounts" | "zones")
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// A segment of a template with its value. The scope is two segments in one.
fn filled<'a>(segment: &'a str, asked: &'a Asked, route: &'a Route) -> &'a str {
    let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return segment;
    };
    let found = route.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let scope = || asked.segments.first().filter(|_| name == "accounts_or_zones").map(String::as_str);
    found.or_else(scope).unwrap_or(segment)
}

/// Whether the account or zone is there that a path is about, and the dispatch namespace of a Worker.
pub(crate) fn scope_exists(world: &World, asked: &Asked) -> Result<(), Reply> {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    let there =
        |count: usize| world.store.get(&asked.place(count), segments[count]).map(|found| found.is_some());
    match segments.as_slice() {
        ["accounts", "move", ..] => {}
        ["accounts" | "zones", _, _, ..] if !there(1)? => return Err(no_route(asked)),
        ["accounts", _, "workers", "dispatch", "namespaces", name, "scripts", ..]
            if !there(5)? && world.store.named(&asked.place(5), name)?.is_none() =>
        {
            return Err(Reply::error(404, 100_119, format!("There is no dispatch namespace {name}.")));
        }
        _ => {}
    }
    Ok(())
}

/// Whether all items that a path leads through are there.
pub(crate) fn parents_exist(world: &World, asked: &Asked, route: &Route) -> Result<(), Reply> {
    let whole: Vec<&str> = route.detail.path().trim_start_matches('/').split('/').collect();
    for count in 2..asked.segments.len() {
        // A word of the path names no item, even where another path has one there.
        if !whole.get(count - 1).is_some_and(|segment| is_parameter(segment)) {
            continue;
        }
        let own: Vec<&str> = asked.path.trim_start_matches('/').split('/').take(count).collect();
        let path = format!("/{}", own.join("/"));
        let found = ["GET", "PUT", "PATCH", "DELETE"]
            .into_iter()
            .find_map(|method| world.catalogue.at(method, &path));
        let Some(collection) = found.and_then(|found| found.operation.collection()) else { continue };
        let stateful = collection.kind() == CollectionKind::Collection && super::is_made(collection);
        let template = collection.path()?.trim_start_matches('/').split('/').count();
        if !stateful || template + 1 != count {
            continue;
        }
        let (place, id) = (asked.place(count - 1), &asked.segments[count - 1]);
        let there = world.store.get(&place, id)?.is_some()
            || super::codes::by_name(collection) && world.store.named(&place, id)?.is_some();
        if !there {
            let is_scope = count == 2;
            return Err(if is_scope { no_route(asked) } else { super::missing(collection, id) });
        }
    }
    Ok(())
}
