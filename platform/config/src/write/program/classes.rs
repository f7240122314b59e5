//! Classes of Durable Objects, workflows, containers.

use super::Printer;
use super::chain::Op;
use super::data::exactly;
use super::settings::JURISDICTION;
use super::value::{is_large, quoted, small};
use crate::model::{Class, Container, Worker, Workflow};
use serde_json::{Value, json};

impl Printer<'_> {
    /// What bindings do not say of classes, workflows and containers.
    pub(super) fn classes(&self, worker: &Worker) -> Vec<Op> {
        let mut ops = Vec::new();
        for (name, class) in &worker.classes {
            let bound = worker.bindings.values().any(|binding| own_class(binding) == Some(name));
            if !bound || *class != Class::default() {
                ops.extend(class_calls(name, class).into_iter().map(|text| self.op("", || text)));
            }
        }
        ops.extend(
            worker
                .migrations
                .iter()
                .map(|migration| self.op("migrations", || format!(".migration({})", self.value(migration)))),
        );
        if !worker.workflows.is_empty() && !self.are_bound(worker) {
            ops.push(self.op("", || self.raw("workflows", &json!(worker.workflows))));
        }
        ops.extend(
            worker.containers.iter().map(|container| self.op("containers", || self.container(container))),
        );
        ops
    }

    /// Whether the Worker's workflows follow from bindings.
    pub(super) fn are_bound(&self, worker: &Worker) -> bool {
        let mut bound: Vec<usize> =
            worker.bindings.values().filter_map(|binding| own_workflow(worker, binding)).collect();
        bound.sort_unstable();
        let suffix = |workflow: &Workflow| match &self.model.environment {
            Some(environment) => workflow.name.ends_with(&format!("-{environment}")),
            None => true,
        };
        let plain = |workflow: &Workflow| !is_large(&json!(workflow.settings));
        bound.into_iter().eq(0..worker.workflows.len())
            && worker.workflows.iter().all(|workflow| suffix(workflow) && plain(workflow))
    }

    /// A binding to a workflow of its own, which is declared with it.
    pub(super) fn workflow(&self, binding: &str, workflow: &Workflow) -> String {
        let end = self.model.environment.as_ref().map(|name| format!("-{name}")).unwrap_or_default();
        let name = workflow.name.strip_suffix(end.as_str()).unwrap_or(&workflow.name);
        let arguments = format!("{}, {}, {}", quoted(binding), quoted(name), quoted(&workflow.class_name));
        if workflow.settings.is_empty() {
            return format!(".workflow({arguments})");
        }
        let calls: String = workflow.settings.iter().map(|(name, value)| self.flow(name, value)).collect();
        format!(".workflow_with({arguments}, |flow| flow{calls})")
    }

    fn flow(&self, name: &str, value: &Value) -> String {
        let known = || {
            Some(match name {
                "limits" => format!(".steps({})", small(exactly(value, ["steps"])?[0])?),
                "concurrency" => format!(".concurrency({})", small(exactly(value, ["limit"])?[0])?),
                "jurisdiction" => format!(".jurisdiction({})", self.argument(JURISDICTION, value)?),
                "default_retention" => {
                    let [success, error] = exactly(value, ["success_retention", "error_retention"])?;
                    format!(".retention({}, {})", quoted(success.as_str()?), quoted(error.as_str()?))
                }
                "schedules" => {
                    let crons = value.as_array().filter(|crons| !crons.is_empty())?.iter();
                    let calls: Option<Vec<String>> =
                        crons.map(|cron| Some(format!(".schedule({})", quoted(cron.as_str()?)))).collect();
                    calls?.concat()
                }
                _ => return None,
            })
        };
        known().unwrap_or_else(|| self.set(name, value))
    }

    fn container(&self, container: &Container) -> String {
        if is_large(&json!(container.settings)) {
            let note = format!(
                "settings of the container of {} are more than a program can say",
                container.class_name
            );
            self.note(&container.class_name, note);
        }
        let mut calls =
            container.name.iter().map(|name| format!(".name({})", quoted(name))).collect::<String>();
        for (name, value) in &container.settings {
            calls.push_str(&match (name.as_str(), small(value)) {
                ("instance_type", _) => format!(".instance_type({})", self.value(value)),
                ("max_instances", Some(count)) => format!(".max_instances({count})"),
                _ => self.set(name, value),
            });
        }
        let (class, image) = (quoted(&container.class_name), quoted(&container.image));
        format!(".container({class}, {image}, |container| container{calls})")
    }
}

/// The class of its own that a binding names and nothing besides.
pub(super) fn own_class(binding: &Value) -> Option<&str> {
    let [kind, class] = exactly(binding, ["type", "class_name"])?;
    class.as_str().filter(|_| kind == "durable_object_namespace")
}

/// Which of the Worker's own workflows a binding names.
pub(super) fn own_workflow(worker: &Worker, binding: &Value) -> Option<usize> {
    let [kind, name, class] = exactly(binding, ["type", "workflow_name", "class_name"])?;
    let is = |workflow: &Workflow| *name == workflow.name.as_str() && *class == workflow.class_name.as_str();
    worker.workflows.iter().position(is).filter(|_| kind == "workflow")
}

fn class_calls(name: &str, class: &Class) -> Vec<String> {
    let mut calls = String::new();
    if class.legacy_kv {
        calls.push_str(".legacy_kv()");
    }
    for (method, value) in [("was", &class.was), ("from", &class.from), ("to", &class.to)] {
        calls.extend(value.as_ref().map(|value| format!(".{method}({})", quoted(value))));
    }
    let name = quoted(name);
    let mut out = Vec::new();
    if class.deleted {
        out.push(format!(".delete_class({name})"));
    }
    if !class.deleted || !calls.is_empty() {
        out.push(format!(".class({name}, |class| class{calls})"));
    }
    out
}
