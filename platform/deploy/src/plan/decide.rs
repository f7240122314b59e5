//! What becomes of one node.

use super::{Action, Options, Plan, Step};
use crate::actual::Actual;
use crate::call::{Call, Known, resolved};
use crate::compare::{self, Change, Compare};
use crate::desired::{Desired, Node, Task};
use crate::matching::{self, Found, How, Matches};
use crate::migrations::{self, Migration};
use crate::state::Entry;
use cfs_config::model::{Origin, Reference, Secret};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A node, and all that is known about it.
pub(super) struct Asked<'a> {
    pub(super) node: &'a Node,
    pub(super) desired: &'a Desired,
    pub(super) actual: &'a Actual,
    pub(super) matches: &'a Matches,
    pub(super) options: &'a Options,
}

impl Step {
    pub(super) fn of(node: &Node, action: Action) -> Self {
        let own = node.address.split('/').next_back();
        Self {
            address: node.address.clone(),
            name: node.name.clone().filter(|name| Some(name.as_str()) != own),
            action,
            changes: Vec::new(),
            why: None,
            calls: Vec::new(),
            after: BTreeSet::new(),
            place: node.place.clone(),
            creates: None,
            kind: Some(node.kind.clone()),
        }
    }
}

/// What becomes of a node.
pub(super) fn step(asked: &Asked<'_>, known: &mut Known, plan: &mut Plan) -> Step {
    let Asked { node, matches, actual, .. } = asked;
    let Some(found) = matches.found.get(&node.address) else { return asked.missing(known, plan) };
    if !node.origin.is_ensure() {
        let why = Some("it is somebody else's: used as it is".to_owned());
        return Step { why, ..Step::of(node, Action::Unchanged) };
    }
    let entry = matching::entry(&actual.stored.state, node).map(|(_, entry)| entry);
    // The entry may be of another thing that had the name before.
    let entry = entry.filter(|entry| found.how == How::Entry || entry.id.is_none());
    let declared = asked.declared(known);
    let compare = Compare {
        kind: &node.kind,
        item: &found.item,
        entry,
        secrets: &asked.desired.secrets,
        ignore: &node.ignore,
    };
    let mut changes = compare.changes(&declared);
    let mut why = Vec::new();
    asked.fixed(found, entry, &mut changes, &mut why);
    let forced = asked.options.replace.contains(&node.address);
    let stuck: Vec<String> = changes.iter().map(top).filter(|name| !asked.changes(name)).collect();
    if forced || !stuck.is_empty() {
        return asked.replace(found, entry, changes, &stuck, known, plan);
    }
    let action = match (entry, changes.is_empty()) {
        (None, _) => Action::Adopt,
        (Some(_), true) => Action::Unchanged,
        (Some(_), false) => Action::Change,
    };
    let formerly =
        matching::entry(&actual.stored.state, node).filter(|(address, _)| *address != node.address);
    if let Some((before, _)) = formerly {
        why.push(format!("it was {before}"));
    } else if found.how == How::Was {
        why.push(format!("it is called {} in the account", asked.called(found)));
    }
    let calls =
        if changes.is_empty() { Vec::new() } else { asked.change(found, &changes).into_iter().collect() };
    // What refers to it sees what will be.
    if let Some(Value::Object(item)) = known.get_mut(&node.address) {
        for change in &changes {
            if let (Some(to), false) = (&change.to, change.member.contains('.')) {
                item.insert(node.kind.read(&change.member).to_owned(), to.clone());
            }
        }
    }
    let why = (!why.is_empty()).then(|| why.join("; "));
    Step { changes: asked.shown(changes), why, calls, ..Step::of(node, action) }
}

fn top(change: &Change) -> String {
    change.member.split('.').next().unwrap_or_default().to_owned()
}

