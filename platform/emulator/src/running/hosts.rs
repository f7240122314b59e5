//! Which Worker a host and path lead to.

use super::{Running, sites};
use crate::server::asked::place;
use crate::world::World;
use std::net::IpAddr;

/// A Worker that is asked for.
#[derive(Debug)]
pub(crate) struct Led {
    pub(crate) account: String,
    pub(crate) name: String,
    /// What the Worker sees: `https://api.example.com`.
    pub(crate) origin: String,
    /// The version that is meant, where it is one alone.
    pub(crate) version: Option<String>,
    /// Whether it stands before an origin of this host.
    pub(crate) is_before: bool,
}

impl Led {
    pub(crate) fn new(account: &str, name: &str, origin: String) -> Self {
        let (account, name) = (account.to_owned(), name.to_owned());
        Self { account, name, origin, version: None, is_before: false }
    }
}

/// Where a request goes that is not the API's: to a Worker, or nowhere, for a reason.
pub(crate) type Leads = Option<Result<Led, String>>;

/// Whose a host is. None: it is the API's.
pub(crate) fn lead(world: &World, running: &Running, host: &str, path: &str) -> Leads {
    let lower = host.to_ascii_lowercase();
    let (bare, port) = match lower.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (bare, Some(port)),
        _ => (lower.as_str(), None),
    };
    let is_address = bare.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    if bare.is_empty() || bare == "localhost" || is_address {
        return None;
    }
    let led = |account: &str, name: &str| Ok(Led::new(account, name, format!("https://{bare}")));
    if let Some(name) = bare.strip_suffix(".localhost") {
        let deployed = running.deployed();
        let found = deployed.keys().find(|(_, known)| known == name);
        let origin = match port {
            Some(port) => format!("http://{bare}:{port}"),
            None => format!("http://{bare}"),
        };
        let led = found.map(|(account, name)| Led::new(account, name, origin));
        return Some(led.ok_or_else(|| format!("there is no Worker {name}")));
    }
    // A state that cannot be read is said by the API.
    let accounts = world.store.list("/accounts").unwrap_or_default();
    if let Some(rest) = bare.strip_suffix(".workers.dev") {
        return Some(on_workers_dev(world, &accounts, rest, &led));
    }
    if let Some(found) = sites::lead(world, &accounts, bare) {
        return Some(found);
    }
    if let Some((account, name)) = route(world, bare, path) {
        return Some(match name {
            Some(name) => led(&account, &name).map(|led| Led { is_before: true, ..led }),
            None => Err(format!("a route of {bare} leads to no Worker")),
        });
    }
    let of_domains = accounts.iter().find_map(|account| {
        let domains =
            world.store.list(&place(["accounts", &account.id, "workers", "domains"])).unwrap_or_default();
        let found = domains.into_iter().find(|domain| domain.value["hostname"] == bare)?;
        Some((account.id.clone(), found.value["service"].as_str()?.to_owned()))
    });
    of_domains.map(|(account, name)| led(&account, &name))
}

fn on_workers_dev(
    world: &World,
    accounts: &[crate::store::Item],
    rest: &str,
    led: &dyn Fn(&str, &str) -> Result<Led, String>,
) -> Result<Led, String> {
    let (name, subdomain) =
        rest.rsplit_once('.').ok_or("workers.dev has hosts NAME.SUBDOMAIN.workers.dev")?;
    let own = |account: &&crate::store::Item| {
        let place = place(["accounts", &account.id, "workers", "subdomain"]);
        let found = world.store.get(&place, "").ok().flatten();
        found.is_some_and(|found| found.value["subdomain"] == subdomain)
    };
    let account = accounts.iter().find(own);
    let account = account.ok_or_else(|| format!("no account has the subdomain {subdomain}"))?;
    let script = ["accounts", &account.id, "workers", "scripts", name];
    let there = world.store.get(&place(script[..4].iter().copied()), name).ok().flatten();
    if there.is_none() {
        return preview(world, &account.id, rest, name);
    }
    let enabled = world.store.get(&format!("{}/subdomain", place(script)), "").ok().flatten();
    if enabled.is_none_or(|enabled| enabled.value["enabled"] != true) {
        return Err(format!(
            "the Worker {name} is not on workers.dev: POST /accounts/{}/workers/scripts/{name}/subdomain with {{\"enabled\": true}}",
            account.id
        ));
    }
    led(&account.id, name)
}

