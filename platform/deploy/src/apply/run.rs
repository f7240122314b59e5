//! The graph.

use super::entry::Entries;
use super::step::{self, Made};
use super::{Done, Event, NotDone, Outcome, Progress};
use crate::call::{Known, resolved};
use crate::plan::{Plan, Step};
use cfs_http::Client;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// So many steps are under way at once.
const AT_ONCE: usize = 8;

/// What steps share while they are under way.
pub(super) struct Shared<'a> {
    pub(super) client: &'a Client,
    pub(super) plan: &'a Plan,
    known: Mutex<Known>,
    claimed: Mutex<BTreeSet<(String, String)>>,
}

impl Shared<'_> {
    pub(super) fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives what is known by now to a function.
    pub(super) fn with<T>(&self, function: impl FnOnce(&Known) -> T) -> T {
        function(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn learn(&self, address: &str, item: serde_json::Value) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match (known.get_mut(address), item) {
            (Some(serde_json::Value::Object(there)), serde_json::Value::Object(more)) => there.extend(more),
            (_, item) => drop(known.insert(address.to_owned(), item)),
        }
    }

    pub(super) fn forget(&self, address: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(address);
    }

    pub(super) fn claimed(&self) -> BTreeSet<(String, String)> {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn claim(&self, place: String, id: String) {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner).insert((place, id));
    }
}

/// Does what a plan says. What fails stops only what depends on it.
pub async fn apply(client: &Client, plan: &Plan, progress: &dyn Progress) -> Outcome {
    let mut outcome = Outcome::default();
    if !plan.problems.is_empty() {
        outcome.error = Some(format!("nothing is done: {}", plan.problems.join("; ")));
        return outcome;
    }
    let entries = Entries::of(plan);
    if plan.is_empty() && !entries.differ(&plan.known()) {
        outcome.outputs = outputs(plan, &plan.known());
        return outcome;
    }
    let begun = match entries.begin(client).await {
        Ok(begun) => begun,
        Err(error) => {
            outcome.error = Some(plan.inner.desired.secrets.hidden(&error));
            return outcome;
        }
    };
    let shared = Shared {
        client,
        plan,
        known: Mutex::new(plan.known()),
        claimed: Mutex::new(plan.inner.matches.claimed.clone()),
    };
    graph(&shared, progress, &mut outcome).await;
    let known = shared.known();
    if let Err(error) = entries.end(client, begun, &known, &mut outcome).await {
        outcome.error = Some(plan.inner.desired.secrets.hidden(&error));
    }
    outcome.outputs = outputs(plan, &known);
    outcome
}

fn outputs(plan: &Plan, known: &Known) -> serde_json::Map<String, serde_json::Value> {
    let all = plan.inner.desired.outputs.iter();
    all.filter_map(|(name, value)| Some((name.clone(), resolved(value, known, None).ok()?))).collect()
}

async fn graph(shared: &Shared<'_>, progress: &dyn Progress, outcome: &mut Outcome) {
    let mut waiting: BTreeMap<&str, &Step> =
        shared.plan.acting().map(|step| (step.address.as_str(), step)).collect();
    let order: Vec<&str> = shared.plan.acting().map(|step| step.address.as_str()).collect();
    let mut open: BTreeSet<String> = waiting.keys().map(|address| (*address).to_owned()).collect();
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    let mut running = FuturesUnordered::new();
    loop {
        for address in &order {
            let Some(step) = waiting.get(address).copied() else { continue };
            if let Some(because) = step.after.iter().find(|address| failed.contains_key(*address)) {
                waiting.remove(address);
                open.remove(*address);
                let root = outcome.not_done.iter().find(|not| not.address == *because);
                let root = root.and_then(|not| not.because_of.clone()).unwrap_or_else(|| because.clone());
                progress.tell(Event::Skipped(step, &root));
                failed.insert((*address).to_owned(), root.clone());
                let why = format!("it needs {root}, which is not done");
                outcome.not_done.push(NotDone {
                    address: (*address).to_owned(),
                    why,
                    because_of: Some(root),
                });
                continue;
            }
            if running.len() < AT_ONCE && !step.after.iter().any(|address| open.contains(address)) {
                waiting.remove(address);
                progress.tell(Event::Begun(step));
                running.push(async move {
                    let begun = Instant::now();
                    (step, step::run(shared, step).await, begun.elapsed())
                });
            }
        }
        let Some((step, made, time)) = running.next().await else { break };
        open.remove(&step.address);
        match made {
            Ok(Made { id }) => {
                let done = Done { address: step.address.clone(), action: step.action, id, time };
                progress.tell(Event::Done(step, &done));
                outcome.done.push(done);
            }
            Err(error) => {
                let why = shared.plan.inner.desired.secrets.hidden(&error);
                progress.tell(Event::Failed(step, &why));
                failed.insert(step.address.clone(), step.address.clone());
                outcome.not_done.push(NotDone { address: step.address.clone(), why, because_of: None });
            }
        }
    }
    // What is left waits for one another, which a plan without problems does not have.
    for (address, _) in waiting {
        let why = "it waits for what waits for it".to_owned();
        outcome.not_done.push(NotDone { address: address.to_owned(), why, because_of: None });
    }
}
