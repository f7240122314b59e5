//! Tokens of a session: what they are worth is known by the state, so they only need the form.

use crate::server::reply::Reply;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// So long a token may be used, in seconds.
const HOUR: i64 = 3600;

/// A token for a session of a kind.
pub(crate) fn token(world: &World, session: &str, kind: &str) -> String {
    let now = world.seconds();
    let payload = json!({
        "iat": now, "exp": now + HOUR, "session": session, "kind": kind, "nonce": world.ids.hex(),
        "max_file_count_allowed": 20_000,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&json!({"alg": "HS256", "typ": "JWT"})),
        part(&payload),
        URL_SAFE_NO_PAD.encode(session)
    )
}

/// The session of a token, if it is of a kind and its time is not over.
pub(crate) fn session(world: &World, token: &str, kind: &str) -> Result<String, Reply> {
    let refused = |what: &str| Reply::error(401, 10_000, format!("Authentication error: {what}"));
    let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let payload: Value =
        payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| refused("no token"))?;
    if payload["kind"] != kind {
        return Err(refused("a token of another kind"));
    }
    if payload["exp"].as_i64().is_none_or(|end| end <= world.seconds()) {
        return Err(Reply::error(403, 10_000, "Authentication error: the token has expired"));
    }
    Ok(payload["session"].as_str().unwrap_or_default().to_owned())
}
