//! All mistakes of a model at once.

mod classes;
mod cron;
mod date;
mod flags;
mod limits;
mod names;
mod reach;
mod refer;
mod worker;

pub use date::Day;
pub(crate) use refer::references;

use crate::model::{Place, Resource, Worker};
use crate::{Finding, Model};

/// Checks a model: every mistake and every warning, each with its place and what to do. Without an error among them, nothing is wrong
/// that can be seen without asking the account.
pub fn validate(model: &Model) -> Vec<Finding> {
    validate_on(model, Day::today())
}

/// Checks a model as of a day: dates after it are refused.
pub fn validate_on(model: &Model, today: Day) -> Vec<Finding> {
    let mut check = Check { model, today, findings: Vec::new() };
    check.names();
    check.references();
    for worker in &model.workers {
        check.worker(worker);
        check.date(worker);
        check.classes(worker);
        check.reach(worker);
        check.limits(worker);
    }
    check.across();
    let mut findings = check.findings;
    findings.sort_by_key(|finding| {
        let place = finding.place.as_ref();
        place.map(|place| (place.file.clone(), place.line, place.column))
    });
    findings
}

struct Check<'a> {
    model: &'a Model,
    today: Day,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn tell(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// Where a member of a Worker was declared: its own place, or the Worker's.
fn declared(worker: &Worker, path: &str) -> Option<Place> {
    worker.declared.get(path).or(worker.place.as_ref()).cloned()
}

/// Where a binding was declared: its own place, or the Worker's.
fn bound(worker: &Worker, name: &str) -> Option<Place> {
    worker.places.get(name).or(worker.place.as_ref()).cloned()
}

fn error(worker: &Worker, place: Option<Place>, message: impl Into<String>) -> Finding {
    Finding::error(place, message).about(worker.address())
}

fn warning(worker: &Worker, place: Option<Place>, message: impl Into<String>) -> Finding {
    Finding::warning(place, message).about(worker.address())
}

fn resource_error(resource: &Resource, message: impl Into<String>) -> Finding {
    Finding::error(resource.place.clone(), message).about(resource.address())
}
