//! Workers and uploads to test with.

use cfs_config::model::Worker;
use cfs_deploy::worker::upload::{Module, ModuleKind};
use cfs_deploy::worker::{Answers, Deployed, Target, Upload, Wanted};
use serde_json::{Value, json};

/// A Worker from its JSON, called `api`.
pub(crate) fn worker(value: Value) -> Worker {
    let mut value = value;
    if value["name"].is_null() {
        value["name"] = json!("api");
    }
    serde_json::from_value(value).expect("a Worker")
}

/// One module, and what the program says.
pub(crate) fn code(text: &str) -> Upload {
    let module =
        Module { name: "index.js".into(), kind: ModuleKind::EsModule, content: text.to_owned().into() };
    Upload { main: "index.js".into(), modules: vec![module], ..Upload::default() }
}

pub(crate) fn wanted<'a>(worker: &'a Worker, upload: Option<&'a Upload>) -> Wanted<'a> {
    Wanted { upload, ..Wanted::new("acc", worker) }
}

/// What is there of `api`: settings and more, over what every Worker has.
pub(crate) fn there(answers: Value) -> Deployed {
    let or = |name: &str, usual: Value| {
        let given = answers[name].clone();
        if given.is_null() { usual } else { given }
    };
    let answers = Answers {
        script: or("script", json!({"id": "api", "tag": "t1", "etag": "e1"})),
        settings: or("settings", json!({"bindings": []})),
        versions: or("versions", json!({"items": []})),
        deployments: or("deployments", json!({"deployments": []})),
        schedules: or("schedules", json!({"schedules": []})),
        subdomain: or("subdomain", json!({"enabled": true, "previews_enabled": false})),
        routes: or("routes", json!([])),
        domains: or("domains", json!([])),
        queues: or("queues", json!([])),
        namespaces: or("namespaces", json!([])),
        workflows: or("workflows", json!([])),
        applications: or("applications", json!([])),
    };
    let target = Target { account: "acc".into(), namespace: None, name: "api".into() };
    Deployed::read(&target, &answers).expect("a Worker")
}
