//! What products do beyond keeping items.

pub(crate) mod d1;

use crate::auth::tokens;
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;

/// The answer of a product, where one has its own.
pub(crate) fn answer(world: &World, asked: &Asked, route: Option<&Route>) -> Result<Option<Reply>, Reply> {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    let reply = match (asked.method.as_str(), segments.as_slice()) {
        ("GET", ["user", "tokens", "verify"] | ["accounts", _, "tokens", "verify"]) => tokens::verify(world, asked)?,
        ("GET", ["user", "tokens", "permission_groups"] | ["accounts", _, "tokens", "permission_groups"]) => {
            tokens::groups(world, asked)
        }
        ("PUT", ["user", "tokens", _, "value"] | ["accounts", _, "tokens", _, "value"]) => tokens::roll(world, asked)?,
        ("POST", ["user", "tokens"] | ["accounts", _, "tokens"]) => match route {
            Some(route) => tokens::create(world, asked, route)?,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

/// Whether a product knows an item that is none of a collection.
pub(crate) fn exists(_: &World, _: &str, _: &str) -> Result<bool, Reply> {
    Ok(false)
}

/// Answers outside of the API: addresses that answers name.
pub(crate) fn outside(_: &World, _: &Asked) -> Option<Reply> {
    None
}

/// Operations with answers of their own, in order.
pub(crate) const SPECIAL: &[&str] = &[];
