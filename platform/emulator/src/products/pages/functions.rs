//! Functions of a deployment: a Worker that comes with the files, built by the client.

use super::{deployments, running_name};
use crate::products::workers;
use crate::route::body;
use crate::runtime::UploadedWorker;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::store::Blob;
use crate::world::World;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Value, json};

/// As of when Functions behave whose project does not say it.
const DATE: &str = "2024-09-23";

/// A kind of bindings.
type Kind = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What a project calls bindings of a kind, the type that they have in a Worker, and which member of them is which there.
const BINDINGS: [Kind; 9] = [
    ("kv_namespaces", "kv_namespace", &[("namespace_id", "namespace_id")]),
    ("d1_databases", "d1", &[("id", "id")]),
    ("r2_buckets", "r2_bucket", &[("name", "bucket_name"), ("jurisdiction", "jurisdiction")]),
    ("queue_producers", "queue", &[("name", "queue_name")]),
    ("services", "service", &[("service", "service"), ("entrypoint", "entrypoint")]),
    ("vectorize_bindings", "vectorize", &[("index_name", "index_name")]),
    ("hyperdrive_bindings", "hyperdrive", &[("id", "id")]),
    ("analytics_engine_datasets", "analytics_engine", &[("dataset", "dataset")]),
    ("ai_bindings", "ai", &[]),
];

/// Keeps and runs the Functions of a deployment, where it has some.
pub(super) fn deploy(world: &World, asked: &Asked, id: &str) -> Result<(), Reply> {
    if !asked.media().starts_with("multipart/") {
        return Ok(());
    }
    let parts = body::form(asked)?;
    let part = |name: &str| parts.iter().find(|part| part.name == name).map(|part| part.content.clone());
    let workers::Read { metadata, modules } = match (part("_worker.bundle"), part("_worker.js")) {
        (Some(bundle), _) => workers::read(&bundled(&bundle)?)?,
        (None, Some(script)) => {
            let media = "application/javascript+module".to_owned();
            let modules = vec![("_worker.js".to_owned(), media, script)];
            workers::Read { metadata: json!({"main_module": "_worker.js"}), modules }
        }
        (None, None) => return Ok(()),
    };
    let routes: Value =
        part("_routes.json").and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let (account, project) = (&asked.segments[1], &asked.segments[4]);
    let own = format!("{}/{id}/_worker", deployments(account, project));
    world.store.put(&own, "", None, &json!({"metadata": metadata, "routes": routes}))?;
    let blobs: Vec<Blob> = modules
        .into_iter()
        .map(|(key, media, content)| Blob {
            key,
            content: content.to_vec(),
            about: json!(media),
            expires: None,
        })
        .collect();
    world.store.put_blobs(&own, &blobs)?;
    let Some(running) = &world.running else { return Ok(()) };
    let Some(worker) = worker(world, account, project, id)? else { return Ok(()) };
    let refused = |error: String| Reply::error(400, 8_000_000, error);
    running.check(world, &worker).map_err(refused)?;
    running.deploy_beside(world, worker).map_err(refused)
}

/// A bundle as the upload that it is. Its boundary stands in its first line.
fn bundled(bundle: &Bytes) -> Result<Asked, Reply> {
    let line = bundle.split(|byte| *byte == b'\r' || *byte == b'\n').next().unwrap_or_default();
    let boundary = std::str::from_utf8(line).ok().and_then(|line| line.strip_prefix("--"));
    let media = boundary.map(|boundary| format!("multipart/form-data; boundary={boundary}"));
    let media = media.and_then(|media| HeaderValue::from_str(&media).ok());
    let media = media.ok_or_else(|| Reply::error(400, 8_000_000, "_worker.bundle is no form"))?;
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media)]);
    Ok(Asked::new("PUT", "/", "", headers, bundle.clone()))
}

/// The Functions of a deployment as they are run, with the bindings that the project has for its environment.
pub(crate) fn worker(
    world: &World,
    account: &str,
    project: &str,
    id: &str,
) -> Result<Option<UploadedWorker>, Reply> {
    let all = deployments(account, project);
    let own = format!("{all}/{id}/_worker");
    let (Some(deployment), Some(kept)) = (world.store.get(&all, id)?, world.store.get(&own, "")?) else {
        return Ok(None);
    };
    let projects = all.trim_end_matches("/deployments").rsplit_once('/').map_or("", |(place, _)| place);
    let settings = world.store.get(projects, project)?.map(|found| found.value).unwrap_or_default();
    let environment = deployment.value["environment"].as_str().unwrap_or("production");
    let config = &settings["deployment_configs"][environment];
    let mut metadata = kept.value["metadata"].clone();
    let mut bindings: Vec<Value> = metadata["bindings"].as_array().cloned().unwrap_or_default();
    bindings.retain(|binding| binding["name"] != "ASSETS");
    bindings.push(json!({"type": "assets", "name": "ASSETS"}));
    let url = &deployment.value["url"];
    bindings.push(json!({"type": "plain_text", "name": "CF_PAGES", "text": "1"}));
    bindings.push(json!({"type": "plain_text", "name": "CF_PAGES_URL", "text": url}));
    bindings.extend(configured(config));
    metadata["bindings"] = json!(bindings);
    for (name, usual) in [("compatibility_date", json!(DATE)), ("compatibility_flags", json!([]))] {
        if metadata[name].is_null() {
            metadata[name] = if config[name].is_null() { usual } else { config[name].clone() };
        }
    }
    let mut modules = Vec::new();
    for key in world.store.keys(&own, "", "", usize::MAX, 0)? {
        if let Some(blob) = world.store.blob(&own, &key.key, 0)? {
            let media = blob.about.as_str().unwrap_or_default().to_owned();
            modules.push((blob.key, media, Bytes::from(blob.content)));
        }
    }
    Ok(Some(UploadedWorker {
        account_id: account.to_owned(),
        name: running_name(project),
        version_id: id.to_owned(),
        metadata,
        modules,
    }))
}

/// The bindings of a project's configuration.
fn configured(config: &Value) -> Vec<Value> {
    let members = |name: &str| config[name].as_object().into_iter().flatten();
    let vars = members("env_vars").map(|(name, value)| {
        let text = value["value"].as_str().unwrap_or_default();
        json!({"type": "plain_text", "name": name, "text": text})
    });
    let others = BINDINGS.iter().flat_map(|(kind, own, parts)| {
        members(kind).map(move |(name, value)| {
            let mut binding = json!({"type": own, "name": name});
            for (from, to) in *parts {
                if !value[from].is_null() {
                    binding[*to] = value[*from].clone();
                }
            }
            binding
        })
    });
    vars.chain(others).collect()
}
