//! Queues that have a Worker as their consumer.

use super::Running;
use crate::events::record;
use crate::server::asked::place;
use crate::store::Message;
use crate::world::World;
use cfs_local::{Batch, Settled};
use serde_json::Value;
use std::sync::Weak;
use std::time::Duration;

/// Messages that were handed over are nobody else's for so long.
const LEASE_MS: i64 = 15 * 60 * 1000;
const BATCH: u64 = 10;
const WAIT_MS: i64 = 5000;
const RETRIES: i64 = 3;

/// A queue and its consumer.
struct Consumed {
    account: String,
    place: String,
    queue: String,
    worker: String,
    batch: usize,
    wait: i64,
    retries: i64,
    delay: i64,
    dead: Option<String>,
}

fn consumed(world: &World) -> rusqlite::Result<Vec<Consumed>> {
    let mut all = Vec::new();
    for account in world.store.list("/accounts")? {
        for queue in world.store.list(&place(["accounts", &account.id, "queues"]))? {
            let own = place(["accounts", &account.id, "queues", &queue.id]);
            if queue.value["settings"]["delivery_paused"] == true {
                continue;
            }
            let consumers = world.store.list(&format!("{own}/consumers"))?;
            let found =
                consumers.iter().find_map(|consumer| of(&account.id, &own, &queue.value, &consumer.value));
            all.extend(found);
        }
    }
    Ok(all)
}

fn of(account: &str, place: &str, queue: &Value, consumer: &Value) -> Option<Consumed> {
    let worker = ["script_name", "script", "service"].into_iter().find_map(|name| consumer[name].as_str())?;
    let setting = |name: &str| consumer["settings"][name].as_i64();
    Some(Consumed {
        account: account.to_owned(),
        place: place.to_owned(),
        queue: queue["queue_name"].as_str().unwrap_or_default().to_owned(),
        worker: worker.to_owned(),
        batch: usize::try_from(consumer["settings"]["batch_size"].as_u64().unwrap_or(BATCH))
            .unwrap_or(10)
            .clamp(1, 100),
        wait: setting("max_wait_time_ms").unwrap_or(WAIT_MS),
        retries: setting("max_retries").unwrap_or(RETRIES),
        delay: setting("retry_delay").unwrap_or(0),
        dead: consumer["dead_letter_queue"].as_str().filter(|name| !name.is_empty()).map(str::to_owned),
    })
}

impl Running {
    /// Delivers what is due, until nothing is; when something is due next, in milliseconds from now, if that is known.
    pub(crate) async fn deliver(&self, world: &World) -> Option<i64> {
        let _one = self.delivering.lock().await;
        let mut next = None;
        let mut went = true;
        while went {
            (went, next) = (false, None);
            for consumed in consumed(world).unwrap_or_default() {
                // A state that cannot be read is tried again when it is written to.
                let Ok((delivered, due)) = self.deliver_one(world, &consumed).await else { continue };
                went |= delivered;
                next = [next, due].into_iter().flatten().min();
            }
        }
        next
    }

