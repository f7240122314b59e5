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

/// The routes, hosts, queues and workflows of a Worker that others have.
pub fn conflicts(wanted: &Wanted<'_>, answers: &Answers) -> Vec<Conflict> {
    let mut all = Vec::new();
    if wanted.target.namespace.is_none() {
        routes(wanted, answers, &mut all);
        others(wanted, answers, &mut all);
        queues(wanted, answers, &mut all);
    }
    all
}

fn conflict(what: String, owner: String, help: &str, place: Option<&Place>) -> Conflict {
    Conflict { what, owner, help: help.to_owned(), place: place.cloned() }
}

/// The item of a list whose member is a text.
fn find<'a>(value: &'a Value, member: &str, by: &str, name: &str) -> Option<&'a Value> {
    list(value, member)?.iter().find(|one| one[by] == name)
}

/// A pattern that is there without a Worker keeps Workers from it: the service refuses a second one.
fn routes(wanted: &Wanted<'_>, answers: &Answers, all: &mut Vec<Conflict>) {
    for route in wanted.worker.routes.iter().flatten() {
        let Some(there) = find(&answers.routes, "routes", "pattern", &route.pattern) else { continue };
        let owner = match there["script"].as_str().unwrap_or_default() {
            owner if owner == wanted.target.name => continue,
            "" => "no Worker (it keeps Workers from it)".to_owned(),
            owner => format!("the Worker {owner}"),
        };
        let help = "remove it there, or declare another pattern";
        all.push(conflict(format!("the route {}", route.pattern), owner, help, route.place.as_ref()));
    }
}

fn others(wanted: &Wanted<'_>, answers: &Answers, all: &mut Vec<Conflict>) {
    let own = wanted.target.name.as_str();
    let owner = |there: &Value, by: &str| {
        let owner = there[by].as_str().filter(|owner| *owner != own && !owner.is_empty());
        owner.map(|owner| format!("the Worker {owner}"))
    };
    for domain in wanted.worker.domains.iter().flatten() {
        let there = find(&answers.domains, "domains", "hostname", &domain.hostname);
        if let Some(owner) = there.and_then(|there| owner(there, "service")) {
            let what = format!("the host {}", domain.hostname);
            all.push(conflict(what, owner, "remove it there first", domain.place.as_ref()));
        }
    }
    for workflow in &wanted.worker.workflows {
        let there = find(&answers.workflows, "workflows", "name", &workflow.name);
        if let Some(owner) = there.and_then(|there| owner(there, "script_name")) {
            let what = format!("the workflow {}", workflow.name);
            let help = "give it another name, or remove it there";
            all.push(conflict(what, owner, help, wanted.worker.place.as_ref()));
        }
    }
}

fn queues(wanted: &Wanted<'_>, answers: &Answers, all: &mut Vec<Conflict>) {
    for consumer in &wanted.worker.consumers {
        let name = queue_name(&consumer.queue);
        let Some(queue) = find(&answers.queues, "queues", "queue_name", &name) else { continue };
        for other in queue["consumers"].as_array().into_iter().flatten() {
            let owner = match consumer_of(other) {
                Some(owner) if owner != wanted.target.name => format!("the Worker {owner}"),
                None if other["type"] == "http_pull" => "a consumer that pulls".to_owned(),
                _ => continue,
            };
            let help = "a queue has one consumer: remove that one first";
            all.push(conflict(format!("the queue {name}"), owner, help, consumer.place.as_ref()));
        }
    }
}
