//! Bindings beside the program that reads them: before anything is uploaded.

use super::kinds::Kind;
use super::upload::{ClassKind, Handler, Program, ProgramBinding, Upload};
use cfs_config::model::{Place, Reference, Secret, Worker};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// A mistake in a declaration, with the places that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong and what to do.
    pub message: String,
    /// Where it was declared, and where the program says otherwise, if that is known.
    pub places: Vec<Place>,
}

impl Mistake {
    /// A mistake, and where it was made.
    pub fn new(message: impl Into<String>, place: Option<&Place>) -> Self {
        Self { message: message.into(), places: place.into_iter().cloned().collect() }
    }

    fn also(mut self, place: Option<&Place>) -> Self {
        self.places.extend(place.cloned());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.places.split_first() {
            None => f.write_str(&self.message),
            Some((place, others)) => {
                write!(f, "{place}: {}", self.message)?;
                others.iter().try_for_each(|other| write!(f, "\n{other}: the program says so here"))
            }
        }
    }
}

/// Compares the bindings and triggers of a Worker with what its program reads and handles, all mistakes at once. Of a program
/// that says nothing, as those in JavaScript, only the bindings themselves are looked at.
pub fn check(worker: &Worker, upload: Option<&Upload>) -> Vec<Mistake> {
    let mut mistakes = members(worker);
    let Some(upload) = upload else { return mistakes };
    if upload.main().is_none() {
        mistakes.push(Mistake::new(
            format!("{}: its main module `{}` is not among its modules", worker.address(), upload.main),
            worker.place.as_ref(),
        ));
    }
    if upload.is_script() && !worker.classes.is_empty() {
        mistakes.push(Mistake::new(
            format!(
                "{}: classes need modules, and its main module is a script that adds event listeners",
                worker.address()
            ),
            worker.place.as_ref(),
        ));
    }
    if let Some(program) = &upload.program {
        bindings(worker, program, &mut mistakes);
        handlers(worker, program, &mut mistakes);
        classes(worker, program, &mut mistakes);
    }
    mistakes
}

fn place<'a>(worker: &'a Worker, binding: &str) -> Option<&'a Place> {
    worker.places.get(binding).or(worker.place.as_ref())
}

/// Members that a kind of binding cannot do without. A kind that is not known is the service's to judge.
fn members(worker: &Worker) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (name, binding) in &worker.bindings {
        let type_name = binding["type"].as_str().unwrap_or_default();
        if type_name.is_empty() {
            mistakes.push(Mistake::new(
                format!("{}: the binding {name} has no `type`", worker.address()),
                place(worker, name),
            ));
        }
        // A secret as a whole stands for its text.
        let Some(kind) = Kind::named(type_name).filter(|_| Secret::of(binding).is_none()) else { continue };
        for group in kind.needs.iter().filter(|group| group.iter().all(|member| binding[member].is_null())) {
            mistakes.push(Mistake::new(
                format!(
                    "{}: the binding {name} ({type_name}) needs `{}`",
                    worker.address(),
                    group.join("` or `")
                ),
                place(worker, name),
            ));
        }
    }
    mistakes
}

fn bindings(worker: &Worker, program: &Program, mistakes: &mut Vec<Mistake>) {
    let origin = &program.origin;
    let mut read: BTreeMap<&str, Vec<&ProgramBinding>> = BTreeMap::new();
    for binding in &program.bindings {
        read.entry(&binding.name).or_default().push(binding);
    }
    for (name, reads) in &read {
        let Some(declared) = worker.bindings.get(*name) else {
            if let Some(read) = reads.iter().find(|read| !read.optional) {
                let near = near(name, worker.bindings.keys().map(String::as_str));
                let message = format!(
                    "{}: the program {origin} reads {name}{}, which is not among its bindings{near}",
                    worker.address(),
                    typed(read),
                );
                mistakes.push(Mistake::new(message, worker.place.as_ref()).also(read.place.as_ref()));
            }
            continue;
        };
        let kind = declared["type"].as_str().unwrap_or_default();
        // Its kind is that of the version before.
        if kind == "inherit" {
            continue;
        }
        for read in reads.iter().filter(|read| !accepts(read, kind)) {
            let message = format!(
                "{}: the binding {name} is declared as {kind}, and the program {origin} reads it as {}, which takes {}",
                worker.address(),
                read.type_name,
                read.accepts.join(" or "),
            );
            mistakes.push(Mistake::new(message, place(worker, name)).also(read.place.as_ref()));
        }
    }
    let superfluous = worker.bindings.keys().filter(|name| !read.contains_key(name.as_str()));
    for name in superfluous.filter(|_| program.is_complete) {
        let message = format!(
            "{}: the binding {name} is declared, and nothing in the program {origin} reads it{}: remove it, or add it to an `Env`",
            worker.address(),
            near(name, read.keys().copied()),
        );
        mistakes.push(Mistake::new(message, place(worker, name)));
    }
}

fn accepts(read: &ProgramBinding, kind: &str) -> bool {
    read.accepts.is_empty() || read.accepts.iter().any(|accepted| accepted == kind)
}

fn typed(read: &ProgramBinding) -> String {
    if read.type_name.is_empty() { String::new() } else { format!(" as {}", read.type_name) }
}

/// What was perhaps meant: a name that differs in case or a letter or two.
fn near<'a>(name: &str, others: impl Iterator<Item = &'a str>) -> String {
    let alike = |one: &str| one.to_lowercase().replace(['-', '_'], "");
    let found = others.map(|other| (strsim::damerau_levenshtein(&alike(name), &alike(other)), other)).min();
    match found {
        Some((distance, other)) if distance <= 2 && distance * 3 <= name.len() => {
            format!(" (there is {other})")
        }
        _ => String::new(),
    }
}

