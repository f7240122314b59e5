//! Classes of Durable Objects: from those that are there to those that are declared.

use super::check::Mistake;
use super::deployed::Deployed;
use super::wanted::Classes;
use cfs_config::model::{Class, Worker};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How the classes of a Worker become what is declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Migration {
    /// `migrations` of the upload, if anything changes.
    pub migrations: Option<Value>,
    /// `exports` of the upload, where classes are told so.
    pub exports: Option<Value>,
    /// What changes, for people: `new class Room`, `class Room becomes Hall`.
    pub changes: Vec<String>,
    /// What is kept although it is not declared, and why something cannot become what is declared.
    pub notes: Vec<String>,
    /// What would be refused.
    pub mistakes: Vec<Mistake>,
}

impl Migration {
    /// Whether the upload must be the one that makes a version and a deployment at once: versions take no migrations.
    pub fn needs_deployment(&self) -> bool {
        self.migrations.is_some() || self.exports.is_some()
    }
}

/// Compares the declared classes with those that are there.
///
/// Migrations that are kept by hand are followed from the tag that the account has on. Otherwise steps are derived: a class
/// that is not there is new (`SQLite` unless it is said), `was` renames, `from` transfers, `deleted` deletes. A class that is
/// only no longer declared is kept with its objects, and said.
pub fn migration(worker: &Worker, deployed: Option<&Deployed>, form: Classes) -> Migration {
    match form {
        Classes::Migrations if !worker.migrations.is_empty() => by_hand(worker, deployed),
        Classes::Migrations => derived(worker, deployed),
        Classes::Exports => declared(worker, deployed),
    }
}

fn tag_of(migration: &Value) -> &str {
    migration["tag"].as_str().unwrap_or_default()
}

/// The migrations after the one whose tag the account has.
fn by_hand(worker: &Worker, deployed: Option<&Deployed>) -> Migration {
    let mut out = Migration::default();
    let all = &worker.migrations;
    let old = deployed.and_then(|deployed| deployed.migration_tag.as_deref());
    let known = old.map(|old| all.iter().position(|migration| tag_of(migration) == old));
    let pending = match known {
        None => &all[..],
        Some(Some(at)) => &all[at + 1..],
        Some(None) => {
            out.notes.push(format!(
                "{}: the account has the migration tag `{}`, which is none of the declared ones: all of them are applied",
                worker.address(),
                old.unwrap_or_default(),
            ));
            &all[..]
        }
    };
    let Some(last) = pending.last() else { return out };
    let steps: Vec<Value> = pending
        .iter()
        .map(|migration| {
            let mut step = migration.as_object().cloned().unwrap_or_default();
            step.remove("tag");
            Value::Object(step)
        })
        .collect();
    out.changes = pending.iter().map(|migration| format!("migration {}", tag_of(migration))).collect();
    let mut migrations = json!({"new_tag": tag_of(last), "steps": steps});
    if let Some(old) = old {
        migrations["old_tag"] = json!(old);
    }
    out.migrations = Some(migrations);
    out
}

/// The classes that a Worker has once it is deployed, by its declaration alone.
pub(crate) fn names(worker: &Worker) -> BTreeSet<String> {
    let declared = worker.classes.iter().filter(|(_, class)| !class.deleted).map(|(name, _)| name.clone());
    let mut all: BTreeSet<String> = declared.collect();
    for migration in &worker.migrations {
        let list = |member: &str| migration[member].as_array().cloned().unwrap_or_default();
        for member in ["new_classes", "new_sqlite_classes"] {
            all.extend(list(member).iter().filter_map(|name| name.as_str().map(str::to_owned)));
        }
        for name in list("deleted_classes") {
            all.remove(name.as_str().unwrap_or_default());
        }
        for member in ["renamed_classes", "transferred_classes"] {
            for change in list(member) {
                if member == "renamed_classes" {
                    all.remove(change["from"].as_str().unwrap_or_default());
                }
                all.extend(change["to"].as_str().map(str::to_owned));
            }
        }
    }
    all
}

/// What becomes of a declared class.
enum Fate {
    Stays,
    New,
    Renamed(String),
    Transferred { from: String, class: String },
    Deleted,
    Gone,
}

fn fate(name: &str, class: &Class, deployed: Option<&Deployed>) -> Fate {
    let there = deployed.map(Deployed::own_classes).unwrap_or_default();
    if class.deleted {
        return if there.contains_key(name) { Fate::Deleted } else { Fate::Gone };
    }
    if there.contains_key(name) {
        return Fate::Stays;
    }
    if let Some(from) = &class.from {
        return Fate::Transferred {
            from: from.clone(),
            class: class.was.clone().unwrap_or_else(|| name.to_owned()),
        };
    }
    match &class.was {
        Some(was) if there.contains_key(was) => Fate::Renamed(was.clone()),
        _ => Fate::New,
    }
}

