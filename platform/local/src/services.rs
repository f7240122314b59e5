//! Services that are written here: the one that all requests come to first, and those around Workers.

use crate::capnp::{list, record, text};
use crate::print::Named;
use crate::setup::{Setup, Target, Workflow};
use std::collections::BTreeMap;

const ROUTER: &str = include_str!("js/router.mjs");
const TAIL: &str = include_str!("js/tail.mjs");
const OUTBOUND: &str = include_str!("js/outbound.mjs");
const WORKFLOWS: &str = include_str!("js/workflows.mjs");
const VALUES: &str = include_str!("js/values.mjs");
const BINDINGS: &str = include_str!("js/bindings.mjs");
const EMAIL: &str = include_str!("js/email.mjs");

/// As of when the Workers written here behave.
const DATE: &str = "2026-07-01";
/// Events other than requests go from Worker to Worker only with it.
const EVENTS: &str = "service_binding_extra_handlers";
/// Connections that are no HTTP go on to where they would.
const CONNECTIONS: &str = "connect_pass_through";

pub(crate) fn service(name: &str, worker: &str) -> String {
    record(&[("name", text(name)), ("worker", worker.to_owned())])
}

fn modules(sources: &[(&str, &str)], flag: &str, bindings: impl IntoIterator<Item = String>) -> String {
    let module = |(name, source): &(&str, &str)| record(&[("name", text(name)), ("esModule", text(source))]);
    record(&[
        ("modules", list(sources.iter().map(module))),
        ("compatibilityDate", text(DATE)),
        ("compatibilityFlags", list([text(flag)])),
        ("bindings", list(bindings)),
    ])
}

fn bound(name: &str, service: String) -> String {
    record(&[("name", text(name)), ("service", service)])
}

/// A Worker of the account, or a class of it.
pub(crate) fn designator(worker: &str, entrypoint: Option<&str>, props: Option<&str>) -> String {
    let mut members = vec![("name", text(&format!("worker:{worker}")))];
    members.extend(entrypoint.map(|entrypoint| ("entrypoint", text(entrypoint))));
    members.extend(props.map(|props| ("props", record(&[("json", text(props))]))));
    record(&members)
}

pub(crate) fn router(setup: &Setup) -> String {
    let workers = setup.workers.iter().map(|worker| format!("worker:{}", worker.name));
    let workflows = setup.workflows.iter().map(|workflow| format!("workflow:{}", workflow.id));
    let all = workers.chain(workflows).map(|name| bound(&name, text(&name)));
    service("cfs:router", &modules(&[("main.mjs", ROUTER)], EVENTS, all))
}

pub(crate) fn tail(worker: &str, named: &mut Named) -> String {
    let back = named.back(format!("tail/{worker}"));
    service(&format!("tail:{worker}"), &modules(&[("main.mjs", TAIL)], EVENTS, [bound("BACK", back)]))
}

pub(crate) fn outbound(worker: &str, named: &mut Named) -> String {
    let back = named.back(format!("outbound/{worker}"));
    let asks = modules(&[("main.mjs", OUTBOUND)], CONNECTIONS, [bound("BACK", back)]);
    service(&format!("outbound:{worker}"), &asks)
}

/// All Workflows that run or are bound; those that are only bound have nothing that runs them.
pub(crate) fn workflows(setup: &Setup, named: &mut Named) -> Vec<String> {
    let bindings = setup.workers.iter().flat_map(|worker| &worker.bindings);
    let ids = bindings.filter_map(|binding| match &binding.to {
        Target::Workflow(id) => Some((id.as_str(), None)),
        _ => None,
    });
    let mut all: BTreeMap<&str, Option<&Workflow>> = ids.collect();
    all.extend(setup.workflows.iter().map(|workflow| (workflow.id.as_str(), Some(workflow))));
    let service = |(id, workflow): (&str, Option<&Workflow>)| {
        let mut bindings = vec![bound("BACK", named.back(format!("workflow/{id}")))];
        bindings
            .extend(workflow.map(|known| bound("USER", designator(&known.worker, Some(&known.class), None))));
        let sources = [("main.mjs", WORKFLOWS), ("values.mjs", VALUES)];
        service(&format!("workflow:{id}"), &modules(&sources, EVENTS, bindings))
    };
    all.into_iter().map(service).collect()
}

pub(crate) fn extensions() -> String {
    let module = |name: &str, source: &str| {
        record(&[("name", text(name)), ("esModule", text(source)), ("internal", "true".to_owned())])
    };
    let modules = [module("cfs-internal:bindings", BINDINGS), module("cloudflare-internal:email", EMAIL)];
    list([record(&[("modules", list(modules))])])
}
