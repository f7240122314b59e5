//! Reading Workers: lists of the account, and five calls for each that is there.

use super::{KIND, There, list_of};
use crate::actual::{Actual, Failure};
use crate::desired::Desired;
use crate::worker::{Answers, Read, Request, Target, client, reads};
use cfs_http::{Client, Error};
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AT_ONCE: usize = 16;

/// The hosts of routes whose zone is not said: the zone is the one that the host belongs to.
pub(crate) fn host_zones(desired: &Desired) -> BTreeSet<String> {
    let workers = desired.workers.iter();
    let routes =
        workers.flat_map(|worker| worker.routes.iter().flatten()).filter(|route| route.zone.is_none());
    routes.map(|route| host(&route.pattern).to_owned()).collect()
}

fn host(pattern: &str) -> &str {
    let rest = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).trim_start_matches('*').trim_start_matches('.')
}

async fn ask(client: &Client, request: &Request) -> Result<Value, Error> {
    match client::send(client, request).await {
        Ok(value) => Ok(value),
        // What is not there has nothing.
        Err(error) if error.is_not_found() => Ok(Value::Null),
        Err(error) => Err(error),
    }
}

async fn all(client: &Client, requests: Vec<Request>) -> Result<Vec<Value>, Failure> {
    let calls = requests.into_iter().map(|request| async move {
        let answer = ask(client, &request).await;
        answer.map_err(|error| Failure { doing: format!("reading {}", request.path), error })
    });
    stream::iter(calls).buffered(AT_ONCE).collect::<Vec<_>>().await.into_iter().collect()
}

/// Reads what there is of the Workers of a model and of its entry.
pub(crate) async fn read(client: &Client, desired: &Desired, actual: &mut Actual) -> Result<(), Failure> {
    let entries = actual.stored.state.entries.values().filter(|entry| entry.kind == KIND);
    let gone: Vec<Target> =
        entries.filter_map(|entry| Some(Target::of(&desired.account, &super::before(entry)?))).collect();
    if desired.workers.is_empty() && gone.is_empty() {
        return Ok(());
    }
    let account = |below: &str| Request::get(format!("/accounts/{}/{below}", desired.account));
    let lists =
        ["workers/scripts", "workers/domains", "queues", "workers/durable_objects/namespaces", "workflows"];
    let mut requests: Vec<Request> =
        lists.iter().map(|below| account(below).query("per_page", "100")).collect();
    let zones = zones(desired, actual);
    requests.extend(zones.iter().map(|zone| Request::get(format!("/zones/{zone}/workers/routes"))));
    if desired.workers.iter().any(|worker| !worker.containers.is_empty()) {
        requests.push(account("containers/applications"));
    }
    actual.reads += requests.len();
    let mut answers = all(client, requests).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let scripts = next();
    let mut common = Answers {
        domains: next(),
        queues: next(),
        namespaces: next(),
        workflows: next(),
        ..Answers::default()
    };
    let mut routes = Vec::new();
    for zone in &zones {
        for mut route in list_of(&next(), "routes") {
            route["zone_id"] = json!(zone);
            routes.push(route);
        }
    }
    common.routes = Value::Array(routes);
    common.applications = next();
    let mut there = There { account: common, ..There::default() };
    let own = desired.workers.iter().map(|worker| (worker.address(), Target::of(&desired.account, worker)));
    let gone = gone.into_iter().map(|target| (format!("gone/{}", target.name), target));
    for (address, target) in own.chain(gone) {
        let script =
            list_of(&scripts, "scripts").into_iter().find(|script| script["id"] == target.name.as_str());
        let found = one(client, &target, script, &there.account, actual).await?;
        there.answers.insert(address, found);
    }
    actual.workers = there;
    Ok(())
}

/// The zones whose routes matter.
fn zones(desired: &Desired, actual: &Actual) -> BTreeSet<String> {
    let routes = desired.workers.iter().flat_map(|worker| worker.routes.iter().flatten());
    let before =
        actual.stored.state.entries.values().filter(|entry| entry.kind == KIND).filter_map(super::before);
    let before: Vec<_> = before.flat_map(|worker| worker.routes.unwrap_or_default()).collect();
    let of = |route: &cfs_config::model::Route| match &route.zone {
        Some(zone) => actual.zones.get(zone).cloned(),
        None => {
            let host = host(&route.pattern);
            let within = |name: &&String| host == name.as_str() || host.ends_with(&format!(".{name}"));
            let name = actual.zones.keys().filter(within).max_by_key(|name| name.len());
            name.and_then(|name| actual.zones.get(name)).cloned()
        }
    };
    routes.chain(&before).filter_map(of).collect()
}

async fn one(
    client: &Client,
    target: &Target,
    script: Option<Value>,
    common: &Answers,
    actual: &mut Actual,
) -> Result<Answers, Failure> {
    let mut answers = Answers { script: script.unwrap_or_default(), ..common.clone() };
    if answers.script.is_null() && target.namespace.is_none() {
        return Ok(answers);
    }
    let (kinds, requests): (Vec<Read>, Vec<Request>) = reads(target).into_iter().unzip();
    actual.reads += requests.len();
    for (read, value) in kinds.into_iter().zip(all(client, requests).await?) {
        let place = match read {
            Read::Settings => &mut answers.settings,
            Read::Versions => &mut answers.versions,
            Read::Deployments => &mut answers.deployments,
            Read::Schedules => &mut answers.schedules,
            Read::Subdomain => &mut answers.subdomain,
        };
        *place = value;
    }
    Ok(answers)
}
