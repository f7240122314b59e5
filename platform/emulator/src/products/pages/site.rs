//! Files of a deployment, as Pages answers for them.

use super::rules::{self, Led, Rules};
use super::{deployments, files};
use crate::server::asked::decoded;
use crate::server::reply::Reply;
use crate::world::World;
use http::{Request, header};
use serde_json::Value;

/// The answer to a request, unless a Function gives it.
pub(crate) fn answer<B>(
    world: &World,
    account: &str,
    project: &str,
    id: &str,
    request: &Request<B>,
) -> Option<Reply> {
    let all = deployments(account, project);
    // A state that cannot be read is said by the API.
    let deployment = world.store.get(&all, id).ok().flatten()?;
    let worker = world.store.get(&format!("{all}/{id}/_worker"), "").ok().flatten();
    let path = decoded(request.uri().path());
    if worker.is_some_and(|worker| is_function(&worker.value["routes"], &path)) {
        return None;
    }
    if !matches!(request.method().as_str(), "GET" | "HEAD") {
        return Some(Reply::content(405, "text/plain", "Method Not Allowed").with("allow", "GET, HEAD"));
    }
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let site = Site { world, account, manifest: &deployment.value["files"] };
    let rules = rules::of(world, account, project, id);
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let reply = site.by_rules(&rules, &path, request.uri().query(), known.unwrap_or_default());
    Some(rules.with_headers(reply, host.split(':').next().unwrap_or_default(), &path))
}

/// The file of a path, for a Function that asks for it.
pub(crate) fn asset(
    world: &World,
    account: &str,
    project: &str,
    id: &str,
    path: &str,
    known: &str,
) -> Option<Reply> {
    let deployment = world.store.get(&deployments(account, project), id).ok().flatten()?;
    let site = Site { world, account, manifest: &deployment.value["files"] };
    let rules = rules::of(world, account, project, id);
    let reply = site.by_rules(&rules, path, None, known);
    Some(rules.with_headers(reply, "", path))
}

/// Whether a Function answers a path: all of them, or those of `_routes.json`.
fn is_function(routes: &Value, path: &str) -> bool {
    let any = |list: &Value| {
        let mut all = list.as_array().into_iter().flatten().filter_map(Value::as_str);
        all.any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => path.starts_with(start) || path == start.trim_end_matches('/'),
            None => path == pattern,
        })
    };
    (routes["include"].is_null() || any(&routes["include"])) && !any(&routes["exclude"])
}

struct Site<'a> {
    world: &'a World,
    account: &'a str,
    manifest: &'a Value,
}

impl Site<'_> {
    fn has(&self, path: &str) -> bool {
        self.manifest[path].is_string()
    }

    /// Where the rules lead, else what is there.
    fn by_rules(&self, rules: &Rules, path: &str, query: Option<&str>, known: &str) -> Reply {
        match rules.led(path, query) {
            Some(Led::Away(status, to)) => Reply::content(status, "", "").with("location", to),
            Some(Led::Within(to)) => self.answer(&to, query, known),
            None => self.answer(path, query, known),
        }
    }

    /// The file, the address that it has rather than this one, or what there is instead.
    fn answer(&self, path: &str, query: Option<&str>, known: &str) -> Reply {
        let to = |path: &str| {
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            Reply::content(308, "", "").with("location", format!("{path}{query}"))
        };
        if let Some(folder) = path.strip_suffix("/index.html").filter(|_| self.has(path)) {
            return to(&format!("{folder}/"));
        }
        if let Some(bare) = path.strip_suffix(".html").filter(|_| self.has(path)) {
            return to(bare);
        }
        if let Some(bare) = path.strip_suffix('/') {
            let index = format!("{path}index.html");
            if self.has(&index) {
                return self.file(&index, 200, known);
            }
            if self.has(&format!("{bare}.html")) {
                return to(bare);
            }
            return self.instead(path);
        }
        for file in [path.to_owned(), format!("{path}.html")] {
            if self.has(&file) {
                return self.file(&file, 200, known);
            }
        }
        if self.has(&format!("{path}/index.html")) { to(&format!("{path}/")) } else { self.instead(path) }
    }

    /// The nearest page that says that nothing is there; the first page, where there is none.
    fn instead(&self, path: &str) -> Reply {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            let page = format!("{above}/404.html");
            if self.has(&page) {
                return self.file(&page, 404, "");
            }
            folder = above;
        }
        if self.has("/index.html") { self.file("/index.html", 200, "") } else { Reply::content(404, "", "") }
    }

    fn file(&self, path: &str, status: u16, known: &str) -> Reply {
        let hash = self.manifest[path].as_str().unwrap_or_default();
        let found = self.world.store.blob(&files(self.account), hash, 0).ok().flatten();
        let Some(file) = found else { return Reply::content(404, "", "") };
        let etag = format!("\"{hash}\"");
        if known == etag {
            return Reply::content(304, "", "").with("etag", etag);
        }
        let media = file.about.as_str().unwrap_or("application/octet-stream");
        let cached = "public, max-age=0, must-revalidate";
        Reply::content(status, media, file.content).with("etag", etag).with("cache-control", cached)
    }
}
