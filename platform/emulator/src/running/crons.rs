//! Crons, when they are due.

use super::Running;
use super::cron::Cron;
use crate::products::workflows;
use crate::server::asked::place;
use crate::world::World;
use cfs_local::Scheduled;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::json;
use std::sync::{Arc, Weak};
use std::time::Duration;

const MINUTE: i64 = 60;

/// A cron that was due, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fired {
    /// The Worker, or the Workflow.
    pub worker: String,
    /// The expression.
    pub cron: String,
    /// `ok`, or what the runtime calls it.
    pub outcome: String,
    /// What was said of it, where it is not.
    pub error: Option<String>,
}

impl Running {
    /// Tells all Workers whose crons are due in the minute of a time.
    pub(crate) async fn fire(&self, world: &World, at: Timestamp) -> Vec<Fired> {
        let minute = at.as_second() - at.as_second().rem_euclid(MINUTE);
        let Ok(minute) = Timestamp::from_second(minute) else { return Vec::new() };
        let clock = minute.to_zoned(TimeZone::UTC).datetime();
        let is_due = |cron: &str| Cron::parse(cron).is_some_and(|cron| cron.is_due(clock));
        let mut fired = self.fire_those(world, minute, is_due).await;
        fired.extend(fire_workflows(world, clock, minute));
        fired
    }

    /// Fires all crons of Workers as if they were due.
    pub(crate) async fn fire_all(&self, world: &World, at: Timestamp) -> Vec<Fired> {
        self.fire_those(world, at, |_| true).await
    }

    async fn fire_those(&self, world: &World, at: Timestamp, wanted: impl Fn(&str) -> bool) -> Vec<Fired> {
        let all: Vec<_> = self.deployed().keys().cloned().collect();
        let mut fired = Vec::new();
        for (account, name) in all {
            let schedules = place(["accounts", &account, "workers", "scripts", &name, "schedules"]);
            let found = world.store.get(&schedules, "").ok().flatten();
            let crons = found.and_then(|found| found.value.as_array().cloned()).unwrap_or_default();
            for cron in crons.iter().filter_map(|cron| cron["cron"].as_str()) {
                if wanted(cron) {
                    fired.push(self.fire_one(&account, &name, cron, at).await);
                }
            }
        }
        fired
    }

    async fn fire_one(&self, account: &str, name: &str, cron: &str, at: Timestamp) -> Fired {
        let mut fired = Fired {
            worker: name.to_owned(),
            cron: cron.to_owned(),
            outcome: "unknown".to_owned(),
            error: Some("no Worker runs".to_owned()),
        };
        let version = self.version(account, name, &http::HeaderMap::new());
        let (Some(version), Some(flight)) = (version, self.enter().await) else { return fired };
        let event = Scheduled::new(cron, at.as_millisecond());
        match flight.live().runtime.scheduled(&version, &event).await {
            Ok(outcome) => (fired.outcome, fired.error) = (outcome.outcome, outcome.error),
            Err(error) => fired.error = Some(error.to_string()),
        }
        fired
    }
}

/// Makes instances of the Workflows whose schedules are due.
fn fire_workflows(world: &World, clock: DateTime, minute: Timestamp) -> Vec<Fired> {
    let mut fired = Vec::new();
    for workflow in workflows::all(world).unwrap_or_default() {
        let schedules = workflow.value["schedules"].as_array().into_iter().flatten();
        for cron in schedules.filter_map(|schedule| schedule["cron"].as_str()) {
            if !Cron::parse(cron).is_some_and(|cron| cron.is_due(clock)) {
                continue;
            }
            let schedule = json!({"cron": cron, "scheduledTime": minute.as_millisecond()});
            let own = (workflow.account.as_str(), workflow.name.as_str());
            let made = workflows::make(world, own, "cron", &json!({"schedule": schedule}));
            let error = made.err().map(|reply| String::from_utf8_lossy(&reply.body).into_owned());
            let outcome = if error.is_none() { "ok" } else { "exception" };
            fired.push(Fired {
                worker: workflow.name.clone(),
                cron: cron.to_owned(),
                outcome: outcome.to_owned(),
                error,
            });
        }
    }
    fired
}

/// Fires crons as the clock goes, until the account is gone.
pub(crate) async fn tick(running: Weak<Running>, world: Weak<World>) {
    let mut before = None;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let (Some(running), Some(world)) = (running.upgrade(), world.upgrade()) else { return };
        let now = world.clock.now();
        let minute = now.as_second().div_euclid(MINUTE);
        if before.replace(minute).is_some_and(|before| before != minute) {
            let (running, world) = (Arc::clone(&running), Arc::clone(&world));
            tokio::spawn(async move { drop(running.fire(&world, now).await) });
        }
    }
}