impl Asked<'_> {
    /// What is declared, with references as far as what they mean is known.
    fn declared(&self, known: &Known) -> Map<String, Value> {
        let declared = self.node.declared.iter();
        declared.map(|(name, value)| (name.clone(), partly(value, known))).collect()
    }

    /// Whether a member can be changed.
    fn changes(&self, name: &str) -> bool {
        self.node.task == Task::Thing && self.node.kind.changes(name)
    }

    fn called(&self, found: &Found) -> String {
        let name = self.node.kind.name().and_then(|name| found.item.get(self.node.kind.read(name)));
        name.map(crate::call::plain).unwrap_or_default()
    }

    /// Takes out changes that nobody can make: what is not known and cannot be set, and a name that stays.
    fn fixed(&self, found: &Found, entry: Option<&Entry>, changes: &mut Vec<Change>, why: &mut Vec<String>) {
        let name = self.node.kind.name();
        changes.retain(|change| {
            let own = top(change);
            if self.changes(&own) {
                return true;
            }
            if Some(own.as_str()) == name
                && (found.how == How::Was || self.node.kind.is_data() || !self.node.was.is_empty())
            {
                why.push(format!(
                    "it keeps the name {} in the account: the API cannot change it",
                    self.called(found)
                ));
                return false;
            }
            // Of what is adopted nobody knows what it was made with.
            !(change.unknown && entry.is_none_or(|entry| entry.declared.is_empty()))
        });
    }

    fn missing(&self, known: &mut Known, plan: &mut Plan) -> Step {
        let node = self.node;
        known.remove(&node.address);
        if !node.origin.is_ensure() {
            let what = match &node.origin {
                Origin::App(app) => format!("the application {app} has not been deployed: there is none"),
                Origin::Environment(name) => format!("the environment variable {name} names none"),
                _ => "it is said to exist, and does not".to_owned(),
            };
            plan.problems.push(format!("{}: {what}", node.said()));
            return Step::of(node, Action::Unchanged);
        }
        if node.kind.is_setting() {
            return self.set();
        }
        let before = matching::entry(&self.actual.stored.state, node).filter(|(_, entry)| entry.id.is_some());
        let why = before.map(|_| "it was there and is gone".to_owned());
        let (calls, creates) = self.creation();
        Step { why, calls, creates, changes: self.all(), ..Step::of(node, Action::Create) }
    }

    /// A setting that nobody has set, or that belongs to what is not there yet.
    fn set(&self) -> Step {
        let node = self.node;
        let names: Vec<String> = node.declared.keys().cloned().collect();
        let call = node.kind.change(&self.arguments(), None, &node.declared, &names, &Value::Null);
        Step { calls: call.into_iter().collect(), changes: self.all(), ..Step::of(node, Action::Create) }
    }

    /// All that is declared, as what comes.
    fn all(&self) -> Vec<Change> {
        let all = self.node.declared.iter().map(|(name, value)| {
            let secret = Secret::of(value).is_some() || self.node.kind.is_secret(name);
            let to = (!secret).then(|| compare::shown(&self.node.kind, name, value));
            Change { member: name.clone(), from: None, to, secret, unknown: false }
        });
        all.collect()
    }

    fn shown(&self, changes: Vec<Change>) -> Vec<Change> {
        let kind = &self.node.kind;
        let all = changes.into_iter().map(|change| {
            let show = |value: Option<Value>| value.map(|value| compare::shown(kind, &change.member, &value));
            let (from, to) = if change.secret {
                (None, None)
            } else {
                (show(change.from.clone()), show(change.to.clone()))
            };
            Change { from, to, ..change }
        });
        all.collect()
    }

    /// The arguments of its calls, with the zone's id.
    fn arguments(&self) -> Map<String, Value> {
        let mut arguments = self.node.arguments.clone();
        if let Some(id) = self
            .node
            .zone
            .as_ref()
            .filter(|_| self.node.part_of.is_none())
            .and_then(|zone| self.actual.zones.get(zone))
        {
            arguments.insert("zone_id".to_owned(), id.as_str().into());
        }
        arguments
    }

    /// The calls that make it, and which of them does.
    fn creation(&self) -> (Vec<Call>, Option<usize>) {
        let (node, arguments) = (self.node, self.arguments());
        if node.task == Task::MetadataIndex {
            return (vec![self.index("create", json!(node.declared))], Some(0));
        }
        let declared = &node.declared;
        let Some(first) = node.kind.create(&arguments, declared, node.id.as_ref()) else {
            return (Vec::new(), None);
        };
        let mut calls = vec![first];
        let late = node.kind.after_creation(declared);
        if !late.is_empty() {
            let own = json!(Reference { address: node.address.clone(), member: node.kind.id().to_owned() });
            calls.extend(node.kind.change(&arguments, Some(&own), declared, &late, &Value::Null));
        }
        (calls, Some(0))
    }

    fn index(&self, verb: &str, body: Value) -> Call {
        let of = |name: &str| self.node.arguments.get(name).cloned().unwrap_or_default();
        Call::operation(format!("vectorize.indexes.metadata_index.{verb}"))
            .with("account_id", of("account_id"))
            .with("index_name", of("index_name"))
            .json(body)
    }

    fn change(&self, found: &Found, changes: &[Change]) -> Option<Call> {
        let mut names: Vec<String> = changes.iter().map(top).collect();
        names.dedup();
        self.node.kind.change(&self.arguments(), found.id.as_ref(), &self.node.declared, &names, &found.item)
    }

    fn replace(
        &self,
        found: &Found,
        entry: Option<&Entry>,
        changes: Vec<Change>,
        stuck: &[String],
        known: &mut Known,
        plan: &mut Plan,
    ) -> Step {
        let node = self.node;
        let mut stuck = stuck.to_vec();
        stuck.dedup();
        let why = match stuck.as_slice() {
            [] => "it is asked for".to_owned(),
            names => format!("{} cannot be changed", names.join(", ")),
        };
        let problem = if entry.is_none() && !self.options.replace.contains(&node.address) {
            Some(format!(
                "there is one of that name that is not ours, and {why}: name another with `called`, or say `--replace {}`",
                node.address
            ))
        } else if node.protect {
            Some(format!("it is protected, and {why}"))
        } else if node.kind.is_data() && !wants_data_gone(self.options, &node.address, node.name.as_deref()) {
            Some(format!(
                "{why}: making it anew loses its data; `--delete-data {}` says that it may go",
                node.address
            ))
        } else {
            None
        };
        if let Some(problem) = problem {
            plan.problems.push(format!("{}: {problem}", node.said()));
        }
        known.remove(&node.address);
        let delete = match node.task {
            Task::MetadataIndex => Some(self.index("delete", json!({"propertyName": node.name}))),
            _ => node.kind.delete(&self.arguments(), found.id.as_ref()),
        };
        let (create, creates) = self.creation();
        if delete.is_none() {
            plan.problems.push(format!("{}: {why}, and the API cannot delete it", node.said()));
        }
        let creates = creates.map(|at| at + usize::from(delete.is_some()));
        let calls = delete.into_iter().chain(create).collect();
        Step {
            changes: self.shown(changes),
            why: Some(why),
            calls,
            creates,
            ..Step::of(node, Action::Replace)
        }
    }
}