fn handlers(worker: &Worker, program: &Program, mistakes: &mut Vec<Mistake>) {
    let mut lacks = |handler: Handler, what: String, word: &str, place: Option<&Place>| {
        if !program.handlers.contains(&handler) {
            let message = format!(
                "{}: {what}, and the program {} has no `{word}`: write a function with `#[event({word})]`, or remove it",
                worker.address(),
                program.origin,
            );
            mistakes.push(Mistake::new(message, place));
        }
    };
    if let Some(cron) = worker.crons.iter().flatten().next() {
        lacks(
            Handler::Scheduled,
            format!("it is called by the cron `{cron}`"),
            "scheduled",
            worker.place.as_ref(),
        );
    }
    for consumer in &worker.consumers {
        let name = match Reference::of(&consumer.queue) {
            Some(reference) => reference.address,
            None => super::compare::queue_name(&consumer.queue),
        };
        lacks(
            Handler::Queue,
            format!("it consumes the queue {name}"),
            "queue",
            consumer.place.as_ref().or(worker.place.as_ref()),
        );
    }
    let routes = worker.routes.iter().flatten().map(|route| (&route.pattern, route.place.as_ref()));
    let domains = worker.domains.iter().flatten().map(|domain| (&domain.hostname, domain.place.as_ref()));
    for (what, place) in routes.chain(domains) {
        // Assets answer without it.
        if worker.assets.is_none() {
            lacks(Handler::Fetch, format!("{what} leads to it"), "fetch", place.or(worker.place.as_ref()));
        }
    }
}

fn classes(worker: &Worker, program: &Program, mistakes: &mut Vec<Mistake>) {
    let mut wanted: Vec<(&str, ClassKind, String, Option<&Place>)> = Vec::new();
    for (name, class) in &worker.classes {
        if !class.deleted {
            wanted.push((
                name,
                ClassKind::DurableObject,
                "is declared as one of Durable Objects".to_owned(),
                None,
            ));
        }
    }
    for workflow in &worker.workflows {
        wanted.push((
            &workflow.class_name,
            ClassKind::Workflow,
            format!("is that of the workflow {}", workflow.name),
            None,
        ));
    }
    for container in &worker.containers {
        wanted.push((&container.class_name, ClassKind::DurableObject, "has containers".to_owned(), None));
    }
    for (name, binding) in &worker.bindings {
        let own = binding["script_name"].as_str().is_none_or(|script| script == worker.called());
        let kind = match binding["type"].as_str() {
            Some("durable_object_namespace") => ClassKind::DurableObject,
            Some("workflow") => ClassKind::Workflow,
            _ => continue,
        };
        if let Some(class) =
            binding["class_name"].as_str().filter(|_| own && binding["script_name"].is_null())
        {
            wanted.push((class, kind, format!("is that of the binding {name}"), place(worker, name)));
        }
    }
    for (name, kind, why, place) in wanted {
        let exported = program.classes.iter().find(|class| class.name == name);
        let (word, problem) = match (kind, exported) {
            (_, Some(class)) if class.kind == kind => continue,
            (ClassKind::Workflow, None) => ("workflow", "does not export it".to_owned()),
            (_, None) => ("durable_object", "does not export it".to_owned()),
            (_, Some(class)) => ("durable_object", format!("exports it as {}", kind_name(class.kind))),
        };
        let near = near(name, program.classes.iter().map(|class| class.name.as_str()));
        let near = if exported.is_some() { String::new() } else { near };
        let help =
            if exported.is_some() { String::new() } else { format!(": write an `impl` with `#[{word}]`") };
        let message = format!(
            "{}: the class {name} {why}, and the program {} {problem}{near}{help}",
            worker.address(),
            program.origin
        );
        let mistake = Mistake::new(message, place.or(worker.place.as_ref()));
        if !mistakes.contains(&mistake) {
            mistakes.push(mistake);
        }
    }
}

fn kind_name(kind: ClassKind) -> &'static str {
    match kind {
        ClassKind::DurableObject => "one of Durable Objects",
        ClassKind::Workflow => "one of a workflow",
        ClassKind::Entrypoint => "an entry point",
    }
}

/// A service binding to an entry point that the other Worker's program does not export, for every pair of Workers that are
/// deployed together.
pub fn check_services<'a>(
    workers: impl Iterator<Item = (&'a Worker, Option<&'a Program>)> + Clone,
) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (worker, _) in workers.clone() {
        for (name, binding) in &worker.bindings {
            let entrypoint = binding["entrypoint"].as_str().filter(|entrypoint| *entrypoint != "default");
            let (Some("service"), Some(entrypoint)) = (binding["type"].as_str(), entrypoint) else {
                continue;
            };
            let service = &binding["service"];
            let found = workers.clone().find(|(other, _)| leads_to(service, other));
            let Some((other, Some(program))) = found else { continue };
            if !program.classes.iter().any(|class| class.name == entrypoint) {
                let message = format!(
                    "{}: the binding {name} calls the entry point {entrypoint} of {}, and the program {} does not export it",
                    worker.address(),
                    other.address(),
                    program.origin,
                );
                mistakes.push(Mistake::new(message, place(worker, name)).also(other.place.as_ref()));
            }
        }
    }
    mistakes
}

/// Whether the `service` of a binding is a Worker: by its name in the account, or as a reference.
pub(crate) fn leads_to(service: &Value, worker: &Worker) -> bool {
    match Reference::of(service) {
        Some(reference) => reference.address == worker.address(),
        None => service.as_str() == Some(worker.called()),
    }
}
