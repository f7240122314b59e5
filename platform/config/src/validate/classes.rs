//! Classes: what is bound is declared, and in one way only.

use super::{Check, bound, declared, error, warning};
use crate::finding::nearest;
use crate::model::Worker;
use serde_json::Value;
use std::collections::BTreeSet;

impl Check<'_> {
    pub(super) fn classes(&mut self, worker: &Worker) {
        let by_migrations = self.migrated(worker);
        let living = worker.classes.iter().filter(|(_, class)| !class.deleted && class.to.is_none());
        let mut classes: BTreeSet<&str> = living.map(|(name, _)| name.as_str()).collect();
        if let (Some(name), false) = (worker.classes.keys().next(), worker.migrations.is_empty()) {
            let finding = error(
                worker,
                declared(worker, &format!("classes.{name}")),
                "classes are declared here and by migrations too",
            );
            self.tell(
                finding
                    .help("Take one of the two ways: `exports` (`classes` of a model) needs no migrations."),
            );
        }
        classes.extend(&by_migrations);
        for (name, binding) in &worker.bindings {
            let text = |member: &str| binding.get(member).and_then(Value::as_str);
            if text("type") != Some("durable_object_namespace") || !is_own(worker, binding.get("script_name"))
            {
                continue;
            }
            let Some(class) = text("class_name") else { continue };
            if !classes.contains(class) {
                let finding = error(
                    worker,
                    bound(worker, name),
                    format!("binding `{name}` is of class `{class}`, which is not declared"),
                );
                let near = nearest(class, classes.iter().copied());
                self.tell(finding.help_if(near.or_else(|| {
                    Some(format!("Add `{class} = {{ type = \"durable-object\", storage = \"sqlite\" }}` below `exports`."))
                })));
            }
        }
        self.containers(worker, &classes);
        self.moved(worker);
    }

    fn containers(&mut self, worker: &Worker, classes: &BTreeSet<&str>) {
        for (index, container) in worker.containers.iter().enumerate() {
            if container.image.is_empty() && !container.settings.contains_key("images") {
                let place = declared(worker, &format!("containers.{index}"));
                let message = format!("the container of class `{}` has no image", container.class_name);
                self.tell(error(worker, place, message).help("Name it as a registry does, as `image`."));
            }
            if !classes.contains(container.class_name.as_str()) {
                let place = declared(worker, &format!("containers.{index}"));
                let message =
                    format!("a container is of class `{}`, which is not declared", container.class_name);
                self.tell(
                    error(worker, place, message)
                        .help_if(nearest(&container.class_name, classes.iter().copied())),
                );
            }
        }
    }

    /// Classes that go, or that come from elsewhere.
    fn moved(&mut self, worker: &Worker) {
        for (name, class) in &worker.classes {
            if class.legacy_kv && !class.deleted {
                let finding = warning(
                    worker,
                    declared(worker, &format!("classes.{name}")),
                    format!("class `{name}` has the storage of old"),
                );
                self.tell(finding.help("New accounts refuse it; a class that is new takes SQLite."));
            }
            if class.deleted && (class.was.is_some() || class.from.is_some() || class.to.is_some()) {
                let place = declared(worker, &format!("classes.{name}"));
                self.tell(
                    error(worker, place, format!("class `{name}` is deleted and moved at once"))
                        .help("Say one of them."),
                );
            }
        }
    }

    /// The classes that migrations leave.
    fn migrated<'w>(&mut self, worker: &'w Worker) -> BTreeSet<&'w str> {
        let mut out: BTreeSet<&str> = BTreeSet::new();
        let mut tags = BTreeSet::new();
        for (index, migration) in worker.migrations.iter().enumerate() {
            let place = declared(worker, &format!("migrations.{index}"));
            let tag = migration.get("tag").and_then(Value::as_str).unwrap_or_default();
            if !tags.insert(tag) {
                self.tell(
                    error(worker, place.clone(), format!("migration `{tag}` is there twice"))
                        .help("Give it a tag of its own."),
                );
            }
            let names = |list: &str| migration.get(list).and_then(Value::as_array).into_iter().flatten();
            let pairs = |list: &str| {
                let of = |pair: &'w Value, member: &str| pair.get(member).and_then(Value::as_str);
                names_of(migration, list).filter_map(move |pair| Some((of(pair, "from")?, of(pair, "to")?)))
            };
            let new = names("new_classes").chain(names("new_sqlite_classes")).filter_map(Value::as_str);
            let new: Vec<&str> = new.collect();
            for class in &new {
                if !out.insert(class) {
                    let message = format!("migration `{tag}` makes class `{class}`, which is there already");
                    self.tell(error(worker, place.clone(), message).help("A class is made once."));
                }
            }
            let mut gone: Vec<&str> = names("deleted_classes").filter_map(Value::as_str).collect();
            let renamed: Vec<(&str, &str)> = pairs("renamed_classes").collect();
            gone.extend(renamed.iter().map(|(from, _)| *from));
            for class in gone {
                if !out.remove(class) {
                    let message =
                        format!("migration `{tag}` takes class `{class}`, which no earlier one makes");
                    self.tell(
                        error(worker, place.clone(), message).help_if(nearest(class, out.iter().copied())),
                    );
                }
            }
            out.extend(renamed.iter().map(|(_, to)| *to));
            out.extend(pairs("transferred_classes").map(|(_, to)| to));
        }
        out
    }
}

fn names_of<'v>(migration: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    migration.get(list).and_then(Value::as_array).into_iter().flatten()
}

/// Whether a class is this Worker's own.
fn is_own(worker: &Worker, script: Option<&Value>) -> bool {
    match script {
        None | Some(Value::Null) => true,
        Some(Value::String(name)) => name == worker.called(),
        Some(other) => other.get("$ref").and_then(Value::as_str) == Some(&worker.address()),
    }
}