    async fn deliver_one(&self, world: &World, to: &Consumed) -> rusqlite::Result<(bool, Option<i64>)> {
        let now = world.clock.now().as_millisecond();
        let version = self.version(&to.account, &to.worker, &http::HeaderMap::new());
        let due = world.store.due(&to.place)?.map(|due| due - now);
        let waiting = world.store.peek(&to.place, now, to.batch)?;
        let Some(oldest) = waiting.iter().map(|message| message.sent).min() else { return Ok((false, due)) };
        let left = oldest + to.wait - now;
        let is_retry = waiting.iter().any(|message| message.attempts > 0);
        if waiting.len() < to.batch && left > 0 && !is_retry {
            return Ok((false, Some(left)));
        }
        let (Some(version), Some(flight)) = (version, self.enter().await) else { return Ok((false, None)) };
        let leased = world.store.lease(&to.place, now, now + LEASE_MS, to.batch, || world.ids.hex())?;
        let messages = leased.iter().map(|message| {
            let body = message.body.clone();
            let mut out = cfs_local::Message::new(&message.id, message.sent, form(&message.kind), body);
            out.attempts = u32::try_from(message.attempts).unwrap_or(u32::MAX);
            out
        });
        let batch = Batch::new(&to.queue, messages.collect());
        let settled = flight.live().runtime.queue(&version, &batch).await.ok();
        drop(flight);
        let fates = leased.iter().map(|message| (message, fate(settled.as_ref(), &message.id)));
        let queue = to.place.rsplit('/').next().unwrap_or_default();
        let told = fates.clone().map(|(message, fate)| (message, matches!(fate, Fate::Done)));
        record::delivered(world, &to.account, queue, told);
        for (message, fate) in fates {
            settle(world, to, message, fate)?;
        }
        Ok((true, None))
    }
}

/// Messages that were handed over when the emulator was killed are due again.
pub(super) fn recover(world: &World) -> rusqlite::Result<()> {
    let now = world.clock.now().as_millisecond();
    consumed(world)?.iter().try_for_each(|consumed| world.store.unlease(&consumed.place, now))
}

/// What the runtime knows the form of a body by.
fn form(kind: &str) -> &str {
    match kind {
        "json" | "text" | "bytes" | "v8" => kind,
        _ => "bytes",
    }
}

/// What becomes of a message.
#[derive(Clone, Copy)]
enum Fate {
    Done,
    /// It comes again, with a delay in seconds if one is said.
    Again(Option<u64>),
}

fn fate(settled: Option<&Settled>, id: &str) -> Fate {
    let Some(settled) = settled else { return Fate::Again(None) };
    if let Some((_, delay)) = settled.retried.iter().find(|(known, _)| known == id) {
        return Fate::Again(*delay);
    }
    if settled.ack_all && settled.outcome.ok() || settled.acked.iter().any(|known| known == id) {
        return Fate::Done;
    }
    match settled.retry_all {
        Some(delay) => Fate::Again(delay),
        None if settled.outcome.ok() => Fate::Done,
        None => Fate::Again(None),
    }
}

fn settle(world: &World, to: &Consumed, message: &Message, fate: Fate) -> rusqlite::Result<()> {
    let store = &world.store;
    let Fate::Again(delay) = fate else { return store.drop_message(&to.place, &message.id) };
    let now = world.clock.now().as_millisecond();
    if message.attempts <= to.retries {
        let delay = delay.and_then(|delay| i64::try_from(delay).ok()).unwrap_or(to.delay);
        return store.retry(&to.place, &message.lease, now + delay * 1000).map(drop);
    }
    if let Some(name) = &to.dead {
        let queues = place(["accounts", &to.account, "queues"]);
        let found = store.list(&queues)?.into_iter().find(|queue| queue.value["queue_name"] == name.as_str());
        if let Some(queue) = found {
            let fresh = Message { attempts: 0, lease: String::new(), ..message.clone() };
            store.push(&format!("{queues}/{}", queue.id), &[(fresh, now)])?;
        }
    }
    store.drop_message(&to.place, &message.id)
}

/// Delivers as messages come and time passes, until the account is gone.
pub(crate) async fn pump(running: Weak<Running>, world: Weak<World>) {
    loop {
        let wait = {
            let (Some(running), Some(world)) = (running.upgrade(), world.upgrade()) else { return };
            let next = running.deliver(&world).await;
            let real = world.clock.is_real();
            let wait = next.filter(|_| real).and_then(|next| u64::try_from(next.max(1)).ok());
            Duration::from_millis(wait.unwrap_or(1000).min(1000))
        };
        let Some(own) = running.upgrade() else { return };
        drop(tokio::time::timeout(wait, own.woken.notified()).await);
    }
}