/// A version by its own host: `VERSION-NAME`, where the first eight digits of its id are enough, or `ALIAS-NAME`.
fn preview(world: &World, account: &str, rest: &str, name: &str) -> Result<Led, String> {
    let missing = || format!("there is no Worker {name}");
    let scripts = place(["accounts", account, "workers", "scripts"]);
    let all = world.store.list(&scripts).unwrap_or_default();
    let (script, wanted) = all
        .iter()
        .filter_map(|script| Some((&script.id, name.strip_suffix(script.id.as_str())?.strip_suffix('-')?)))
        .max_by_key(|(script, _)| script.len())
        .ok_or_else(missing)?;
    let own = format!("{scripts}{}", place([script.as_str()]));
    let versions = world.store.list(&format!("{own}/versions")).unwrap_or_default();
    let fits = |version: &&crate::store::Item| {
        version.value["annotations"]["workers/alias"] == wanted
            || wanted.len() >= 8 && version.id.starts_with(wanted)
    };
    let version = versions.iter().rev().find(fits).ok_or_else(missing)?;
    let enabled = world.store.get(&format!("{own}/subdomain"), "").ok().flatten();
    if enabled.is_none_or(|enabled| enabled.value["previews_enabled"] != true) {
        return Err(format!(
            "the Worker {script} has no previews: POST /accounts/{account}/workers/scripts/{script}/subdomain with {{\"enabled\": true, \"previews_enabled\": true}}"
        ));
    }
    let origin = format!("https://{rest}.workers.dev");
    Ok(Led { version: Some(version.id.clone()), ..Led::new(account, script, origin) })
}

/// The account and Worker of the most specific route.
fn route(world: &World, host: &str, path: &str) -> Option<(String, Option<String>)> {
    let mut best: Option<(Rank, String, Option<String>)> = None;
    for zone in world.store.list("/zones").ok()? {
        let name = zone.value["name"].as_str().unwrap_or_default();
        if host != name && !host.ends_with(&format!(".{name}")) {
            continue;
        }
        for route in world.store.list(&place(["zones", &zone.id, "workers", "routes"])).ok()? {
            let pattern = route.value["pattern"].as_str().unwrap_or_default();
            let Some(rank) = matches(pattern, host, path) else { continue };
            if best.as_ref().is_none_or(|(before, ..)| rank > *before) {
                let account = zone.value["account"]["id"].as_str().unwrap_or_default().to_owned();
                let script = route.value["script"].as_str().filter(|script| !script.is_empty());
                best = Some((rank, account, script.map(str::to_owned)));
            }
        }
    }
    best.map(|(_, account, script)| (account, script))
}

/// Whether the host is exact, the lengths of host and path, whether the path is exact.
type Rank = (bool, usize, usize, bool);

/// How specific a pattern is that matches: a host before any host, then the longer one, then the longer path.
fn matches(pattern: &str, host: &str, path: &str) -> Option<Rank> {
    let pattern = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let (wanted, below) =
        pattern.split_once('/').map_or((pattern, "/".to_owned()), |(host, path)| (host, format!("/{path}")));
    let (exact, length) = match wanted.strip_prefix('*') {
        Some(end) if host.ends_with(end) => (false, end.len()),
        None if host == wanted => (true, wanted.len()),
        _ => return None,
    };
    match below.strip_suffix('*') {
        Some(start) if path.starts_with(start) => Some((exact, length, start.len(), false)),
        None if path == below => Some((exact, length, below.len(), true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn the_more_specific_pattern_ranks_higher() {
        let rank = |pattern| matches(pattern, "api.example.com", "/v1/users");
        let ordered = [
            "*example.com/*",
            "*.example.com/*",
            "api.example.com/*",
            "https://api.example.com/v1/*",
            "api.example.com/v1/users",
        ];
        for pair in ordered.windows(2) {
            assert!(rank(pair[0]).is_some() && rank(pair[0]) < rank(pair[1]), "{pair:?}");
        }
        for other in ["example.com/*", "api.example.com", "api.example.com/v2/*", "*.example.org/*"] {
            assert_eq!(rank(other), None, "{other}");
        }
        assert!(matches("example.com", "example.com", "/").is_some());
    }
}
