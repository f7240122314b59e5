//! An instance and what may become of it.

use super::runs::{Key, Run};
use super::steps;
use crate::server::reply::Reply;
use crate::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard};
use tokio::sync::Notify;

/// So long what ended is kept, unless the instance says otherwise.
const RETENTION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Statuses in which an instance takes steps, or may again.
const LIVE: [&str; 5] = ["queued", "running", "paused", "waitingForPause", "waiting"];

/// Why something cannot be done with an instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) code: u32,
    /// As the binding says it, `instance.not_found`.
    pub(crate) name: &'static str,
    pub(crate) message: &'static str,
}

pub(crate) const NOT_FOUND: Refused = Refused {
    status: 404,
    code: 10_400,
    name: "instance.not_found",
    message: "Provided workflow instance does not exist",
};

impl From<Refused> for Reply {
    fn from(refused: Refused) -> Self {
        Self::error(
            refused.status,
            refused.code,
            format!("workflows.api.error.{}: {}", refused.name, refused.message),
        )
    }
}

/// An instance that nobody else changes meanwhile.
pub(crate) struct Instance<'a> {
    pub(super) world: &'a World,
    pub(super) key: Key,
    /// What is kept of it; times in milliseconds since 1970.
    pub(super) value: Value,
    runs: MutexGuard<'a, BTreeMap<Key, Run>>,
}

impl<'a> Instance<'a> {
    /// The instance of a key.
    pub(crate) fn find(world: &'a World, key: &Key) -> Result<Self, Reply> {
        let runs = world.workflows.runs();
        let found = world.store.get(&key.place(), &key.id)?;
        let value = found.map(|found| found.value).filter(|value| !is_over(world, value));
        let value = value.ok_or(NOT_FOUND)?;
        Ok(Self { world, key: key.clone(), value, runs })
    }

    /// A new one of a key that no other has.
    pub(crate) fn make(world: &'a World, key: &Key, value: Value) -> Result<Self, Reply> {
        let runs = world.workflows.runs();
        if let Some(there) = world.store.get(&key.place(), &key.id)? {
            if !is_over(world, &there.value) {
                return Err(Refused {
                    status: 409,
                    code: 10_405,
                    name: "instance.already_exists",
                    message: "Workflow instance with this id already exists",
                }
                .into());
            }
            world.store.delete(&key.place(), &key.id)?;
        }
        let mut new = Self { world, key: key.clone(), value, runs };
        new.set("queued")?;
        world.workflows.begin(key);
        Ok(new)
    }

    /// What is kept of it.
    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    pub(crate) fn status(&self) -> &str {
        self.value["status"].as_str().unwrap_or_default()
    }

    pub(super) fn is_live(&self) -> bool {
        LIVE.contains(&self.status())
    }

    pub(super) fn is_paused(&self) -> bool {
        matches!(self.status(), "paused" | "waitingForPause")
    }

    pub(super) fn now(&self) -> i64 {
        self.world.clock.now().as_millisecond()
    }

    /// Gives it a status, and keeps it.
    pub(super) fn set(&mut self, status: &str) -> Result<(), Reply> {
        let now = self.now();
        self.value["status"] = json!(status);
        self.value["modified"] = json!(now);
        if status == "running" && self.value["started"].is_null() {
            self.value["started"] = json!(now);
        }
        if status == "paused" {
            self.value["paused"] = json!(now);
        }
        Ok(self.world.store.put(&self.key.place(), &self.key.id, None, &self.value)?)
    }

    /// Ends it: what still runs of it is no longer heard.
    pub(crate) fn finish(&mut self, status: &str) -> Result<(), Reply> {
        let kept = if status == "errored" { "error" } else { "success" };
        let kept = self.value["retention"][kept].as_i64().unwrap_or(RETENTION_MS);
        let now = self.now();
        self.value["ended"] = json!(now);
        self.value["expires"] = json!(now.saturating_add(kept));
        self.set(status)?;
        self.forget();
        Ok(())
    }

    /// Forgets its run.
    pub(super) fn forget(&mut self) {
        if let Some(run) = self.runs.remove(&self.key) {
            run.woken.notify_waiters();
        }
    }

    /// Begins a run; what it is known by.
    pub(super) fn begin(&mut self) -> Result<String, Reply> {
        self.forget();
        let id = self.world.ids.hex();
        let run = Run { id: id.clone(), busy: BTreeMap::new(), waits: 0, woken: Arc::default() };
        self.runs.insert(self.key.clone(), run);
        self.set("running")?;
        Ok(id)
    }

