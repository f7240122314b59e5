//! What is deployed, as the runtime takes it.

use super::bind::{Around, target};
use super::live::Warnings;
use super::{Deployed, Versions, outbound};
use crate::products;
use crate::runtime::UploadedWorker;
use crate::server::asked::place;
use crate::world::World;
use cfs_local::{Code, DurableObject, Module, ModuleKind, Setup, Worker, Workflow};
use serde_json::Value;
use std::collections::BTreeMap;

/// As of when Workers behave that do not say it.
const DATE: &str = "2021-11-02";

/// What a version is called in the runtime.
pub(super) fn name(worker: &UploadedWorker) -> String {
    format!("{}/{}/{}", worker.account_id, worker.name, worker.version_id)
}

/// The version that has the Durable Objects, and that other Workers call.
pub(super) fn primary(versions: &Versions) -> Option<&UploadedWorker> {
    let most = versions.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    most.map(|(worker, _)| worker)
}

/// All Workers.
pub(super) fn of(world: &World, all: &Deployed) -> (Setup, Warnings) {
    let mut warnings = Warnings::new();
    let mut workers = Vec::new();
    for versions in all.values() {
        for (uploaded, _) in versions {
            let around = Around { world, all: Some(all), primary: primary(versions).map(name) };
            workers.push(worker(&around, uploaded, &mut warnings));
        }
    }
    for through in outbound::all(all) {
        let versions = all.get(&through);
        if let Some(uploaded) = versions.and_then(primary) {
            let around = Around { world, all: Some(all), primary: Some(name(uploaded)) };
            workers.push(outbound::variant(worker(&around, uploaded, &mut warnings)));
        }
    }
    let mut setup = Setup::new(workers);
    setup.workflows = workflows(world, all);
    (setup, warnings)
}

/// The Workflows whose Workers run.
fn workflows(world: &World, all: &Deployed) -> Vec<Workflow> {
    let around = Around { world, all: Some(all), primary: None };
    // A state that cannot be read is said by the next call that reads it.
    let registered = products::workflows::all(world).unwrap_or_default();
    let own = |workflow: &products::workflows::Registered| {
        let text = |name: &str| workflow.value[name].as_str().unwrap_or_default();
        let worker = around.worker(&workflow.account, text("script_name"))?;
        let id = products::workflows::Key::new(&workflow.account, &workflow.name, "").service();
        Some(Workflow::new(id, worker, text("class_name")))
    };
    registered.iter().filter_map(own).collect()
}

/// One that is tried without the others.
pub(super) fn alone(world: &World, uploaded: &UploadedWorker) -> (Setup, Warnings) {
    let mut warnings = Warnings::new();
    let around = Around { world, all: None, primary: Some(name(uploaded)) };
    let worker = worker(&around, uploaded, &mut warnings);
    (Setup::new([worker]), warnings)
}

fn worker(around: &Around<'_>, uploaded: &UploadedWorker, warnings: &mut Warnings) -> Worker {
    let metadata = &uploaded.metadata;
    let date = metadata["compatibility_date"].as_str().unwrap_or(DATE);
    let mut worker = Worker::new(name(uploaded), date, Vec::new());
    worker.code = code(uploaded);
    worker.asks_outbound = true;
    let flags = metadata["compatibility_flags"].as_array().into_iter().flatten();
    worker.compatibility_flags = flags.filter_map(|flag| flag.as_str().map(str::to_owned)).collect();
    for binding in metadata["bindings"].as_array().into_iter().flatten() {
        let own = binding["name"].as_str().unwrap_or_default();
        match target(around, uploaded, binding) {
            Ok(to) => worker = worker.bind(own, to),
            Err(why) => warnings.entry(name(uploaded)).or_default().push(format!("{own}: {why}")),
        }
    }
    if around.primary.as_deref() == Some(&worker.name) {
        worker.durable_objects = objects(around, uploaded);
    }
    let tails = metadata["tail_consumers"].as_array().into_iter().flatten();
    let tails = tails.filter_map(|tail| around.worker(&uploaded.account_id, tail["service"].as_str()?));
    worker.tails = tails.collect();
    worker
}

/// The classes of a Worker: those of its migrations, with the storage that they had from the start, and those that are bound.
fn objects(around: &Around<'_>, uploaded: &UploadedWorker) -> Vec<DurableObject> {
    let account = &uploaded.account_id;
    let namespaces = place(["accounts", account, "workers", "durable_objects", "namespaces"]);
    // A state that cannot be read is said by the next call that reads it.
    let known = around.world.store.list(&namespaces).unwrap_or_default();
    let mut objects = BTreeMap::new();
    for namespace in known.iter().filter(|known| known.value["script"] == uploaded.name) {
        let class = namespace.value["class"].as_str().unwrap_or_default();
        let mut object = DurableObject::new(class, &namespace.id);
        object.sqlite = namespace.value["use_sqlite"] == true;
        objects.insert(class.to_owned(), object);
    }
    let bound = uploaded.metadata["bindings"].as_array().into_iter().flatten();
    let own = |binding: &&Value| {
        binding["type"] == "durable_object_namespace"
            && binding["script_name"].as_str().is_none_or(|script| script == uploaded.name)
    };
    for binding in bound.filter(own) {
        let class = binding["class_name"].as_str().unwrap_or_default();
        let key = format!("{account}-{}-{class}", uploaded.name);
        objects.entry(class.to_owned()).or_insert_with(|| DurableObject::new(class, key));
    }
    objects.into_values().collect()
}

fn code(uploaded: &UploadedWorker) -> Code {
    let metadata = &uploaded.metadata;
    if let Some(main) = metadata["main_module"].as_str() {
        let mut modules: Vec<&(String, String, bytes::Bytes)> = uploaded.modules.iter().collect();
        modules.sort_by_key(|(name, ..)| name != main);
        let modules = modules.into_iter().filter_map(|(name, media, content)| {
            let name = name.strip_prefix("./").unwrap_or(name);
            Some(Module::new(name, kind(media)?, content.clone()))
        });
        return Code::Modules(modules.collect());
    }
    let body = metadata["body_part"].as_str();
    let found = uploaded.modules.iter().find(|(name, ..)| Some(name.as_str()) == body);
    match found {
        Some((.., content)) => Code::Script(String::from_utf8_lossy(content).into_owned()),
        // Of assets alone: what asks them is all there is to it.
        None => Code::Modules(vec![Module::new(
            "index.mjs",
            ModuleKind::Es,
            "export default { fetch(request, env) { return env.ASSETS ? env.ASSETS.fetch(request) : new Response(null, { status: 404 }) } }",
        )]),
    }
}

/// How a module is taken, by its content type; source maps are not.
fn kind(media: &str) -> Option<ModuleKind> {
    Some(match media.split(';').next().unwrap_or_default().trim() {
        "application/source-map" => return None,
        "application/javascript" | "text/javascript" => ModuleKind::CommonJs,
        "text/plain" | "text/html" => ModuleKind::Text,
        "application/octet-stream" => ModuleKind::Data,
        "application/wasm" => ModuleKind::Wasm,
        "application/json" => ModuleKind::Json,
        "text/x-python" => ModuleKind::Python,
        _ => ModuleKind::Es,
    })
}