/// A value with what is known of its references.
fn partly(value: &Value, known: &Known) -> Value {
    if Reference::of(value).is_some() {
        return resolved(value, known, None).unwrap_or_else(|_| value.clone());
    }
    match value {
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, member)| (name.clone(), partly(member, known))).collect(),
        ),
        Value::Array(items) => items.iter().map(|item| partly(item, known)).collect(),
        other => other.clone(),
    }
}

/// Whether somebody said that the data of a thing may go.
pub(crate) fn wants_data_gone(options: &Options, address: &str, name: Option<&str>) -> bool {
    let own = address.rsplit('/').next();
    let kind = address.split('/').next();
    options.delete_data.iter().any(|said| {
        said == "all"
            || said == address
            || Some(said.as_str()) == own
            || Some(said.as_str()) == name
            || Some(said.as_str()) == kind
    })
}

/// The migrations that a database does not have yet.
pub(super) fn migrations(node: &Node, all: &[Migration], actual: &Actual, matches: &Matches) -> Step {
    let database_there = matches.arguments.contains_key(&node.address);
    let applied = actual.applied.get(&node.address).filter(|_| database_there);
    let waiting: Vec<&Migration> = all
        .iter()
        .filter(|migration| !applied.is_some_and(|applied| applied.contains(&migration.name)))
        .collect();
    if waiting.is_empty() {
        let has = matching::entry(&actual.stored.state, node).is_some();
        return Step::of(node, if has || all.is_empty() { Action::Unchanged } else { Action::Adopt });
    }
    let table = node.declared.get("table").map(crate::call::plain).unwrap_or_default();
    let mut calls = vec![migrations::prepare(&node.arguments, &table)];
    calls.extend(waiting.iter().map(|migration| migrations::apply(&node.arguments, &table, migration)));
    let changes = waiting.iter().map(|migration| Change {
        member: migration.name.clone(),
        from: None,
        to: Some("applied".into()),
        secret: false,
        unknown: false,
    });
    let action =
        if applied.is_some_and(|applied| !applied.is_empty()) { Action::Change } else { Action::Create };
    Step { calls, changes: changes.collect(), ..Step::of(node, action) }
}
