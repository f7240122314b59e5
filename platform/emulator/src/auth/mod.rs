//! Who asks, and whether they may.

pub(crate) mod jwt;
pub(crate) mod tokens;

use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use cfs_catalogue::Auth;

/// Refuses what has no credentials, wrong ones, or not enough of them.
pub(crate) fn check(world: &World, asked: &Asked, route: Option<&Route>) -> Result<(), Reply> {
    let own = |auth: &Auth| matches!(auth, Auth::Bearer | Auth::Anonymous);
    if route.is_some_and(|route| route.detail.auth().iter().any(own)) || is_own(asked) {
        return Ok(());
    }
    let Some(header) = asked.header("authorization") else {
        let key = asked.header("x-auth-key").is_some_and(|key| !key.is_empty());
        return if key || asked.header("x-auth-user-service-key").is_some() {
            Ok(())
        } else {
            Err(Reply::error(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"))
        };
    };
    let token = header.strip_prefix("Bearer ").unwrap_or_default().trim();
    if token.is_empty() {
        let errors = [
            (6003, "Invalid request headers".to_owned()),
            (6111, "Invalid format for Authorization header".to_owned()),
        ];
        return Err(Reply::errors(400, &errors));
    }
    if token == world.token {
        return Ok(());
    }
    let Some(held) = tokens::find(world, token)? else {
        return Err(Reply::error(401, 1000, "Invalid API Token"));
    };
    if !held.active {
        return Err(Reply::error(401, 1000, "Invalid API Token"));
    }
    let Some(route) = route else { return Ok(()) };
    let needed = route.detail.permissions();
    if needed.is_empty() || needed.iter().any(|name| held.permissions.iter().any(|own| own == name)) {
        return Ok(());
    }
    Err(Reply::error(403, 10_000, "Authentication error"))
}

/// Calls that bring a token of their own, which the document does not know.
fn is_own(asked: &Asked) -> bool {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    matches!(segments[..], ["pages", "assets", ..] | ["accounts", _, "workers", "assets", "upload", ..])
}
