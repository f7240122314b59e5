//! Runs: what of Workflows is in memory. All else is in the store, so a run that is lost is done again from there.

use crate::running::Flight;
use crate::server::asked::place;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, mpsc};

/// An instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) account: String,
    pub(crate) workflow: String,
    pub(crate) id: String,
}

impl Key {
    pub(crate) fn new(account: &str, workflow: &str, id: &str) -> Self {
        Self { account: account.to_owned(), workflow: workflow.to_owned(), id: id.to_owned() }
    }

    /// Where it and its like are.
    pub(crate) fn place(&self) -> String {
        instances(&self.account, &self.workflow)
    }

    /// Where its steps are.
    pub(super) fn steps(&self) -> String {
        self.below("_steps")
    }

    /// Where events are that no step has taken.
    pub(super) fn events(&self) -> String {
        self.below("_events")
    }

    fn below(&self, what: &str) -> String {
        place(["accounts", &self.account, "workflows", &self.workflow, "instances", &self.id, what])
    }

    /// What the Workflow is called in the runtime.
    pub(crate) fn service(&self) -> String {
        format!("{}/{}", self.account, self.workflow)
    }
}

/// Where the Workflows of an account are.
pub(crate) fn workflows(account: &str) -> String {
    place(["accounts", account, "workflows"])
}

/// Where the instances of a Workflow are.
pub(crate) fn instances(account: &str, workflow: &str) -> String {
    place(["accounts", account, "workflows", workflow, "instances"])
}

/// A run of an instance: its code is in the runtime.
pub(super) struct Run {
    pub(super) id: String,
    /// Steps that do something, each with what keeps a deployment from ending it at once.
    pub(super) busy: BTreeMap<String, Flight>,
    /// How many steps wait for a moment or an event.
    pub(super) waits: usize,
    /// Told whenever something of the instance is another.
    pub(super) woken: Arc<Notify>,
}

/// All runs, and who is told that one is to begin.
pub(crate) struct Workflows {
    runs: Mutex<BTreeMap<Key, Run>>,
    begin: mpsc::UnboundedSender<Key>,
    begun: Mutex<Option<mpsc::UnboundedReceiver<Key>>>,
}

impl Default for Workflows {
    fn default() -> Self {
        let (begin, begun) = mpsc::unbounded_channel();
        Self { runs: Mutex::default(), begin, begun: Mutex::new(Some(begun)) }
    }
}

impl Workflows {
    /// The runs. Who has them is the only one that changes instances.
    pub(super) fn runs(&self) -> MutexGuard<'_, BTreeMap<Key, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a run.
    pub(super) fn begin(&self, key: &Key) {
        // Where no Workers run, nobody hears it.
        drop(self.begin.send(key.clone()));
    }

    /// What is to be run, for the one who runs it.
    pub(crate) fn begun(&self) -> Option<mpsc::UnboundedReceiver<Key>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Has every step that waits look at the clock.
    pub(crate) fn wake(&self) {
        self.runs().values().for_each(|run| run.woken.notify_waiters());
    }

    /// Forgets all runs.
    pub(crate) fn clear(&self) {
        let runs = std::mem::take(&mut *self.runs());
        runs.values().for_each(|run| run.woken.notify_waiters());
    }
}
