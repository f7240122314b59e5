//! Static assets of a Worker, by the manifest of its version.

use super::{Bound, text};
use crate::products::pages;
use crate::products::workers::dispatch;
use crate::server::asked::{Asked, place};
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::Value;

/// The asset of a request of a Worker: `NAME/VERSION`.
pub(super) fn answer(bound: &Bound<'_>, worker: &str) -> Answered {
    let (name, version) = worker.split_once('/').unwrap_or((worker, ""));
    if let Some(project) = pages::project_of(name) {
        let path = format!("/{}", bound.asked.segments.join("/"));
        let known = bound.asked.header("if-none-match").unwrap_or_default();
        let found = pages::site::asset(bound.world, bound.account, project, version, &path, known);
        return found.ok_or_else(|| text(404, "Not Found"));
    }
    let versions = match dispatch::parts(name) {
        Some((namespace, name)) => {
            bound.place(&["workers", "dispatch", "namespaces", namespace, "scripts", name, "versions"])
        }
        None => bound.place(&["workers", "scripts", name, "versions"]),
    };
    let found = bound.world.store.get(&versions, version)?;
    let upload = found.map(|found| found.value["_upload"].clone()).unwrap_or_default();
    let found = match asset(bound.world, bound.account, &upload, bound.asked)? {
        Some(found) => Some(found),
        None => instead(bound.world, bound.account, &upload)?,
    };
    found.ok_or_else(|| text(404, "Not Found"))
}

/// The asset of a request, where there is one.
pub(crate) fn asset(
    world: &World,
    account: &str,
    upload: &Value,
    asked: &Asked,
) -> Result<Option<Reply>, Reply> {
    let manifest = &upload["assets"]["manifest"];
    let path = format!("/{}", asked.segments.join("/"));
    let bare = path.trim_end_matches('/');
    let tries = [path.clone(), format!("{bare}.html"), format!("{bare}/index.html")];
    let hash = tries.iter().find_map(|path| manifest[path.as_str()]["hash"].as_str());
    let known = asked.header("if-none-match").unwrap_or_default();
    hash.map_or(Ok(None), |hash| file(world, account, hash, 200, known))
}

/// What is answered where no asset is.
fn instead(world: &World, account: &str, upload: &Value) -> Result<Option<Reply>, Reply> {
    let (page, status) = match upload["assets"]["config"]["not_found_handling"].as_str() {
        Some("single-page-application") => ("/index.html", 200),
        Some("404-page") => ("/404.html", 404),
        _ => return Ok(None),
    };
    let hash = upload["assets"]["manifest"][page]["hash"].as_str();
    hash.map_or(Ok(None), |hash| file(world, account, hash, status, ""))
}

fn file(world: &World, account: &str, hash: &str, status: u16, known: &str) -> Result<Option<Reply>, Reply> {
    let files = place(["accounts", account, "_assets"]);
    let Some(file) = world.store.blob(&files, hash, 0)? else { return Ok(None) };
    let etag = format!("\"{hash}\"");
    if known == etag {
        return Ok(Some(Reply::content(304, "", "").with("etag", etag)));
    }
    let media = file.about.as_str().unwrap_or("application/octet-stream").to_owned();
    let cached = "public, max-age=0, must-revalidate";
    Ok(Some(Reply::content(status, &media, file.content).with("etag", etag).with("cache-control", cached)))
}
