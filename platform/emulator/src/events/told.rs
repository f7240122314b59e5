//! What a scenario plays, as tails have it: when its time comes.

use super::{Event, Wanted, kind};
use crate::running::Running;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::Weak;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// The member by which events of scenarios are known.
pub(super) const PLAYED: &str = "played";

/// Up to when tails have been told, in microseconds; what happened before the first time is not told.
pub(crate) struct Told(AtomicI64);

impl Default for Told {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MAX))
    }
}

impl Told {
    /// From here on tails are told.
    pub(crate) fn begin(&self, now: i64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

/// Tells tails of the invocations whose time has come since they were last told.
pub(crate) fn tell(world: &World, running: &Running) {
    let now = world.clock.now().as_microsecond() + 1;
    let from = world.events.told.0.swap(now, Ordering::SeqCst);
    if from >= now {
        return;
    }
    // A state that cannot be read is said by the API.
    for account in world.store.list("/accounts").unwrap_or_default() {
        let wanted = Wanted { kind: kind::INVOCATION, account: &account.id, zone: None, from, until: now };
        let read = world.events.log.each(&wanted, |event| {
            if event.fields.contains_key(PLAYED) {
                let id = format!("{}/{}", event.text("script"), event.text("version"));
                running.tails().publish(&account.id, &id, vec![(trace(&event), event)]);
            }
        });
        drop(read);
    }
}

/// An invocation as the runtime traces it.
fn trace(event: &Event) -> Value {
    let millis = |name: &str| (event.number(name) / 1000.0).round();
    let own = |name: &str| event.fields.get(name).cloned().unwrap_or_default();
    let mut trace = json!({
        "outcome": own("outcome"), "eventTimestamp": event.at / 1000, "event": own("event"), "logs": own("logs"),
        "exceptions": own("exceptions"), "diagnosticsChannelEvents": [], "truncated": false, "executionModel": own("model"),
        "cpuTime": millis("cpuTimeUs"), "wallTime": millis("wallTimeUs"),
    });
    for (name, member) in [("entrypoint", "entrypoint"), ("durableObjectId", "objectId")] {
        if event.fields.contains_key(member) {
            trace[name] = own(member);
        }
    }
    trace
}

/// Tells tails as the clock goes, until the account is gone.
pub(crate) async fn tick(running: Weak<Running>, world: Weak<World>) {
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (Some(running), Some(world)) = (running.upgrade(), world.upgrade()) else { return };
        tell(&world, &running);
    }
}
