//! Triggers that others have: found before any code goes live.

use super::check::Mistake;
use super::compare::queue_name;
use super::deployed::{Answers, consumer_of, list};
use super::wanted::Wanted;
use cfs_config::model::Place;
use serde_json::Value;

/// Something that another Worker has and this one declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The route, host or queue, for people.
    pub what: String,
    /// Who has it.
    pub owner: String,
    /// What to do.
    pub help: String,
    /// Where it was declared.
    pub place: Option<Place>,
}

impl Conflict {
    /// As a mistake.
    pub fn mistake(&self, wanted: &Wanted<'_>) -> Mistake {
        let text =
            format!("{}: {} belongs to {}: {}", wanted.worker.address(), self.what, self.owner, self.help);
        Mistake::new(text, self.place.as_ref())
    }
}

/// The routes, hosts and queues of a Worker that others have. A route without a Worker, which shields a path, is no conflict:
/// the service refuses a pattern that is there twice, and says so here.
pub fn conflicts(wanted: &Wanted<'_>, answers: &Answers) -> Vec<Conflict> {
    let own = wanted.target.name.as_str();
    let mut all = Vec::new();
    if wanted.target.namespace.is_some() {
        return all;
    }
    let mut found = |what: String, owner: String, help: &str, place: &Option<Place>| {
        all.push(Conflict { what, owner, help: help.to_owned(), place: place.clone() });
    };
    let find = |value: &Value, member: &str, by: &str, name: &str| {
        list(value, member).and_then(|all| all.iter().find(|one| one[by] == name)).cloned()
    };
    for route in wanted.worker.routes.iter().flatten() {
        let Some(there) = find(&answers.routes, "routes", "pattern", &route.pattern) else { continue };
        let owner = there["script"].as_str().unwrap_or_default();
        if owner != own {
            let owner = if owner.is_empty() {
                "no Worker (it keeps Workers from it)".to_owned()
            } else {
                format!("the Worker {owner}")
            };
            found(
                format!("the route {}", route.pattern),
                owner,
                "remove it there, or declare another pattern",
                &route.place,
            );
        }
    }
    for domain in wanted.worker.domains.iter().flatten() {
        let Some(there) = find(&answers.domains, "domains", "hostname", &domain.hostname) else { continue };
        let owner = there["service"].as_str().unwrap_or_default();
        if owner != own && !owner.is_empty() {
            found(
                format!("the host {}", domain.hostname),
                format!("the Worker {owner}"),
                "remove it there first",
                &domain.place,
            );
        }
    }
    for consumer in &wanted.worker.consumers {
        let name = queue_name(&consumer.queue);
        let Some(queue) = find(&answers.queues, "queues", "queue_name", &name) else { continue };
        for other in queue["consumers"].as_array().into_iter().flatten() {
            let what = format!("the queue {name}");
            let help = "a queue has one consumer: remove that one first";
            match consumer_of(other) {
                Some(owner) if owner != own => {
                    found(what, format!("the Worker {owner}"), help, &consumer.place)
                }
                None if other["type"] == "http_pull" => {
                    found(what, "a consumer that pulls".to_owned(), help, &consumer.place)
                }
                _ => {}
            }
        }
    }
    for workflow in &wanted.worker.workflows {
        let Some(there) = find(&answers.workflows, "workflows", "name", &workflow.name) else { continue };
        let owner = there["script_name"].as_str().unwrap_or_default();
        if owner != own && !owner.is_empty() {
            found(
                format!("the workflow {}", workflow.name),
                format!("the Worker {owner}"),
                "give it another name, or remove it there",
                &wanted.worker.place,
            );
        }
    }
    all
}
