//! Bindings, and what else a Worker says of itself.

use super::{Check, bound, declared, error, warning};
use crate::finding::nearest;
use crate::kinds::{KINDS, OTHERS, kind};
use crate::model::{Reference, Secret, Source, Worker};
use serde_json::Value;

impl Check<'_> {
    pub(super) fn worker(&mut self, worker: &Worker) {
        if worker.source.is_none() && worker.assets.is_none() {
            let finding = error(worker, worker.place.clone(), "the Worker has neither a source nor assets");
            self.tell(finding.help(
                "Name its main module (`main`), its crate, or a folder of files (`assets.directory`).",
            ));
        }
        if let Some(Source::Modules { main, .. }) = &worker.source
            && crate::read::is_python(main)
            && !worker.compatibility_flags.iter().any(|flag| flag == "python_workers")
        {
            let finding = error(
                worker,
                declared(worker, "source"),
                format!("`{main}` needs the flag `python_workers`"),
            );
            self.tell(finding.help("Add it to `compatibility_flags`."));
        }
        for (name, binding) in &worker.bindings {
            self.binding(worker, name, binding);
        }
        self.assets(worker);
        for check in &worker.checks {
            if !check.path.starts_with('/') {
                let finding =
                    error(worker, worker.place.clone(), format!("check `{}` is no path", check.path));
                self.tell(finding.help("It begins with `/`."));
            }
        }
    }

    fn assets(&mut self, worker: &Worker) {
        if worker.assets.as_ref().is_some_and(|assets| assets.directory.is_empty()) {
            let finding = error(worker, declared(worker, "assets"), "the assets have no folder");
            self.tell(finding.help("Name it as `directory`."));
        }
        let binding =
            worker.bindings.iter().find(|(_, binding)| binding.get("type").is_some_and(|of| of == "assets"));
        let Some((name, _)) = binding else { return };
        if worker.assets.is_none() {
            let finding = error(
                worker,
                bound(worker, name),
                format!("binding `{name}` is of assets that there are none of"),
            );
            self.tell(finding.help("Name their folder as `assets.directory`."));
        } else if worker.source.is_none() {
            let finding = error(
                worker,
                bound(worker, name),
                format!("binding `{name}` is for a program that there is none of"),
            );
            self.tell(finding.help("Name the Worker's main module (`main`), or take the binding away."));
        }
    }

    fn binding(&mut self, worker: &Worker, name: &str, binding: &Value) {
        let place = || bound(worker, name);
        if name.is_empty() || name.contains(char::is_whitespace) {
            self.tell(
                error(worker, place(), format!("`{name}` is no name for a binding"))
                    .help("A name is a word, as `DB`."),
            );
        }
        let Some(of) = binding.get("type").and_then(Value::as_str) else {
            let finding = error(worker, place(), format!("binding `{name}` has no type"));
            return self.tell(finding.help("Say `\"type\"`, as `d1` or `plain_text`."));
        };
        let Some(kind) = kind(of) else {
            if !OTHERS.contains(&of) {
                let known = KINDS.iter().map(|kind| kind.word).chain(OTHERS);
                let finding = warning(
                    worker,
                    place(),
                    format!("binding `{name}` is of type `{of}`, which is not known here"),
                );
                self.tell(finding.help_if(nearest(of, known).or(Some("It is sent as it is.".to_owned()))));
            }
            return self.value(worker, name, of, binding);
        };
        let needed = kind.members.iter().filter(|member| member.required).map(|member| member.metadata);
        for member in needed.chain(kind.made.iter().map(|made| made.metadata)) {
            let is_there = match binding.get(member) {
                Some(Value::String(text)) => !text.is_empty(),
                Some(value) => value.is_object(),
                None => false,
            };
            // The API has given databases another name for it.
            let is_there = is_there || of == "d1" && binding.get("database_id").is_some();
            if !is_there {
                let finding =
                    error(worker, place(), format!("binding `{name}` of type `{of}` needs `{member}`"));
                self.tell(finding.help("An id, a name, or a reference to what is declared."));
            }
        }
        self.kind_of_target(worker, name, of, binding);
        match of {
            "ratelimit" => self.ratelimit(worker, name, binding),
            "pipelines" => self.one_of(worker, name, binding, ["stream", "pipeline"]),
            "workflow" => self.workflow(worker, name, binding),
            "vpc_network" => self.one_of(worker, name, binding, ["tunnel_id", "network_id"]),
            _ => {}
        }
    }

    /// A reference names a thing of the right kind.
    fn kind_of_target(&mut self, worker: &Worker, name: &str, of: &str, binding: &Value) {
        let Some(made) = kind(of).and_then(|kind| kind.made.as_ref()) else { return };
        let Some(reference) = binding.get(made.metadata).and_then(Reference::of) else { return };
        let short = made.kind.rsplit('.').next().unwrap_or(made.kind);
        let is = reference.address.split('/').next().unwrap_or_default();
        let known = KINDS.iter().filter_map(|kind| kind.made.as_ref()).any(|other| other.kind == is);
        if known && is != made.kind && is != short {
            let finding = error(
                worker,
                bound(worker, name),
                format!("binding `{name}` is of type `{of}`, and {} is none", reference.address),
            );
            self.tell(finding.help(format!("Bind a `{}`.", made.kind)));
        }
    }

    /// A workflow of no other Worker is one of this one's.
    fn workflow(&mut self, worker: &Worker, name: &str, binding: &Value) {
        let called = binding.get("workflow_name").and_then(Value::as_str);
        let is_own = binding.get("script_name").is_none_or(Value::is_null);
        if let Some(called) = called.filter(|_| is_own)
            && !worker.workflows.iter().any(|workflow| workflow.name == called)
        {
            let message = format!("binding `{name}` is of workflow `{called}`, which is not declared");
            let names = worker.workflows.iter().map(|workflow| workflow.name.as_str());
            let help = nearest(called, names)
                .unwrap_or_else(|| "Declare it, or name the Worker that has it as `script_name`.".to_owned());
            self.tell(error(worker, bound(worker, name), message).help(help));
        }
    }

    fn one_of(&mut self, worker: &Worker, name: &str, binding: &Value, members: [&str; 2]) {
        let there = members.iter().filter(|member| binding.get(**member).is_some()).count();
        if there != 1 {
            let [one, other] = members;
            self.tell(error(
                worker,
                bound(worker, name),
                format!("binding `{name}` needs one of `{one}` and `{other}`"),
            ));
        }
    }

    fn ratelimit(&mut self, worker: &Worker, name: &str, binding: &Value) {
        let place = || bound(worker, name);
        let simple = binding.get("simple");
        let number = |member: &str| simple.and_then(|simple| simple.get(member)?.as_f64());
        let period = number("period");
        if !period.is_some_and(|period| {
            period.to_bits() == 10_f64.to_bits() || period.to_bits() == 60_f64.to_bits()
        }) {
            let finding =
                error(worker, place(), format!("rate limit `{name}` has a period that there is none of"));
            self.tell(finding.help("`simple.period` is 10 or 60, in seconds."));
        }
        if !number("limit").is_some_and(|limit| limit >= 1.0) {
            let finding = error(worker, place(), format!("rate limit `{name}` lets nothing through"));
            self.tell(finding.help("`simple.limit` is how many are let through in a period: 1 or more."));
        }
        if let Some(id) = binding.get("namespace_id").and_then(Value::as_str)
            && !id.parse::<u64>().is_ok_and(|id| id > 0)
        {
            let finding = error(worker, place(), format!("rate limit `{name}`: `{id}` is no namespace"));
            self.tell(finding.help("`namespace_id` is a whole number of your choice, as text: those with the same one count together."));
        }
    }

    /// Variables and secrets.
    fn value(&mut self, worker: &Worker, name: &str, of: &str, binding: &Value) {
        let place = || bound(worker, name);
        let needed = match of {
            "plain_text" | "secret_text" => "text",
            "json" => "json",
            _ => return,
        };
        let Some(value) = binding.get(needed) else {
            self.tell(error(worker, place(), format!("binding `{name}` of type `{of}` needs `{needed}`")));
            return;
        };
        if of == "plain_text" && !value.is_string() && Reference::of(value).is_none() {
            let finding = error(worker, place(), format!("variable `{name}` is no text"));
            self.tell(finding.help("Give it the type `json` with its value as `json`."));
        }
        if of == "secret_text" && Secret::of(value).is_none() && Reference::of(value).is_none() {
            let finding = warning(worker, place(), format!("the secret `{name}` stands in the model"));
            self.tell(finding.help("Say where it is found: `{\"$secret\": {\"env\": NAME}}`."));
        }
    }
}