    pub(super) fn has_run(&self) -> bool {
        self.runs.contains_key(&self.key)
    }

    /// Whether this run may take steps.
    pub(super) fn is_run(&self, run: &str) -> bool {
        self.is_live() && self.runs.get(&self.key).is_some_and(|own| own.id == run)
    }

    pub(super) fn run(&mut self) -> Option<&mut Run> {
        self.runs.get_mut(&self.key)
    }

    /// What is told when something of it is another.
    pub(super) fn woken(&self) -> Option<Arc<Notify>> {
        self.runs.get(&self.key).map(|run| Arc::clone(&run.woken))
    }

    fn wake(&self) {
        if let Some(run) = self.runs.get(&self.key) {
            run.woken.notify_waiters();
        }
    }

    /// Says whether it runs, waits or pauses, by what its steps do.
    pub(super) fn settle(&mut self) -> Result<(), Reply> {
        let Some(run) = self.runs.get(&self.key) else { return Ok(()) };
        let (idle, waits) = (run.busy.is_empty(), run.waits > 0);
        let next = match self.status() {
            "waitingForPause" if idle => "paused",
            "running" if idle && waits => "waiting",
            "waiting" if !idle || !waits => "running",
            _ => return Ok(()),
        };
        self.set(next)
    }

    pub(crate) fn pause(&mut self) -> Result<(), Reply> {
        let busy = self.runs.get(&self.key).is_some_and(|run| !run.busy.is_empty());
        match self.status() {
            "running" if busy => self.set("waitingForPause"),
            "queued" | "running" | "waiting" => self.set("paused"),
            "paused" | "waitingForPause" => Ok(()),
            _ => Err(Refused {
                status: 409,
                code: 10_402,
                name: "instance.cannot_pause",
                message: "Cannot pause instance since its on a finite state",
            }
            .into()),
        }
    }

    pub(crate) fn resume(&mut self) -> Result<(), Reply> {
        match self.status() {
            "waitingForPause" => self.set("running")?,
            "paused" => {
                // What waited has as much left as it had.
                let pause = self.now() - self.value["paused"].as_i64().unwrap_or_default();
                steps::shift(self, pause)?;
                if self.has_run() {
                    self.set("running")?;
                } else {
                    self.set("queued")?;
                    self.world.workflows.begin(&self.key);
                }
            }
            _ => {
                return Err(Refused {
                    status: 409,
                    code: 10_403,
                    name: "instance.cannot_resume",
                    message: "Cannot resume instance that is not paused",
                }
                .into());
            }
        }
        self.settle()?;
        self.wake();
        Ok(())
    }

    pub(crate) fn terminate(&mut self, source: &str) -> Result<(), Reply> {
        if !self.is_live() {
            return Err(Refused {
                status: 409,
                code: 10_404,
                name: "instance.cannot_terminate",
                message: "Cannot terminate instance since its on a finite state",
            }
            .into());
        }
        self.value["terminated_by"] = json!(source);
        self.finish("terminated")
    }

    /// Begins again, or goes on from a step: `{name, count, type}`.
    pub(crate) fn restart(&mut self, from: &Value) -> Result<(), Reply> {
        steps::forget(self, from)?;
        self.forget();
        for member in ["ended", "expires", "output", "error", "terminated_by", "paused"] {
            self.value[member] = Value::Null;
        }
        if from.is_null() {
            self.value["started"] = Value::Null;
        }
        self.set("queued")?;
        self.world.workflows.begin(&self.key);
        Ok(())
    }

    /// Hands it an event.
    pub(crate) fn send(&mut self, kind: &str, payload: &Value) -> Result<(), Reply> {
        let event = json!({"type": kind, "payload": payload, "timestamp": self.now()});
        self.world.store.put(&self.key.events(), &self.world.ids.hex(), None, &event)?;
        self.wake();
        Ok(())
    }

    /// Removes it.
    pub(crate) fn delete(&mut self) -> Result<(), Reply> {
        self.world.store.delete(&self.key.place(), &self.key.id)?;
        self.forget();
        Ok(())
    }
}

/// Whether what is kept of an instance is to be kept no longer.
pub(super) fn is_over(world: &World, value: &Value) -> bool {
    value["expires"].as_i64().is_some_and(|expires| expires <= world.clock.now().as_millisecond())
}
