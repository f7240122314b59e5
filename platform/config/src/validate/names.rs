//! Names against what the API takes, and each only once.

use super::{Check, error, resource_error};
use crate::Finding;
use crate::model::{Place, Resource, Worker};
use std::collections::BTreeMap;

impl Check<'_> {
    pub(super) fn names(&mut self) {
        let model = self.model;
        if model.app.is_empty() {
            let place = model.workers.first().and_then(|worker| worker.place.clone());
            self.tell(
                Finding::error(place, "the application has no name")
                    .help("Give it one: `name` of a wrangler file, `app` of a model."),
            );
        } else if let Some(problem) = not_an_app(&model.app) {
            self.tell(Finding::error(None, format!("application `{}`: {problem}", model.app)));
        }
        for resource in &model.resources {
            self.resource(resource);
        }
        for worker in &model.workers {
            self.worker_name(worker);
        }
        self.only_once();
    }

    fn resource(&mut self, resource: &Resource) {
        if resource.kind.is_empty() || resource.name.is_empty() {
            self.tell(resource_error(resource, "a resource needs a kind and a name"));
        }
        if let Some((problem, is_error)) = problem(&resource.kind, resource.called()) {
            let message = format!("`{}` is no name for it: {problem}", resource.called());
            let finding = resource_error(resource, message);
            self.tell(if is_error {
                finding
            } else {
                Finding { severity: crate::Severity::Warning, ..finding }
            });
        }
        if resource.kind == "worker" {
            let finding = resource_error(resource, "a Worker is no resource");
            self.tell(finding.help("Declare it among the Workers."));
        }
    }

    fn worker_name(&mut self, worker: &Worker) {
        let called = worker.called();
        let place = worker.place.clone();
        // In a dispatch namespace, any name does.
        let is_name = called
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte));
        if called.is_empty() {
            self.tell(error(worker, place, "the Worker has no name").help("Give it a `name`."));
        } else if worker.dispatch_namespace.is_none() && (!is_name || called.starts_with('-')) {
            let finding = error(worker, place, format!("`{called}` is no name for a Worker"));
            self.tell(finding.help("Lower-case letters, digits, `-` and `_`, not beginning with `-`."));
        } else if worker.workers_dev == Some(true)
            && (called.len() > 63 || called.ends_with('-') || called.contains('_'))
        {
            let finding =
                error(worker, place, format!("`{called}` cannot be part of a host of `workers.dev`"));
            self.tell(finding.help(
                "At most 63 letters, digits and `-`, not ending with `-`; or set `workers_dev` to false.",
            ));
        }
    }

    /// Each address once, and each name of the account.
    fn only_once(&mut self) {
        let model = self.model;
        let mut addresses: BTreeMap<String, Option<&Place>> = BTreeMap::new();
        let mut called: BTreeMap<(String, String), String> = BTreeMap::new();
        let resources = model.resources.iter().map(|resource| {
            let within = format!("{} {:?} {:?}", resource.kind, resource.zone, resource.path);
            // Records of a zone and the like may share a name: what tells them apart is in their settings.
            let unique = !resource.kind.contains('.') && resource.identity.is_empty();
            (
                resource.address(),
                resource.place.as_ref(),
                unique.then(|| (within, resource.called().to_owned())),
            )
        });
        let workers = model.workers.iter().map(|worker| {
            let within = format!("worker {:?}", worker.dispatch_namespace);
            (worker.address(), worker.place.as_ref(), Some((within, worker.called().to_owned())))
        });
        let mut findings = Vec::new();
        for (address, place, name) in resources.chain(workers) {
            if let Some(first) = addresses.get(&address) {
                let message = format!("it is declared twice{}", at(*first));
                findings.push(
                    Finding::error(place.cloned(), message)
                        .about(address)
                        .help("Give one of them another name."),
                );
                continue;
            }
            if let Some(name) = name {
                if let Some(first) = called.get(&name) {
                    let message = format!("it is called `{}` in the account, as {first} is", name.1);
                    findings.push(
                        Finding::error(place.cloned(), message)
                            .about(address.clone())
                            .help("Call one of them something else."),
                    );
                }
                called.insert(name, address.clone());
            }
            addresses.insert(address, place);
        }
        self.findings.append(&mut findings);
    }
}

/// The other place, in a message.
pub(super) fn at(place: Option<&Place>) -> String {
    place.map(|place| format!(": first at {place}")).unwrap_or_default()
}

fn not_an_app(name: &str) -> Option<&'static str> {
    let fits = name.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
    (!fits || name.len() > 200).then_some("letters, digits, `-`, `_` and `.`, at most 200")
}

/// What is wrong with a name in the account, and whether the API certainly refuses it.
fn problem(kind: &str, name: &str) -> Option<(&'static str, bool)> {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let all = |fits: &dyn Fn(u8) -> bool| name.bytes().all(fits);
    let ends = |fits: &dyn Fn(u8) -> bool| {
        name.bytes().next().is_some_and(fits) && name.bytes().last().is_some_and(fits)
    };
    match kind {
        "r2" => (!(3..=63).contains(&name.len())
            || !all(&|byte| lower(byte) || byte == b'-')
            || !ends(&lower))
        .then_some(("3 to 63 lower-case letters, digits and `-`, a letter or a digit at both ends", true)),
        "queue" => {
            let alphanumeric = |byte: u8| byte.is_ascii_alphanumeric();
            (name.len() > 63 || !all(&|byte| alphanumeric(byte) || byte == b'-') || !ends(&alphanumeric))
                .then_some(("at most 63 letters, digits and `-`, a letter or a digit at both ends", true))
        }
        "kv" => (name.is_empty() || name.len() > 512).then_some(("1 to 512 bytes", true)),
        "vectorize" => (name.len() > 64
            || !all(&|byte| lower(byte) || byte == b'-')
            || !name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase()))
        .then_some(("at most 64 lower-case letters, digits and `-`, beginning with a letter", true)),
        "d1" => (name.len() > 64 || !all(&|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
            .then_some(("letters, digits, `-` and `_`, at most 64, are what is sure to be taken", false)),
        _ => None,
    }
}
