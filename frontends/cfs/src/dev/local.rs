//! What of a model is otherwise on this machine.

use cfs_config::Model;
use cfs_config::model::{Secret, Source, Worker};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Gives Workers the variables of local development. Secrets that are not to be found are empty; they are named.
pub(super) fn apply(model: &mut Model, vars: &BTreeMap<String, String>) -> Vec<String> {
    let mut lacking = Vec::new();
    for worker in &mut model.workers {
        for (name, value) in vars {
            worker.bindings.insert(name.clone(), json!({"type": "plain_text", "text": value}));
        }
        for (name, binding) in &mut worker.bindings {
            let secret = binding.get("text").and_then(Secret::of);
            if let Some(Secret::Env(variable)) = secret
                && std::env::var_os(&variable).is_none()
            {
                lacking.push(format!("{name} of {}", worker.name));
                *binding = json!({"type": "plain_text", "text": ""});
            }
        }
        // Their hosts are those of the machine.
        worker.workers_dev = Some(true);
        worker.checks.clear();
    }
    lacking
}

/// The files and folders that a Worker is made of.
pub(super) fn sources(worker: &Worker, folder: &Path) -> BTreeSet<PathBuf> {
    let mut all = BTreeSet::new();
    match &worker.source {
        Some(Source::Crate(path)) => {
            let krate = folder.join(path);
            all.extend(["src", "Cargo.toml", "build.rs"].map(|name| krate.join(name)));
            all.extend(path_dependencies(&krate));
        }
        Some(Source::Script(path)) => {
            let script = folder.join(path);
            all.extend(script.parent().map(Path::to_owned));
        }
        Some(Source::Modules { folder: own, .. }) => _ = all.insert(folder.join(own)),
        None => {}
    }
    all.extend(worker.assets.as_ref().map(|assets| folder.join(&assets.directory)));
    all.retain(|path| path.exists());
    all
}

/// The sources of crates beside it that a crate depends on.
fn path_dependencies(krate: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(krate.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = toml::from_str(&text).unwrap_or_default();
    let all = manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flatten();
    all.filter_map(|(_, dependency)| Some(krate.join(dependency.get("path")?.as_str()?).join("src")))
        .collect()
}

/// The zones that a model mentions: an emulated account has none of its own.
pub(super) fn zones(model: &Model) -> BTreeSet<String> {
    let named = model.resources.iter().filter_map(|resource| resource.zone.clone());
    let hosts = model.workers.iter().flat_map(|worker| {
        let routes = worker.routes.iter().flatten();
        let routes = routes.map(|route| route.zone.clone().unwrap_or_else(|| zone_of(&route.pattern)));
        let domains = worker.domains.iter().flatten();
        routes.chain(domains.map(|domain| domain.zone.clone().unwrap_or_else(|| zone_of(&domain.hostname))))
    });
    named.chain(hosts).filter(|name| name.contains('.')).collect()
}

/// The zone that a host is likeliest of: its last two labels.
fn zone_of(pattern: &str) -> String {
    let host = pattern.split("://").last().unwrap_or(pattern).split('/').next().unwrap_or_default();
    let labels: Vec<&str> =
        host.trim_start_matches("*.").trim_start_matches('*').rsplit('.').take(2).collect();
    labels.into_iter().rev().collect::<Vec<_>>().join(".")
}

/// Whether something of a Worker is asked for by HTTP; others have only events.
pub(super) fn answers(worker: &Worker) -> bool {
    worker.source.is_some() || worker.assets.is_some()
}

#[cfg(test)]
mod tests {
    use super::{apply, zones};
    use cfs_config::Model;
    use std::collections::BTreeMap;

    fn model() -> Model {
        serde_json::from_value(serde_json::json!({
            "cfs_model": 1, "app": "shop",
            "resources": [{"kind": "dns.records", "name": "www", "zone": "example.org"}],
            "workers": [{
                "name": "api", "bindings": {
                    "KEY": {"type": "secret_text", "text": {"$secret": {"env": "A_VARIABLE_THAT_NOBODY_SETS"}}},
                    "OTHER": {"type": "secret_text", "text": {"$secret": {"env": "A_VARIABLE_THAT_NOBODY_SETS"}}},
                },
                "routes": [{"pattern": "https://*.api.example.com/v1/*"}], "domains": [{"hostname": "shop.example.net"}],
            }],
        }))
        .expect("a model")
    }

    #[test]
    fn variables_of_this_machine_go_over_secrets() {
        let mut model = model();
        let lacking = apply(&mut model, &BTreeMap::from([("KEY".to_owned(), "local".to_owned())]));
        assert_eq!(lacking, ["OTHER of api"]);
        assert_eq!(model.workers[0].bindings["KEY"]["text"], "local");
        assert_eq!(model.workers[0].bindings["OTHER"]["text"], "");
    }

    #[test]
    fn zones_are_those_that_are_named_or_that_hosts_are_of() {
        assert_eq!(
            zones(&model()).into_iter().collect::<Vec<_>>(),
            ["example.com", "example.net", "example.org"]
        );
    }
}
