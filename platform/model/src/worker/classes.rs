//! Durable Objects, workflows, containers.

use super::Worker;
use crate::binding::of;
use crate::json::{Json, Object};
use crate::state::Place;
use crate::value::WorkerName;
use crate::{Bind, Binding};
use std::panic::Location;

impl Worker {
    /// A class of Durable Objects of its own, with `SQLite`, under the name of a binding. Migrations follow from the classes.
    #[track_caller]
    pub fn durable_object(self, binding: impl AsRef<str>, class: &str) -> Self {
        let at = Location::caller();
        self.own_class(class, at).bound(binding.as_ref(), of(durable_object(class)), at)
    }

    /// Declares a class; where it is named first is its place.
    fn own_class(self, name: &str, at: Place) -> Self {
        self.0.members(|members| {
            members.object("classes").object(name);
        });
        let path = format!("classes.{name}");
        let known = self.0.members(|members| members.object("declared").get(&path).is_some());
        if known { self } else { self.note(&path, at) }
    }

    /// What else is to be said of a class of its own: `.class("Room", |class| class.was("Chat"))`. A class needs no binding.
    #[track_caller]
    pub fn class(self, name: &str, describe: impl FnOnce(Class) -> Class) -> Self {
        let at = Location::caller();
        let said = describe(Class(Object::new())).0;
        self.0.members(|members| {
            let class = members.object("classes").object(name);
            said.iter().for_each(|(name, value)| {
                class.insert(name, value);
            });
        });
        self.own_class(name, at)
    }

    /// A class that goes, with all its objects and what they store.
    #[track_caller]
    pub fn delete_class(self, name: &str) -> Self {
        self.class(name, |class| class.set("deleted", true))
    }

    /// A migration of classes as wrangler writes it, where they are kept by hand.
    #[track_caller]
    pub fn migration(self, migration: impl Into<Json>) -> Self {
        self.add("migrations", migration, Location::caller())
    }

    /// A workflow of its own: the name of its binding, what it is called, and its class.
    #[track_caller]
    pub fn workflow(self, binding: impl AsRef<str>, name: &str, class: &str) -> Self {
        self.flow(binding.as_ref(), name, class, Object::new(), Location::caller())
    }

    /// The same with settings: `.workflow_with("FLOW", "orders", "Orders", |flow| flow.steps(2000))`.
    #[track_caller]
    pub fn workflow_with(
        self,
        binding: impl AsRef<str>,
        name: &str,
        class: &str,
        settings: impl FnOnce(WorkflowSettings) -> WorkflowSettings,
    ) -> Self {
        let settings = settings(WorkflowSettings(Object::new())).0;
        self.flow(binding.as_ref(), name, class, settings, Location::caller())
    }

    fn flow(self, binding: &str, name: &str, class: &str, settings: Object, place: Place) -> Self {
        let called = self.0.suffixed(name);
        let mut flow = Object::new();
        flow.insert("name", called.as_str());
        flow.insert("class_name", class);
        if !settings.is_empty() {
            flow.insert("settings", settings);
        }
        self.add("workflows", flow, place).bound(binding, of(workflow(&called, class)), place)
    }

    /// Containers that run for the objects of a class: its name, and an image of a registry.
    #[track_caller]
    pub fn container(
        self,
        class: &str,
        image: impl Into<String>,
        settings: impl FnOnce(Container) -> Container,
    ) -> Self {
        let at = Location::caller();
        let mut container = Object::new();
        container.insert("class_name", class);
        container.insert("image", image.into());
        let Container { name, settings } = settings(Container { name: None, settings: Object::new() });
        if let Some(name) = name {
            container.insert("name", name);
        }
        if !settings.is_empty() {
            container.insert("settings", settings);
        }
        self.add("containers", container, at)
    }
}

/// A class of Durable Objects.
#[derive(Clone, Debug)]
pub struct Class(Object);

impl Class {
    fn set(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.0.insert(name, value);
        self
    }

    /// It has the storage of old instead of `SQLite`.
    pub fn legacy_kv(self) -> Self {
        self.set("legacy_kv", true)
    }

