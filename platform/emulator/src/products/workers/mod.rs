//! Workers: what is uploaded, its versions and deployments, and what belongs to it. They run behind [`crate::Runtime`].

mod assets;
mod bindings;
mod deployments;
pub(crate) mod dispatch;
mod migrations;
mod modules;
mod secrets;
mod service;
mod settings;
mod triggers;
mod upload;
mod versions;
mod worker;

pub(crate) use upload::Upload as Read;

use crate::collection;
use crate::route::Route;
use crate::running::tails;
use crate::runtime::UploadedWorker;
use crate::server::asked::{Asked, place};
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// A Worker that is asked about: one of the account's, or of a dispatch namespace.
#[derive(Clone)]
pub(crate) struct Script<'a> {
    pub(crate) world: &'a World,
    pub(crate) asked: &'a Asked,
    /// Where it and its like are.
    pub(crate) place: String,
    pub(crate) name: String,
}

impl<'a> Script<'a> {
    fn new(world: &'a World, asked: &'a Asked, parents: &[&str], name: &str) -> Self {
        Self { world, asked, place: place(parents.iter().copied()), name: name.to_owned() }
    }

    /// Where what belongs to it is.
    fn below(&self, what: &str) -> String {
        format!("{}/{what}", self.path())
    }

    /// Its own path.
    fn path(&self) -> String {
        format!("{}{}", self.place, place([self.name.as_str()]))
    }

    /// The account's id.
    fn account(&self) -> &str {
        self.asked.segments.get(1).map_or("", String::as_str)
    }

    /// What is kept of it, where it is there.
    fn find(&self) -> Result<Option<Value>, Reply> {
        Ok(self.world.store.get(&self.place, &self.name)?.map(|item| item.value))
    }

    /// What is kept of it.
    fn there(&self) -> Result<Value, Reply> {
        self.find()?.ok_or_else(|| Reply::error(404, 10_007, "This Worker does not exist on your account."))
    }

    fn keep(&self, value: &Value) -> Result<(), Reply> {
        Ok(self.world.store.put(&self.place, &self.name, Some(&self.name), value)?)
    }

    /// What it is called among all that run of the account.
    fn running_name(&self) -> String {
        let segments: Vec<&str> = self.place.trim_start_matches('/').split('/').collect();
        match segments.as_slice() {
            [.., "dispatch", "namespaces", namespace, "scripts"] => {
                dispatch::running_name(namespace, &self.name)
            }
            _ => self.name.clone(),
        }
    }

    /// Whether it is one of the account's own.
    fn is_own(&self) -> bool {
        self.place.ends_with("/workers/scripts")
    }
}

/// The answer, where a path is about Workers.
pub(super) fn answer(
    world: &World,
    asked: &Asked,
    route: Option<&Route>,
    segments: &[&str],
) -> Option<Answered> {
    let method = asked.method.as_str();
    match segments {
        ["accounts", account, "workers", "scripts", name, rest @ ..] => script(
            &Script::new(world, asked, &["accounts", account, "workers", "scripts"], name),
            route,
            rest,
        ),
        ["accounts", _, "workers", "dispatch", "namespaces"] if method == "POST" => {
            Some(dispatch::create(world, asked, route?))
        }
        ["accounts", _, "workers", "dispatch", "namespaces", _, "scripts"] if method == "DELETE" => {
            Some(dispatch::delete_all(world, asked))
        }
        ["accounts", _, "workers", "dispatch", "namespaces", _, "scripts"]
            if asked.query("tags").is_some() =>
        {
            Some(dispatch::list(world, asked, route?))
        }
        ["accounts", account, "workers", "dispatch", "namespaces", namespace] if method == "DELETE" => {
            let removed = collection::answer(world, asked, route?);
            // Its Workers are below its name.
            Some(removed.and_then(|reply| {
                world.store.delete(&asked.place(5), namespace)?;
                dispatch::forget(world, account, namespace);
                Ok(reply)
            }))
        }
        ["accounts", account, "workers", "dispatch", "namespaces", namespace, "scripts", name, rest @ ..] => {
            let parents = ["accounts", account, "workers", "dispatch", "namespaces", namespace, "scripts"];
            script(&Script::new(world, asked, &parents, name), route, rest)
        }
        ["accounts", account, "workers", "services", name, rest @ ..] => {
            let script = Script::new(world, asked, &["accounts", account, "workers", "scripts"], name);
            service::answer(&script, route, rest)
        }
        ["accounts", _, "workers", "assets", "upload", rest @ ..] if method == "POST" => {
            Some(assets::upload(world, asked, rest.first().copied()))
        }
        ["accounts", _, "workers", "domains"] if method == "PUT" => {
            Some(triggers::set_domain(world, asked, route?))
        }
        ["accounts", _, "workers", "domains"] if method == "GET" => {
            Some(triggers::list_domains(world, asked, route?))
        }
        ["accounts", _, "workers", "tails", "by-consumer", _] => {
            Some(Ok(Reply::result(Value::Array(Vec::new()))))
        }
        ["accounts", _, "workers", "durable_objects", "namespaces"] => Some(migrations::list(world, asked)),
        ["accounts", _, "workers", "workers", rest @ ..] => worker::answer(world, asked, route, rest),
        _ => None,
    }
}

