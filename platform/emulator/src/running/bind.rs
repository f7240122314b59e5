//! Bindings of an upload, as the runtime takes them.

use super::{Deployed, setup};
use crate::products::workers::dispatch;
use crate::runtime::UploadedWorker;
use crate::server::asked::place;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use cfs_local::{Database, Target};
use serde_json::{Value, json};

/// What a Worker's bindings may lead to.
pub(super) struct Around<'a> {
    pub(super) world: &'a World,
    /// The other Workers; none when it is tried alone.
    pub(super) all: Option<&'a Deployed>,
    /// The version of the same Worker that has the Durable Objects.
    pub(super) primary: Option<String>,
}

impl Around<'_> {
    /// What another Worker is called in the runtime.
    pub(super) fn worker(&self, account: &str, name: &str) -> Option<String> {
        let versions = self.all?.get(&(account.to_owned(), name.to_owned()))?;
        setup::primary(versions).map(setup::name)
    }
}

/// What a binding leads to; else why the Worker goes without it.
pub(super) fn target(
    around: &Around<'_>,
    worker: &UploadedWorker,
    binding: &Value,
) -> Result<Target, String> {
    let account = &worker.account_id;
    let text = |name: &str| binding[name].as_str().unwrap_or_default();
    let of_account = |id: &str| format!("{account}/{id}");
    let part = |name: &str| {
        let found = worker.modules.iter().find(|(known, ..)| known == text(name));
        found.map(|(.., content)| content.clone()).ok_or_else(|| format!("there is no part {}", text(name)))
    };
    Ok(match text("type") {
        "plain_text" | "secret_text" => Target::Text(text("text").to_owned()),
        "json" => Target::Json(binding["json"].to_string()),
        "kv_namespace" => Target::Kv(of_account(text("namespace_id"))),
        "r2_bucket" => match text("jurisdiction") {
            "" | "default" => Target::R2(of_account(text("bucket_name"))),
            within => Target::R2(of_account(&format!("{}@{within}", text("bucket_name")))),
        },
        "d1" => Target::D1(of_account(binding["database_id"].as_str().unwrap_or(text("id")))),
        "queue" => Target::Queue(of_account(&queue(around.world, account, text("queue_name"))?)),
        "analytics_engine" => {
            Target::Analytics(of_account(binding["dataset"].as_str().unwrap_or(text("name"))))
        }
        "vectorize" => Target::Vectorize(of_account(text("index_name"))),
        "ai" => Target::Ai,
        "images" => Target::Images,
        "send_email" => Target::SendEmail,
        "ratelimit" => {
            let simple = |name: &str| binding["simple"][name].as_u64().unwrap_or(60);
            let limit = format!("{}/{}/{}", text("namespace_id"), simple("limit"), simple("period"));
            Target::RateLimit(of_account(&limit))
        }
        "secrets_store_secret" => {
            Target::Secret { store: of_account(text("store_id")), name: text("secret_name").to_owned() }
        }
        "version_metadata" => Target::Json(version(worker).to_string()),
        "wasm_module" => Target::Wasm(part("part")?),
        "data_blob" => Target::Data(part("part")?),
        "text_blob" => Target::Text(String::from_utf8_lossy(&part("part")?).into_owned()),
        "assets" => Target::Fetch(of_account(&format!("assets/{}/{}", worker.name, worker.version_id))),
        "dispatch_namespace" => {
            let namespace = text("namespace");
            Target::Dispatch {
                namespace: of_account(namespace),
                scripts: scripts(around, account, namespace),
            }
        }
        "workflow" => Target::Workflow(of_account(text("workflow_name"))),
        "service" => service(around, account, binding),
        "durable_object_namespace" => objects(around, worker, binding)?,
        "hyperdrive" => Target::Hyperdrive(database(around.world, account, text("id"))?),
        "secret_key" => key(binding)?,
        other => return Err(format!("the local runtime has no binding of the kind {other}")),
    })
}

/// The Workers of a dispatch namespace: their names there, and in the runtime.
fn scripts(around: &Around<'_>, account: &str, namespace: &str) -> Vec<(String, String)> {
    let all = around.all.into_iter().flat_map(|all| all.keys()).filter(|(own, _)| own == account);
    let own = all.filter_map(|(_, known)| {
        let (_, name) = dispatch::parts(known).filter(|(within, _)| *within == namespace)?;
        Some((name.to_owned(), around.worker(account, known)?))
    });
    own.collect()
}

fn queue(world: &World, account: &str, name: &str) -> Result<String, String> {
    let queues =
        world.store.list(&place(["accounts", account, "queues"])).map_err(|error| error.to_string())?;
    let found = queues.into_iter().find(|queue| queue.value["queue_name"] == name);
    found.map(|queue| queue.id).ok_or_else(|| format!("there is no queue {name}"))
}

fn version(worker: &UploadedWorker) -> Value {
    let tag = worker.metadata["annotations"]["workers/tag"].as_str().unwrap_or_default();
    json!({"id": worker.version_id, "tag": tag, "timestamp": worker.metadata["_created_on"].as_str().unwrap_or_default()})
}

fn service(around: &Around<'_>, account: &str, binding: &Value) -> Target {
    let name = binding["service"].as_str().unwrap_or_default();
    match around.worker(account, name) {
        Some(worker) => {
            let entrypoint = binding["entrypoint"].as_str().map(str::to_owned);
            let props = (!binding["props"].is_null()).then(|| binding["props"].to_string());
            Target::Service { worker, entrypoint, props }
        }
        None => Target::Fetch(format!("{account}/{name}")),
    }
}

fn objects(around: &Around<'_>, worker: &UploadedWorker, binding: &Value) -> Result<Target, String> {
    let class = binding["class_name"].as_str().unwrap_or_default().to_owned();
    let script = binding["script_name"].as_str().filter(|script| *script != worker.name);
    let owner = match script {
        Some(script) => Some(
            around
                .worker(&worker.account_id, script)
                .ok_or_else(|| format!("there is no Worker {script} that has the class {class}"))?,
        ),
        None => around.primary.clone().filter(|primary| *primary != setup::name(worker)),
    };
    Ok(Target::DurableObject { class, worker: owner })
}

fn database(world: &World, account: &str, id: &str) -> Result<Database, String> {
    let configs = place(["accounts", account, "hyperdrive", "configs"]);
    let found = world.store.get(&configs, id).map_err(|error| error.to_string())?;
    let found = found.ok_or_else(|| format!("there is no Hyperdrive configuration {id}"))?;
    let origin = &found.value["origin"];
    let text = |name: &str| origin[name].as_str().unwrap_or_default().to_owned();
    let scheme = if text("scheme").starts_with("mysql") { "mysql" } else { "postgres" };
    let port = origin["port"].as_u64().unwrap_or(if scheme == "mysql" { 3306 } else { 5432 });
    let mut database = Database::new(scheme, format!("{}:{port}", text("host")));
    database.database = text("database");
    database.user = text("user");
    database.password = text("password");
    Ok(database)
}

/// The bytes of a key. The runtime takes keys only as it makes them, so it is bytes that the Worker gets.
fn key(binding: &Value) -> Result<Target, String> {
    let given = binding["key_base64"].as_str().and_then(|text| STANDARD.decode(text).ok());
    given
        .map(|bytes| Target::Data(Bytes::from(bytes)))
        .ok_or_else(|| "a key as JWK is not run locally".to_owned())
}
