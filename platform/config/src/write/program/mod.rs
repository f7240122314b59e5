//! From a model to the program that describes it.
//!
//! A thing is a chain: how it is declared, and a call for each thing said of it. What is said with one of the builder's own
//! methods is found by trying: a method is taken only if it makes exactly what the model has, and the general ones (`set`,
//! `part`, `raw`) say the rest. A call that names a thing declared further down comes in a statement of its own, at the end.

mod bindings;
mod bucket;
mod chain;
mod classes;
mod data;
mod dns;
mod known;
mod names;
mod resource;
mod services;
mod settings;
mod triggers;
mod value;
mod worker;
mod zone;

use super::Written;
use crate::model::{Reference, Resource};
use crate::{Finding, Model};
use chain::{Chain, Op, deferred, statement};
use known::Form;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// The text of an `infrastructure.rs` that describes a model: compiled against `cfs-model` and run in the model's environment,
/// it gives the same model, places aside.
pub fn program(model: &Model) -> Written {
    let printer = Printer::new(model);
    let body = printer.body();
    let mut text = String::from("use cfs_model::*;\n\nfn main() -> Result {\n");
    text.push_str(&format!("    app({}, |app| {{\n", value::quoted(&model.app)));
    for statement in body {
        for line in statement.lines() {
            text.push_str("        ");
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str("        Ok(())\n    })\n}\n");
    Written { text, notes: printer.notes.into_inner() }
}

/// What the printers of things share.
struct Printer<'a> {
    model: &'a Model,
    /// Addresses in the order in which they are declared, each with its variable.
    things: BTreeMap<String, Thing<'a>>,
    /// How many Workers are declared before all resources, which name them.
    ahead: usize,
    /// What the call that is being printed names, by the order of declaration.
    mentioned: RefCell<BTreeSet<usize>>,
    /// Within a declaration: the first thing that cannot be named yet.
    limit: Cell<usize>,
    /// The addresses that something refers to.
    referred: BTreeSet<String>,
    notes: RefCell<Vec<Finding>>,
}

/// A thing that can be named.
struct Thing<'a> {
    position: usize,
    variable: String,
    resource: Option<(&'a Resource, Form)>,
}

impl<'a> Printer<'a> {
    fn new(model: &'a Model) -> Self {
        let ahead = ahead(model);
        let mut printer = Self {
            model,
            things: BTreeMap::new(),
            ahead,
            mentioned: RefCell::default(),
            limit: Cell::new(usize::MAX),
            referred: referred(&serde_json::to_value(model).unwrap_or_default()),
            notes: RefCell::default(),
        };
        let mut taken = BTreeSet::new();
        for (index, resource) in model.resources.iter().enumerate() {
            let form = known::form(resource);
            let variable = names::variable(&resource.name, &resource.kind, &mut taken);
            printer.know(resource.address(), ahead + index, variable, Some((resource, form)));
        }
        for (index, worker) in model.workers.iter().enumerate() {
            let variable = names::variable(&worker.name, "worker", &mut taken);
            let position = if index < ahead { index } else { ahead + model.resources.len() + index };
            printer.know(worker.address(), position, variable, None);
        }
        printer
    }

    fn know(
        &mut self,
        address: String,
        position: usize,
        variable: String,
        resource: Option<(&'a Resource, Form)>,
    ) {
        if self.things.contains_key(&address) {
            let told = format!("{address} is declared twice, which a program cannot");
            self.notes.borrow_mut().push(Finding::warning(None, told).about(&address));
            return;
        }
        self.things.insert(address, Thing { position, variable, resource });
    }

    /// All statements in order.
    fn body(&self) -> Vec<String> {
        let mut chains: Vec<(String, Chain)> = Vec::new();
        for worker in self.model.workers.iter().take(self.ahead) {
            let head = format!("app.worker({})", value::quoted(&worker.name));
            chains.push((worker.address(), Chain { head, ops: Vec::new() }));
        }
        chains.extend(
            self.model.resources.iter().map(|resource| (resource.address(), self.resource(resource))),
        );
        for (index, worker) in self.model.workers.iter().enumerate() {
            let mut chain = self.worker(worker);
            if let Some(thing) = self.things.get(&worker.address()).filter(|_| index < self.ahead) {
                chain.head.clone_from(&thing.variable);
            }
            chains.push((worker.address(), chain));
        }
        let outputs: Vec<Op> =
            self.model.outputs.iter().map(|(name, value)| self.output(name, value)).collect();
        // What heads name is collected where it is printed, what calls name with each.
        let mut named = self.mentioned.take();
        let ops = chains.iter().flat_map(|(_, chain)| &chain.ops).chain(&outputs);
        named.extend(ops.flat_map(|op| op.mentions.clone()));
        let later: Vec<(String, Vec<Op>)> = chains
            .iter_mut()
            .enumerate()
            .map(|(at, (address, chain))| (address.clone(), deferred(&mut chain.ops, at)))
            .filter(|(_, ops)| !ops.is_empty())
            .collect();
        let thing = |address: &str| self.things.get(address);
        named.extend(later.iter().filter_map(|(address, _)| thing(address)).map(|thing| thing.position));
        let mut out = Vec::new();
        out.extend(
            self.model.account.iter().map(|account| format!("app.account({});", value::quoted(account))),
        );
        out.extend(self.date().map(|date| format!("app.compatibility_date({});", value::quoted(date))));
        for (at, (address, chain)) in chains.iter().enumerate() {
            let declared = thing(address).is_none_or(|thing| thing.position == at);
            let variable = thing(address).filter(|thing| declared && named.contains(&thing.position));
            if declared || !chain.ops.is_empty() {
                out.push(statement(variable.map(|thing| thing.variable.as_str()), chain));
            }
        }
        for (address, ops) in later {
            let head = thing(&address).map(|thing| thing.variable.clone()).unwrap_or_default();
            out.push(statement(None, &Chain { head, ops }));
        }
        out.extend(outputs.into_iter().map(|op| format!("app{};", op.text)));
        out
    }

    fn output(&self, name: &str, value: &Value) -> Op {
        self.op("", || format!(".output({}, {})", value::quoted(name), self.value(value)))
    }

    /// A call, with what it names.
    fn op(&self, group: &'static str, text: impl FnOnce() -> String) -> Op {
        let before = self.mentioned.take();
        let text = text();
        let mentions = self.mentioned.replace(before);
        Op { text, mentions, group }
    }

    /// A call that may not be possible.
    fn maybe(&self, group: &'static str, text: impl FnOnce() -> Option<String>) -> Option<Op> {
        let mut said = true;
        let op = self.op(group, || {
            text().unwrap_or_else(|| {
                said = false;
                String::new()
            })
        });
        said.then_some(op)
    }

    /// The variable of a thing, which is named so.
    fn variable(&self, address: &str) -> Option<&str> {
        let thing = self.things.get(address).filter(|thing| thing.position < self.limit.get())?;
        self.mentioned.borrow_mut().insert(thing.position);
        Some(&thing.variable)
    }

    /// The variable of a resource that is declared in a certain way, if a value is a reference to this member of it.
    fn handle(&self, value: &Value, method: &str, member: &str) -> Option<&str> {
        let reference = Reference::of(value).filter(|reference| reference.member == member)?;
        let (_, form) = self.things.get(&reference.address)?.resource.as_ref()?;
        (form.method() == Some(method)).then(|| self.variable(&reference.address))?
    }

    fn note(&self, about: &str, message: String) {
        self.notes.borrow_mut().push(Finding::warning(None, message).about(about));
    }
}

/// How many Workers resources refer to, with those before them.
fn ahead(model: &Model) -> usize {
    let named = referred(&serde_json::to_value(&model.resources).unwrap_or_default());
    model.workers.iter().rposition(|worker| named.contains(&worker.address())).map_or(0, |last| last + 1)
}

/// The addresses that a value refers to.
fn referred(value: &Value) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    crate::validate::references(value, "", &mut |_, value| {
        named.extend(value.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    named
}
