//! What leads to a Worker.

use super::{Stage, Step, step};
use crate::worker::compare::{consumer, on_workers_dev, queue_name};
use crate::worker::deployed::Deployed;
use crate::worker::difference::{Area, Difference};
use crate::worker::request::{Method, Request};
use crate::worker::target::segment;
use crate::worker::wanted::Wanted;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What goes before other code comes: consumers of queues, and workflows whose class may no longer be there.
pub(super) fn removed(
    wanted: &Wanted<'_>,
    deployed: Option<&Deployed>,
    difference: &Difference,
) -> Vec<Step> {
    let gone = |area: Area, word: &str| -> BTreeSet<String> {
        let of_area = difference.changes.iter().filter(|change| change.area == area && change.new.is_none());
        of_area.filter_map(|change| change.member.strip_prefix(word).map(str::to_owned)).collect()
    };
    let mut steps = Vec::new();
    let consumers = gone(Area::Consumers, "consumer of ");
    for consumer in deployed.and_then(|there| there.consumers.as_ref()).into_iter().flatten() {
        let queue = consumer["queue_name"].as_str().unwrap_or_default();
        let id = consumer["consumer_id"].as_str().or_else(|| consumer["id"].as_str());
        if let (true, Some(queue_id), Some(id)) =
            (consumers.contains(queue), consumer["queue_id"].as_str(), id)
        {
            let path = format!("/queues/{}/consumers/{}", segment(queue_id), segment(id));
            let request = Request::new(Method::Delete, wanted.target.account(&path));
            steps.push(step(
                Stage::Consumers,
                format!("{} no longer consumes {queue}", wanted.target.name),
                request,
            ));
        }
    }
    for name in gone(Area::Workflows, "workflow ") {
        let request =
            Request::new(Method::Delete, wanted.target.account(&format!("/workflows/{}", segment(&name))));
        steps.push(step(Stage::Workflows, format!("remove the workflow {name}"), request));
    }
    steps
}

/// What leads to a Worker once its code is there.
pub(super) fn steps(wanted: &Wanted<'_>, deployed: Option<&Deployed>, difference: &Difference) -> Vec<Step> {
    let mut steps = Vec::new();
    let is = |area| difference.has(area);
    if is(Area::Workflows) {
        workflows(wanted, difference, &mut steps);
    }
    if is(Area::Subdomain) {
        steps.push(subdomain(wanted));
    }
    if is(Area::Routes) {
        steps.push(routes(wanted));
    }
    if is(Area::Domains) {
        domains(wanted, &mut steps);
    }
    if is(Area::Schedules) {
        let crons = wanted.worker.crons.iter().flatten();
        let body: Value = crons.map(|cron| json!({"cron": cron})).collect();
        let request = wanted.target.request(Method::Put, "/schedules").json(body);
        steps.push(step(Stage::Schedules, format!("schedules of {}", wanted.target.name), request));
    }
    if is(Area::Consumers) {
        consumers(wanted, deployed, difference, &mut steps);
    }
    steps
}

fn subdomain(wanted: &Wanted<'_>) -> Step {
    let mut body = json!({"enabled": on_workers_dev(wanted.worker)});
    if let Some(previews) = wanted.worker.preview_urls {
        body["previews_enabled"] = json!(previews);
    }
    let request = wanted.target.request(Method::Post, "/subdomain").json(body);
    // Without it, hosts of versions follow `enabled`.
    let request = request.header("cloudflare-workers-script-api-date", "2025-08-01");
    step(Stage::Subdomain, format!("workers.dev of {}", wanted.target.name), request)
}

/// A zone as routes and hosts name it.
fn zone(members: &mut Value, zone: Option<&String>) {
    if let Some(zone) = zone {
        let is_id = zone.len() == 32 && zone.bytes().all(|byte| byte.is_ascii_hexdigit());
        members[if is_id { "zone_id" } else { "zone_name" }] = json!(zone);
    }
}

/// All routes at once, in the place of those that are there.
fn routes(wanted: &Wanted<'_>) -> Step {
    let body: Value = wanted
        .worker
        .routes
        .iter()
        .flatten()
        .map(|route| {
            let mut one = json!({"pattern": route.pattern});
            zone(&mut one, route.zone.as_ref());
            one
        })
        .collect();
    let request = wanted.target.request(Method::Put, "/routes").json(body);
    step(Stage::Routes, format!("routes of {}", wanted.target.name), request)
}