fn derived(worker: &Worker, deployed: Option<&Deployed>) -> Migration {
    let mut out = Migration::default();
    let mut step = Map::new();
    let mut push = |member: &str, value: Value| {
        let list = step.entry(member).or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(value);
        }
    };
    for (name, class) in &worker.classes {
        match fate(name, class, deployed) {
            Fate::Stays | Fate::Gone => {}
            Fate::New if class.legacy_kv => {
                push("new_classes", json!(name));
                out.changes.push(format!("new class {name}, with the storage of old"));
            }
            Fate::New => {
                push("new_sqlite_classes", json!(name));
                out.changes.push(format!("new class {name}"));
            }
            Fate::Renamed(was) => {
                push("renamed_classes", json!({"from": was, "to": name}));
                out.changes.push(format!("class {was} becomes {name}"));
            }
            Fate::Transferred { from, class } => {
                push("transferred_classes", json!({"from": class, "from_script": from, "to": name}));
                out.changes.push(format!("class {class} of {from} becomes {name}"));
            }
            Fate::Deleted => {
                push("deleted_classes", json!(name));
                out.changes.push(format!("class {name} is deleted with all its objects"));
            }
        }
    }
    kept(worker, deployed, &mut out);
    if !step.is_empty() {
        let old = deployed.and_then(|deployed| deployed.migration_tag.as_deref());
        let mut migrations = json!({"new_tag": tag(old, &step), "steps": [step]});
        if let Some(old) = old {
            migrations["old_tag"] = json!(old);
        }
        out.migrations = Some(migrations);
    }
    out
}

/// The tag of a derived migration: the same step from the same tag has the same one, so that a step that is sent again after
/// its answer was lost is told from one that is new.
fn tag(old: Option<&str>, step: &Map<String, Value>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(old.unwrap_or_default().as_bytes());
    hasher.update(&[0]);
    hasher.update(Value::Object(step.clone()).to_string().as_bytes());
    format!("cfs-{}", &hasher.finalize().to_hex()[..12])
}

/// Says what is kept, and what cannot be.
fn kept(worker: &Worker, deployed: Option<&Deployed>, out: &mut Migration) {
    let there = deployed.map(Deployed::own_classes).unwrap_or_default();
    for (name, sqlite) in &there {
        let renamed =
            worker.classes.values().any(|class| class.was.as_ref() == Some(name) && class.from.is_none());
        match worker.classes.get(name) {
            Some(class) if !class.deleted && *sqlite == Some(class.legacy_kv) => {
                let (has, wanted) = if class.legacy_kv { ("SQLite", "the storage of old") } else { ("the storage of old", "SQLite") };
                out.notes.push(format!(
                    "{}: class {name} has {has}, and no class can become one with {wanted}: it stays as it is",
                    worker.address(),
                ));
            }
            None if !renamed => out.notes.push(format!(
                "{}: class {name} is no longer declared; its objects are kept as long as the code exports it. Declare it as deleted to delete them",
                worker.address(),
            )),
            _ => {}
        }
    }
}

/// Classes as declarative exports. All of them are told with every upload.
fn declared(worker: &Worker, deployed: Option<&Deployed>) -> Migration {
    let mut out = Migration::default();
    if !worker.migrations.is_empty() {
        out.mistakes.push(Mistake::new(
            format!(
                "{}: it has both migrations and declarative exports, of which the API takes one",
                worker.address()
            ),
            worker.place.as_ref(),
        ));
    }
    let storage = |class: &Class| if class.legacy_kv { "legacy-kv" } else { "sqlite" };
    let mut exports = Map::new();
    for (name, class) in &worker.classes {
        let mut export = json!({"type": "durable-object", "storage": storage(class)});
        match fate(name, class, deployed) {
            Fate::Stays => {}
            Fate::Gone => continue,
            Fate::New => out.changes.push(format!("new class {name}")),
            Fate::Renamed(was) => {
                exports.insert(
                    was.clone(),
                    json!({"type": "durable-object", "state": "renamed", "renamed_to": name}),
                );
                out.changes.push(format!("class {was} becomes {name}"));
            }
            Fate::Transferred { from, class } => {
                export["state"] = json!("expecting-transfer");
                export["transfer_from"] = json!(from);
                out.changes.push(format!("class {class} of {from} becomes {name}"));
            }
            Fate::Deleted => {
                export = json!({"type": "durable-object", "state": "deleted"});
                out.changes.push(format!("class {name} is deleted with all its objects"));
            }
        }
        exports.insert(name.clone(), export);
    }
    kept(worker, deployed, &mut out);
    if !exports.is_empty() {
        out.exports = Some(Value::Object(exports));
    }
    out
}
