//! Uploaded Workers that run, asked through the emulator's own port.

mod bindings;
mod deploys;
mod dispatch;
mod events;
mod pages;
mod process;
mod shared;
mod streams;
mod workflows;

use crate::support::{body, client, done};
use bytes::Bytes;
use cfs_catalogue::{Content, Part};
use cfs_emulator::{ACCOUNT_ID, Builder, Emulator};
use cfs_http::{Client, File, Json};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub(crate) const DATE: &str = "2026-07-01";

/// Where `npm install` brought the runtime, unless the environment names one.
pub(crate) fn npm() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/npm")
}

/// An emulator that runs Workers, and its clients.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
}

/// What a Worker answers.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

/// Asks a host of an emulator.
pub(crate) async fn ask(at: SocketAddr, host: &str, method: &str, path: &str, content: &str) -> Told {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let http: hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>> =
        hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector);
    let request = Request::builder()
        .method(method)
        .uri(format!("http://{at}{path}"))
        .header("host", host)
        .body(Full::new(Bytes::from(content.to_owned())))
        .expect("a request");
    let (parts, body) = http.request(request).await.expect("an answer").into_parts();
    let body = body.collect().await.expect("its end").to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    Told { status: parts.status.as_u16(), headers: parts.headers, text }
}

/// What is uploaded: one module.
pub(crate) fn upload(metadata: Value, code: &str) -> Content {
    let mut metadata = metadata;
    metadata["main_module"] = json!("index.js");
    if metadata["compatibility_date"].is_null() {
        metadata["compatibility_date"] = json!(DATE);
    }
    let file = File::new(code.to_owned()).name("index.js").content_type("application/javascript+module");
    Content::form(vec![
        ("metadata".to_owned(), Part::Json(Json::parse(&metadata.to_string()).expect("JSON"))),
        ("index.js".to_owned(), Part::File(file)),
    ])
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::of(Emulator::builder()).await
    }

    pub(crate) async fn of(builder: Builder) -> Self {
        let emulator = builder.run_workers(npm(), None).start().await.expect("an emulator");
        let client = client(&emulator);
        Self { emulator, client }
    }

    pub(crate) async fn done(&self, name: &str, more: &[(&str, &str)], content: Content) -> Value {
        done(&self.client, name, more, content).await
    }

    /// Uploads a Worker and puts it on workers.dev.
    pub(crate) async fn worker(&self, name: &str, metadata: Value, code: &str) {
        let own = [("script_name", name)];
        self.done("workers.scripts.update", &own, upload(metadata, code)).await;
        let enabled = body(&json!({"enabled": true, "previews_enabled": false}));
        self.done("workers.scripts.subdomain.create", &own, enabled).await;
    }

    /// The text a Worker answers to a GET.
    pub(crate) async fn get(&self, name: &str, path: &str) -> String {
        self.ask(name, "GET", path, "").await.text
    }

    pub(crate) async fn ask(&self, name: &str, method: &str, path: &str, content: &str) -> Told {
        ask(self.emulator.address(), &format!("{name}.emulator.workers.dev"), method, path, content).await
    }

    pub(crate) async fn namespace(&self) -> String {
        let made = self.done("kv.namespaces.create", &[], body(&json!({"title": "things"}))).await;
        made["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn queue(&self, name: &str) -> String {
        let made = self.done("queues.create", &[], body(&json!({"queue_name": name}))).await;
        made["queue_id"].as_str().expect("an id").to_owned()
    }

    /// The value of a key, over the API.
    pub(crate) async fn value(&self, namespace: &str, key: &str) -> Value {
        let own = [("namespace_id", namespace), ("key_name", key)];
        self.done("kv.namespaces.values.get", &own, Content::none()).await
    }
}

pub(crate) fn account(path: &str) -> String {
    format!("/accounts/{ACCOUNT_ID}{path}")
}
