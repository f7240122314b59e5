//! What becomes of Workers.

use super::{KIND, bound_to, call, filled, wanted};
use crate::actual::Actual;
use crate::call::Known;
use crate::compare::Change;
use crate::desired::Desired;
use crate::plan::{Action, Plan, Step};
use crate::worker::{self, Area, Deployed, Stage, Target, check, compare, conflicts};
use cfs_config::model::Worker;
use std::collections::BTreeSet;

/// The steps of all Workers: placeholders first, where bindings go round in circles.
pub(crate) fn steps(desired: &Desired, actual: &Actual, known: &Known, plan: &mut Plan) {
    let is_there = |worker: &&Worker| {
        actual.workers.answers.get(&worker.address()).is_some_and(|answers| !answers.script.is_null())
    };
    let there: BTreeSet<String> =
        desired.workers.iter().filter(is_there).map(|worker| worker.called().to_owned()).collect();
    let (placeholders, sorted) = worker::order(&desired.workers, &there);
    let mut first = BTreeSet::new();
    for one in placeholders {
        let step = worker::placeholder(&worker::Wanted::new(&desired.account, one), &desired.workers);
        let address = format!("{}/placeholder", one.address());
        let calls = vec![call(&step.request)];
        let why = Some("others are bound to it, and it to them".to_owned());
        plan.steps.push(Step { why, calls, ..blank(one, address.clone(), Action::Create) });
        first.insert(one.address());
    }
    let mut done = BTreeSet::new();
    for one in sorted {
        let mut step = of(desired, actual, known, one, first.contains(&one.address()), plan);
        for other in bound_to(one, &desired.workers) {
            if desired.nodes.contains_key(&other) || done.contains(&other) {
                // Migrations of a database come before the code that needs them.
                let migrations = format!("{other}/migrations");
                if desired.nodes.contains_key(&migrations) {
                    step.after.insert(migrations);
                }
                step.after.insert(other);
            } else if first.contains(&other) {
                step.after.insert(format!("{other}/placeholder"));
            }
        }
        if first.contains(&one.address()) {
            step.after.insert(format!("{}/placeholder", one.address()));
        }
        done.insert(one.address());
        plan.steps.push(step);
    }
}

fn blank(worker: &Worker, address: String, action: Action) -> Step {
    Step {
        address,
        name: Some(worker.called().to_owned()).filter(|name| *name != worker.name),
        action,
        changes: Vec::new(),
        why: None,
        calls: Vec::new(),
        after: BTreeSet::new(),
        place: worker.place.clone(),
        creates: None,
        kind: None,
    }
}

fn of(
    desired: &Desired,
    actual: &Actual,
    known: &Known,
    one: &Worker,
    placeholder: bool,
    plan: &mut Plan,
) -> Step {
    let address = one.address();
    let worker = match filled(one, known, None) {
        Ok(worker) => worker,
        Err(error) => {
            plan.problems.push(format!("{address}: {error}"));
            return blank(one, address, Action::Unchanged);
        }
    };
    let entry = actual.stored.state.entries.get(&address).filter(|entry| entry.kind == KIND);
    let before = entry.and_then(super::before);
    let wanted = wanted(&worker, one, desired, actual, entry.zip(before.as_ref()), known);
    let nothing = worker::Answers::default();
    let answers = actual.workers.answers.get(&address).unwrap_or(&nothing);
    let deployed = Deployed::read(&Target::of(&desired.account, &worker), answers);
    let difference = compare(&wanted, deployed.as_ref());
    for mistake in check(&worker, wanted.upload) {
        plan.problems.push(mistake.to_string());
    }
    for conflict in conflicts(&wanted, answers) {
        plan.problems.push(conflict.mistake(&wanted).to_string());
    }
    plan.notes.extend(difference.notes.clone());
    for drift in &difference.drift {
        plan.notes.push(format!("{address}: {} was set elsewhere and stays", drift.member));
    }
    let assumed = placeholder.then(|| worker::after_placeholder(&wanted));
    let steps = worker::steps(&wanted, assumed.as_ref().or(deployed.as_ref()), &difference);
    let uploads = steps.iter().any(|step| step.stage == Stage::Upload);
    let action = match (difference.is_new, difference.is_empty(), entry) {
        (true, _, _) => Action::Create,
        (false, _, None) => Action::Adopt,
        (false, true, Some(_)) => Action::Unchanged,
        (false, false, Some(_)) => Action::Change,
    };
    let changes = difference.changes.iter().map(|change| Change {
        member: change.member.clone(),
        from: change.old.clone().filter(|_| change.area != Area::Secrets),
        to: change.new.clone().filter(|_| change.area != Area::Secrets),
        secret: change.area == Area::Secrets,
        unknown: change.area == Area::Secrets && entry.is_none() && !difference.is_new,
    });
    let changes = if difference.is_new { Vec::new() } else { changes.collect() };
    let size =
        wanted.upload.filter(|_| uploads).map(|upload| format!("code {} kB", upload.size().div_ceil(1000)));
    Step {
        calls: steps.iter().map(|step| call(&step.request)).collect(),
        changes,
        why: size,
        ..blank(one, address, action)
    }
}
