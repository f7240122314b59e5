//! What is to be done: pure, and total. It asks nobody.

mod decide;
mod gone;
mod show;

pub use crate::compare::Change;
pub(crate) use decide::wants_data_gone;
pub use show::{Lines, Mark};

use crate::actual::Actual;
use crate::call::{Call, Known};
use crate::desired::{Desired, Task};
use crate::kind::Kind;
use crate::matching::{self, Matches};
use cfs_config::model::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody wants of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Addresses that the plan is about, with what they need; empty: all.
    pub targets: Vec<String>,
    /// Addresses, kinds or names of things whose data may go.
    pub delete_data: Vec<String>,
    /// Addresses of things that are made anew.
    pub replace: Vec<String>,
}

/// What is to be done.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// The form of this.
    #[serde(rename = "cfs_plan")]
    pub version: u32,
    /// The application.
    pub app: String,
    /// Its environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The account's id.
    pub account: String,
    /// What is done, in an order in which it could be.
    pub steps: Vec<Step>,
    /// What stands in the way: nothing is done before that is solved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// What deserves a word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(skip)]
    pub(crate) inner: Inner,
}

/// What a plan rests on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inner {
    pub(crate) desired: Desired,
    pub(crate) actual: Actual,
    pub(crate) matches: Matches,
}

/// One thing, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// `d1/orders`.
    pub address: String,
    /// What it is called in the account, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is done.
    pub action: Action,
    /// The members that change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The calls that are made, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
    /// The steps that come first.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<String>,
    /// Where it was declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Which of the calls makes a thing: it is looked for before it is made again.
    #[serde(skip)]
    pub(crate) creates: Option<usize>,
    /// Whose kind the calls are of.
    #[serde(skip)]
    pub(crate) kind: Option<Kind>,
}

/// What is done with a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is made.
    Create,
    /// It is there and becomes ours, changed where it differs.
    Adopt,
    /// Members of it change.
    Change,
    /// It goes and is made anew.
    Replace,
    /// It goes.
    Delete,
    /// It is no longer declared and stays, because it holds data or is protected.
    Keep,
    /// It is no longer declared and no longer there.
    Forget,
    /// It is as it is declared.
    Unchanged,
    /// It is in the account and not ours.
    Unmanaged,
}

impl Action {
    /// Whether something is done.
    pub fn acts(self) -> bool {
        matches!(self, Self::Create | Self::Adopt | Self::Change | Self::Replace | Self::Delete)
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        !self.steps.iter().any(|step| step.action.acts())
    }

    /// The steps that do something.
    pub fn acting(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.action.acts())
    }

    /// How many steps have an action.
    pub fn count(&self, action: Action) -> usize {
        self.steps.iter().filter(|step| step.action == action).count()
    }

    /// The step of an address.
    pub fn step(&self, address: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.address == address)
    }

    /// What the account said that this rests on.
    pub fn rests_on(&self) -> String {
        self.inner.actual.fingerprint()
    }

    /// How many lists and items were read for it.
    pub fn reads(&self) -> usize {
        self.inner.actual.reads
    }

    /// What is known of things before anything is done.
    pub(crate) fn known(&self) -> Known {
        self.inner.matches.known.clone()
    }
}

/// What is to be done to have what is desired.
pub fn plan(desired: &Desired, actual: &Actual, options: &Options) -> Plan {
    let matches = matching::matches(desired, actual);
    let mut plan = Plan {
        version: 1,
        app: desired.app.clone(),
        environment: desired.environment.clone(),
        account: desired.account.clone(),
        steps: Vec::new(),
        problems: desired.problems.clone(),
        notes: actual.stored.note.iter().cloned().collect(),
        inner: Inner::default(),
    };
    let mut known = matches.known.clone();
    for zone in desired.zones().iter().filter(|zone| !actual.zones.contains_key(*zone)) {
        plan.problems.push(format!("the account has no zone {zone}"));
    }
    for address in matching::order(desired) {
        let node = &desired.nodes[address];
        let mut step = match &node.task {
            Task::Migrations(all) => decide::migrations(node, all, actual, &matches),
            _ => decide::step(
                &decide::Asked { node, desired, actual, matches: &matches, options },
                &mut known,
                &mut plan,
            ),
        };
        step.after = node.needs().into_iter().filter(|need| desired.nodes.contains_key(need)).collect();
        plan.steps.push(step);
    }
    crate::workers::steps(desired, actual, &known, &mut plan);
    gone::steps(desired, actual, &matches, options, &mut plan);
    gone::unmanaged(desired, actual, &matches, &mut plan);
    if !options.targets.is_empty() {
        only(&mut plan, &options.targets);
    }
    let acting: BTreeSet<String> = plan.acting().map(|step| step.address.clone()).collect();
    for step in &mut plan.steps {
        step.after.retain(|address| acting.contains(address) && *address != step.address);
    }
    if !plan.is_empty() && actual.stored.namespace.is_none() {
        let account = &desired.account;
        plan.notes.push(format!(
            "the KV namespace `{}` is made in account {account}: what belongs to an application stands there",
            crate::state::NAMESPACE
        ));
    }
    plan.inner = Inner { desired: desired.clone(), actual: actual.clone(), matches };
    plan
}

/// Leaves the steps that are meant, what they need, and what is part of them.
fn only(plan: &mut Plan, targets: &[String]) {
    let below = |address: &str, target: &str| {
        address == target || address.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'))
    };
    for target in targets {
        if !plan.steps.iter().any(|step| below(&step.address, target)) {
            plan.problems.push(format!("--target {target}: there is no such address in the plan"));
        }
    }
    let mut wanted: BTreeSet<String> = plan
        .steps
        .iter()
        .filter(|step| targets.iter().any(|target| below(&step.address, target)))
        .map(|step| step.address.clone())
        .collect();
    loop {
        let steps = plan.steps.iter().filter(|step| wanted.contains(&step.address));
        let more: BTreeSet<String> = steps.flat_map(|step| step.after.iter().cloned()).collect();
        let before = wanted.len();
        wanted.extend(more);
        if wanted.len() == before {
            break;
        }
    }
    plan.steps.retain(|step| wanted.contains(&step.address));
}