/// All hosts at once: what changes is asked, which makes it so where nothing conflicts, then certificates and DNS records.
fn domains(wanted: &Wanted<'_>, steps: &mut Vec<Step>) {
    let origins: Value = wanted
        .worker
        .domains
        .iter()
        .flatten()
        .map(|domain| {
            let mut one = json!({"hostname": domain.hostname});
            zone(&mut one, domain.zone.as_ref());
            for (name, value) in [("enabled", domain.enabled), ("previews_enabled", domain.previews_enabled)]
            {
                if let Some(value) = value {
                    one[name] = json!(value);
                }
            }
            one
        })
        .collect();
    let name = &wanted.target.name;
    let request = wanted.target.request(Method::Post, "/domains/changeset").query("replace_state", "true");
    steps.push(step(Stage::Domains, format!("hosts of {name}"), request.json(origins.clone())));
    let over = wanted.policy.override_hosts;
    let body = json!({
        "override_scope": true, "override_existing_origin": over, "override_existing_dns_record": over,
        "origins": origins,
    });
    let request = wanted.target.request(Method::Put, "/domains/records").json(body);
    steps.push(step(Stage::Domains, format!("DNS records of {name}'s hosts"), request));
}

/// The hosts of a changeset's answer that DNS records of others stand in the way of.
pub fn domain_conflicts(result: &Value) -> Vec<String> {
    let all = result["conflicting"].as_array().into_iter().flatten();
    all.filter_map(|one| one["hostname"].as_str().or_else(|| one.as_str()).map(str::to_owned)).collect()
}

fn consumers(
    wanted: &Wanted<'_>,
    deployed: Option<&Deployed>,
    difference: &Difference,
    steps: &mut Vec<Step>,
) {
    let there = deployed.and_then(|there| there.consumers.as_ref());
    for declared in &wanted.worker.consumers {
        let name = queue_name(&declared.queue);
        let member = format!("consumer of {name}");
        let is_changed = difference.changes.iter().any(|change| {
            let rest = change.member.strip_prefix(&member);
            change.area == Area::Consumers
                && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        if !is_changed {
            continue;
        }
        let old = there.into_iter().flatten().find(|old| old["queue_name"] == name.as_str());
        let queue_id = wanted
            .queues
            .get(&name)
            .map(String::as_str)
            .or_else(|| old.and_then(|old| old["queue_id"].as_str()));
        // To be shown: the queue may be made by the same deployment.
        let unknown = format!("<id of {name}>");
        let path = format!("/queues/{}/consumers", queue_id.map_or(unknown, |id| segment(id).to_string()));
        let id = old.and_then(|old| old["consumer_id"].as_str().or_else(|| old["id"].as_str()));
        let request = match id {
            Some(id) => Request::new(Method::Put, wanted.target.account(&format!("{path}/{}", segment(id)))),
            None => Request::new(Method::Post, wanted.target.account(&path)),
        };
        let mut body = Map::from_iter([
            ("type".to_owned(), json!("worker")),
            ("script_name".to_owned(), json!(wanted.target.name)),
        ]);
        body.extend(consumer(declared));
        let what = format!("{} consumes {name}", wanted.target.name);
        steps.push(step(Stage::Consumers, what, request.json(Value::Object(body))));
    }
}

fn workflows(wanted: &Wanted<'_>, difference: &Difference, steps: &mut Vec<Step>) {
    for workflow in &wanted.worker.workflows {
        let member = format!("workflow {}", workflow.name);
        let is_changed = difference.changes.iter().any(|change| {
            let rest = change.member.strip_prefix(&member);
            change.area == Area::Workflows
                && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        if is_changed {
            let mut body = workflow.settings.clone();
            body.insert("script_name".to_owned(), json!(wanted.target.name));
            body.insert("class_name".to_owned(), json!(workflow.class_name));
            let path = wanted.target.account(&format!("/workflows/{}", segment(&workflow.name)));
            let request = Request::new(Method::Put, path).json(Value::Object(body));
            steps.push(step(Stage::Workflows, format!("the workflow {}", workflow.name), request));
        }
    }
}