/// The versions of a Worker that answer now, with their shares.
pub(crate) fn deployed(
    world: &World,
    asked: &Asked,
    name: &str,
) -> Result<Vec<(UploadedWorker, f64)>, Reply> {
    deployments::running(&of_path(world, asked, name))
}

/// An upload in any of its forms: what is said of the modules, and they.
pub(crate) fn read(asked: &Asked) -> Result<Read, Reply> {
    let upload = upload::read(asked)?;
    upload::check(&upload)?;
    Ok(upload)
}

/// The version of a Worker by its id, as it is run.
pub(crate) fn version(world: &World, asked: &Asked, name: &str, id: &str) -> Result<UploadedWorker, Reply> {
    deployments::worker(&of_path(world, asked, name), id)
}

/// The Worker that a path names last.
fn of_path<'a>(world: &'a World, asked: &'a Asked, name: &str) -> Script<'a> {
    let parents: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    Script::new(world, asked, &parents[..parents.len().saturating_sub(1)], name)
}

/// Makes the secret, version or deployment that a path names.
pub(super) fn lead_to(world: &World, asked: &Asked, segments: &[&str]) -> Result<(), Reply> {
    let [parents @ .., named, kind, id] = segments else { return Ok(()) };
    let script = if parents.ends_with(&["workers", "workers"]) {
        worker::with_script(world, asked, named)?
    } else {
        Script::new(world, asked, parents, named)
    };
    let upload = upload::Upload { metadata: json!({}), modules: Vec::new() };
    match *kind {
        "secrets" => drop(secrets::set(&script, &[json!({"name": id, "text": "secret"})])?),
        "versions" if *id != "latest" => drop(versions::make_as(&script, upload, id)?),
        "deployments" => {
            let version = versions::make(&script, upload, "api")?;
            let all = json!([{"version_id": version.id(), "percentage": 100}]);
            deployments::make_as(&script, &all, id)?;
            deployments::make(&script, &all, &Value::Null)?;
        }
        _ => {}
    }
    Ok(())
}

fn script(script: &Script<'_>, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (script.asked.method.as_str(), rest) {
        ("PUT", []) => upload::put(script, route?),
        ("GET", []) if script.is_own() => modules::content(script),
        ("GET", []) => dispatch::get(script, route?),
        ("DELETE", []) => upload::delete(script),
        ("GET", ["content" | "content/v2"] | ["content", "v2"]) => modules::content(script),
        ("PUT", ["content"]) => upload::content(script, route?),
        ("POST", ["versions"]) => versions::create(script, route?),
        ("GET", ["versions"]) => versions::list(script),
        ("GET", ["versions", id]) => versions::get(script, route?, id),
        ("POST", ["deployments"]) => deployments::create(script, route?),
        ("GET", ["deployments"]) => deployments::list(script),
        ("GET", ["deployments", id]) => deployments::get(script, id),
        ("DELETE", ["deployments", id]) => deployments::delete(script, id),
        ("GET", ["secrets"]) => secrets::list(script),
        ("PUT", ["secrets"]) => secrets::put(script),
        ("GET", ["secrets", name]) => secrets::get(script, name),
        ("DELETE", ["secrets", name]) => secrets::delete(script, name),
        ("PATCH", ["secrets-bulk"]) => secrets::bulk(script),
        ("GET", ["settings"]) => settings::get(script, route?),
        ("PATCH", ["settings"]) => settings::edit(script, route?),
        ("GET", ["bindings"]) => settings::bindings(script),
        ("GET" | "PUT", ["tags"]) if !script.is_own() => dispatch::tags(script, None),
        ("PUT" | "DELETE", ["tags", tag]) if !script.is_own() => dispatch::tags(script, Some(tag)),
        ("GET", ["script-settings"]) => settings::script(script, route?),
        ("PATCH", ["script-settings"]) => settings::edit_script(script, route?),
        ("GET" | "POST" | "DELETE", ["subdomain"]) => triggers::subdomain(script),
        ("GET" | "PUT", ["schedules"]) => triggers::schedules(script),
        ("PUT", ["routes"]) => triggers::routes(script),
        ("POST", ["domains", "changeset"]) => triggers::domains(script, route?),
        ("PUT", ["domains", "records"]) => script.there().map(|_| Reply::result(Value::Null)),
        ("GET", ["references"]) => {
            let route = route?;
            script.there().map(|_| super::told(script.world, script.asked, route, json!({"services": {}})))
        }
        ("POST", ["tails"]) => script.there().and_then(|_| {
            tails::create(script.world, script.asked, &script.below("tails"), script.account(), &script.name)
        }),
        ("POST", ["assets-upload-session"]) => assets::session(script),
        _ => return None,
    })
}
