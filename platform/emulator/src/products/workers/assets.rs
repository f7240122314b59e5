//! Static assets: a session says which files are missing, they come in buckets, and a token says that all are there.

use super::Script;
use super::versions::Made;
use crate::auth::jwt;
use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Sessions, by their ids.
const SESSIONS: &str = "/_assets";
/// So many files are asked for at once.
const BUCKET: usize = 50;

fn files(account: &str) -> String {
    format!("/accounts/{account}/_assets")
}

/// The session of a token.
fn session_of(world: &World, token: &str, kind: &str) -> Result<(String, Value), Reply> {
    let id = jwt::session(world, token, kind)?;
    let missing = || Reply::error(401, 10_000, "Authentication error: no such session");
    let found = world.store.get(SESSIONS, &id)?.ok_or_else(missing)?;
    Ok((id, found.value))
}

/// Begins a session for the files of a manifest.
pub(super) fn session(script: &Script<'_>) -> Answered {
    let body = body::needed(script.asked)?;
    let manifest = body["manifest"].as_object().cloned();
    let manifest = manifest.ok_or_else(|| Reply::error(400, 10_001, "body.manifest: missing; an object"))?;
    let (world, place) = (script.world, files(script.account()));
    let mut missing = Map::new();
    for (path, file) in &manifest {
        let Some(hash) = file["hash"].as_str().filter(|_| path.starts_with('/')) else {
            return Err(Reply::error(
                400,
                10_001,
                format!("body.manifest.{path}: expected a path from `/` and a hash"),
            ));
        };
        if world.store.blob(&place, hash, 0)?.is_none() {
            missing.insert(hash.to_owned(), json!(true));
        }
    }
    let id = world.ids.hex();
    let hashes: Vec<String> = missing.keys().cloned().collect();
    let value = json!({"manifest": manifest, "missing": missing, "account": script.account()});
    world.store.put(SESSIONS, &id, None, &value)?;
    let buckets: Vec<&[String]> = hashes.chunks(BUCKET).collect();
    let kind = if hashes.is_empty() { "completion" } else { "upload" };
    Ok(Reply::result(json!({"jwt": jwt::token(world, &id, kind), "buckets": buckets})))
}

/// Takes files of a session.
pub(super) fn upload(world: &World, asked: &Asked, hash: Option<&str>) -> Answered {
    let bearer =
        asked.header("authorization").and_then(|header| header.strip_prefix("Bearer ")).unwrap_or_default();
    let (id, mut session) = session_of(world, bearer, "upload")?;
    let account = session["account"].as_str().unwrap_or_default().to_owned();
    let mut blobs = Vec::new();
    let blob = |key: &str, media: &str, content: Vec<u8>| Blob {
        key: key.to_owned(),
        content,
        about: json!(media),
        expires: None,
    };
    match hash {
        Some(hash) => {
            blobs.push(blob(hash, asked.header("content-type").unwrap_or_default(), asked.body.to_vec()));
        }
        None => {
            for part in body::form(asked)? {
                let content = if asked.query("base64") == Some("true") {
                    let refused =
                        |_| Reply::error(400, 10_001, format!("the part {} is no base64", part.name));
                    STANDARD.decode(part.text().trim()).map_err(refused)?
                } else {
                    part.content.to_vec()
                };
                blobs.push(blob(&part.name, &part.media, content));
            }
        }
    }
    for blob in &blobs {
        let missing = session["missing"].as_object_mut().and_then(|missing| missing.remove(&blob.key));
        let known = session["manifest"]
            .as_object()
            .is_some_and(|all| all.values().any(|file| file["hash"] == blob.key));
        if missing.is_none() && !known {
            return Err(Reply::error(
                400,
                10_001,
                format!("no file of the session has the hash {}", blob.key),
            ));
        }
    }
    world.store.put_blobs(&files(&account), &blobs)?;
    world.store.put(SESSIONS, &id, None, &session)?;
    if session["missing"].as_object().is_some_and(Map::is_empty) {
        let result = json!({"jwt": jwt::token(world, &id, "completion")});
        return Ok(Reply::enveloped(201, result, None));
    }
    Ok(Reply::enveloped(202, json!({}), None))
}

/// Puts what a token stands for in its place among what was said of an upload.
pub(super) fn settle(script: &Script<'_>, metadata: &mut Value, before: Option<&Made>) -> Result<(), Reply> {
    let old = before.map(|before| before.upload["assets"].clone()).unwrap_or_default();
    if metadata["keep_assets"] == true && !metadata["assets"]["jwt"].is_string() {
        if !old.is_null() {
            let config = metadata["assets"]["config"].take();
            metadata["assets"] = old;
            if !config.is_null() {
                metadata["assets"]["config"] = config;
            }
        }
        return Ok(());
    }
    let Some(jwt) = metadata["assets"]["jwt"].as_str().map(str::to_owned) else { return Ok(()) };
    let (_, session) = session_of(script.world, &jwt, "completion")?;
    if let Value::Object(assets) = &mut metadata["assets"] {
        assets.remove("jwt");
        assets.insert("manifest".to_owned(), session["manifest"].clone());
    }
    Ok(())
}
