//! Sites of Pages: which deployment a host shows, and the files of it.

use super::hosts::Led;
use super::{Running, setup};
use crate::products::{pages, workers};
use crate::server::asked::{Asked, place};
use crate::server::reply::Reply;
use crate::store::Item;
use crate::world::World;
use http::Request;
use std::sync::Arc;

/// So many characters of a branch are its host's.
const BRANCH: usize = 28;

/// What a host shows, where it is one of Pages: `PROJECT.pages.dev`, `ID.PROJECT.pages.dev`, `BRANCH.PROJECT.pages.dev`, or a domain of a
/// project.
pub(super) fn lead(world: &World, accounts: &[Item], host: &str) -> Option<Result<Led, String>> {
    let rest = host.strip_suffix(".pages.dev");
    // A state that cannot be read is said by the API.
    let projects = |account: &str| {
        world.store.list(&place(["accounts", account, "pages", "projects"])).unwrap_or_default()
    };
    let (part, name) = match rest {
        Some(rest) => rest.rsplit_once('.').map_or((None, rest), |(part, name)| (Some(part), name)),
        None => (None, ""),
    };
    for account in accounts {
        for project in projects(&account.id) {
            let own = place(["accounts", &account.id, "pages", "projects", &project.id]);
            let domains = || world.store.list(&format!("{own}/domains")).unwrap_or_default();
            let is_own = match rest {
                Some(_) => project.value["name"] == name,
                None => domains().iter().any(|domain| domain.value["name"] == host),
            };
            if !is_own {
                continue;
            }
            let all = world.store.list(&format!("{own}/deployments")).unwrap_or_default();
            let shown = world.store.get(&pages::shown(&account.id, &project.id), "").ok().flatten();
            let shown = shown.filter(|_| part.is_none());
            let shown = shown.and_then(|shown| all.iter().find(|one| shown.value == one.id.as_str()));
            let Some(found) = shown.or_else(|| all.iter().rev().find(|one| shows(one, part))) else {
                return Some(Err(format!("the project {} has no deployment that {host} shows", project.id)));
            };
            let name = pages::running_name(&project.id);
            let led = Led::new(&account.id, &name, format!("https://{host}"));
            return Some(Ok(Led { version: Some(found.id.clone()), ..led }));
        }
    }
    rest.map(|_| Err(format!("there is no Pages project {name}")))
}

/// Whether a deployment is the one of a host's first part.
fn shows(deployment: &Item, part: Option<&str>) -> bool {
    let Some(part) = part else { return deployment.value["environment"] == "production" };
    let branch = deployment.value["deployment_trigger"]["metadata"]["branch"].as_str().unwrap_or_default();
    part.len() >= 8 && deployment.id.starts_with(part) || alias(branch) == part
}

/// A branch as part of a host.
fn alias(branch: &str) -> String {
    let lower = branch.to_ascii_lowercase();
    let fit = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let cut: String = fit.take(BRANCH).collect();
    cut.trim_matches('-').to_owned()
}

/// The file of a request, unless a Function answers it.
pub(super) fn file<B>(world: &World, led: &Led, request: &Request<B>) -> Option<Reply> {
    let project = pages::project_of(&led.name)?;
    pages::site::answer(world, &led.account, project, led.version.as_deref()?, request)
}

impl Running {
    /// What a version is called in the runtime, which is made to run it where it does not.
    pub(super) async fn preview(
        self: &Arc<Self>,
        world: &Arc<World>,
        led: &Led,
        id: &str,
    ) -> Result<String, String> {
        let key = (led.account.clone(), led.name.clone());
        if let Some(name) = self.known(&key, id) {
            return Ok(name);
        }
        let (own, world, id) = (Arc::clone(self), Arc::clone(world), id.to_owned());
        let work = tokio::task::spawn_blocking(move || {
            let _one = world.lock_deploying();
            if let Some(name) = own.known(&key, &id) {
                return Ok(name);
            }
            let (account, name) = &key;
            let told = |reply: Reply| String::from_utf8_lossy(&reply.body).into_owned();
            let worker = match pages::project_of(name) {
                Some(project) => pages::worker(&world, account, project, &id).map_err(told)?,
                None => {
                    let path = place(["accounts", account, "workers", "scripts", name]);
                    let asked = Asked::new("GET", &path, "", http::HeaderMap::new(), bytes::Bytes::new());
                    Some(workers::version(&world, &asked, name, &id).map_err(told)?)
                }
            };
            let worker = worker.ok_or("the deployment has no Function")?;
            own.deploy_beside(&world, worker)?;
            own.known(&key, &id).ok_or_else(|| "it does not run".to_owned())
        });
        work.await.unwrap_or_else(|_| Err("the emulator failed while it started the version".to_owned()))
    }

    fn known(&self, key: &(String, String), id: &str) -> Option<String> {
        let deployed = self.deployed();
        let (worker, _) = deployed.get(key)?.iter().find(|(worker, _)| worker.version_id == id)?;
        Some(setup::name(worker))
    }
}

#[cfg(test)]
mod tests {
    use super::alias;

    #[test]
    fn branches_are_parts_of_hosts() {
        assert_eq!(alias("Feature/new_Look"), "feature-new-look");
        assert_eq!(alias("a-branch-whose-name-is-rather-long"), "a-branch-whose-name-is-rathe");
    }
}
