//! Temporary credentials for R2's S3 interface.

use crate::auth::tokens;
use crate::ids::hex;
use crate::route::Route;
use crate::s3::Grant;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const KEPT: &str = "/_temporary";
/// So many seconds credentials are good for at most.
const LONGEST: i64 = 7 * 24 * 3600;

/// Makes credentials for a bucket, from those of a token.
pub(crate) fn create(world: &World, asked: &Asked, route: &Route) -> Answered {
    let body = crate::route::body::needed(asked)?;
    crate::route::check(route, asked, Some(&body))?;
    let invalid = |what: &str| Reply::error(400, 10_029, what);
    let parent = body["parentAccessKeyId"].as_str().unwrap_or_default();
    if tokens::key(world, parent)?.is_none() {
        return Err(invalid("parentAccessKeyId is not the id of an API token"));
    }
    let seconds = body["ttlSeconds"].as_i64().or_else(|| body["ttlSeconds"].as_f64().map(|all| all as i64));
    let seconds = seconds.filter(|seconds| (1..=LONGEST).contains(seconds));
    let seconds = seconds.ok_or_else(|| invalid("ttlSeconds is between 1 and 604800"))?;
    let session = format!("{}{}", world.ids.hex(), world.ids.hex());
    let secret = hex(&Sha256::digest(session.as_bytes()));
    let key = world.ids.hex();
    let value = json!({
        "account": asked.segments[1], "bucket": body["bucket"], "permission": body["permission"], "parent": parent,
        "prefixes": body["prefixes"], "objects": body["objects"], "secret": secret,
        "expires": world.seconds() + seconds,
    });
    world.store.put(KEPT, &key, None, &value)?;
    Ok(Reply::result(json!({"accessKeyId": key, "secretAccessKey": secret, "sessionToken": session})))
}

/// The secret of temporary credentials and what they may do; else what is wrong with them.
pub(crate) fn find(
    world: &World,
    key: &str,
    session: &str,
) -> rusqlite::Result<Result<(String, Grant), &'static str>> {
    let Some(found) = world.store.get(KEPT, key)? else { return Ok(Err("InvalidToken")) };
    let value = &found.value;
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let parent = tokens::key(world, &text("parent"))?;
    let Some(parent) = parent.filter(|_| hex(&Sha256::digest(session.as_bytes())) == text("secret")) else {
        return Ok(Err("InvalidToken"));
    };
    if value["expires"].as_i64().is_none_or(|end| end <= world.seconds()) {
        return Ok(Err("ExpiredToken"));
    }
    let permission = text("permission");
    let list = |name: &str| -> Vec<String> {
        let all = value[name].as_array().into_iter().flatten();
        all.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    // Never more than the token may that they were made from.
    let parent = Grant::of_token(parent.permissions.as_deref(), None);
    let grant = Grant {
        account: Some(text("account")),
        reads: parent.reads,
        writes: parent.writes && permission.ends_with("-write"),
        administers: parent.administers && permission.starts_with("admin-"),
        bucket: Some(text("bucket")),
        prefixes: list("prefixes"),
        objects: list("objects"),
    };
    Ok(Ok((text("secret"), grant)))
}