    /// What it was called before: its objects stay.
    pub fn was(self, name: &str) -> Self {
        self.set("was", name)
    }

    /// The Worker that had it before, by its name in the account: its objects move.
    pub fn from(self, worker: &str) -> Self {
        self.set("from", worker)
    }

    /// The Worker that has it now, by its name in the account: its objects are there.
    pub fn to(self, worker: &str) -> Self {
        self.set("to", worker)
    }
}

/// How a workflow runs.
#[derive(Clone, Debug)]
pub struct WorkflowSettings(Object);

impl WorkflowSettings {
    /// Steps of one run at most.
    pub fn steps(self, steps: u32) -> Self {
        self.set("limits", Json::of("steps", steps))
    }

    /// Runs at once at most.
    pub fn concurrency(self, limit: u32) -> Self {
        self.set("concurrency", Json::of("limit", limit))
    }

    /// When it is started, in cron syntax.
    pub fn schedule(mut self, cron: &str) -> Self {
        self.0.array("schedules").push(cron.into());
        self
    }

    /// How long runs that succeeded and that failed are kept: `3 days`.
    pub fn retention(self, success: &str, error: &str) -> Self {
        let retention = Json::of("success_retention", success).with("error_retention", error);
        self.set("default_retention", retention)
    }

    /// Where its data must stay.
    pub fn jurisdiction(self, jurisdiction: crate::Jurisdiction) -> Self {
        self.set("jurisdiction", jurisdiction)
    }

    /// Any other setting, as the API has it.
    pub fn set(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.0.insert(name, value);
        self
    }
}

/// Containers of a class.
#[derive(Clone, Debug)]
pub struct Container {
    name: Option<String>,
    settings: Object,
}

impl Container {
    /// What the application of containers is called; without, as Worker and class.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// How large one is: `lite`, `basic`, `standard-1`, …, or `json!({ "vcpu": 1, "memory_mib": 1024, "disk_mb": 2000 })`.
    pub fn instance_type(self, kind: impl Into<Json>) -> Self {
        self.set("instance_type", kind)
    }

    /// How many run at most.
    pub fn max_instances(self, count: u32) -> Self {
        self.set("max_instances", count)
    }

    /// Any other setting, as the API has it.
    pub fn set(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.settings.insert(name, value);
        self
    }
}

/// Objects of a class; without more, of the Worker that is bound.
pub fn durable_object(class: &str) -> DurableObject {
    DurableObject(crate::raw("durable_object_namespace", Json::of("class_name", class)))
}

/// A binding to a class of Durable Objects.
#[derive(Clone, Debug, PartialEq)]
pub struct DurableObject(Binding);

impl DurableObject {
    /// The Worker whose class it is.
    pub fn of(self, worker: impl Into<WorkerName>) -> Self {
        Self(self.0.set("script_name", worker.into().0))
    }

    /// The environment of that Worker, where it has some of old.
    pub fn environment(self, name: &str) -> Self {
        Self(self.0.set("environment", name))
    }
}

impl Bind for DurableObject {
    fn binding(&mut self) -> Binding {
        self.0.clone()
    }
}

/// A workflow, by its name in the account and its class.
pub fn workflow(name: &str, class: &str) -> WorkflowBinding {
    let members = Json::of("workflow_name", name).with("class_name", class);
    WorkflowBinding(crate::raw("workflow", members))
}

/// A binding to a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkflowBinding(Binding);

impl WorkflowBinding {
    /// The Worker whose workflow it is.
    pub fn of(self, worker: impl Into<WorkerName>) -> Self {
        Self(self.0.set("script_name", worker.into().0))
    }
}

impl Bind for WorkflowBinding {
    fn binding(&mut self) -> Binding {
        self.0.clone()
    }
}

impl Worker {
    /// One of its workflows, as a binding for other Workers.
    pub fn runs(&self, name: &str, class: &str) -> WorkflowBinding {
        workflow(&self.0.suffixed(name), class).of(self)
    }
}
