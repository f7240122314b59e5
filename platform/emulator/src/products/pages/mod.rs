//! Pages: direct upload of files, and deployments that have them.

use crate::auth::jwt;
use crate::collection;
use crate::route::{Route, body};
use crate::server::asked::{Asked, place};
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

mod functions;
mod rules;
pub(crate) mod site;

pub(crate) use functions::worker;

const KIND: &str = "pages";

/// What the Functions of a project are called among all Workers of the account. No Worker's own name has a colon.
pub(crate) fn running_name(project: &str) -> String {
    format!("{KIND}:{project}")
}

/// The project of a name among all Workers.
pub(crate) fn project_of(running: &str) -> Option<&str> {
    running.strip_prefix(KIND)?.strip_prefix(':')
}

/// Where the deployments of a project are.
fn deployments(account: &str, project: &str) -> String {
    place(["accounts", account, "pages", "projects", project, "deployments"])
}

fn files(account: &str) -> String {
    format!("/accounts/{account}/_pages")
}

/// A token to upload with.
pub(crate) fn upload_token(world: &World, asked: &Asked) -> Answered {
    if world.store.get(&asked.place(4), &asked.segments[4])?.is_none() {
        return Err(Reply::error(
            404,
            8_000_007,
            "Project not found. The specified project name does not match any of your existing projects.",
        ));
    }
    Ok(Reply::result(json!({"jwt": jwt::token(world, &asked.segments[1], KIND)})))
}

/// The account of the token that is sent.
fn account(world: &World, asked: &Asked) -> Result<String, Reply> {
    let bearer =
        asked.header("authorization").and_then(|header| header.strip_prefix("Bearer ")).unwrap_or_default();
    jwt::session(world, bearer, KIND).map_err(|_| Reply::error(401, 8_000_013, "Authorization failed"))
}

/// Which of the files are not there.
pub(crate) fn check_missing(world: &World, asked: &Asked) -> Answered {
    let place = files(&account(world, asked)?);
    let body = body::needed(asked)?;
    let mut missing = Vec::new();
    for hash in body["hashes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if world.store.blob(&place, hash, 0)?.is_none() {
            missing.push(json!(hash));
        }
    }
    Ok(Reply::result(Value::Array(missing)))
}

/// Takes files.
pub(crate) fn upload(world: &World, asked: &Asked) -> Answered {
    let place = files(&account(world, asked)?);
    let mut blobs = Vec::new();
    for file in body::needed(asked)?.as_array().into_iter().flatten() {
        let key = file["key"].as_str().unwrap_or_default().to_owned();
        let value = file["value"].as_str().unwrap_or_default();
        let content = if file["base64"] == true {
            let refused = |_| Reply::error(400, 10_001, format!("the file {key} is no base64"));
            STANDARD.decode(value).map_err(refused)?
        } else {
            value.as_bytes().to_vec()
        };
        blobs.push(Blob { key, content, about: file["metadata"]["contentType"].clone(), expires: None });
    }
    world.store.put_blobs(&place, &blobs)?;
    Ok(Reply::result(Value::Null))
}

/// Says that files are still in use, which they are as long as they are there.
pub(crate) fn upsert(world: &World, asked: &Asked) -> Answered {
    account(world, asked)?;
    Ok(Reply::result(Value::Null))
}

/// Makes a project, which has a host.
pub(crate) fn create(world: &World, asked: &Asked, route: &Route) -> Answered {
    let mut given = body::needed(asked)?;
    if let Some(name) = given["name"].as_str() {
        let host = format!("{name}.pages.dev");
        given["domains"] = json!([host]);
        given["subdomain"] = json!(host);
    }
    let mut asked = asked.clone();
    asked.body = given.to_string().into();
    collection::answer(world, &asked, route)
}

/// Where it stands which deployment a project shows, after it was gone back to.
pub(crate) fn shown(account: &str, project: &str) -> String {
    place(["accounts", account, "pages", "projects", project, "_shown"])
}

/// Goes back to a deployment, or makes it again, which gives what is there.
pub(crate) fn again(world: &World, asked: &Asked, route: &Route) -> Answered {
    let id = &asked.segments[6];
    let found = world.store.get(&asked.place(6), id)?;
    let missing = || Reply::error(404, 8_000_009, "Deployment not found.");
    let found = found.ok_or_else(missing)?.value;
    if asked.segments.last().is_some_and(|last| last == "rollback") {
        if found["environment"] != "production" {
            return Err(Reply::error(400, 8_000_039, "Only production deployments can be rolled back to."));
        }
        world.store.put(&shown(&asked.segments[1], &asked.segments[4]), "", None, &json!(id))?;
    }
    Ok(super::told(world, asked, route, found))
}

/// Deploys the files of a manifest.
pub(crate) fn deploy(world: &World, asked: &Asked, route: &Route) -> Answered {
    let project = world.store.get(&asked.place(4), &asked.segments[4])?;
    let missing = || Reply::error(404, 8_000_007, "Project not found.");
    let project = project.ok_or_else(missing)?.value;
    let given = body::value(asked)?.unwrap_or_default();
    let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
    let place = files(&asked.segments[1]);
    if let Some(manifest) = given["manifest"].as_object() {
        for (path, hash) in manifest {
            if world.store.blob(&place, hash.as_str().unwrap_or_default(), 0)?.is_none() {
                return Err(Reply::error(
                    400,
                    8_000_011,
                    format!("the file {path} of the manifest was not uploaded"),
                ));
            }
        }
    }
    let branch = if text("branch").is_empty() { "main".to_owned() } else { text("branch") };
    let main = project["production_branch"].as_str().unwrap_or("main");
    let (id, now) = (world.ids.hex(), world.now().to_string());
    let stage = json!({"name": "deploy", "status": "success", "started_on": now, "ended_on": now});
    let url = format!("https://{}.{}.pages.dev", &id[..8], asked.segments[4]);
    let value = json!({
        "id": id, "short_id": &id[..8], "project_name": asked.segments[4], "project_id": project["id"], "url": url,
        "environment": if branch == main { "production" } else { "preview" }, "created_on": now, "modified_on": now,
        "latest_stage": stage, "stages": [stage], "aliases": [], "is_skipped": false,
        "deployment_trigger": {"type": "ad_hoc", "metadata": {
            "branch": branch, "commit_hash": text("commit_hash"), "commit_message": text("commit_message"),
            "commit_dirty": given["commit_dirty"] == true || given["commit_dirty"] == "true",
        }},
        "files": given["manifest"],
    });
    let shape = collection::Shape {
        world,
        asked,
        route,
        collection: route.operation.collection().ok_or_else(missing)?,
    };
    let value = shape.made(value, None);
    world.store.put(&asked.place(6), &id, None, &value)?;
    rules::keep(world, asked, &id)?;
    if let Err(refused) = functions::deploy(world, asked, &id) {
        world.store.delete(&asked.place(6), &id)?;
        return Err(refused);
    }
    if value["environment"] == "production" {
        world.store.put(&shown(&asked.segments[1], &asked.segments[4]), "", None, &json!(id))?;
    }
    Ok(shape.one(value))
}
