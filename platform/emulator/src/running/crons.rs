//! Crons, when they are due.

use super::Running;
use super::cron::Cron;
use crate::server::asked::place;
use crate::world::World;
use cfs_local::Scheduled;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::{Arc, Weak};
use std::time::Duration;

const MINUTE: i64 = 60;

/// A cron that was due, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fired {
    /// The Worker.
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
        let all: Vec<_> = self.deployed().keys().cloned().collect();
        let mut fired = Vec::new();
        for (account, name) in all {
            let schedules = place(["accounts", &account, "workers", "scripts", &name, "schedules"]);
            let found = world.store.get(&schedules, "").ok().flatten();
            let crons = found.and_then(|found| found.value.as_array().cloned()).unwrap_or_default();
            for cron in crons.iter().filter_map(|cron| cron["cron"].as_str()) {
                if Cron::parse(cron).is_some_and(|cron| cron.is_due(clock)) {
                    fired.push(self.fire_one(&account, &name, cron, minute).await);
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
